import Foundation

/// Where rule files come from: the program itself, or a folder.
struct RuleFiles {
    /// How the folder is called in mistakes.
    let folder: String
    private let text: (String) throws -> String?

    /// The files of one folder of `Rules/`, as they were when the program was built.
    init(embedded name: String) {
        folder = "Rules/\(name)"
        text = { EmbeddedRules.files["\(name)/\($0)"] }
    }

    /// The files of a folder on disk.
    init(folder: String) {
        self.folder = folder
        text = { name in
            let path = "\(folder)/\(name)"
            guard FileManager.default.fileExists(atPath: path) else { return nil }
            return try String(contentsOfFile: path, encoding: .utf8)
        }
    }

    /// The guides that the program holds.
    static var embeddedGuides: [String] {
        EmbeddedRules.files.keys
            .filter { $0.hasSuffix("/guide.yaml") }
            .map { String($0.dropLast("/guide.yaml".count)) }
            .sorted()
    }

    func read(_ name: String, _ mistakes: Mistakes) -> StrictYAML? {
        let path = "\(folder)/\(name)"
        do {
            guard let text = try text(name) else {
                mistakes.add(path, 1, "The file does not exist.")
                return nil
            }
            return StrictYAML.read(text, file: path, mistakes: mistakes)
        } catch {
            mistakes.add(path, 1, "The file cannot be read as UTF-8 text.")
            return nil
        }
    }
}
