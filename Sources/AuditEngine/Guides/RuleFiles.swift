import Documents
import Foundation
import OrgModel

/// Where rule files come from: the program itself, or a folder.
struct RuleFiles {
    /// How the folder is called in errors.
    let folder: String
    private let text: (String) throws(FileError) -> String?

    /// The files of one folder of `Rules/`, as they were when the program was built.
    init(embedded name: String) {
        folder = "Rules/\(name)"
        text = { file throws(FileError) in EmbeddedRules.files["\(name)/\(file)"] }
    }

    /// The files of a folder on disk.
    ///
    /// - Parameter border: A folder that none of them may lie outside of; `nil` for none.
    init(folder: String, within border: String? = nil) {
        self.folder = folder
        text = { name throws(FileError) in
            let path = "\(folder)/\(name)"
            if let border, leadsOut(path, of: border) {
                throw FileError(reason: "it is a symbolic link that leads out of \(border), or lies behind one")
            }
            return FileManager.default.fileExists(atPath: path) ? try readText(ofFile: path, .rules) : nil
        }
    }

    /// Files that are not written yet.
    init(folder: String, texts: [String: String]) {
        self.folder = folder
        text = { file throws(FileError) in texts[file] }
    }

    /// The guides that the program contains.
    static var embeddedGuides: [String] {
        EmbeddedRules.files.keys
            .filter { $0.hasSuffix("/guide.yaml") }
            .map { String($0.dropLast("/guide.yaml".count)) }
            .sorted()
    }

    /// What files are known by: their names and texts, in the order given, then other digests.
    func digest(of names: [String], _ others: [String]) -> String {
        var hash = TextHash()
        for name in names {
            hash.add(name)
            hash.add((try? text(name)) ?? "")
        }
        for other in others { hash.add(other) }
        return hash.text
    }

    /// Reads a file and checks it; `nil`, with an error, where there is none or it is not YAML.
    func read(_ name: String, as shape: Shape, _ diagnostics: Diagnostics) -> YAMLValue? {
        let path = "\(folder)/\(name)"
        do throws(FileError) {
            guard let text = try text(name) else {
                diagnostics.add(path, 1, "The file does not exist.")
                return nil
            }
            return YAMLValue.read(text, file: path, as: shape, diagnostics)
        } catch {
            diagnostics.add(path, 1, "The file cannot be read: \(error.reason).")
            return nil
        }
    }
}
