extension ComponentID {
    /// `profile "API"`
    package var words: String { "\(type.words) \"\(fullName)\"" }

    /// What to do where several files for the component say different things.
    package var keepingOneFile: String { "Keep the file of \(words) that is right; of two exports the newer one." }
}

/// An entry about which two files for one component differ.
struct Disagreement {
    /// The permission, object or field.
    let name: APIName
    /// What is in one file.
    let first: Place
    /// What is in the other, and the file itself where it is silent.
    let second: Place
}

extension PermissionSource {
    /// What the files of one component come to together.
    ///
    /// Their entries add up, because projects and packages keep fragments of one profile. Flags about which two files
    /// differ are unknown, and so is what one file grants and another one proves to be missing: one of them is old.
    ///
    /// - Returns: `nil` where there is no file.
    static func combined(_ files: [PermissionSource]) -> (source: PermissionSource, disagreements: [Disagreement])? {
        guard let first = files.first else { return nil }
        if files.count == 1 { return (first, []) }
        var entries: [PermissionKind: [APIName: PermissionEntry]] = [:]
        var disagreements: [Disagreement] = []
        for kind in PermissionKind.allCases {
            let merged = CombinedEntries(of: kind, in: files)
            entries[kind] = merged.entries
            disagreements += merged.disagreements
        }
        let source = PermissionSource(
            id: first.id, files: files.flatMap(\.files),
            header: files.dropFirst().reduce(first.header) { $0.merged(with: $1.header) },
            scope: files.dropFirst().reduce(first.scope) { $0.merged(with: $1.scope) }, entries: entries,
            coverage: first.coverage.map { files.dropFirst().compactMap(\.coverage).reduce($0) { $0.merged(with: $1) } }
        )
        return (source, disagreements.sorted { ($0.second, $0.name) < ($1.second, $1.name) })
    }
}

/// The entries of one kind in several files of a component.
private struct CombinedEntries {
    private(set) var entries: [APIName: PermissionEntry] = [:]
    private(set) var disagreements: [Disagreement] = []

    init(of kind: PermissionKind, in files: [PermissionSource]) {
        /// The positions of the files that list each entry, in rising order.
        var listing: [APIName: [Int]] = [:]
        for (position, file) in files.enumerated() {
            for (name, entry) in file.entries[kind] ?? [:] {
                listing[name, default: []].append(position)
                guard var known = entries[name] else {
                    entries[name] = entry
                    continue
                }
                if known.merge(entry, inOtherFile: true) {
                    disagreements.append(Disagreement(name: name, first: known.place, second: entry.place))
                }
                entries[name] = known
            }
        }
        let proofs = AbsenceProofs(of: kind, in: files)
        for (name, entry) in entries where !entry.flags.isEmpty {
            guard let silent = proofs.firstFile(lacking: name, listedIn: listing[name] ?? []) else { continue }
            let place = Place(file: files[silent].files.first ?? "")
            entries[name] = entry.doubting(.missing(in: place))
            disagreements.append(Disagreement(name: name, first: entry.place, second: place))
        }
    }
}

/// Which files of a component prove an entry to be missing by not listing it.
///
/// A file without any entry of a kind is a fragment, and says nothing of that kind. A profile lists all of its system
/// permissions, but an object only if it was exported with it, and never proves anything of a field.
private struct AbsenceProofs {
    private var always: [Int] = []
    private var byObject: [APIName: [Int]] = [:]
    private var byManifest: [String: (manifest: Manifest, files: [Int])] = [:]

    init(of kind: PermissionKind, in files: [PermissionSource]) {
        for (position, file) in files.enumerated() {
            if let coverage = file.coverage {
                for object in coverage.objects(of: kind) { byObject[object, default: []].append(position) }
                continue
            }
            switch (file.id.type, kind) {
            case (.profile, .objectPermission):
                for object in file.objectsWithStandardFields { byObject[object, default: []].append(position) }
                guard let manifest = file.scope.manifest else { continue }
                byManifest[manifest.file, default: (manifest, [])].files.append(position)
            case (.profile, .fieldPermission), (.profile, .applicationVisibility): continue
            case (_, _): if file.lists(kind) { always.append(position) }
            }
        }
    }

    /// The position of the first file that proves an entry to be missing.
    ///
    /// - Parameter listing: The positions of the files that list it, in rising order.
    func firstFile(lacking name: APIName, listedIn listing: [Int]) -> Int? {
        let named = byManifest.values.filter { $0.manifest.names(object: name.spelling) }.map(\.files)
        let object = name.spelling.objectOfField ?? name
        return ([always, byObject[object] ?? []] + named).compactMap { first(of: $0, notIn: listing) }.min()
    }

    /// The first number of a rising list that another rising list lacks; takes time in the length of the other one.
    private func first(of numbers: [Int], notIn others: [Int]) -> Int? {
        var others = others[...]
        for number in numbers {
            while let other = others.first, other < number { others.removeFirst() }
            if others.first != number { return number }
        }
        return nil
    }
}

extension PermissionSetGroup {
    /// What the files of one group come to together: a member or muting set that only some of them name is in doubt.
    ///
    /// - Returns: `nil` where there is no file.
    static func combined(_ files: [PermissionSetGroup]) -> PermissionSetGroup? {
        guard let first = files.first else { return nil }
        if files.count == 1 { return first }
        // One that names nothing says nothing.
        let telling = files.filter { !$0.permissionSets.isEmpty || !$0.mutingPermissionSets.isEmpty }
        func combined(_ names: (PermissionSetGroup) -> [Reference]) -> [Reference] {
            var listing: [String: (reference: Reference, files: Set<String>)] = [:]
            for file in telling {
                for reference in names(file) {
                    listing[reference.name.lowercased(), default: (reference, [])].files.insert(file.file)
                }
            }
            return listing.values.map { reference, files in
                // Each file is looked at that names it, and at most one that does not.
                let silent = telling.first { !files.contains($0.file) }
                return Reference(
                    name: reference.name, place: reference.place, missingIn: silent.map { Place(file: $0.file) })
            }
            .sorted { ($0.place, $0.name) < ($1.place, $1.name) }
        }
        return PermissionSetGroup(
            fullName: first.fullName, file: first.file, label: files.lazy.compactMap(\.label).first,
            permissionSets: combined(\.permissionSets), mutingPermissionSets: combined(\.mutingPermissionSets),
            status: files.lazy.compactMap(\.staleStatus).first ?? files.lazy.compactMap(\.status).first,
            activation: files.reduce(first.activation) { $0.merged(with: $1.activation) })
    }

    /// What is reported of files that differ; `nil` where they agree.
    var disagreement: Problem? {
        guard let reference = (permissionSets + mutingPermissionSets).first(where: { $0.missingIn != nil }),
            let missing = reference.missingIn
        else { return nil }
        return Problem(
            .warning, at: reference.place,
            "The permission set group \"\(fullName)\" names \"\(reference.name)\" here and not in \(missing). "
                + "What depends on that is unknown. \(ComponentID(.permissionSetGroup, fullName).keepingOneFile)")
    }
}

extension [Problem] {
    /// What is reported of a profile or permission set whose files differ, one problem of each kind; none where they agree.
    init(_ disagreements: [Disagreement], _ files: [PermissionSource], in component: ComponentID) {
        self.init()
        let what = "The \(component.words)"
        if let first = disagreements.first {
            let others = disagreements.count > 1 ? " and \(disagreements.count - 1) more" : ""
            append(
                Problem(
                    .warning, at: first.second,
                    "\(what) says otherwise about \(first.name.spelling)\(others) here than in \(first.first). "
                        + "What differs is unknown. \(component.keepingOneFile)"))
        }
        if let (first, other) = files.firstPair(
            stating: { !$0.licenses.isEmpty }, where: { $0.contradictsLicense(of: $1) })
        {
            append(
                Problem(
                    .warning, at: other.place,
                    "\(what) names the license \(other.header.quotedLicenses) here and \(first.header.quotedLicenses) in "
                        + "\(first.place), so which one counts is unknown. \(component.keepingOneFile)"))
        }
        if let (first, other) = files.firstPair(
            stating: { $0.activation != .unstated }, where: { $0.contradictsActivation(of: $1) })
        {
            append(
                Problem(
                    .warning, at: other.place,
                    "\(what) says otherwise here than in \(first.place) about whether it is session-based. "
                        + component.keepingOneFile))
        }
    }
}

extension [PermissionSource] {
    /// The first file whose header says something, and the first one that contradicts it.
    fileprivate func firstPair(
        stating states: (PermissionSourceHeader) -> Bool,
        where areDifferent: (PermissionSourceHeader, PermissionSourceHeader) -> Bool
    ) -> (PermissionSource, PermissionSource)? {
        guard let first = first(where: { states($0.header) }) else { return nil }
        return self.first { areDifferent(first.header, $0.header) }.map { (first, $0) }
    }
}

extension PermissionSource {
    fileprivate var place: Place { Place(file: files.first ?? "") }
}

extension PermissionSourceHeader {
    fileprivate var quotedLicenses: String { licenses.quoted.joined(separator: " and ") }
}
