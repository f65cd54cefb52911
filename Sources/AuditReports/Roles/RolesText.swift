import AuditEngine
import Documents

/// The role hierarchy for a terminal: a tree with columns beside it, and below it what it comes to.
struct RolesText {
    private let rows: [RoleOutline.Row]
    private let hidden: Int
    private let words: [String]
    private let layout: TextLayout
    private let columns: Columns
    private let guides: [String]
    private let notes: [String]

    /// How wide each column is.
    private struct Columns {
        let level: Int
        let role: Int
        /// `nil` where no users were exported.
        let users: Int?
    }

    init(_ outline: RoleOutline, words: [String], _ settings: ReportSettings) {
        rows = outline.rows
        hidden = outline.hidden.roles
        self.words = words
        layout = TextLayout(settings)
        guides = Self.guides(rows, maximumLevels: max(4, settings.width / 8))
        let level = max("Level".count, "\((rows.map(\.depth).max() ?? 0) + 1)".count)
        let users = rows.compactMap(\.users).max().map { max("Users".count, "\($0)".count) }
        let hasAPIUser = rows.contains(where: \.isAPIUser)
        notes = rows.map { Self.notes($0, hasAPIUser: hasAPIUser) }
        let room = settings.width - level - (users.map { $0 + 2 } ?? 0) - 4 - (notes.map(\.count).max() ?? 0)
        let longest = zip(rows, guides).map { $1.count + Self.title($0).count }.max() ?? 0
        columns = Columns(level: level, role: max("Role".count, min(longest, max(room, 32))), users: users)
    }

    func render() -> String {
        let heading = line(level: "Level", guide: "", role: "Role", label: "", users: "Users", notes: "")
        var lines = [layout.paint(heading, .heading)]
        lines += rows.indices.map(line)
        if hidden > 0 {
            lines.append(
                layout.paint("".padded(columns.level + 2) + "+ \(hidden.of("more role"))", .dim))
        }
        lines.append("")
        lines += words.flatMap { layout.wrap($0.visible, first: "", rest: "") }
        return lines.joined(separator: "\n") + "\n"
    }

    // MARK: Rows

    private func line(of position: Int) -> String {
        let (row, guide) = (rows[position], guides[position])
        let name = row.name.visible.cut(at: max(8, columns.role - guide.count))
        let room = columns.role - guide.count - name.count - 2
        let label = room > 8 ? row.distinctLabel.map { "\"\($0.visible.cut(at: room - 2))\"" } ?? "" : ""
        return line(
            level: "\(row.depth + 1)", guide: guide, role: name, label: label, users: row.users.map { "\($0)" } ?? "",
            notes: notes[position], as: row)
    }

    private func line(
        level: String, guide: String, role: String, label: String, users: String, notes: String,
        as row: RoleOutline.Row? = nil
    ) -> String {
        let style: TextLayout.Style? = row?.isAPIUser == true ? .heading : row?.isMissing == true ? .dim : nil
        let used = guide.count + role.count + (label.isEmpty ? 0 : label.count + 2)
        var text = "".padded(columns.level - level.count) + level + "  " + guide
        text += style.map { layout.paint(role, $0) } ?? role
        if !label.isEmpty { text += "  " + layout.paint(label, .dim) }
        if let width = columns.users {
            text += "".padded(columns.role - used) + "  " + "".padded(width - users.count) + users
        } else if !notes.isEmpty {
            text += "".padded(columns.role - used)
        }
        return notes.isEmpty ? text : text + "  " + (row?.style.map { layout.paint(notes, $0) } ?? notes)
    }

    private static func title(_ row: RoleOutline.Row) -> String {
        row.name.visible + (row.distinctLabel.map { "  \"\($0.visible)\"" } ?? "")
    }

    private static func notes(_ row: RoleOutline.Row, hasAPIUser: Bool) -> String {
        row.notes { standing in
            switch standing {
            case .above: "end users, below the API user"
            case .notAbove: "end users, not below the API user"
            case .unknown: hasAPIUser ? "end users, perhaps below the API user" : "end users"
            }
        }.joined(separator: ", ").visible
    }

    // MARK: Guides

    /// What is left of each name: the lines that lead to it.
    ///
    /// Of a deep tree only the last levels have lines, or the lines of a long chain would grow with its square.
    private static func guides(_ rows: [RoleOutline.Row], maximumLevels: Int) -> [String] {
        var last: Set<Int> = []
        var seen: Set<Int> = []
        for position in rows.indices.reversed() {
            guard let parent = rows[position].parent, seen.insert(parent).inserted else { continue }
            last.insert(position)
        }
        var bars: [String] = []
        return rows.enumerated().map { position, row in
            guard row.depth > 0 else {
                bars = []
                return ""
            }
            bars.removeLast(max(0, bars.count - (row.depth - 1)))
            let shown = bars.suffix(maximumLevels)
            let guide =
                (shown.count < bars.count ? "… " : "") + shown.joined() + (last.contains(position) ? "└─ " : "├─ ")
            bars.append(last.contains(position) ? "   " : "│  ")
            return guide
        }
    }
}

extension RoleOutline.Row {
    /// How its notes are highlighted.
    fileprivate var style: TextLayout.Style? {
        switch standing {
        case .above: .good
        case .notAbove: .bad
        case .unknown: .doubtful
        case nil: isAPIUser ? .heading : isLowestAbove || closesCycleWith != nil ? .doubtful : isMissing ? .dim : nil
        }
    }
}
