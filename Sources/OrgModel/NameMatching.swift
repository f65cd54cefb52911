/// A name as somebody typed it, and the component that it means.
public struct NameMatch: Sendable {
    /// The component; where there is none, the typed name taken as a full name.
    public let id: ComponentID
    /// Why the name means no component of the export, as an error.
    public let problem: Problem?
}

extension Org {
    /// Finds the component that a typed name means.
    ///
    /// In this order: the full name exactly, decoded or as the file spells it; a standard profile's name in Setup; a
    /// label that only one component has; the full name without regard to case.
    ///
    /// - Parameters:
    ///   - typed: The name.
    ///   - type: The type of the component that is meant.
    ///   - standardProfiles: The names in Setup of standard profiles, by full name.
    public func match(
        _ typed: String, _ type: MetadataType, standardProfiles: [String: String] = [:]
    ) -> NameMatch {
        let candidates = catalog.components(of: type)
        if let exact = candidates.first(where: { $0.id.fullName == typed }) ?? candidates.first(where: { $0.rawName == typed }) {
            return NameMatch(id: exact.id, problem: nil)
        }
        if type == .profile, let match = standardProfile(typed, candidates.map(\.id), standardProfiles) {
            return NameMatch(id: match, problem: nil)
        }
        let labelled = candidates.map(\.id).filter { label(of: $0) == typed }
        if labelled.count == 1 { return NameMatch(id: labelled[0], problem: nil) }
        if labelled.count > 1 {
            let names = labelled.map { "\"\($0.fullName)\"" }.joined(separator: ", ")
            return NameMatch(
                id: ComponentID(type, typed),
                problem: Problem(
                    .error, "\"\(typed)\" is the label of several \(type.words)s: \(names). Name one by its full name."))
        }
        if let match = candidates.map(\.id).first(where: { $0.fullName.lowercased() == typed.lowercased() }) {
            return NameMatch(id: match, problem: nil)
        }
        return NameMatch(id: ComponentID(type, typed), problem: missing(typed, type, candidates.map(\.id)))
    }

    /// The component that a reference inside metadata names: full names without regard to case, never labels.
    public func component(_ reference: String, _ type: MetadataType) -> ComponentID? {
        let exact = ComponentID(type, reference)
        if catalog.components[exact] != nil { return exact }
        return catalog.components(of: type).map(\.id).first { $0.fullName.lowercased() == reference.lowercased() }
    }

    /// The label of a component, where its file has one.
    public func label(of id: ComponentID) -> String? {
        switch id.type {
        case .permissionSetGroup: groups[id]?.label
        case .role: roles[id.fullName]?.label
        case .customObject: objects[id.fullName]?.label
        default: headers[id]?.label
        }
    }

    /// A standard profile by its name in Setup, and its file by either name.
    private func standardProfile(
        _ typed: String, _ candidates: [ComponentID], _ standardProfiles: [String: String]
    ) -> ComponentID? {
        guard let (fullName, setupName) = standardProfiles.first(where: { $0.key == typed || $0.value == typed })
        else { return nil }
        return candidates.first { $0.fullName == fullName } ?? candidates.first { $0.fullName == setupName }
    }

    private func missing(_ typed: String, _ type: MetadataType, _ candidates: [ComponentID]) -> Problem {
        if let leftOut = catalog.leftOut[ComponentID(type, typed)] {
            return Problem(.error, at: Place(file: leftOut.file), "The \(type.words) \"\(typed)\" \(leftOut.words)")
        }
        if let closed = catalog.closedFolders {
            return Problem(.error, "The \(type.words) \"\(typed)\" \(catalog.isNotFound). \(closed.settledBy)")
        }
        guard !candidates.isEmpty else {
            return Problem(
                .error,
                "There is no \(type.words) \"\(typed)\": the export holds no \(type.words) at all. "
                    + "Retrieve \(type.rawValue) with the next export.")
        }
        let names = candidates.flatMap { [$0.fullName] + (label(of: $0).map { [$0] } ?? []) }
        let nearest = nearestNames(to: typed, among: names).map { "\"\($0)\"" }.joined(separator: ", ")
        return Problem(
            .error, "There is no \(type.words) \"\(typed)\" in the export. The nearest names are \(nearest).")
    }
}

extension Org {
    /// Everything about the input that somebody should know who looks for a name in it: what is odd, what cannot be
    /// read, and that a profile or permission set was left out.
    public var problemsOfInput: [Problem] {
        let sources = catalog.leftOut.filter { $0.key.type == .profile || $0.key.type == .permissionSet }
        let hint = sources.min { $0.key < $1.key }.map { id, leftOut in
            Problem(.warning, at: Place(file: leftOut.file), "The \(id.type.words) \"\(id.fullName)\" \(leftOut.words)")
        }
        return Set(problems + unreadable.values).sorted { ($0.place?.description ?? "") < ($1.place?.description ?? "") }
            + [hint].compactMap(\.self)
    }
}

/// The names that differ least from a typed one, nearest first, at most three.
///
/// Their beginnings decide, as far as Salesforce lets names go: comparing takes time in the product of the lengths.
public func nearestNames(to typed: String, among names: [String]) -> [String] {
    func compared(_ name: String) -> [UInt8] { Array(name.prefix(80).lowercased().utf8) }
    let target = compared(typed)
    return Set(names)
        .map { (distance: distance(compared($0), target), name: $0) }
        .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
        .prefix(3)
        .map(\.name)
}

/// How many bytes have to be taken out of one text, and put into it, to make the other.
///
/// All that the two have in common, in its order, stays: the longest common subsequence, found row by row.
private func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var common = [Int](repeating: 0, count: second.count + 1)
    for byte in first {
        var before = 0
        for (position, other) in second.enumerated() {
            let above = common[position + 1]
            common[position + 1] = byte == other ? before + 1 : max(above, common[position])
            before = above
        }
    }
    return first.count + second.count - 2 * (common.last ?? 0)
}
