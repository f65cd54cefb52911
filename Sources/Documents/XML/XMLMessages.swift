import CLibXML2

/// libxml2's error in words that help the person who has the file.
func plainError(_ error: xmlError) -> DocumentError {
    DocumentError(
        message: unsafe plainMessage(error),
        line: unsafe error.line > 0 ? Int(error.line) : nil,
        column: unsafe error.int2 > 0 ? Int(error.int2) : nil)
}

let afterTheEnd = "The file goes on after the end of its root element."
let tooLarge = "The file contains a name or value that is larger than any that Salesforce writes."

private func plainMessage(_ error: xmlError) -> String {
    func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String {
        unsafe pointer.map { unsafe String(cString: $0) } ?? ""
    }
    let detail = unsafe String(text(error.message).prefix { $0 != "\n" })
    let (first, second) = unsafe (text(error.str1), text(error.str2))
    let number = unsafe error.int1
    if detail.contains("too long") || detail.contains("Huge input") {
        return tooLarge
    }
    switch unsafe xmlParserErrors(UInt32(error.code)) {
    case XML_ERR_DOCUMENT_EMPTY:
        return "The file contains no XML element."
    case XML_ERR_DOCUMENT_END:
        return afterTheEnd
    case XML_ERR_TAG_NAME_MISMATCH:
        return
            "An element is closed by another name than it was opened with: <\(first)> of line \(number) by </\(second)>."
    case XML_ERR_TAG_NOT_FINISHED:
        return "The file ends before all its elements are closed: <\(first)> of line \(number) is open."
    case XML_ERR_INVALID_CHAR where number > 0:
        let digits = String(number, radix: 16, uppercase: true)
        return
            "The file contains a character that XML does not allow (U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits))."
    case XML_ERR_INVALID_ENCODING, XML_ERR_INVALID_CHAR:
        return "The file contains bytes that are not in the encoding that it declares (UTF-8, where it declares none)."
    case XML_ERR_UNSUPPORTED_ENCODING, XML_ERR_UNKNOWN_ENCODING:
        return "The file declares an encoding that cannot be read: \(first)."
    case XML_ERR_UNDECLARED_ENTITY:
        return "The file uses an entity that XML does not know by itself: &\(first);."
    case XML_ERR_INTERNAL_ERROR where detail.contains("depth"):
        return "The file nests elements deeper than any that Salesforce writes."
    case XML_ERR_NAME_REQUIRED:
        return
            "The file is not well-formed XML: a < or & is where no name follows. In text they are written &lt; and &amp;."
    case XML_ERR_GT_REQUIRED:
        return "The file is not well-formed XML: the tag <\(first)> does not end."
    default:
        return "The file is not well-formed XML: \(detail.replacing(/[.! ]+$/, with: ""))."
    }
}
