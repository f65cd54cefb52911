import AuditEngine
import Documents
import OrgModel

/// Roles as a Mermaid diagram, for the Markdown report and by itself.
struct MermaidRoleTree {
    let diagram: String
    private(set) var more: String?

    /// Mermaid draws no more than 500 arrows, and no reader needs that many.
    private static let maximumRoles = 200

    /// Draws about as many roles as a reader needs; `nil` where no role is known.
    init?(_ tree: RoleTree) {
        guard tree.apiUserRole != nil || !tree.endUserRoles.isEmpty else { return nil }
        let outline = RoleOutline(tree).relevant(limit: Self.maximumRoles)
        self.init(outline)
        let left = outline.rows.reduce(outline.hidden.roles) { $0 + $1.hidden.roles }
        more = left > 0 ? "\(left.of("more role is", "more roles are")) not drawn." : nil
    }

    /// Draws the rows of an outline.
    init(_ outline: RoleOutline) {
        let nodes = outline.rows.enumerated().map { "role\($0)[\"\($1.words.mermaid)\"]" }
        let edges = outline.arrows.map { "role\($0) --> role\($1)" }
        let complaints = outline.complaints.map { "role\($0.from) -. \"\($0.words)\" .-> role\($0.to)" }
        diagram = (["flowchart TD"] + nodes + edges + complaints).joined(separator: "\n    ")
    }
}

extension RoleOutline {
    /// The positions of each role and of one that reports to it; those that close a cycle too.
    var arrows: [(from: Int, to: Int)] {
        rows.enumerated().compactMap { position, row in
            let parent = row.parent ?? row.closesCycleWith.flatMap(self.position)
            return parent.map { ($0, position) }
        }
    }

    /// The positions of the API user's role and of each that it should be above and is not, or may not be.
    var complaints: [(from: Int, to: Int, words: String)] {
        guard let api = rows.firstIndex(where: \.isAPIUser) else { return [] }
        return rows.enumerated().compactMap { position, row in
            row.standing?.complaint.map { (api, position, $0) }
        }
    }
}

extension RoleTree.Standing {
    fileprivate var complaint: String? {
        switch self {
        case .above: nil
        case .notAbove: "not above"
        case .unknown: "unknown"
        }
    }
}
