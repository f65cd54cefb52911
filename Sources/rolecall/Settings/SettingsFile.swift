import AuditEngine
import Foundation
import OrgModel

/// What `rolecall.yml` says. Every key has a flag that wins over it.
struct SettingsFile {
    /// What each key says.
    private(set) var values: [String: [ConfiguredName]] = [:]
    /// Where each key's value is.
    private(set) var places: [String: Place] = [:]
    /// The file that says all this, if there is one.
    private(set) var path: String?
    /// The folder that all files it names must be in, where the file itself was not named: it is only found in PATH,
    /// and the author of the export may have written it.
    private(set) var border: String?

    static let fileName = "rolecall.yml"
    static let waiversFileName = "rolecall-waivers.yml"

    var guide: String? { values["guide"]?.first?.name }

    /// The settings of a group that the file has.
    func settings(in group: Setting.Group) -> [Setting] {
        Setting.all.filter { $0.group == group && places[$0.key ?? ""] != nil }
    }

    /// Where a name is that a key gives.
    func place(of name: String, in key: String) -> Place? { values[key]?.last { $0.name == name }?.place }

    /// Reads the file that was named, or the one that is in PATH (beside it where PATH is a file), the first of
    /// several; without either, it says nothing.
    ///
    /// - Throws: ``CommandFailure`` with every error in the file, with its line.
    static func find(for typed: Settings) throws(CommandFailure) -> SettingsFile {
        if typed.what.noConfig { return SettingsFile() }
        if let name = typed.what.config { return try SettingsFile(reading: name, within: nil) }
        let found = path(of: fileName, beside: typed.paths.first ?? ".")
        guard isAnything(at: found) else { return SettingsFile() }
        let folder = folder(of: found)
        try refuseLeadingOut(found, of: folder, option: "--config")
        return try SettingsFile(reading: found, within: folder)
    }

    /// Refuses a file that is only found in PATH and leads out of its folder: it could make a report of any file there is.
    ///
    /// - Parameter option: What names such a file.
    static func refuseLeadingOut(_ path: String, of folder: String, option: String) throws(CommandFailure) {
        guard leadsOut(path, of: folder) else { return }
        throw CommandFailure(
            "\(path) is a symbolic link that leads out of its folder, and it was not named. If it is what you mean, name it "
                + "with \(option); --no-config reads neither \(fileName) nor \(waiversFileName) of PATH.")
    }

    static func folder(of path: String) -> String {
        URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
    }

    /// Where a file is that belongs to PATH: in it, or beside it where PATH is a file.
    static func path(of fileName: String, beside path: String) -> String {
        let folder =
            switch FileKind(of: path) {
            case .file, .special: URL(fileURLWithPath: path).deletingLastPathComponent().path
            case .folder, nil: path
            }
        return folder.hasSuffix("/") ? folder + fileName : "\(folder)/\(fileName)"
    }

    private init() {}

    /// - Parameter border: The folder in which the named files must be; `nil` where they may be anywhere.
    private init(reading path: String, within border: String?) throws(CommandFailure) {
        let text: String
        do throws(FileError) {
            text = try readText(ofFile: path, .settings)
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error.reason).")
        }
        try self.init(text, path: path, within: border)
    }

    /// Reads a text.
    ///
    /// - Parameters:
    ///   - path: Where it is, or will be.
    ///   - border: The folder in which the named files must be; `nil` where they may be anywhere.
    /// - Throws: ``CommandFailure`` with every error in the text, with its line.
    init(_ text: String, path: String, within border: String?) throws(CommandFailure) {
        let diagnostics = Diagnostics()
        let shape = Shape.keys(Keys("rolecall.yml", Setting.all.flatMap(\.keysOfFile)))
        let file = YAMLValue.read(text, file: path, as: shape, diagnostics)
        for setting in Setting.all {
            guard let key = setting.key else { continue }
            for value in setting.keys.compactMap({ file?[$0].ifGiven }) {
                let names = setting.read(value) {
                    Self.path($0, in: Self.folder(of: path), within: border, diagnostics)
                }
                if !names.isEmpty { values[key, default: []] += names }
                places[key] = places[key] ?? value.place
            }
        }
        guard diagnostics.all.isEmpty else { throw CommandFailure(diagnostics.all.map(\.description)) }
        self.path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        self.border = border
    }

    /// The path of a file that the configuration names; an error where it is outside the border.
    private static func path(
        _ value: YAMLValue, in folder: String, within border: String?, _ diagnostics: Diagnostics
    ) -> String? {
        guard let name = value.text else { return nil }
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)"
        guard let border else { return path }
        let read = [path] + ResultFiles([path]).paths
        if name.hasPrefix("/") || name.split(separator: "/").contains("..")
            || read.contains(where: { leadsOut($0, of: border) })
        {
            diagnostics.add(
                value.place,
                "\"\(name)\" leads out of this file's folder. A \(fileName) that is found in PATH names only what lies in its own "
                    + "folder or below it. Move the file there, name it on the command line, or name this file with --config."
            )
            return nil
        }
        return path
    }
}
