import AuditEngine
import OrgModel

/// The roles that the audit looked at, as a Mermaid diagram.
struct MermaidRoleTree {
    let nodes: [Node]
    let edges: [Edge]
    let standings: [Standing]
    let more: String?

    struct Node {
        let id: String
        let label: String
    }

    struct Edge {
        let from: String
        let to: String
    }

    /// How the API user's role stands to a role that it should be above.
    struct Standing {
        let from: String
        let to: String
        let words: String
    }

    /// Mermaid draws no more than 500 arrows, and nobody reads that many.
    private static let mostRoles = 200

    /// `nil` where no role is known.
    init?(_ tree: RoleTree) {
        let names = Self.names(tree)
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(Self.mostRoles)
        let ids = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1.lowercased(), "role\($0)") })
        func id(_ name: String) -> String? { ids[name.lowercased()] }
        nodes = shown.compactMap { name in id(name).map { Node(id: $0, label: Self.label(name, in: tree)) } }
        edges = tree.roles.compactMap { role in
            guard let parent = role.parent.flatMap(id), let child = id(role.name) else { return nil }
            return Edge(from: parent, to: child)
        }
        standings = tree.endUserRoles.compactMap { role in
            guard let words = role.standing.complaint, let from = tree.apiUserRole.flatMap(id), let to = id(role.name)
            else { return nil }
            return Standing(from: from, to: to, words: words)
        }
        more = names.count > shown.count ? "\(names.count - shown.count) more roles are not drawn." : nil
    }

    /// The roles that matter most first, each once.
    private static func names(_ tree: RoleTree) -> [String] {
        var seen: Set<String> = []
        let failing = tree.endUserRoles.sorted { $0.standing.rank < $1.standing.rank }.map(\.name)
        return ([tree.apiUserRole].compactMap(\.self) + failing + tree.roles.map(\.name) + tree.roles.compactMap(\.parent))
            .filter { seen.insert($0.lowercased()).inserted }
    }

    private static func label(_ name: String, in tree: RoleTree) -> String {
        let key = name.lowercased()
        var notes: [String] = []
        if tree.apiUserRole?.lowercased() == key { notes.append("API user") }
        if tree.endUserRoles.contains(where: { $0.name.lowercased() == key }) { notes.append("end users") }
        if !tree.roles.contains(where: { $0.name.lowercased() == key }) { notes.append("not in the export") }
        let text = name.cut(at: 200)
        return (notes.isEmpty ? text : "\(text) (\(notes.joined(separator: ", ")))").mermaid
    }
}

extension RoleTree.Standing {
    /// What is drawn between two roles that do not stand as they should.
    fileprivate var complaint: String? {
        switch self {
        case .above: nil
        case .notAbove: "not above"
        case .unknown: "unknown"
        }
    }

    fileprivate var rank: Int {
        switch self {
        case .notAbove: 0
        case .unknown: 1
        case .above: 2
        }
    }
}
