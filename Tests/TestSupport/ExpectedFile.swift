import Foundation
package import Testing

/// The root of the checkout; of a copy where the user who runs the tests may not read that.
package let root =
    ProcessInfo.processInfo.environment["ROLECALL_CHECKOUT"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

/// Compares a text with the file that contains what is expected.
///
/// The files change only when asked: `ROLECALL_UPDATE_EXPECTED=1 swift test`, then look at the difference in git.
package func expect(
    _ text: String, equals name: String, in test: String = #fileID, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    // Wherever the checkout is.
    try expect(
        text.replacing(root + "/", with: ""), equalsFile: "Tests/\(test.prefix { $0 != "/" })/Expected/\(name)",
        sourceLocation: sourceLocation)
}

/// Compares a text with a file of the checkout, in the same way.
package func expect(
    _ text: String, equalsFile path: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let file = URL(fileURLWithPath: "\(root)/\(path)")
    if ProcessInfo.processInfo.environment["ROLECALL_UPDATE_EXPECTED"] == "1" {
        try text.write(to: file, atomically: true, encoding: .utf8)
    }
    // Decoded as it is: reading a text from a file drops a byte order mark.
    let expected = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let difference = zip(text.split(separator: "\n"), expected.split(separator: "\n")).enumerated()
        .first { $0.element.0 != $0.element.1 }
    #expect(
        text == expected,
        "\(path) differs first near line \((difference?.offset ?? 0) + 1): got \(difference?.element.0.prefix(300) ?? "another length")",
        sourceLocation: sourceLocation)
}
