import Foundation

/// Writes a Swift file with one dictionary: the text of each file below a folder that has one of the given endings,
/// under its path relative to the folder.
///
///     EmbedFiles OUTPUT TYPE-NAME FOLDER ENDING ...
@main
struct EmbedFiles {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 4 else {
            throw Failure(message: "usage: EmbedFiles OUTPUT TYPE-NAME FOLDER ENDING ...")
        }
        let (output, typeName, folder) = (arguments[1], arguments[2], arguments[3])
        let endings = arguments.dropFirst(3)
        let entries = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
            .filter { path in endings.contains { path.hasSuffix(".\($0)") } }
            .map { path in
                let text = try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)
                return "        \(literal(path)): \(literal(text)),"
            }
        let source = """
            // Generated at build time.
            enum \(typeName) {
                /// The text of each file, under its path relative to the folder.
                static let files: [String: String] = [
            \(entries.isEmpty ? "        :" : entries.joined(separator: "\n"))
                ]
            }

            """
        try source.write(toFile: output, atomically: true, encoding: .utf8)
    }

    /// A one-line Swift string literal with everything escaped that could end or change it.
    static func literal(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    struct Failure: Error, CustomStringConvertible {
        let message: String
        var description: String { message }
    }
}
