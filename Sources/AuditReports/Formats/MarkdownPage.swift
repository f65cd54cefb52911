/// Markdown that stays below what a consumer takes: sections are added as long as there is room for them, and the last line says
/// what is left out.
struct MarkdownPage {
    private(set) var written: String
    private var omitted: [(count: Int, words: String)] = []

    /// A comment on GitHub takes 65,536 characters; a character is at least one byte.
    static let maximumBytes = 64_000

    /// A part of a section that is shown whole, or not at all.
    struct Block {
        let text: String
        /// How many of what the section counts are in it.
        let weight: Int

        init(_ text: String, weight: Int = 1) {
            self.text = text
            self.weight = weight
        }
    }

    /// - Parameter head: What is always shown.
    init(_ head: String) {
        written = head
    }

    /// Adds a section, as much as there is room for; nothing where it has no block.
    ///
    /// - Parameters:
    ///   - blocks: Its parts, what matters most first; paragraphs follow each other with an empty line, lines of a list or a
    ///     table do not.
    ///   - heading: What is above them.
    ///   - words: What they are, after a number.
    mutating func add(_ blocks: [Block], under heading: String, counting words: String) {
        // For the last line.
        var room = Self.maximumBytes - written.utf8.count - heading.utf8.count - 600
        let shown = blocks.prefix { block in
            room -= block.text.utf8.count + 1
            return room >= 0
        }
        if !shown.isEmpty {
            let isOfLines = blocks.allSatisfy { $0.text.hasPrefix("- ") || $0.text.hasPrefix("| ") }
            let isTable = heading.hasSuffix("|")
            written += (written.hasSuffix("\n\n") ? "" : "\n") + heading + (isTable ? "\n" : "\n\n")
            written += shown.map(\.text).joined(separator: isOfLines ? "" : "\n")
        }
        let left = blocks.dropFirst(shown.count).reduce(0) { $0 + $1.weight }
        if left > 0 { omitted.append((left, words)) }
    }

    /// All of it.
    var text: String {
        guard !omitted.isEmpty else { return written }
        let words = omitted.map { "\($0.count) more \($0.words)" }.joined(separator: ", ")
        return written + "\n**Not shown for lack of room: \(words). The other reports contain everything.**\n"
    }
}
