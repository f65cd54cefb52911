/// Where an element is in the bytes of a file.
struct ElementSpan {
    /// The name as written, with its prefix.
    let name: Range<Int>
    /// From the start tag's `<` to behind the end tag's `>`.
    fileprivate(set) var range: Range<Int>
    /// What is between the tags; for `<a/>` empty, behind the tag.
    fileprivate(set) var content: Range<Int>
    /// Whether it is written `<a/>`.
    let isSelfClosing: Bool
    /// The elements inside.
    fileprivate(set) var children: [ElementSpan] = []

    /// Its character data and whole CDATA sections, without those of its children.
    func texts(in bytes: [UInt8]) -> [Range<Int>] {
        var texts: [Range<Int>] = []
        var position = content.lowerBound
        while position < content.upperBound {
            let start = position
            if let child = children.first(where: { $0.range.lowerBound == start }) {
                position = child.range.upperBound
            } else if let end = bytes.endOfComment(at: start) {
                position = end
            } else {
                position =
                    bytes.endOfCDATA(at: start)
                    ?? bytes[(start + 1)..<content.upperBound].firstIndex(of: UInt8(ascii: "<")) ?? content.upperBound
                texts.append(start..<position)
            }
        }
        return texts
    }
}

/// Gathers where elements are while libxml2 reads them: it says where it is, behind which bytes the tag that it reports
/// begins.
///
/// A `<` can be in a tag only at its beginning, so the last one before that position begins it.
struct ElementSpans {
    private let bytes: [UInt8]
    private let onRoot: (ElementSpan) -> Void
    /// The open elements, the root first.
    private var open: [ElementSpan] = []

    /// - Parameters:
    ///   - bytes: The whole file, in UTF-8.
    ///   - onRoot: Gets the root when it ends.
    init(_ bytes: [UInt8], onRoot: @escaping (ElementSpan) -> Void) {
        self.bytes = bytes
        self.onRoot = onRoot
    }

    /// - Parameter position: Of the start tag's `>` or `/>`.
    mutating func begin(_ position: Int) {
        let position = min(position, bytes.count)
        let start = startOfTag(before: position)
        let rest = bytes[position...]
        let isSelfClosing = rest.first == UInt8(ascii: "/")
        let end = rest.index(position, offsetBy: isSelfClosing ? 2 : 1, limitedBy: rest.endIndex) ?? rest.endIndex
        let name = bytes[..<position].dropFirst(start + 1).prefix { !isSpace($0) && $0 != UInt8(ascii: "/") }
        open.append(
            ElementSpan(
                name: name.indices, range: start..<end, content: end..<end, isSelfClosing: isSelfClosing))
    }

    /// - Parameter position: Behind the end tag.
    mutating func end(_ position: Int) {
        let position = min(position, bytes.count)
        guard var element = open.popLast() else { return }
        if !element.isSelfClosing {
            let start = max(startOfTag(before: position), element.content.lowerBound)
            element.content = element.content.lowerBound..<start
            element.range = element.range.lowerBound..<max(position, start)
        }
        if open.isEmpty { onRoot(element) } else { open[open.count - 1].children.append(element) }
    }

    private func startOfTag(before position: Int) -> Int {
        bytes[..<position].lastIndex(of: UInt8(ascii: "<")) ?? 0
    }
}

/// What begins and ends the parts of a document.
private enum Mark {
    static let comment = (begin: Array("<!--".utf8), end: Array("-->".utf8))
    static let instruction = (begin: Array("<?".utf8), end: Array("?>".utf8))
    static let cdata = (begin: Array("<![CDATA[".utf8), end: Array("]]>".utf8))
}

/// White space as XML has it.
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }

extension [UInt8] {
    /// Behind the comment or processing instruction that begins at a position; `nil` where none does.
    func endOfComment(at position: Int) -> Int? {
        for mark in [Mark.comment, Mark.instruction] where starts(mark.begin, at: position) {
            return index(behind: mark.end, from: position + mark.begin.count)
        }
        return nil
    }

    /// Behind the CDATA section that begins at a position; `nil` where none does.
    fileprivate func endOfCDATA(at position: Int) -> Int? {
        starts(Mark.cdata.begin, at: position) ? index(behind: Mark.cdata.end, from: position) : nil
    }

    private func starts(_ mark: [UInt8], at position: Int) -> Bool {
        self[Swift.min(position, count)...].starts(with: mark)
    }

    /// The position behind the next occurrence of a mark.
    private func index(behind mark: [UInt8], from start: Int) -> Int? {
        var position = start
        while let found = self[Swift.min(position, count)...].firstIndex(of: mark[0]) {
            if self[found...].starts(with: mark) { return found + mark.count }
            position = found + 1
        }
        return nil
    }
}
