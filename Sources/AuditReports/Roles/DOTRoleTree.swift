import AuditEngine

/// Roles in Graphviz's language.
struct DOTRoleTree {
    let nodes: [Node]
    let edges: [MermaidRoleTree.Edge]
    let standings: [MermaidRoleTree.Standing]

    struct Node {
        let id: String
        let label: String
        let isAPIUser: Bool
        let isEndUser: Bool
        let isMissing: Bool
    }

    init(_ outline: RoleOutline) {
        let tree = MermaidRoleTree(outline)
        (edges, standings) = (tree.edges, tree.standings)
        nodes = zip(tree.nodes, outline.rows).map { node, row in
            let lines = [row.name.cut(at: 200)] + row.details
            return Node(
                id: node.id, label: lines.map(\.dot).joined(separator: "\\n"), isAPIUser: row.isAPIUser,
                isEndUser: row.standing != nil && !row.isAPIUser, isMissing: row.isMissing && !row.isAPIUser)
        }
    }
}

extension String {
    /// The text within quotes in Graphviz's language, where a backslash begins an escape (`\N` is the node's own name)
    /// and `&lt;` is a character.
    fileprivate var dot: String {
        visible.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "&": result += "&amp;"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
