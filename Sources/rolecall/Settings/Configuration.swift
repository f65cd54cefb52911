import AuditEngine
import Foundation
import OrgModel

/// What `rolecall.yml` says. Every key has a flag that wins over it.
struct Configuration {
    var guide: String?
    var edition: String?
    var profile: String?
    var permissionSets: [String] = []
    var permissionSetGroups: [String] = []
    var permissionSetLicenses: [String] = []
    var role: String?
    var endUserRoles: [String] = []
    /// Files of exported users; relative paths start at the configuration's folder.
    var users: [String] = []
    var apiUser: String?
    var endUsers: [String] = []
    /// The guide's objects, by key, and whether they are enabled for the integration.
    var objects: [String: Bool] = [:]
    /// The guide's features, by key, and whether the integration uses them.
    var features: [String: Bool] = [:]
    /// API names, by the guide's key.
    var names: [String: String] = [:]
    /// The Lightning apps that the end users work in.
    var apps: [String] = []
    /// The file of waivers; a relative path starts at the configuration's folder.
    var waivers: String?
    /// Whether the installation must have left its traces.
    var installed: Bool?

    /// Where each key is, and each name that it gives, for errors that show only later: `guide`, `objects.Case`,
    /// `endUsers.active`.
    var places: [String: Place] = [:]

    /// The file that says all this, if there is one.
    var file: String?
    /// The folder that whatever the file names must lie in, where nobody named the file itself: it merely lies in PATH,
    /// and whoever made the export may have written it.
    var border: String?

    static let fileName = "rolecall.yml"

    static let keys = [
        "guide", "edition", "profile", "permissionSets", "permissionSetGroups", "permissionSetLicenses", "role",
        "endUserRoles",
        "users", "apiUser", "endUsers", "objects", "features", "names", "apps", "installed", "waivers",
    ]

    /// Reads the file that was named, or the one that is in PATH (beside it where PATH is a file), the first of
    /// several, as it counts beside the guide that was typed; without either, an empty configuration.
    ///
    /// - Throws: ``CommandFailure`` with every error in the file, with its line.
    static func find(for typed: SubjectOptions) throws(CommandFailure) -> Configuration {
        if typed.what.noConfig { return Configuration() }
        return try find(named: typed.what.config, in: typed.paths.first ?? ".").counting(besides: typed.what.guide)
    }

    static func find(named name: String?, in path: String) throws(CommandFailure) -> Configuration {
        if let name { return try read(name, within: nil) }
        let found = self.path(of: fileName, beside: path)
        guard isAnything(at: found) else { return Configuration() }
        let folder = folder(of: found)
        try refuseLeadingOut(found, of: folder, option: "--config")
        return try read(found, within: folder)
    }

    /// Refuses a file that merely lies in PATH and leads out of its folder: it could make a report of any file there is.
    ///
    /// - Parameter option: What names such a file.
    static func refuseLeadingOut(_ path: String, of folder: String, option: String) throws(CommandFailure) {
        guard leadsOut(path, of: folder) else { return }
        throw CommandFailure(
            "\(path) is a symbolic link that leads out of its folder, and nobody named it. If it is what you mean, name it "
                + "with \(option); --no-config reads neither \(fileName) nor \(WaiverFile.fileName) of PATH.")
    }

    private static func folder(of path: String) -> String {
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

    /// The configuration as it counts where a guide is typed. What is said of one guide means nothing for another, so
    /// its edition, objects, features, names and traces do not count beside another guide.
    func counting(besides typed: String?) -> Configuration {
        guard let typed, Self.name(ofGuide: typed) != Self.name(ofGuide: guide ?? defaultGuide) else { return self }
        var configuration = self
        configuration.edition = nil
        configuration.objects = [:]
        configuration.features = [:]
        configuration.names = [:]
        configuration.installed = nil
        return configuration
    }

    /// A guide's folder is called like the guide, so a copy of a built-in one is the same guide.
    private static func name(ofGuide guide: String) -> String {
        Guide.isFolder(guide) ? URL(fileURLWithPath: guide).standardizedFileURL.lastPathComponent : guide
    }

    /// - Parameter border: The folder that what the file names must lie in; `nil` where it may lie anywhere.
    private static func read(_ path: String, within border: String?) throws(CommandFailure) -> Configuration {
        let text: String
        do throws(TextFileError) {
            text = try readText(ofFile: path, .settings)
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error.reason).")
        }
        let diagnostics = Diagnostics()
        let configuration = StrictYAML.read(text, file: path, diagnostics: diagnostics)?.mapping(keys)
            .map { decode($0, in: folder(of: path), within: border) }
        guard var configuration, diagnostics.all.isEmpty else {
            throw CommandFailure(diagnostics.all.map(\.description))
        }
        configuration.file = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        configuration.border = border
        return configuration
    }

    /// - Parameter folder: The file's own, where relative paths in it start.
    private static func decode(_ values: StrictMapping, in folder: String, within border: String?) -> Configuration {
        var configuration = Configuration()
        func path(_ value: StrictYAML) -> String? { self.path(value, in: folder, within: border) }
        func names(_ key: String, _ values: [StrictYAML]) -> [String] {
            values.compactMap { value in
                guard let name = value.name else { return nil }
                configuration.places["\(key).\(name)"] = value.place
                return name
            }
        }
        func name(_ key: String) -> String? { names(key, [values[key]].compactMap(\.self)).first }
        func names(_ key: String) -> [String] { names(key, values[key]?.list ?? []) }
        configuration.guide = values["guide"].flatMap { value in
            value.name.flatMap { Guide.isFolder($0) ? path(value) : $0 }
        }
        configuration.edition = values["edition"]?.name
        configuration.profile = name("profile")
        configuration.permissionSets = names("permissionSets")
        configuration.permissionSetGroups = names("permissionSetGroups")
        configuration.permissionSetLicenses = values["permissionSetLicenses"]?.names ?? []
        configuration.role = values["role"]?.name
        configuration.endUserRoles = values["endUserRoles"]?.names ?? []
        configuration.apiUser = name("apiUser")
        configuration.endUsers = names("endUsers")
        configuration.users = (values["users"]?.list ?? []).compactMap(path)
        configuration.apps = values["apps"]?.names ?? []
        configuration.waivers = values["waivers"].flatMap(path)
        configuration.installed = values["installed"]?.truth
        for (key, value) in values["objects"]?.entries ?? [] {
            configuration.objects[key] = value.truth
            configuration.places["objects.\(key)"] = value.place
        }
        for (key, value) in values["features"]?.entries ?? [] {
            configuration.features[key] = value.truth
            configuration.places["features.\(key)"] = value.place
        }
        for (key, value) in values["names"]?.entries ?? [] {
            configuration.names[key] = value.name
            configuration.places["names.\(key)"] = value.place
        }
        for key in keys { configuration.places[key] = values[key]?.place }
        return configuration
    }

    /// The path of a file that the configuration names; an error where it lies beyond the border.
    private static func path(_ value: StrictYAML, in folder: String, within border: String?) -> String? {
        guard let name = value.name else { return nil }
        let path = name.hasPrefix("/") ? name : "\(folder)/\(name.hasPrefix("./") ? String(name.dropFirst(2)) : name)"
        guard let border else { return path }
        if name.hasPrefix("/") || name.split(separator: "/").contains("..") || leadsOut(path, of: border) {
            value.diagnostic(
                "\"\(name)\" leads out of this file's folder. A \(fileName) that is found in PATH names only what lies in its own "
                    + "folder or below it. Move the file there, name it on the command line, or name this file with --config."
            )
            return nil
        }
        return path
    }
}
