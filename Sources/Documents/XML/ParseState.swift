import CLibXML2

// Why the unsafe calls are sound is said in MetadataReader.swift.

/// What one parse knows at a moment: how deep it is, and the open elements of the current record.
@safe struct ParseState {
    private let wanted: Set<String>?
    /// Which records of the wanted elements are wanted.
    private let filter: RecordFilter?
    private let nextChunk: () throws(DocumentError) -> [UInt8]
    private let onRecord: (MetadataRecord) -> Void
    /// Where the elements are, for a file that is to be changed.
    private var spans: ElementSpans?

    /// Set before the parse starts; the owner frees it after the parse.
    var context: xmlParserCtxtPtr?

    private var chunk: [UInt8] = []
    private var chunkOffset = 0
    private var sawBytes = false
    /// What libxml2 was given since an element last began or ended, and since a child of the root did.
    private var bytesSinceElement = 0
    private var bytesSinceRecord = 0

    /// The most bytes between the beginnings and ends of elements: a tag with its attributes, a value, a comment.
    ///
    /// Salesforce's longest values are a tenth of it. libxml2 itself stops at 10 MB, but it compares every attribute of a
    /// tag with every other one, which takes minutes for as many as fit in there.
    private static let maximumBytesOfElement = 1 << 18
    /// The most bytes of one record, which is kept whole until it ends and takes some twenty times as much memory.
    private static let maximumBytesOfRecord = 1 << 22
    /// The most children of the root. The profiles of the largest orgs have half as many.
    private static let maximumRecords = 300_000
    private var records = 0

    private var root: MetadataRoot?
    /// Interned like names, so that its address says it.
    private var rootNamespace: UnsafePointer<xmlChar>?
    private var error: DocumentError?

    /// How many elements are open, the root among them.
    private var depth = 0
    /// True while inside a child of the root that was required.
    private var isInsideWanted = false
    /// The elements of the record that is open, in document order: most records are not asked for, and nothing is made of
    /// them.
    private var elements: [Element] = []
    /// Their texts, one behind the other.
    private var text: [UInt8] = []
    /// Whether the last of the elements is open.
    private var isTextOpen = false
    /// libxml2 interns element names, so their addresses identify them for the length of a parse.
    private var names: [UnsafePointer<xmlChar>: (name: String, isWanted: Bool)] = unsafe [:]
    /// The last kind of child of the root; thousands of the same kind follow each other.
    private var lastKind: RecordKind?

    @safe private struct Element {
        let name: UnsafePointer<xmlChar>
        let line: Int
        let depth: Int
        /// Where its text is; of an element with children it says nothing.
        let start: Int
        var end: Int
    }

    @safe private struct RecordKind {
        let name: UnsafePointer<xmlChar>
        let isWanted: Bool
        /// Where the filter has it, if only some of its records are wanted.
        let filtered: Int?
        /// The child that says what a record is about, once it was met.
        var key: UnsafePointer<xmlChar>?
    }

    init(
        wanted: Set<String>?,
        filter: RecordFilter? = nil,
        nextChunk: @escaping () throws(DocumentError) -> [UInt8],
        spans: ElementSpans? = nil,
        onRecord: @escaping (MetadataRecord) -> Void
    ) {
        self.spans = spans
        self.wanted = wanted
        self.filter = filter
        self.nextChunk = nextChunk
        self.onRecord = onRecord
    }

    // MARK: Input

    /// Fills libxml2's buffer; less only at the end of the file, -1 after an error.
    ///
    /// libxml2 looks for the byte order mark and the declaration in what its first read returns, so a short first
    /// chunk must not reach it.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int32 {
        guard bytesSinceElement <= Self.maximumBytesOfElement, bytesSinceRecord <= Self.maximumBytesOfRecord else {
            fail(
                DocumentError(
                    message: tooLarge, line: line))
            return -1
        }
        if error != nil { return -1 }
        var filled = 0
        while filled < buffer.count {
            if chunkOffset == chunk.count {
                do throws(DocumentError) {
                    chunk = try nextChunk()
                } catch {
                    fail(error)
                    return -1
                }
                chunkOffset = 0
                if chunk.isEmpty { break }
                sawBytes = true
            }
            let count = min(buffer.count - filled, chunk.count - chunkOffset)
            unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                .copyBytes(from: chunk[chunkOffset..<chunkOffset + count])
            chunkOffset += count
            filled += count
        }
        bytesSinceElement += filled
        bytesSinceRecord += filled
        return Int32(filled)
    }

    // MARK: Events

    mutating func startElement(_ localName: UnsafePointer<xmlChar>, namespace: UnsafePointer<xmlChar>?) {
        bytesSinceElement = 0
        depth += 1
        if spans != nil {
            let position = position
            spans?.begin(position)
        }
        // Most of a file's elements are inside records that are not required, and cost no more than this.
        if depth > 2, !isInsideWanted { return }
        unsafe startTelling(localName, namespace: namespace)
    }

    @inline(never)
    private mutating func startTelling(_ localName: UnsafePointer<xmlChar>, namespace: UnsafePointer<xmlChar>?) {
        if depth == 1 {
            unsafe rootNamespace = unsafe namespace
            root = MetadataRoot(
                name: unsafe String(cString: localName),
                namespace: unsafe namespace.map { unsafe String(cString: $0) },
                line: lineOfStartTag)
            return
        }
        if depth == 2 { unsafe startRecord(localName) }
        guard isInsideWanted else { return }
        if unsafe namespace != rootNamespace {
            fail(
                DocumentError(
                    message:
                        "The element <\(unsafe name(localName).name)> is not in the namespace of the root element, so this "
                        + "is not a file that Salesforce writes. Remove it or export the metadata again.",
                    line: lineOfStartTag))
        }
        unsafe elements.append(
            Element(name: localName, line: lineOfStartTag, depth: depth, start: text.count, end: text.count))
        isTextOpen = true
    }

    private mutating func startRecord(_ localName: UnsafePointer<xmlChar>) {
        countRecord()
        if unsafe lastKind?.name != localName { lastKind = unsafe kind(localName) }
        isInsideWanted = lastKind?.isWanted == true
        if isInsideWanted { listenToText(true) }
    }

    private mutating func kind(_ localName: UnsafePointer<xmlChar>) -> RecordKind {
        let (name, isWanted) = unsafe name(localName)
        return unsafe RecordKind(name: localName, isWanted: isWanted, filtered: filter?.position(of: name), key: nil)
    }

    private mutating func countRecord() {
        bytesSinceRecord = 0
        records += 1
        guard records == Self.maximumRecords + 1 else { return }
        fail(
            DocumentError(
                message:
                    "The file has more than \(Self.maximumRecords) entries, which no metadata file of an org has, so it is "
                    + "not read. Retrieve it again.",
                line: lineOfStartTag))
    }

    mutating func endElement() {
        bytesSinceElement = 0
        depth -= 1
        if spans != nil {
            let position = position
            spans?.end(position)
        }
        if isInsideWanted { endWanted() }
    }

    @inline(never)
    private mutating func endWanted() {
        if isTextOpen {
            elements[elements.count - 1].end = text.count
            isTextOpen = false
        }
        if depth == 1 { endRecord() }
    }

    private mutating func endRecord() {
        isInsideWanted = false
        listenToText(false)
        if let record = wantedRecord() { onRecord(record) }
        elements.removeAll(keepingCapacity: true)
        text.removeAll(keepingCapacity: true)
    }

    mutating func characters(_ characters: UnsafeBufferPointer<xmlChar>) {
        // What is between the elements of a record is white space.
        if isTextOpen { unsafe text.append(contentsOf: characters) }
    }

    // MARK: Records

    /// The record that has ended; `nil` for one that is not asked for.
    private mutating func wantedRecord() -> MetadataRecord? {
        guard let filter, let filtered = lastKind?.filtered else { return record() }
        guard let name = nameOfPlainRecord(filtered, filter) else {
            let record = record()
            return record.flatMap { filter.wants($0) ? $0 : nil }
        }
        let isAsked = filter.meets(text[name], at: filtered, line: elements[0].line) { flag in
            elements.contains { element in
                unsafe text[textRange(element)].elementsEqual(Self.trueText)
                    && String(cString: element.name) == flag
            }
        }
        return isAsked ? record() : nil
    }

    /// Where the text is that says what the record is about; `nil` for one that is not as Salesforce writes it: with one
    /// such text, and values that are true or false.
    private mutating func nameOfPlainRecord(_ filtered: Int, _ filter: RecordFilter) -> Range<Int>? {
        var found: Range<Int>?
        for element in elements.dropFirst() {
            guard element.depth == 3 else { return nil }
            if unsafe lastKind?.key == nil, unsafe name(element.name).name == filter.key(at: filtered) {
                unsafe lastKind?.key = unsafe element.name
            }
            if unsafe element.name == lastKind?.key {
                guard found == nil else { return nil }
                found = textRange(element)
            } else {
                let value = text[textRange(element)]
                guard value.elementsEqual(Self.trueText) || value.elementsEqual(Self.falseText) else { return nil }
            }
        }
        return found?.isEmpty == true ? nil : found
    }

    private static let (trueText, falseText) = (Array("true".utf8), Array("false".utf8))

    private mutating func record() -> MetadataRecord? {
        var position = 0
        return elements.isEmpty ? nil : record(at: &position)
    }

    private mutating func record(at position: inout Int) -> MetadataRecord {
        let element = elements[position]
        position += 1
        var children: [MetadataRecord] = []
        while position < elements.count, elements[position].depth > element.depth {
            children.append(record(at: &position))
        }
        // libxml2 hands over valid UTF-8 only, so nothing is repaired here.
        let text = children.isEmpty ? String(decoding: text[textRange(element)], as: UTF8.self) : ""
        return MetadataRecord(
            element: unsafe name(element.name).name, line: element.line, text: text, children: children)
    }

    /// Where an element's text is, without its outer white space.
    private func textRange(_ element: Element) -> Range<Int> {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
        var (start, end) = (element.start, element.end)
        while start < end, isSpace(text[start]) { start += 1 }
        while start < end, isSpace(text[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Most of a file is text that is not required, and most of that is white space; libxml2 hands over none where it
    /// has no function for it.
    private func listenToText(_ listens: Bool) {
        guard let handler = unsafe context?.pointee.sax else { return }
        let callback = unsafe listens ? charactersCallback : nil
        unsafe handler.pointee.characters = unsafe callback
        unsafe handler.pointee.ignorableWhitespace = unsafe callback
    }

    // MARK: Where libxml2 is

    /// The line that libxml2 has reached.
    private var line: Int? { unsafe context.map { unsafe Int($0.pointee.input.pointee.line) } }

    /// How many bytes of the file libxml2 has passed: all of a start tag but its `>` or `/>`, or all of an end tag.
    private var position: Int { unsafe max(0, xmlByteConsumed(context)) }

    /// The line on which the start tag begins that libxml2 is reporting.
    ///
    /// It reports a start tag when it has read all of it, and a tag may be broken over several lines. Until then it
    /// keeps the whole tag in its buffer, because attribute values are handed over from there; a `<` can be in a
    /// tag only at its beginning.
    private var lineOfStartTag: Int {
        guard let input = unsafe context?.pointee.input, var position = unsafe input.pointee.cur,
            let start = unsafe input.pointee.base
        else { return 1 }
        var line = unsafe Int(input.pointee.line)
        while unsafe position > start {
            unsafe position -= 1
            switch unsafe position.pointee {
            case UInt8(ascii: "<"): return line
            case UInt8(ascii: "\n"): line -= 1
            default: break
            }
        }
        return line
    }

    /// Ends the parse before a single declaration is read. libxml2 allows a stop here, but not from the read or error
    /// callbacks, which run while it still uses its buffers; after an error it hands over nothing more by itself.
    mutating func refuseDoctype() {
        defer { if let context = unsafe context { unsafe xmlStopParser(context) } }
        fail(
            DocumentError(
                message: "The file declares a DOCTYPE. Salesforce never writes one, and rolecall does not read such "
                    + "files; remove the declaration or export the metadata again.",
                line: line))
    }

    /// Refuses what follows after the end: libxml2 takes a NUL behind the root element for the end of the file.
    mutating func refuseRest() {
        guard error == nil, let input = unsafe context?.pointee.input else { return }
        do throws(DocumentError) {
            let isRead = unsafe input.pointee.cur == input.pointee.end && chunkOffset == chunk.count
            if isRead, try nextChunk().isEmpty { return }
            fail(DocumentError(message: afterTheEnd, line: line))
        } catch {
            fail(error)
        }
    }

    /// Keeps the first error.
    mutating func fail(_ failure: DocumentError) {
        if error == nil { error = failure }
    }

    /// What the whole parse came to.
    func outcome(isWellFormed: Bool) -> Result<MetadataRoot, DocumentError> {
        // An error of the input itself has no line; everything that libxml2 says of no bytes at all means one thing.
        if !sawBytes, error == nil || error?.line != nil {
            return .failure(DocumentError(message: "The file is empty."))
        }
        if let error { return .failure(error) }
        guard isWellFormed, let root else {
            return .failure(DocumentError(message: "The file is not well-formed XML."))
        }
        return .success(root)
    }

    // MARK: Names

    private mutating func name(_ pointer: UnsafePointer<xmlChar>) -> (name: String, isWanted: Bool) {
        if let known = unsafe names[pointer] { return known }
        let name = unsafe String(cString: pointer)
        let entry = (name, wanted?.contains(name) ?? true)
        unsafe names[pointer] = entry
        return entry
    }
}

// MARK: Callbacks: each does nothing but reach the state

private func state(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<ParseState>? {
    unsafe pointer?.assumingMemoryBound(to: ParseState.self)
}

func readCallback(
    _ pointer: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<CChar>?, _ length: Int32
) -> Int32 {
    guard let state = unsafe state(pointer), let buffer = unsafe buffer, length > 0 else { return -1 }
    return unsafe state.pointee.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(length)))
}

private let charactersCallback: charactersSAXFunc = { pointer, characters, length in
    unsafe state(pointer)?.pointee.characters(UnsafeBufferPointer(start: characters, count: Int(length)))
}

/// The events that are heard from the beginning; text is listened to while it is wanted.
func saxHandler() -> xmlSAXHandler {
    var handler = unsafe xmlSAXHandler()
    unsafe handler.initialized = XML_SAX2_MAGIC
    unsafe handler.startElementNs = { pointer, localName, _, namespace, _, _, _, _, _ in
        guard let state = unsafe state(pointer), let localName = unsafe localName else { return }
        unsafe state.pointee.startElement(localName, namespace: namespace)
    }
    unsafe handler.endElementNs = { pointer, _, _, _ in
        unsafe state(pointer)?.pointee.endElement()
    }
    unsafe handler.internalSubset = { pointer, _, _, _ in unsafe state(pointer)?.pointee.refuseDoctype() }
    unsafe handler.serror = { pointer, error in
        // Only what makes the document not well-formed ends the reading; a warning or an undeclared prefix does not.
        guard let state = unsafe state(pointer), let error = unsafe error?.pointee,
            unsafe error.level == XML_ERR_FATAL
        else { return }
        unsafe state.pointee.fail(plainError(error))
    }
    return unsafe handler
}
