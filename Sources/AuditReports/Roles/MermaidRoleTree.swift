import AuditEngine
import OrgModel

/// Roles as a Mermaid diagram, for the Markdown report and by itself.
struct MermaidRoleTree {
    let nodes: [Node]
    let edges: [Edge]
    let standings: [Standing]
    private(set) var more: String?

    struct Node {
        let id: String
        let label: String
    }

    struct Edge {
        let from: String
        let to: String
    }

    /// How the API user's role is to a role that it should be above.
    struct Standing {
        let from: String
        let to: String
        let words: String
    }

    /// Mermaid draws no more than 500 arrows, and no reader needs that many.
    private static let maximumRoles = 200

    /// Draws about as many roles as a reader needs; `nil` where no role is known.
    init?(_ tree: RoleTree) {
        guard tree.apiUserRole != nil || !tree.endUserRoles.isEmpty else { return nil }
        let outline = RoleOutline(tree).relevant(limit: Self.maximumRoles)
        self.init(outline)
        let left = outline.rows.reduce(outline.hidden) { $0 + $1.hidden }
        more = left > 0 ? "\(left.of("more role is", "more roles are")) not drawn." : nil
    }

    /// Draws the rows of an outline.
    init(_ outline: RoleOutline) {
        let rows = outline.rows
        nodes = rows.enumerated().map { Node(id: "role\($0)", label: $1.words.mermaid) }
        edges = rows.enumerated().compactMap { position, row in
            let parent = row.parent ?? row.closesCycleWith.flatMap(outline.position)
            return parent.map { Edge(from: "role\($0)", to: "role\(position)") }
        }
        let api = rows.firstIndex(where: \.isAPIUser)
        standings = rows.enumerated().compactMap { position, row in
            guard let words = row.standing?.complaint, let api else { return nil }
            return Standing(from: "role\(api)", to: "role\(position)", words: words)
        }
    }
}

extension RoleTree.Standing {
    /// What is drawn between two roles that are not as they should.
    var complaint: String? {
        switch self {
        case .above: nil
        case .notAbove: "not above"
        case .unknown: "unknown"
        }
    }
}
