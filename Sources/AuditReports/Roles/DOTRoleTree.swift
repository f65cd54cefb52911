import Documents

/// Roles in Graphviz's language.
struct DOTRoleTree {
    let outline: RoleOutline

    func render() -> String {
        let settings = [
            "graph [rankdir=TB];", "node [shape=box, style=rounded, fontname=\"sans-serif\"];",
            "edge [fontname=\"sans-serif\"];",
        ]
        let nodes = outline.rows.enumerated().map { "role\($0) [label=\"\(label(of: $1))\"\(style(of: $1))];" }
        let edges = outline.arrows.map { "role\($0) -> role\($1);" }
        let complaints = outline.complaints.map {
            "role\($0.from) -> role\($0.to) [label=\"\($0.words)\", style=dashed, constraint=false, color=\"#ae2012\", "
                + "fontcolor=\"#ae2012\"];"
        }
        let lines = settings + nodes + edges + complaints
        return "digraph roles {\n" + lines.map { "    \($0)\n" }.joined() + "}\n"
    }

    private func label(of row: RoleOutline.Row) -> String {
        ([row.name.cut(at: 200)] + row.details).map(\.dot).joined(separator: "\\n")
    }

    private func style(of row: RoleOutline.Row) -> String {
        if row.isAPIUser { return ", style=\"rounded,filled\", fillcolor=\"#20242a\", fontcolor=\"white\"" }
        return (row.standing == nil ? "" : ", penwidth=2") + (row.isMissing ? ", style=\"rounded,dashed\"" : "")
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
