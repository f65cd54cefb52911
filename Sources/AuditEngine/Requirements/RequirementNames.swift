import Documents
import OrgModel

// The requirement that a person means who types what reports show of it.

extension Guide {
    /// The requirements that a typed name means: those with that id, or else that label, or else those whose id ends so or whose
    /// label or id begins so.
    ///
    /// Case, spaces and signs between words do not matter: `Modify Metadata` ends `system/ModifyMetadata`.
    ///
    /// - Returns: Several where the name is ambiguous; none where it means nothing.
    package func requirements(named typed: String) -> [Requirement] {
        if let exact = requirements.first(where: { $0.id == typed }) { return [exact] }
        let name = typed.compact
        guard !name.isEmpty else { return [] }
        let ways: [(Requirement) -> Bool] = [
            { $0.id.compact == name }, { $0.names.contains { $0.compact == name } }, { $0.endings.contains(name) },
            { $0.label.compact.hasPrefix(name) && name.count > 2 }, { $0.id.compact.hasPrefix(name) && name.count > 2 },
        ]
        return ways.lazy.map { way in requirements.filter(way) }.first { !$0.isEmpty } ?? []
    }

    /// The ids of the requirements whose id or label comes nearest to what was typed, at most three.
    package func requirementIDs(near typed: String) -> [String] {
        let ids = idsByName
        return nearestNames(to: typed, among: ids.keys).compactMap { ids[$0] }.deduplicated()
    }

    /// The id that was most likely meant.
    package func likelyRequirementID(_ typed: String) -> String? {
        let ids = idsByName
        return likelyName(typed, among: ids.keys).flatMap { ids[$0] }
    }

    private var idsByName: [String: String] {
        let names = requirements.flatMap { requirement in
            ([requirement.id] + requirement.endings + requirement.names)
                .map { ($0, requirement.id) }
        }
        return Dictionary(names) { first, _ in first }
    }
}

extension Requirement {
    /// What it is called in reports, beside its id.
    fileprivate var names: [String] { [label, "\(label): \(requires)"] }

    /// What its id ends with: of `field/Case.Status` the ends `Status` and `Case.Status`, without signs.
    fileprivate var endings: [String] {
        let parts = id.split { $0 == "/" || $0 == "." }.map { String($0).compact }
        return parts.indices.dropFirst().map { parts[$0...].joined() }
    }
}

extension String {
    /// Its letters and digits, in lower case.
    fileprivate var compact: String { lowercased().filter { $0.isLetter || $0.isNumber } }
}
