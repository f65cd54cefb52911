package import Foundation

/// A folder of its own with files that a test makes up, which goes when the test is done.
package final class TemporaryFolder: Sendable {
    package let path: String

    /// Writes the given files, by their paths below the folder.
    package init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("rolecall-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (file, text) in files { try write(text, to: file) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    package func write(_ text: String, to file: String) throws {
        try write(Data(text.utf8), to: file)
    }

    package func write(_ data: Data, to file: String) throws {
        try makeFolder((file as NSString).deletingLastPathComponent)
        try data.write(to: URL(fileURLWithPath: "\(path)/\(file)"))
    }

    package func makeFolder(_ folder: String) throws {
        try FileManager.default.createDirectory(atPath: "\(path)/\(folder)", withIntermediateDirectories: true)
    }

    package func link(_ link: String, to destination: String) throws {
        try FileManager.default.createSymbolicLink(atPath: "\(path)/\(link)", withDestinationPath: destination)
    }
}
