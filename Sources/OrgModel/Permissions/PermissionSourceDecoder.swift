import Documents

/// What a file of a profile, permission set or muting permission set says, with all the parts of a decomposed one.
struct SourceReading: Sendable {
    let source: PermissionSource
    /// What is invalid without making the file unreadable.
    let problems: [Problem]
    /// An entry that leaves open what it is about, so that only the header is known.
    let failure: DocumentError?

    /// What the file grants, and what is invalid about it.
    var grants: Result<(PermissionSource, [Problem]), DocumentError> {
        failure.map { .failure($0) } ?? .success((source, problems))
    }
}

extension PermissionSource {
    /// - Parameter asked: Which entries are kept.
    /// - Throws: `DocumentError` with the place of the error.
    static func read(
        _ id: ComponentID, from component: ComponentFile, scope: ExportScope, keeping asked: AskedEntries = .all
    ) throws(DocumentError) -> SourceReading {
        var decoder = PermissionSourceDecoder(
            isMuting: id.type == .mutingPermissionSet,
            header: PermissionSourceHeader(ofFile: component.hasOwnFile || id.type != .permissionSet))
        let filter = asked.filter
        let (files, ownElements) = try component.readRecords(
            of: id.type, wanted: PermissionSourceHeader.elements.union(PermissionKind.allCases.map(\.rawValue)),
            filter: filter
        ) { record, file in
            decoder.file = file
            decoder.add(record)
        }
        decoder.doubtWhatPartsAdd(to: ownElements, of: component.file.path)
        let source = PermissionSource(
            id: id, files: files.isEmpty ? [component.file.path] : files, header: decoder.header, scope: scope,
            entries: decoder.entries, coverage: nil, asked: asked,
            EntryOutline(decoder.entries, PermissionKind.byElement(filter?.found ?? [:])))
        return SourceReading(source: source, problems: decoder.problems, failure: decoder.failure)
    }
}

/// Collects the records of one component, file by file.
private struct PermissionSourceDecoder {
    /// Whether the entries take away: what a flag that is not there would say is not known then.
    let isMuting: Bool
    var header: PermissionSourceHeader
    /// The file that is being read.
    var file = ""
    var entries: [PermissionKind: [APIName: PermissionEntry]] = [:]
    var problems: [Problem] = []
    /// The first entry that makes its file unreadable.
    var failure: DocumentError?

    /// Puts in doubt what only parts list of a kind of which the component's own file has entries, too. Tools that split a
    /// component leave none of the kind in its own file, so that one of the two is older.
    mutating func doubtWhatPartsAdd(to ownElements: Set<String>, of ownFile: String) {
        for kind in PermissionKind.allCases where ownElements.contains(kind.rawValue) {
            entries[kind] = entries[kind]?.mapValues { entry in
                entry.place.file == ownFile ? entry : entry.doubting(.missing(in: Place(file: ownFile)))
            }
        }
    }

    mutating func add(_ record: MetadataRecord) {
        guard let kind = PermissionKind(rawValue: record.element) else {
            report(header.add(record, in: file))
            return
        }
        do throws(DocumentError) {
            add(record, kind, about: try kind.name(of: record))
        } catch {
            failure = failure ?? error
        }
    }

    private mutating func add(_ record: MetadataRecord, _ kind: PermissionKind, about name: String) {
        let place = Place(file: file, line: record.line)
        let flags = flags(of: record, kind: kind)
        let entry = PermissionEntry(place: place, flags: flags.granted, doubts: flags.doubts)
        let key = APIName(name)
        guard var known = entries[kind]?[key] else {
            entries[kind, default: [:]][key] = entry
            return
        }
        if known.merge(entry) {
            problems.append(
                Problem(
                    .warning, kind: .repeatedEntry, at: place,
                    "\(name) is listed twice with different values, here and \(placeOfFirst(known)). "
                        + "What differs is unknown; remove the entry that is wrong."))
        }
        entries[kind]?[key] = known
    }

    private func placeOfFirst(_ entry: PermissionEntry) -> String {
        guard entry.place.file == file, let line = entry.place.line else { return "in \(entry.place)" }
        return "on line \(line)"
    }

    private mutating func flags(of record: MetadataRecord, kind: PermissionKind) -> FlagReading {
        var flags = FlagReading()
        for child in record.children where child.element != kind.keyElement { report(flags.add(child, in: file)) }
        if isMuting { flags.doubtUnsaid(kind.flags) }
        return flags
    }

    private mutating func report(_ problem: Problem?) {
        if let problem { problems.append(problem) }
    }
}

extension Problem.Kind {
    fileprivate static let repeatedEntry = Problem.Kind("repeated entry")
}
