import Foundation

/// A folder that is gone after the test.
package func withTemporaryFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appending(path: "rolecall-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

/// A copy of a sample that a test may spoil.
package func withSample<Value>(_ sample: String = "ready", _ body: (_ org: String) throws -> Value) throws -> Value {
    try withTemporaryFolder { folder in
        try copyFiles(from: "\(root)/SampleMetadata/\(sample)", to: "\(folder)/org")
        return try body("\(folder)/org")
    }
}

/// Copies a file or a folder. `FileManager` would keep its owner too, which only root may.
package func copyFiles(from source: String, to copy: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder), isFolder.boolValue else {
        return try Data(contentsOf: URL(fileURLWithPath: source)).write(to: URL(fileURLWithPath: copy))
    }
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: source) {
        try copyFiles(from: "\(source)/\(name)", to: "\(copy)/\(name)")
    }
}

/// Writes a file, and the folders above it.
package func write(_ text: String, to path: String) throws {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
}
