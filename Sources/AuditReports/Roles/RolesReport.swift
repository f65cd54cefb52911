package import AuditEngine
import OrgModel

/// The formats in which roles can be drawn; the raw value is what `--report` takes.
package enum RolesFormat: String, Sendable, CaseIterable {
    case text, mermaid, dot, svg
}

/// The role hierarchy as a drawing, with who is where and what that comes to.
package struct RolesReport {
    private let overview: RoleOverview
    private let outline: RoleOutline
    private let total: Int
    private let basis: AuditBasis

    /// No reader needs more rows than this at once.
    private static let maximumRows = 200

    /// Makes the report of an org's roles.
    ///
    /// - Parameters:
    ///   - overview: The roles, and who has them.
    ///   - basis: What it rests on in addition to the export.
    ///   - showsAll: Whether every role is drawn; else the relevant branches, or the top levels where no one was named,
    ///     and what is omitted is counted.
    package init(_ overview: RoleOverview, on basis: AuditBasis = AuditBasis(), showsAll: Bool = false) {
        self.overview = overview
        self.basis = basis
        let all = RoleOutline(overview)
        total = all.count
        outline = showsAll ? all : all.relevant(limit: Self.maximumRows)
    }

    /// Draws the roles in a format.
    package func render(_ format: RolesFormat, _ settings: ReportSettings) -> String {
        switch format {
        case .text: RolesText(outline, words: conclusion, settings).render()
        case .mermaid: MermaidRoleTree(outline).diagram + "\n"
        case .dot: DOTRoleTree(outline: outline).render()
        case .svg:
            Templates.render("role-svg.mustache", RoleSVG(RoleDrawing(outline), words: conclusion))
        }
    }

    /// What the drawing comes to, in sentences: how much is drawn, how the API user's role is, and what would bring
    /// it above the end users' roles.
    package var conclusion: [String] {
        let standing = overview.tree.endUserRoles.isEmpty ? [] : [reach] + overview.placement.advice + consequence
        let asked = overview.tree.apiUserRole != nil || !overview.tree.endUserRoles.isEmpty
        let obstacle = asked ? overview.placement.obstacle.map { [$0.words] } ?? [] : []
        return [extent] + standing + obstacle + withoutRole
            + (basis.org + basis.facts).map { "\($0.label): \($0.text)." }
    }

    private var extent: String {
        let drawn = outline.rows.count { !$0.isMissing }
        let roles = total.of("role")
        let levels = (outline.rows.map(\.depth).max() ?? -1) + 1
        let depth = levels.of("level")
        guard drawn < total else { return "\(roles) on \(depth)." }
        let missed = overview.tree.endUserRoles.count { outline.position(of: $0.name) == nil }
        let among = missed > 0 ? " \(missed) of the end users' roles \(missed == 1 ? "is" : "are") not among them." : ""
        return "\(drawn) of \(roles) are drawn, on \(depth); --all draws every role.\(among)"
    }

    private var reach: String {
        let roles = overview.tree.endUserRoles
        func names(_ standing: RoleTree.Standing) -> String? {
            let names = roles.filter { $0.standing == standing }.map(\.name)
            return names.isEmpty ? nil : names.quoted.listed(limit: 10)
        }
        let who =
            overview.tree.apiUserRole.map { "The API user's role \"\($0)\"" }
            ?? (overview.placement.standing == .notAbove ? "The API user has no role and" : "The API user's role")
        let above = roles.count { $0.standing == .above }
        let all = roles.count == 1 ? "the end users' role" : "all \(roles.count) roles of the end users"
        if above == roles.count { return "\(who) is above \(all)." }
        let parts = [
            names(.notAbove).map { "\(who) is not above \($0)." },
            names(.unknown).map { "Whether it is above \($0) cannot be determined." },
            above > 0 ? "It is above the other \(above == 1 ? "one" : "\(above)")." : nil,
        ]
        return parts.compactMap(\.self).joined(separator: " ")
    }

    /// Moving a role is more than it seems.
    private var consequence: [String] {
        guard let insertion = overview.placement.insertion else { return [] }
        let who = insertion.role.map { "Whoever has \"\($0.name)\"" } ?? "Whoever has the new role"
        return ["\(who) then sees what the roles below it own; everybody else sees what they saw before."]
    }

    private var withoutRole: [String] {
        let names = overview.endUsersWithoutRole
        guard let first = names.first else { return [] }
        return [
            names.count == 1
                ? "The end user \(first) has no role, so no role is above it."
                : "\(names.count) end users have no role, so no role is above them; \(first) is one of them."
        ]
    }
}

/// What the template of the standalone picture sees.
private struct RoleSVG {
    let width: Int
    let height: Int
    let words: String
    let style = Templates.text("role-svg.css") + Templates.text("role-drawing.css")
    let drawing: RoleDrawing

    init(_ drawing: RoleDrawing, words: [String]) {
        self.drawing = drawing
        self.words = words.joined(separator: " ").visible
        // A margin, so that the last letter does not touch the edge.
        width = drawing.width + 24
        height = drawing.height + 8
    }
}
