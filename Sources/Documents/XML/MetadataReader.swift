import CLibXML2

// Why the unsafe calls below are sound:
// - They are calls into libxml2, fields of its structs, and pointers that it hands to a callback, all on one thread and
//   between the making of a parser context and its end, which `Parser` owns.
// - The state is at one address for as long as the context (see `parse`), and nothing but the callbacks refers to it.
// - Names end with a zero and live as long as the context's dictionary, so their addresses may be kept and compared; text
//   comes with its length and is copied at once; a buffer that is to be filled comes with its size.
// - Where libxml2 may hand over a null pointer it is an optional here, and is looked at before use.

/// Reads metadata files: bytes in, one ``MetadataRecord`` for each child of the root out.
///
/// One pass of libxml2's SAX2 interface, without a tree: what is kept at any time is one record, so memory does not
/// grow with the size of a file. A document with a DOCTYPE is refused, nothing is fetched, no entity is expanded, and
/// a broken document is an error, never half a result that passes for a whole one: records handed over before the
/// error was met must be dropped by the caller when this throws.
package enum MetadataReader {
    /// Reads one file.
    ///
    /// - Parameters:
    ///   - wanted: The names of the root's children to hand over; `nil` for all. Nothing inside any other child is
    ///     turned into a `String`.
    ///   - filter: Says of the wanted children which ones are handed over; `nil` for all. Nothing is made of the others.
    ///   - nextChunk: Hands over the file's next bytes, and an empty array at its end. What it throws ends the reading.
    ///   - onRecord: Gets each wanted record, in document order.
    /// - Returns: The root element.
    /// - Throws: ``DocumentError`` with the line and column of the first error.
    package static func read(
        wanted: Set<String>? = nil,
        filter: RecordFilter? = nil,
        nextChunk: () throws(DocumentError) -> [UInt8],
        onRecord: (MetadataRecord) -> Void
    ) throws(DocumentError) -> MetadataRoot {
        let outcome = withoutActuallyEscaping(nextChunk) { nextChunk in
            withoutActuallyEscaping(onRecord) { onRecord in
                let state = ParseState(wanted: wanted, filter: filter, nextChunk: nextChunk, onRecord: onRecord)
                return parse(state)
            }
        }
        return try outcome.get()
    }

    /// Reads one file that is already in memory.
    ///
    /// - Throws: ``DocumentError``, as ``read(wanted:filter:nextChunk:onRecord:)`` does.
    package static func read(
        bytes: [UInt8],
        wanted: Set<String>? = nil,
        onRecord: (MetadataRecord) -> Void
    ) throws(DocumentError) -> MetadataRoot {
        var rest: [UInt8]? = bytes
        return try read(
            wanted: wanted,
            nextChunk: { () throws(DocumentError) -> [UInt8] in
                defer { rest = nil }
                return rest ?? []
            },
            onRecord: onRecord)
    }

    /// Reads a file with the places of its elements, for what changes it.
    ///
    /// - Parameter bytes: The file, in UTF-8.
    /// - Returns: The root, its children, and where they are, one child for each record.
    /// - Throws: ``DocumentError``, as ``read(wanted:filter:nextChunk:onRecord:)`` does.
    static func readElements(
        _ bytes: [UInt8]
    ) throws(DocumentError) -> (root: MetadataRoot, records: [MetadataRecord], span: ElementSpan) {
        var records: [MetadataRecord] = []
        var span: ElementSpan?
        var rest: [UInt8]? = bytes
        let state = ParseState(
            wanted: nil,
            nextChunk: { () throws(DocumentError) -> [UInt8] in
                defer { rest = nil }
                return rest ?? []
            },
            spans: ElementSpans(bytes) { span = $0 },
            onRecord: { records.append($0) })
        let root = try parse(state).get()
        guard let span else { throw DocumentError(message: "The file contains no XML element.") }
        return (root, records, span)
    }

    private static func parse(_ initial: consuming ParseState) -> Result<MetadataRoot, DocumentError> {
        // libxml2 must be prepared once before several threads use it.
        _ = prepareLibrary
        // Some errors, as of a conversion to UTF-8, libxml2 reports without a parser, to standard error. It keeps
        // the listener for each thread.
        unsafe xmlSetStructuredErrorFunc(nil) { _, _ in }
        // The state is behind one pointer for the whole parse: as a class it would cost exclusivity checks on
        // every callback, and there are three callbacks for each value of a profile.
        let state = UnsafeMutablePointer<ParseState>.allocate(capacity: 1)
        unsafe state.initialize(to: initial)
        defer {
            unsafe state.deinitialize(count: 1)
            unsafe state.deallocate()
        }
        guard let parser = unsafe Parser(handler: unsafe saxHandler(), state: state) else {
            return .failure(DocumentError(message: "There is not enough memory to read the file."))
        }
        unsafe state.pointee.context = unsafe parser.context
        parser.run()
        if parser.isWellFormed { unsafe state.pointee.refuseRest() }
        return unsafe state.pointee.outcome(isWellFormed: parser.isWellFormed)
    }
}

private let prepareLibrary: Void = xmlInitParser()

/// Owns a libxml2 parser context and frees it.
@safe private struct Parser: ~Copyable {
    let context: xmlParserCtxtPtr

    init?(handler: xmlSAXHandler, state: UnsafeMutablePointer<ParseState>) {
        var handler = unsafe handler
        guard
            let context = unsafe xmlCreateIOParserCtxt(
                &handler, state, readCallback, nil, state, XML_CHAR_ENCODING_NONE)
        else { return nil }
        unsafe self.context = context
        // No network, even where a document requires it. Recovery, entity substitution and XML_PARSE_HUGE stay off.
        _ = unsafe xmlCtxtUseOptions(context, Int32(XML_PARSE_NONET.rawValue))
    }

    func run() {
        _ = unsafe xmlParseDocument(context)
    }

    var isWellFormed: Bool { unsafe context.pointee.wellFormed == 1 }

    deinit {
        if let document = unsafe context.pointee.myDoc { unsafe xmlFreeDoc(document) }
        unsafe xmlFreeParserCtxt(context)
    }
}
