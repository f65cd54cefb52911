import Foundation

/// The system's own words for why a file operation failed, without Foundation's wrapping.
package func systemReason(_ error: any Error) -> String {
    var nsError = error as NSError
    while let underlying = nsError.userInfo[NSUnderlyingErrorKey] as? NSError { nsError = underlying }
    if nsError.domain == NSPOSIXErrorDomain {
        return unsafe String(cString: strerror(Int32(nsError.code))).lowercased()
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
