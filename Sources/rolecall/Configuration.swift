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
    var role: String?
    var endUserRoles: [String] = []
    /// Files of exported users; relative paths start at the configuration's folder.
    var users: [String] = []
    var apiUser: String?
    var endUsers: [String] = []
    /// The guide's objects, by key, and whether they are enabled for the integration.
    var objects: [String: Bool] = [:]
    /// API names, by the guide's key.
    var names: [String: String] = [:]
    /// The Lightning apps that the end users work in.
    var apps: [String] = []
    /// Whether the installation must have left its traces.
    var installed: Bool?

    static let fileName = "rolecall.yml"

    private static let keys = [
        "guide", "edition", "profile", "permissionSets", "permissionSetGroups", "role", "endUserRoles", "users",
        "apiUser", "endUsers", "objects", "names", "apps", "installed",
    ]

    /// Reads the file that was named, or the one that stands beside the first PATH; without either, an empty
    /// configuration.
    ///
    /// - Throws: ``CommandFailure`` with every mistake in the file, with its line.
    static func find(named name: String?, beside path: String) throws(CommandFailure) -> Configuration {
        var isDirectory: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        let folder = exists && !isDirectory.boolValue ? URL(fileURLWithPath: path).deletingLastPathComponent().path : path
        let beside = "\(folder)/\(fileName)"
        if let name { return try read(name) }
        return FileManager.default.fileExists(atPath: beside) ? try read(beside) : Configuration()
    }

    private static func read(_ path: String) throws(CommandFailure) -> Configuration {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw CommandFailure("\(path) cannot be read: \(systemReason(error)).")
        }
        let mistakes = Mistakes()
        let configuration = StrictYAML.read(text, file: path, mistakes: mistakes)?.mapping(keys)
            .map { decode($0, in: URL(fileURLWithPath: path).deletingLastPathComponent().relativePath) }
        guard let configuration, mistakes.all.isEmpty else {
            throw CommandFailure(mistakes.all.map(\.description).joined(separator: "\nrolecall: "))
        }
        return configuration
    }

    private static func decode(_ values: StrictMapping, in folder: String) -> Configuration {
        var configuration = Configuration()
        configuration.guide = values["guide"]?.text
        configuration.edition = values["edition"]?.text
        configuration.profile = values["profile"]?.text
        configuration.permissionSets = values["permissionSets"]?.texts ?? []
        configuration.permissionSetGroups = values["permissionSetGroups"]?.texts ?? []
        configuration.role = values["role"]?.text
        configuration.endUserRoles = values["endUserRoles"]?.texts ?? []
        configuration.apiUser = values["apiUser"]?.text
        configuration.endUsers = values["endUsers"]?.texts ?? []
        configuration.users = (values["users"]?.texts ?? []).map { file in
            file.hasPrefix("/") ? file : "\(folder)/\(file)"
        }
        configuration.apps = values["apps"]?.texts ?? []
        configuration.installed = values["installed"]?.truth
        for (key, value) in values["objects"]?.entries ?? [] { configuration.objects[key] = value.truth }
        for (key, value) in values["names"]?.entries ?? [] { configuration.names[key] = value.text }
        return configuration
    }
}
