import AuditEngine

/// A line of a drawing of roles: a role, or a count of roles that are omitted at that place.
struct RoleLine {
    enum Content {
        case role(RoleOutline.Row)
        /// Roles between the line that this one is below and the line that is below this one.
        case between(RoleOutline.Omitted)
        /// More roles below a role; `nil` counts those that are below none.
        case below(RoleOutline.Omitted, name: String?)
    }

    let content: Content
    /// How many lines are above it on the way to the root.
    let depth: Int
    /// The position of the line that it is below.
    let parent: Int?
    /// Whether it is on the way from a role of end users up to the API user's.
    let isStep: Bool

    /// The lines of an outline: roles as it has them, and after those below a role how many more there are.
    static func lines(of outline: RoleOutline) -> [RoleLine] {
        var lines: [RoleLine] = []
        /// The roles that the next one may be below, with their lines.
        var open: [(row: Int, line: Int)] = []
        let steps = outline.steps

        func close(until parent: Int?) {
            while let last = open.last, last.row != parent {
                open.removeLast()
                let row = outline.rows[last.row]
                guard row.hidden.roles > 0 else { continue }
                let isStep =
                    row.hidden.standings[.above, default: 0] > 0 && (row.isAPIUser || steps.contains(last.row))
                lines.append(
                    RoleLine(
                        content: .below(row.hidden, name: row.name), depth: lines[last.line].depth + 1,
                        parent: last.line, isStep: isStep))
            }
        }

        for (position, row) in outline.rows.enumerated() {
            close(until: row.parent)
            var parent = open.last?.line
            if row.between.roles > 0, let above = parent {
                lines.append(
                    RoleLine(
                        content: .between(row.between), depth: lines[above].depth + 1, parent: above,
                        isStep: steps.contains(position)))
                parent = lines.count - 1
            }
            open.append((position, lines.count))
            lines.append(
                RoleLine(
                    content: .role(row), depth: parent.map { lines[$0].depth + 1 } ?? 0, parent: parent,
                    isStep: steps.contains(position)))
        }
        close(until: nil)
        if outline.hidden.roles > 0 {
            lines.append(RoleLine(content: .below(outline.hidden, name: nil), depth: 0, parent: nil, isStep: false))
        }
        return lines
    }

    /// How many roles of end users it shows that the API user's role is to in a way.
    func count(_ standing: RoleTree.Standing) -> Int {
        switch content {
        case .role(let row): row.standing == standing ? 1 : 0
        case .between(let omitted), .below(let omitted, _): omitted.standings[standing, default: 0]
        }
    }

    var isAPIUser: Bool { if case .role(let row) = content { row.isAPIUser } else { false } }
}
