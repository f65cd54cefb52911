import Foundation

/// Looks for a program in the folders of `PATH`, relative ones aside: what is in the working folder may be anybody's.
///
/// - Parameters:
///   - name: The program's name.
///   - environment: The variables of the process.
/// - Returns: Its path; `nil` where it is not installed.
package func installedProgram(_ name: String, in environment: [String: String]) -> String? {
    let folders = (environment["PATH"] ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
    return folders.map { "\($0)/\(name)" }.first(where: isProgram)
}

private func isProgram(_ path: String) -> Bool {
    guard case .file? = FileKind(of: path) else { return false }
    // The system reads the path, a text that ends with a zero, for as long as the call takes.
    return unsafe access(path, X_OK) == 0
}
