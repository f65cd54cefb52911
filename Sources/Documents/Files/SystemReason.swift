import Foundation

/// The system's own words for why a file operation failed, without Foundation's wrapping.
package func systemReason(_ error: any Error) -> String {
    var nsError = error as NSError
    while let underlying = nsError.userInfo[NSUnderlyingErrorKey] as? NSError { nsError = underlying }
    if nsError.domain == NSPOSIXErrorDomain {
        return systemReason(Int32(nsError.code))
    }
    switch CocoaError.Code(rawValue: nsError.code) {
    case .fileReadNoSuchFile, .fileNoSuchFile: return "it does not exist"
    case .fileReadNoPermission, .fileWriteNoPermission: return "permission denied"
    case .fileReadInapplicableStringEncoding: return "it is not UTF-8 text"
    // Foundation's own sentence, as the end of one of ours.
    default:
        return nsError.localizedDescription.replacing(#/[.\s]+$/#, with: "")
    }
}

/// The system's own words for one of its error numbers, as the end of a sentence.
package func systemReason(_ code: Int32) -> String {
    // Always a text that ends with a zero, and copied at once.
    unsafe String(cString: strerror(code)).lowercased()
}
