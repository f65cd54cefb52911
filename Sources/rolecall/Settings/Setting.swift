import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// A row of the table of settings: all that is known about an option of ``Settings`` where it is neither declared nor used.
struct Setting {
    /// Its key in `rolecall.yml`; `nil` where it is a flag only.
    let key: String?
    /// What the key was called before; it is read as well, and what both say adds up.
    let oldKey: String?
    let flag: String
    let content: Content
    /// What other settings put it aside.
    let group: Group?
    /// What it is set to, of pairs the keys with their values.
    let values: (Settings) -> [(name: String, value: String)]
    /// Adds it to a command, as it is typed.
    let adding: (Settings, ShellCommand) -> ShellCommand
    /// Sets it to what the configuration says, where it is not set; adds pairs that are not set.
    let fill: (inout Settings, [ConfiguredName]) -> Void
    let shape: SettingShape

    /// How each value is read in `rolecall.yml`.
    enum Content {
        case name, onOff
        /// A file to read; a relative path starts at the configuration's folder.
        case file
        /// The same, or a folder of query results.
        case results
        /// The name of a built-in guide, or a folder.
        case guide
    }

    /// Settings that concern one thing.
    enum Group {
        /// They are about a guide, and mean nothing for another.
        case guide
        /// The API user's own permissions, or the user to whom permissions are assigned.
        case sources, apiUser
        case endUsers
    }

    init<Value: SettingValue>(
        _ key: String?, _ flag: String, _ value: WritableKeyPath<Settings, Value>, _ content: Content = .name,
        _ group: Group? = nil, oldKey: String? = nil
    ) {
        self.oldKey = oldKey
        (self.key, self.flag, self.content, self.group, shape) = (key, flag, content, group, Value.shape)
        values = { $0[keyPath: value].values }
        adding = { $0[keyPath: value].added(to: $1, flag) }
        fill = { $0[keyPath: value].fill(with: $1) }
    }

    /// What it is set to, of pairs the keys: no name may be empty.
    func names(_ settings: Settings) -> [String] { values(settings).map(\.name) }

    func isGiven(in settings: Settings) -> Bool { !names(settings).isEmpty }

    /// What the configuration says in one value.
    private var contentShape: Shape { content == .onOff ? .truth : .text(.line) }

    /// What the setting may be called in `rolecall.yml`.
    var keys: [String] { [key, oldKey].compactMap(\.self) }

    /// The keys in `rolecall.yml`.
    var keysOfFile: [Key] {
        keys.map { key in
            switch shape {
            case .one: Key(optional: key, contentShape)
            case .list: Key(optional: key, .list(of: contentShape))
            case .pairs: Key(optional: key, .named(.line, contentShape))
            }
        }
    }

    /// Reads what the configuration says.
    ///
    /// - Parameter path: Makes the path of a file that the configuration names; `nil` where that is an error.
    func read(_ value: YAMLValue, path: (YAMLValue) -> String?) -> [ConfiguredName] {
        let values: [(key: String?, value: YAMLValue)] =
            switch shape {
            case .one: [(nil, value)]
            case .list: (value.list ?? []).map { (nil, $0) }
            case .pairs: (value.entries ?? []).map { ($0.key, $0.value) }
            }
        return values.compactMap { key, value in
            text(of: value, path: path).map { ConfiguredName(name: key ?? $0, value: $0, place: value.place) }
        }
    }

    private func text(of value: YAMLValue, path: (YAMLValue) -> String?) -> String? {
        switch content {
        case .name: value.text
        case .onOff: value.truth.map { $0 ? "on" : "off" }
        case .file, .results: path(value)
        case .guide: value.text.flatMap { Guide.isPath($0) ? path(value) : $0 }
        }
    }
}

extension Setting {
    /// Every setting, in the order in which keys are listed and flags are printed.
    static var all: [Setting] {
        [
            Setting(nil, "--config", \.what.config, .file),
            Setting(nil, "--no-config", \.what.noConfig),
            Setting("guide", "--guide", \.what.guide, .guide),
            Setting("edition", "--edition", \.what.edition, .name, .guide),
            Setting("profile", "--profile", \.who.profile, .name, .sources),
            Setting("permissionSets", "--permission-set", \.who.permissionSets, .name, .sources),
            Setting("permissionSetGroups", "--permission-set-group", \.who.permissionSetGroups, .name, .sources),
            Setting("permissionSetLicenses", "--permission-set-license", \.who.permissionSetLicenses),
            Setting("role", "--role", \.who.role),
            Setting("endUserRoles", "--end-user-role", \.who.endUserRoles, .name, .endUsers),
            Setting("records", "--records", \.who.records, .results, oldKey: "users"),
            Setting("apiUser", "--api-user", \.who.apiUser, .name, .apiUser),
            Setting("endUsers", "--end-users", \.who.endUsers, .name, .endUsers),
            Setting("objects", "--object", \.what.objects, .onOff, .guide),
            Setting("features", "--feature", \.what.features, .onOff, .guide),
            Setting("names", "--name", \.what.names, .name, .guide),
            Setting("apps", "--app", \.what.apps),
            Setting("installed", "--installed", \.what.installed, .onOff, .guide),
            Setting("waivers", "--waivers", \.what.waivers, .file),
            Setting("label", "--label", \.what.label),
            Setting(nil, "--as-of", \.what.asOf),
        ]
    }

    /// The keys of `rolecall.yml`.
    static var keys: [String] { all.compactMap(\.key) }
}

/// A name in `rolecall.yml`, or a key with its value.
struct ConfiguredName {
    let name: String
    /// The name itself where it has no value.
    let value: String
    let place: Place
}
