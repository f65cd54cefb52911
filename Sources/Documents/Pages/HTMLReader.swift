import CLibXML2

// Why the unsafe calls below are sound:
// - They are calls into libxml2, fields of its structs, and pointers that it hands to a callback, all on one thread and
//   between the making of a parser context and its end, which `HTMLParser` owns.
// - The state is at one address for as long as the context, and nothing but the callbacks refers to it.
// - Names and values end with a zero and are copied at once; text comes with its length and is copied at once; a buffer that is
//   to be filled comes with its size.
// - Where libxml2 may hand over a null pointer it is an optional here, and is looked at before use.

/// Reads the tables of a web page with libxml2's HTML parser, which repairs what is broken as browsers do.
///
/// One pass of its SAX interface, without a tree: nothing is fetched, no script runs, and what is kept are the texts of tables and
/// headings.
enum HTMLReader {
    /// - Parameters:
    ///   - bytes: Valid UTF-8 without a zero.
    ///   - firstLine: The line on which they begin.
    /// - Throws: ``DocumentError`` where it nests too deeply, or has more than any page.
    static func read(_ bytes: [UInt8], firstLine: Int = 1) throws(DocumentError) -> Page {
        try parse(bytes, firstLine: firstLine).page.get()
    }

    /// What a piece of HTML shows, its line breaks too.
    static func shownText(_ html: String) -> String {
        parse(Array(html.utf8), firstLine: 1).text.shownText
    }

    private static func parse(
        _ bytes: [UInt8], firstLine: Int
    ) -> (page: Result<Page, DocumentError>, text: String) {
        _ = prepareHTML
        // Errors of the markup are repaired, and reported by nobody. libxml2 keeps the listener for each thread.
        unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
        let state = UnsafeMutablePointer<HTMLState>.allocate(capacity: 1)
        unsafe state.initialize(to: HTMLState(withoutLongWords(bytes), firstLine: firstLine))
        defer {
            unsafe state.deinitialize(count: 1)
            unsafe state.deallocate()
        }
        guard let parser = unsafe HTMLParser(state) else {
            return (.failure(DocumentError(message: "There is not enough memory to read the file.")), "")
        }
        unsafe state.pointee.context = unsafe parser.context
        unsafe parser.run(state)
        return unsafe state.pointee.outcome()
    }

    /// The same without words that are longer than any of a table: pages that are saved as one file have their images in them.
    private static func withoutLongWords(_ bytes: [UInt8]) -> [UInt8] {
        let longest = 4096
        let ends = Set(" \t\r\n\u{0C}<>\"'".utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var start = 0
        for (position, byte) in bytes.enumerated() where ends.contains(byte) {
            if position - start <= longest { kept += bytes[start..<position] }
            kept.append(byte)
            start = position + 1
        }
        if bytes.count - start <= longest { kept += bytes[start...] }
        return kept
    }
}

private let prepareHTML: Void = xmlInitParser()

/// Owns a libxml2 parser context and frees it.
@safe private struct HTMLParser: ~Copyable {
    let context: htmlParserCtxtPtr

    init?(_ state: UnsafeMutablePointer<HTMLState>) {
        guard let context = unsafe htmlNewParserCtxt(), let handler = unsafe context.pointee.sax else { return nil }
        unsafe self.context = context
        unsafe handler.pointee = unsafe htmlHandler()
        unsafe context.pointee.userData = UnsafeMutableRawPointer(state)
    }

    func run(_ state: UnsafeMutablePointer<HTMLState>) {
        let options = HTML_PARSE_RECOVER.rawValue | HTML_PARSE_NONET.rawValue | HTML_PARSE_IGNORE_ENC.rawValue
        let document = unsafe htmlCtxtReadIO(context, readHTML, nil, state, nil, "UTF-8", Int32(options))
        if let document = unsafe document { unsafe xmlFreeDoc(document) }
    }

    deinit { unsafe htmlFreeParserCtxt(context) }
}

/// What one parse knows at a moment.
@safe private struct HTMLState {
    private let bytes: [UInt8]
    private let firstLine: Int
    private var position = 0
    private var tables = HTMLTables()
    private var error: DocumentError?
    private var depth = 0
    /// What libxml2 was given since it last reported anything.
    private var bytesSinceEvent = 0
    /// Set before the parse starts; the owner frees it after the parse.
    var context: htmlParserCtxtPtr?

    /// The most bytes of a tag. libxml2 compares every attribute of a tag with every other one.
    private static let maximumBytesOfTag = 1 << 16
    /// How deeply elements may be in each other. libxml2 looks through all that are open for the one that an end tag closes.
    private static let maximumDepth = 1000

    init(_ bytes: [UInt8], firstLine: Int) {
        (self.bytes, self.firstLine) = (bytes, firstLine)
    }

    /// Fills libxml2's buffer; -1 after an error.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int32 {
        if error != nil { return -1 }
        guard bytesSinceEvent <= Self.maximumBytesOfTag else {
            fail("A tag or a comment begins before this line that is longer than any of a page.")
            return -1
        }
        let count = min(buffer.count, bytes.count - position)
        unsafe buffer.copyBytes(from: bytes[position..<position + count])
        position += count
        bytesSinceEvent += count
        return Int32(count)
    }

    mutating func start(_ name: UnsafePointer<xmlChar>, _ attributes: HTMLAttributes) {
        noteEvent()
        depth += 1
        guard depth <= Self.maximumDepth else {
            fail("The page nests elements deeper than any page does. Give a file with its tables alone.")
            if let context = unsafe context { unsafe xmlStopParser(context) }
            return
        }
        do throws(DocumentError) {
            try tables.start(unsafe String(cString: name), attributes, line: line)
        } catch {
            self.error = self.error ?? error
        }
    }

    mutating func end(_ name: UnsafePointer<xmlChar>) {
        noteEvent()
        depth -= 1
        do throws(DocumentError) {
            try tables.end(unsafe String(cString: name), line: line)
        } catch {
            self.error = self.error ?? error
        }
    }

    mutating func text(_ characters: UnsafeBufferPointer<xmlChar>) {
        noteEvent()
        tables.add(unsafe String(decoding: characters, as: UTF8.self))
    }

    /// Something was reported, and what was read before has been dealt with.
    mutating func noteEvent() { bytesSinceEvent = 0 }

    private var line: Int {
        guard let input = unsafe context?.pointee.input else { return firstLine }
        return unsafe firstLine - 1 + max(1, Int(input.pointee.line))
    }

    private mutating func fail(_ message: String) {
        if error == nil { error = DocumentError(message: message, line: line) }
    }

    mutating func outcome() -> (page: Result<Page, DocumentError>, text: String) {
        if let error { return (.failure(error), "") }
        do throws(DocumentError) {
            return (.success(try tables.finished(line: line)), tables.text)
        } catch {
            return (.failure(error), "")
        }
    }
}

/// The attributes of a start tag, copied.
typealias HTMLAttributes = [String: String]

// MARK: Callbacks: each does nothing but reach the state

private func state(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<HTMLState>? {
    unsafe pointer?.assumingMemoryBound(to: HTMLState.self)
}

private func readHTML(
    _ pointer: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<CChar>?, _ length: Int32
) -> Int32 {
    guard let state = unsafe state(pointer), let buffer = unsafe buffer, length > 0 else { return -1 }
    return unsafe state.pointee.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(length)))
}

/// The attributes that say how a cell spans or what an image shows.
private let readAttributes: Set = ["colspan", "rowspan", "alt", "aria-label", "type", "checked", "style", "hidden"]

private func attributes(
    _ list: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
) -> HTMLAttributes {
    guard let list = unsafe list else { return [:] }
    var attributes: HTMLAttributes = [:]
    var position = 0
    while let name = unsafe list[position] {
        let key = unsafe String(cString: name)
        if readAttributes.contains(key) {
            attributes[key] = unsafe list[position + 1].map { unsafe String(cString: $0) } ?? ""
        }
        position += 2
    }
    return attributes
}

private let htmlCharacters: charactersSAXFunc = { pointer, characters, length in
    unsafe state(pointer)?.pointee.text(UnsafeBufferPointer(start: characters, count: Int(length)))
}

private func htmlHandler() -> xmlSAXHandler {
    var handler = unsafe xmlSAXHandler()
    unsafe handler.startElement = { pointer, name, list in
        guard let state = unsafe state(pointer), let name = unsafe name else { return }
        unsafe state.pointee.start(name, attributes(list))
    }
    unsafe handler.endElement = { pointer, name in
        guard let state = unsafe state(pointer), let name = unsafe name else { return }
        unsafe state.pointee.end(name)
    }
    unsafe handler.characters = unsafe htmlCharacters
    unsafe handler.ignorableWhitespace = unsafe htmlCharacters
    // What scripts and style sheets contain is no text of the page.
    unsafe handler.cdataBlock = { pointer, _, _ in unsafe state(pointer)?.pointee.noteEvent() }
    unsafe handler.comment = { pointer, _ in unsafe state(pointer)?.pointee.noteEvent() }
    return unsafe handler
}
