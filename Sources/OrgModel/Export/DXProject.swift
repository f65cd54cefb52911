import Documents
import Foundation

/// What `sfdx-project.json` says about a Salesforce DX project.
struct DXProject: Sendable {
    /// A folder that contains metadata.
    struct PackageDirectory: Sendable {
        /// Its path relative to the project; empty for the project's own folder.
        let path: String
        /// Where the file names it.
        let line: Int?
    }

    /// The folders that contain the metadata.
    let packageDirectories: [PackageDirectory]
    /// The API version of files in source format.
    let sourceApiVersion: Int?

    static let fileName = "sfdx-project.json"

    private struct Contents: Decodable {
        struct PackageDirectory: Decodable { let path: String }
        let packageDirectories: [PackageDirectory]
        let sourceApiVersion: String?
    }

    /// - Throws: `DocumentError` with what is wrong in the file.
    static func read(_ file: InputFile) throws(DocumentError) -> DXProject {
        let bytes = try file.bytes(limit: 1 << 20)
        try refusePlaceholder(startingWith: bytes)
        let diagnostic = Self.diagnostic(in: bytes)
        // Foundation takes one of the two.
        if let diagnostic, case .repeatedName = diagnostic.kind {
            throw DocumentError(message: diagnostic.words, line: diagnostic.line, column: diagnostic.column)
        }
        do {
            let lines = linesOfTexts(in: bytes)
            let contents = try JSONDecoder().decode(Contents.self, from: Data(bytes))
            return DXProject(
                packageDirectories: contents.packageDirectories.map {
                    PackageDirectory(path: normalized($0.path), line: lines[$0.path])
                },
                sourceApiVersion: contents.sourceApiVersion.flatMap(majorVersion))
        } catch DecodingError.dataCorrupted {
            throw DocumentError(
                message: "The file is not valid JSON.", line: diagnostic?.line, column: diagnostic?.column)
        } catch let DecodingError.keyNotFound(key, context) {
            let path = (context.codingPath + [key]).map(\.stringValue).joined(separator: ".")
            throw DocumentError(
                message: "The file lacks \(path), which names the folders that contain the metadata.")
        } catch let DecodingError.typeMismatch(_, context) {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw DocumentError(message: "\(path.isEmpty ? "The file" : path) is of the wrong type. \(shape)")
        } catch {
            throw DocumentError(message: "The file cannot be understood. \(shape)")
        }
    }

    private static let shape =
        "The file must be an object with a list packageDirectories, each of whose objects has a path, and may have a text sourceApiVersion."

    /// Foundation does not say where, but the reader of exported users does.
    private static func diagnostic(in bytes: [UInt8]) -> JSONDiagnostic? {
        do throws(JSONDiagnostic) {
            _ = try JSONReader.read(Array(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]))
            return nil
        } catch {
            return error
        }
    }

    /// The first line on which each text is between quotes, for texts without escapes.
    private static func linesOfTexts(in bytes: [UInt8]) -> [String: Int] {
        var lines: [String: Int] = [:]
        for (number, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        {
            for text in line.split(separator: UInt8(ascii: "\"")) {
                let text = String(decoding: text, as: UTF8.self)
                lines[text] = lines[text] ?? number + 1
            }
        }
        return lines
    }

    /// `./force-app/` and `force-app` are one folder.
    private static func normalized(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }
}
