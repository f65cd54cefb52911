/// Where an element is in the bytes of a file.
struct ElementSpan {
    /// The name as written, with its prefix.
    let name: Range<Int>
    /// From the start tag's `<` to behind the end tag's `>`.
    var range: Range<Int>
    /// What is between the tags; for `<a/>` empty, behind the tag.
    var content: Range<Int>
    /// Whether it is written `<a/>`.
    let isSelfClosing: Bool
    /// Its character data and whole CDATA sections, without those of its children.
    var texts: [Range<Int>] = []
    /// The elements inside.
    var children: [ElementSpan] = []
}

/// Finds the elements of a document that libxml2 has read without an error and that has no DOCTYPE.
///
/// Only that makes so small a scanner sound: every `<` begins a tag, a comment, a CDATA section or an instruction, and
/// each of them ends.
struct ElementScanner {
    private let bytes: [UInt8]
    private var position: Int
    /// The open elements, the root first.
    private var open: [ElementSpan] = []
    private var root: ElementSpan?

    /// - Returns: The root; `nil` where the bytes are not what libxml2 saw.
    static func scan(_ bytes: [UInt8]) -> ElementSpan? {
        var scanner = ElementScanner(bytes)
        while scanner.root == nil, scanner.position < bytes.count {
            guard scanner.step() else { return nil }
        }
        return scanner.root
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        position = 0
    }

    private mutating func step() -> Bool {
        guard bytes[position] == UInt8(ascii: "<") else {
            let end = bytes[position...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
            return takeText(upTo: end)
        }
        if let end = bytes.endOfComment(at: position) {
            position = end
            return true
        }
        if starts(Mark.cdata.begin) {
            return bytes.index(behind: Mark.cdata.end, from: position).map { takeText(upTo: $0) } ?? false
        }
        return starts(Mark.endTag) ? takeEndTag() : takeStartTag()
    }

    private mutating func takeText(upTo end: Int) -> Bool {
        if !open.isEmpty { open[open.count - 1].texts.append(position..<end) }
        position = end
        return true
    }

    private mutating func takeStartTag() -> Bool {
        guard let close = endOfTag() else { return false }
        let isSelfClosing = bytes[close - 1] == UInt8(ascii: "/")
        let endOfName = bytes[position..<close].firstIndex { isSpace($0) || $0 == UInt8(ascii: "/") } ?? close
        let element = ElementSpan(
            name: position + 1..<endOfName, range: position..<close + 1, content: close + 1..<close + 1,
            isSelfClosing: isSelfClosing)
        position = close + 1
        open.append(element)
        return isSelfClosing ? closeElement() : true
    }

    private mutating func takeEndTag() -> Bool {
        guard !open.isEmpty, let close = endOfTag() else { return false }
        let end = close + 1
        let last = open.count - 1
        open[last].content = open[last].content.lowerBound..<position
        open[last].range = open[last].range.lowerBound..<end
        position = end
        return closeElement()
    }

    private mutating func closeElement() -> Bool {
        guard let element = open.popLast() else { return false }
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
        return true
    }

    /// The `>` of the tag that begins here; one inside an attribute's value does not end it.
    private func endOfTag() -> Int? {
        var quote: UInt8?
        for index in position..<bytes.count {
            let byte = bytes[index]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                return index
            }
        }
        return nil
    }

    private func starts(_ mark: [UInt8]) -> Bool { bytes.starts(mark, at: position) }
}

/// What begins and ends the parts of a document.
private enum Mark {
    static let endTag = Array("</".utf8)
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

    fileprivate func starts(_ mark: [UInt8], at position: Int) -> Bool {
        self[Swift.min(position, count)...].starts(with: mark)
    }

    /// The position behind the next occurrence of a mark.
    fileprivate func index(behind mark: [UInt8], from start: Int) -> Int? {
        var position = start
        while let found = self[Swift.min(position, count)...].firstIndex(of: mark[0]) {
            if self[found...].starts(with: mark) { return found + mark.count }
            position = found + 1
        }
        return nil
    }
}
