import AuditEngine
import Documents
import OrgModel

/// What a page shows of the roles: a drawing that fits a screen, what it comes to, and folded away every role of end users.
struct RoleSection {
    let drawing: RoleDrawing
    /// What has to be done; `nil` where nothing has, or the guide does not ask.
    let advice: Advice?
    /// What the drawing shows in words, what matters most first.
    let relations: [Relation]
    /// The same with every role; empty where that would be the same.
    let everyRole: [Relation]
    let everyRoleWords: String
    let hasMore: Bool

    struct Advice {
        let verdict: String
        let message: String
        let anchor: String
    }

    /// How the API user's role is to some roles of end users.
    struct Relation {
        let verdict: String
        let words: String
        let names: [Name]
    }

    struct Name {
        let name: String
        /// What is between it and the next name.
        let then: String
    }

    /// A drawing of more lines does not fit a screen, with what is around it.
    private static let maximumLines = 14
    /// More roles than these are counted, for each way in which the API user's is to them.
    private static let maximumNames = 4

    /// `nil` where no role was named, or no requirement is about roles.
    init?(_ result: AuditResult) {
        let tree = result.roleTree
        guard tree.isAskedFor, tree.apiUserRole != nil || !tree.endUserRoles.isEmpty else { return nil }
        var outline = RoleOutline(tree)
        outline.markLowestAbove(RolePlacement(of: result.principal, in: RoleHierarchy(tree.roles)))
        drawing = RoleDrawing(outline.brief(lines: Self.maximumLines))
        advice = result.findings.first { $0.requirement.roleRule == .apiUserAboveEndUsers && $0.isOpen }.map(
            Advice.init)
        relations = Relation.all(tree, limit: Self.maximumNames)
        everyRole = Relation.all(tree, limit: .max)
        everyRoleWords = "All \(tree.endUserRoles.count.of("role")) of the end users"
        hasMore =
            tree.endUserRoles.count > Self.maximumNames && relations.map(\.names.count) != everyRole.map(\.names.count)
    }
}

extension RoleSection.Advice {
    fileprivate init(_ finding: Finding) {
        verdict = finding.verdict.rawValue
        message = finding.message.visible
        anchor = finding.requirement.id.anchor
    }
}

extension RoleSection.Relation {
    fileprivate static func all(_ tree: RoleTree, limit: Int) -> [Self] {
        [RoleTree.Standing.notAbove, .unknown, .above].compactMap { standing in
            let roles = tree.endUserRoles.filter { $0.standing == standing }.map(\.name)
            return roles.isEmpty ? nil : Self(tree.apiUserRole, standing, roles, limit: limit)
        }
    }

    private init(_ apiUserRole: String?, _ standing: RoleTree.Standing, _ roles: [String], limit: Int) {
        let api = apiUserRole?.visible ?? "The API user"
        verdict = standing.verdict.rawValue
        words =
            switch standing {
            case .above: "\(api) is above"
            case .notAbove: "\(api) is not above"
            case .unknown: "It cannot be determined whether \(apiUserRole == nil ? "the API user" : api) is above"
            }
        // Of many the names are in the drawing and in the list of all.
        let names = roles.count > limit ? ["\(roles.count) roles"] : roles.map(\.visible)
        self.names = names.enumerated().map { position, name in
            let left = names.count - position - 1
            return RoleSection.Name(name: name, then: left == 0 ? "" : left == 1 ? " and " : ", ")
        }
    }
}
