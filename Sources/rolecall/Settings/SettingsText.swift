import AuditEngine
import Foundation
import OrgModel

/// Settings as the text of a `rolecall.yml`: what ``SettingsFile`` reads.
struct SettingsText {
    let text: String

    /// - Parameters:
    ///   - settings: What it says: all that has a key.
    ///   - path: Where the file will be. Files are named from its folder.
    ///   - comment: What it says first, to people.
    ///   - border: The folder in which the named files must be; `nil` where they may be anywhere.
    /// - Throws: ``CommandFailure`` where the text would not be read as what was meant.
    init(_ settings: Settings, path: String, comment: String, within border: String?) throws(CommandFailure) {
        let folder = SettingsFile.folder(of: path)
        if border != nil { try Self.refuseOutside(folder, settings) }
        let lines = Setting.all.flatMap { $0.yaml(of: settings, in: folder) }
        text = (comment.split(separator: "\n").map { "# \($0)" } + lines).map { "\($0)\n" }.joined()
        let read = try SettingsFile(text, path: path, within: border)
        for setting in Setting.all where !setting.namesFiles {
            let names = setting.key.map { read.values[$0]?.map(\.name) ?? [] }
            guard names == nil || names == setting.names(settings) else {
                throw CommandFailure(
                    "\(setting.names(settings).listed(limit: 3)) cannot be written so that it is read again: name it with "
                        + "\(setting.flag).")
            }
        }
    }

    /// Refuses what no `rolecall.yml` may name that is only found in PATH.
    private static func refuseOutside(_ folder: String, _ settings: Settings) throws(CommandFailure) {
        let paths = Setting.all.filter { $0.key != nil }.flatMap { $0.paths(settings) }
        guard let path = paths.first(where: { leadsOut($0, of: folder) }) else { return }
        throw CommandFailure(
            "\(path) is outside \(folder), and a \(SettingsFile.fileName) that is found in PATH names only what is in its own folder or "
                + "below it. Name a PATH that contains both, or the file to write with --config FILE.")
    }
}

extension Setting {
    /// The files and folders that it names.
    fileprivate func paths(_ settings: Settings) -> [String] {
        namesFiles ? names(settings).filter { content != .guide || Guide.isPath($0) } : []
    }

    fileprivate var namesFiles: Bool { content == .file || content == .results || content == .guide }

    /// The lines that say what settings say; none where they do not.
    fileprivate func yaml(of settings: Settings, in folder: String) -> [String] {
        let values = values(settings)
        guard let key, !values.isEmpty else { return [] }
        switch shape {
        case .one: return values.map { "\(key): \(scalar($0.value, in: folder))" }
        case .list: return ["\(key):"] + values.map { "  - \(scalar($0.value, in: folder))" }
        // Of several with one key the last counts.
        case .pairs:
            let last = values.reversed().deduplicated(by: \.name).reversed()
            return ["\(key):"] + last.map { "  \($0.name.yamlScalar): \(scalar($0.value, in: folder))" }
        }
    }

    private func scalar(_ value: String, in folder: String) -> String {
        switch content {
        case .name: value.yamlScalar
        case .onOff: value.lowercased()
        case .file, .results: relativePath(to: value, from: folder).yamlScalar
        case .guide: (Guide.isPath(value) ? "./" + relativePath(to: value, from: folder) : value).yamlScalar
        }
    }
}

/// The path of a file or folder as it is named from a folder.
private func relativePath(to path: String, from folder: String) -> String {
    guard let place = realPath(path), let start = realPath(folder) else { return path }
    let (own, other) = (place.split(separator: "/"), start.split(separator: "/"))
    let common = zip(own, other).prefix { $0 == $1 }.count
    let steps = Array(repeating: "..", count: other.count - common) + own.dropFirst(common).map(String.init)
    return steps.isEmpty ? "." : steps.joined(separator: "/")
}
