/// Changes a metadata file where it must be changed: every other byte stays as it is, with comments, order, indentation
/// and line endings.
///
/// What comes out is read again, and it must say exactly what the old file said and what was required; a file so invalid
/// that it does not is refused.
package struct MetadataEditor {
    /// The root element.
    package let root: MetadataRoot
    /// What the file said.
    package let records: [MetadataRecord]

    private let original: [UInt8]
    /// The same, with a root that has room for children.
    private let bytes: [UInt8]
    private let span: ElementSpan
    private let layout: Layout
    /// What the file is to say.
    private var wanted: [MetadataRecord]
    private var edits: [Edit] = []
    /// The entries that must be made, for ``finish()`` to place them.
    private var newEntries: [MetadataEntry] = []

    /// Bytes that take the place of others.
    private struct Edit {
        let range: Range<Int>
        let text: String
    }

    /// Takes in a file.
    ///
    /// - Throws: ``DocumentError`` for a file that ``MetadataReader`` refuses, and for one that is not UTF-8.
    package init(_ bytes: [UInt8]) throws(DocumentError) {
        guard bytes.isUTF8 else {
            throw DocumentError(
                message: "The file is not in UTF-8. Save it in UTF-8, as Salesforce writes it.", line: 1)
        }
        original = bytes
        var (bytes, elements) = (bytes, try MetadataReader.readElements(bytes))
        if elements.span.isSelfClosing {
            bytes = bytes.unfolding(elements.span)
            elements = try MetadataReader.readElements(bytes)
        }
        self.bytes = bytes
        (root, records, span) = elements
        wanted = records
        layout = Layout(bytes, root: span)
    }

    private static let tooInvalid = DocumentError(
        message:
            "The file is written in a way that rolecall cannot change safely. Let the Salesforce CLI retrieve it again."
    )

    // MARK: Changes

    /// Sees to it that the file has an entry and that it has the given values.
    package mutating func require(_ entry: MetadataEntry) {
        wanted = wanted.saying(entry)
        let places = records.indices.filter { entry.isMet(by: records[$0]) }
        if places.isEmpty { newEntries.append(entry) }
        for index in places {
            for value in entry.values { set(value, in: index) }
        }
    }

    /// Gives a child of the root a text, or takes the child away.
    ///
    /// - Parameters:
    ///   - element: The child's name.
    ///   - text: `nil` to have no such child.
    package mutating func setText(of element: String, to text: String?) {
        let places = records.indices.filter { records[$0].element == element }
        let said = text.map { [MetadataRecord(element: element, line: 0, text: $0)] } ?? []
        wanted = wanted.filter { $0.element != element } + (places.isEmpty ? said : places.flatMap { _ in said })
        for place in places {
            if let text {
                if records[place].text != text { setText(of: span.children[place], to: text) }
            } else {
                edits.append(Edit(range: layout.wholeLine(of: span.children[place]), text: ""))
            }
        }
        guard let text, places.isEmpty else { return }
        let new = layout.element(MetadataEntry.Child(element, text))
        insert(in: span, after: records.lastIndex { $0.element < element }) { _ in new }
    }

    private mutating func set(_ value: MetadataEntry.Child, in index: Int) {
        let (record, span) = (records[index], span.children[index])
        let places = record.children.indices.filter { record.children[$0].element == value.element }
        for place in places where record.children[place].text != value.text {
            setText(of: span.children[place], to: value.text)
        }
        guard places.isEmpty else { return }
        let before = record.children.lastIndex { $0.element < value.element }
        let element = layout.element(value)
        insert(in: span, after: before) { _ in element }
    }

    /// Replaces an element's text, and nothing else inside it.
    private mutating func setText(of element: ElementSpan, to text: String) {
        let name = String(decoding: bytes[element.name], as: UTF8.self)
        if element.isSelfClosing {
            edits.append(
                Edit(
                    range: element.range.upperBound - 2..<element.range.upperBound,
                    text: ">\(text.escapedForXML)</\(name)>"))
            return
        }
        let runs = element.texts(in: bytes).map(trimmed).filter { !$0.isEmpty }
        guard let first = runs.first else {
            edits.append(Edit(range: element.content.lowerBound..<element.content.lowerBound, text: text.escapedForXML))
            return
        }
        edits.append(Edit(range: first, text: text.escapedForXML))
        edits += runs.dropFirst().map { Edit(range: $0, text: "") }
    }

    /// A range without the white space at its ends.
    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        guard let first = bytes[range].firstIndex(where: { !isSpace($0) }),
            let last = bytes[range].lastIndex(where: { !isSpace($0) })
        else { return range.lowerBound..<range.lowerBound }
        return first..<last + 1
    }

    // MARK: New elements

    /// Where a new entry is: among those of its element by its key, if they are sorted, or else behind them; where
    /// there is none yet, behind the last element that comes before it in the alphabet.
    private func position(of entry: MetadataEntry) -> Int? {
        let same = records.indices.filter { records[$0].element == entry.element }
        guard let last = same.last else { return records.lastIndex { $0.element < entry.element } }
        let keys = same.map { records[$0].first(entry.key.element)?.text ?? "" }
        guard zip(keys, keys.dropFirst()).allSatisfy({ $0 <= $1 }) else { return last }
        let before = zip(same, keys).reversed().first { $0.1 < entry.key.text }?.0
        return before ?? (same[0] == 0 ? nil : same[0] - 1)
    }

    /// Puts something on a line of its own behind a child, or at the beginning; on the same line where the neighbor
    /// shares one with others.
    ///
    /// - Parameter text: What to put there, by the indentation of its line; `nil` where it gets no line of its own.
    private mutating func insert(in parent: ElementSpan, after index: Int?, _ text: (_ indent: String?) -> String) {
        let neighbour = index.map { parent.children[$0] } ?? parent.children.first
        let start = index.map { parent.children[$0].range.upperBound } ?? parent.content.lowerBound
        guard let indent = neighbour.map({ layout.indent(of: $0) }) ?? Layout.usualIndent else {
            edits.append(Edit(range: start..<start, text: text(nil)))
            return
        }
        let place = layout.endOfLine(from: start)
        edits.append(Edit(range: place..<place, text: layout.newline + indent + text(indent)))
    }

    // MARK: Result

    /// The changed file; the very same bytes where nothing had to be changed.
    ///
    /// - Throws: ``DocumentError`` where what comes out would not say what it should.
    package func finish() throws(DocumentError) -> [UInt8] {
        guard !edits.isEmpty || !newEntries.isEmpty || wanted.meaning != records.meaning else { return original }
        var editor = self
        for entry in newEntries.sorted(by: { ($0.element, $0.key.text) < ($1.element, $1.key.text) }) {
            editor.insert(in: span, after: position(of: entry)) { layout.entry(entry, indent: $0) }
        }
        if span.children.isEmpty, !newEntries.isEmpty, !layout.hasLines(span.content) {
            editor.edits.append(Edit(range: span.content.upperBound..<span.content.upperBound, text: layout.newline))
        }
        let result = editor.applied()
        var said: [MetadataRecord] = []
        let newRoot = try MetadataReader.read(bytes: result) { said.append($0) }
        guard said.meaning == wanted.meaning, newRoot.name == root.name, newRoot.namespace == root.namespace else {
            throw Self.tooInvalid
        }
        return result
    }

    /// The bytes with every edit, those at one place in the order in which they were made.
    private func applied() -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        let inOrder = edits.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        for (_, edit) in inOrder {
            result += bytes[position..<edit.range.lowerBound]
            result += edit.text.utf8
            position = edit.range.upperBound
        }
        return result + bytes[position...]
    }
}

extension [UInt8] {
    /// Whether neither the beginning of XML nor its declaration says that it is in another encoding than UTF-8.
    fileprivate var isUTF8: Bool {
        let start = String(decoding: prefix { $0 != UInt8(ascii: ">") }, as: UTF8.self)
        // The last are `<?xm` in EBCDIC, which libxml2 recognizes as it does UTF-16 and UTF-32.
        guard !prefix(4).contains(0), first != 0xFE, first != 0xFF, !starts(with: [0x4C, 0x6F, 0xA7, 0x94]) else {
            return false
        }
        let declared = start.firstMatch(of: #/<\?xml[^>]*encoding\s*=\s*["']([^"']*)["']/#)?.1
        return declared.map { ["utf-8", "utf8", "us-ascii"].contains($0.lowercased()) } ?? true
    }

    /// The same document with a root that has room for children, where it was written `<PermissionSet/>`.
    fileprivate func unfolding(_ root: ElementSpan) -> [UInt8] {
        let end = root.range.upperBound
        return self[..<(end - 2)] + Array("></".utf8) + self[root.name] + Array(">".utf8) + self[end...]
    }
}

/// How a file is laid out, so that what is new in it looks like the rest.
private struct Layout {
    /// How Salesforce indents.
    static let usualIndent = "    "

    let newline: String
    private let bytes: [UInt8]
    private let root: ElementSpan
    /// The prefix of element names, with its colon.
    private let prefix: String
    /// What is before an entry's child more than before the entry.
    private let unit: String
    /// Whether entries are written over several lines.
    private let isBroken: Bool

    init(_ bytes: [UInt8], root: ElementSpan) {
        self.bytes = bytes
        self.root = root
        let name = String(decoding: bytes[root.name], as: UTF8.self)
        prefix = name.split(separator: ":").count == 2 ? name.prefix { $0 != ":" } + ":" : ""
        let lineFeed = bytes.firstIndex(of: 0x0A)
        newline = lineFeed.map { $0 > 0 && bytes[$0 - 1] == 0x0D ? "\r\n" : "\n" } ?? "\n"
        let sample = root.children.first { !$0.children.isEmpty }
        let outer = (sample ?? root.children.first).flatMap { Self.indent(of: $0, in: bytes) }
        let inner = sample.flatMap { Self.indent(of: $0.children[0], in: bytes) }
        isBroken = sample == nil || inner != nil
        if let outer, let inner, inner.hasPrefix(outer), inner != outer {
            unit = String(inner.dropFirst(outer.count))
        } else {
            unit = outer.flatMap { $0.isEmpty ? nil : $0 } ?? Self.usualIndent
        }
    }

    /// The white space before an element that begins its line; `nil` where something else is before it.
    func indent(of element: ElementSpan) -> String? { Self.indent(of: element, in: bytes) }

    private static func indent(of element: ElementSpan, in bytes: [UInt8]) -> String? {
        let start = element.range.lowerBound
        guard let before = bytes[..<start].lastIndex(where: { $0 != 0x20 && $0 != 0x09 }), bytes[before] == 0x0A
        else { return nil }
        return String(decoding: bytes[(before + 1)..<start], as: UTF8.self)
    }

    /// Where the line ends on which nothing but comments follows; the position itself where more does.
    func endOfLine(from position: Int) -> Int {
        var index = position
        while index < bytes.count {
            if bytes[index] == 0x0A || (bytes[index] == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A) {
                return index
            }
            if isSpace(bytes[index]) {
                index += 1
            } else if let end = bytes.endOfComment(at: index) {
                index = end
            } else {
                break
            }
        }
        return position
    }

    /// An element with its line, where nothing else is on it.
    func wholeLine(of element: ElementSpan) -> Range<Int> {
        guard let indent = indent(of: element) else { return element.range }
        let end = endOfLine(from: element.range.upperBound)
        let rest = bytes[element.range.upperBound..<end]
        guard end < bytes.count, bytes[end...].starts(with: newline.utf8), rest.allSatisfy(isSpace) else {
            return element.range
        }
        return element.range.lowerBound - indent.utf8.count..<end + newline.utf8.count
    }

    func hasLines(_ range: Range<Int>) -> Bool { bytes[range].contains(0x0A) }

    func element(_ child: MetadataEntry.Child) -> String {
        "<\(prefix)\(child.element)>\(child.text.escapedForXML)</\(prefix)\(child.element)>"
    }

    /// A whole entry; without an indentation on one line.
    func entry(_ entry: MetadataEntry, indent: String?) -> String {
        let children = entry.children.map(element)
        let (open, close) = ("<\(prefix)\(entry.element)>", "</\(prefix)\(entry.element)>")
        guard let indent, isBroken else { return open + children.joined() + close }
        return ([open] + children.map { indent + unit + $0 } + [indent + close]).joined(separator: newline)
    }
}
