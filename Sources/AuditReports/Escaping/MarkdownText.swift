import OrgModel

extension String {
    /// Several lines as prose of one cell of a table.
    var markdownLines: String {
        split(separator: "\n", omittingEmptySubsequences: false).map { String($0).markdown }.joined(separator: "<br>")
    }

    /// The text as prose of GitHub's or GitLab's Markdown, in a table or not: nothing in it is markup, a link or a
    /// mention.
    var markdown: String {
        let scalars = Array(visible.unicodeScalars)
        var result = ""
        // An underscore within a word is none of Markdown's, and API names are full of them.
        var isInWord = false
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            let isLink = (scalar == ":" && next == "/") || (scalar == "." && scalars[..<index].endWithWWW)
            let isMarkup = scalar == "_" ? !isInWord : scalar.isMarkupInMarkdown || (index == 0 && scalar == ">")
            result += isMarkup || isLink ? scalar.entity : String(scalar)
            // No escape helps against mentions: they are found in the text that comes out. A space of no width does. Within a
            // word there are none, and a user copies usernames.
            if scalar.startsMention(before: next), !(scalar == "@" && isInWord) { result += "&#8203;" }
            isInWord = scalar.isInWord || (scalar == "_" && isInWord)
        }
        return result
    }

    /// The text as code of Markdown in a table; neither links nor mentions are found there.
    var markdownCode: String { markdownCode(bar: "\\|") }

    /// The same where there is no table: an escape would be a part of the code.
    var markdownCodeInText: String { markdownCode(bar: "|") }

    private func markdownCode(bar: String) -> String {
        let text = visible
        guard !text.isBlank else { return "" }
        var ticks = (run: 0, longest: 0)
        var content = ""
        for scalar in text.unicodeScalars {
            ticks.run = scalar == "`" ? ticks.run + 1 : 0
            ticks.longest = max(ticks.longest, ticks.run)
            // A table ends its cell at a bar even within code.
            content += scalar == "|" ? bar : String(scalar)
        }
        let fence = String(repeating: "`", count: ticks.longest + 1)
        let space = ticks.longest > 0 || text.hasPrefix(" ") ? " " : ""
        return fence + space + content + space + fence
    }

    /// The text as a label between quotes in a Mermaid diagram, where `#35;` represents a character.
    var mermaid: String {
        visible.unicodeScalars.reduce(into: "") { result, scalar in
            let isPlain =
                !scalar.isASCII || scalar.isInWord || " _-.,()".unicodeScalars.contains(scalar)
            result += isPlain ? String(scalar) : "#\(scalar.value);"
        }
    }
}

extension ArraySlice<Unicode.Scalar> {
    fileprivate var endWithWWW: Bool { count >= 3 && suffix(3).allSatisfy { $0 == "w" || $0 == "W" } }
}

extension Unicode.Scalar {
    fileprivate var isMarkupInMarkdown: Bool { "&<|\\`*[~$".unicodeScalars.contains(self) }

    fileprivate var entity: String {
        switch self {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: "&#\(value);"
        }
    }

    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }

    fileprivate var isInWord: Bool { properties.isAlphabetic || isASCIIDigit }

    /// Whether GitHub or GitLab could take it and what follows for a user, an issue, a label, a merge request ...
    fileprivate func startsMention(before next: Unicode.Scalar?) -> Bool {
        guard let next else { return false }
        return switch self {
        case "@", "#", "~": next.isInWord || next == "_"
        case "!", "%", "&", "$": next.isASCIIDigit
        default: false
        }
    }
}

extension String {
    /// What fits a cell of a table; no reader needs more there.
    var shortened: String { cut(at: 2_000) }
}
