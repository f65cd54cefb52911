import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

// The folder Settings: from what is typed, and what rolecall.yml says, to a `Session`, from which each command about an
// org takes what it needs. An option is declared in `SettingsOptions.swift` and has a row in `Setting.swift`.

/// What is audited, and against which guide: as typed or, once completed, with what `rolecall.yml` adds.
struct Settings: ParsableArguments {
    @OptionGroup(title: "Export") private var export: ExportOptions

    /// The exports that make up the org.
    var paths: [String] {
        get { export.paths }
        set { export.paths = newValue }
    }

    @OptionGroup(title: "Who") var who: WhoOptions

    @OptionGroup(title: "What") var what: WhatOptions

    /// So many characters of a label are in every report, as parts of names and keys.
    private static let maximumLabel = 100

    init() {}

    /// The paths of a command that takes several for sides of their own.
    init(_ paths: [String], _ who: WhoOptions, _ what: WhatOptions) {
        export = ExportOptions()
        export.paths = paths
        self.who = who
        self.what = what
    }

    func validate() throws {
        let names = [(flag: "PATH", names: paths)] + Setting.all.map { ($0.flag, $0.names(self)) }
        for (flag, names) in names where names.contains(where: \.isBlank) {
            // A script whose variable is not set would otherwise audit something else than is meant.
            throw ValidationError("\(flag) is empty: write a name, or leave it out.")
        }
        for setting in Setting.all where setting.shape == .pairs {
            var seen: Set<String> = []
            // The last one would win, and say nothing, as with an option that takes one value.
            guard let again = setting.names(self).first(where: { !seen.insert($0).inserted }) else { continue }
            throw ValidationError(
                "\(setting.flag) \(again) is given more than once, but it takes one value. Leave out all but one.")
        }
        if let label = what.label, label.count > Self.maximumLabel {
            throw ValidationError(
                "--label is too long: \(label.count) characters, and at most \(Self.maximumLabel) fit into every report."
            )
        }
        if what.noConfig, what.config != nil {
            throw ValidationError(
                "--config names a configuration, and --no-config reads none: leave one of them out.")
        }
    }
}

/// A command about an org.
///
/// Each has the groups of options itself. They are not one group of groups, because a debug build of the parser checks what is
/// in a group four times, and what is in a group of that sixteen times.
protocol OrgCommand: ConsoleCommand {
    var export: ExportOptions { get }
    var who: WhoOptions { get }
    var what: WhatOptions { get }
}

extension OrgCommand {
    /// What was typed.
    var settings: Settings { Settings(export.paths, who, what) }

    func validate() throws { try settings.validate() }
}

extension Settings {
    /// The first flag that was typed, if any was.
    var firstFlag: String? { Setting.all.first { $0.isGiven(in: self) }?.flag }

    /// The files that the settings name, to be read, and the folders of query results with those in them.
    var files: [String] {
        let results = ResultFiles(who.records).paths
        return Setting.all.filter { $0.content == .file }.flatMap { $0.names(self) } + who.records
            + results + results.map(QueryFile.path(beside:))
    }

    /// A command with the paths and all that is set.
    func command(_ words: String) -> ShellCommand {
        Setting.all.reduce(ShellCommand(words).paths(paths)) { $1.adding(self, $0) }
    }

    /// The same about an API user of whom nothing is known.
    var withoutAPIUser: Settings {
        var settings = self
        settings.who.profile = nil
        settings.who.permissionSets = []
        settings.who.permissionSetGroups = []
        settings.who.permissionSetLicenses = []
        settings.who.apiUser = nil
        return settings
    }

    /// Whether a flag of a group was typed.
    func gives(_ group: Setting.Group) -> Bool { !given(in: group).isEmpty }

    /// What was typed of a group.
    func given(in group: Setting.Group) -> [Setting] {
        Setting.all.filter { $0.group == group && $0.isGiven(in: self) }
    }

    /// The folder of the guide that is meant; `nil` where it is a built-in one.
    var guideFolder: String? {
        guard let name = what.guide, Guide.isPath(name) else { return nil }
        return name.count > 2 && name.hasPrefix("./") ? String(name.dropFirst(2)) : name
    }

    /// Whether no user is named, neither an API user nor an end user.
    var namesNoUser: Bool {
        principal.isEmpty && who.apiUser == nil && who.role == nil && who.endUserRoles.isEmpty && who.endUsers.isEmpty
    }

    /// The principal where there is no export yet to look the names up in: every name taken as a full name.
    var principal: Principal {
        var principal = Principal()
        principal.profile = who.profile.map { ComponentID(.profile, $0) }
        principal.permissionSets = who.permissionSets.map { ComponentID(.permissionSet, $0) }
        principal.permissionSetGroups = who.permissionSetGroups.map { ComponentID(.permissionSetGroup, $0) }
        return principal
    }

    // MARK: With the configuration

    /// The settings with what the configuration says where no flag says it.
    func completed(by file: SettingsFile) -> Settings {
        var settings = self
        for setting in Setting.all where !isPutAside(setting, of: file) {
            setting.fill(&settings, file.values[setting.key ?? ""] ?? [])
        }
        return settings
    }

    /// Whether a setting of the configuration does not count, because of another one.
    private func isPutAside(_ setting: Setting, of file: SettingsFile) -> Bool {
        switch setting.group {
        // What is said of one guide means nothing for another.
        case .guide: what.guide.map { $0.nameOfGuide != (file.guide ?? defaultGuide).nameOfGuide } ?? false
        // Sources that are typed mean a user of one's own, not the one in the configuration, and the other way round.
        case .sources: gives(.apiUser) || (file.values["apiUser"] != nil && !gives(.sources))
        case .apiUser: gives(.sources)
        case .endUsers: gives(.endUsers)
        case nil: false
        }
    }

    /// What the configuration says of the API user or the end users and does not count, because a flag says it with
    /// another key: the command line alone does not show that. That a flag wins over its own key needs no word.
    func unused(of file: SettingsFile) -> [Problem] {
        let rivals: [(Setting.Group, Setting.Group)] = [
            (.sources, .apiUser), (.apiUser, .sources), (.endUsers, .endUsers),
        ]
        var unused = rivals.flatMap { typed, configured in
            let flags = given(in: typed).map(\.flag)
            let settings = flags.isEmpty ? [] : file.settings(in: configured).filter { !$0.isGiven(in: self) }
            return settings.map { (setting: $0, by: flags) }
        }
        // Without any flag the configuration's own user comes before the sources that it names.
        if file.values["apiUser"] != nil, !gives(.apiUser), !gives(.sources) {
            unused += file.settings(in: .sources).map { ($0, ["apiUser"]) }
        }
        return unused.map { setting, by in
            let key = setting.key ?? ""
            return Problem(
                .warning, at: file.places[key],
                "\(key) is not used, because \(by.joined(separator: " and ")) \(by.count > 1 ? "say" : "says") who is meant. "
                    + setting.advice(given: by))
        }
    }
}

extension Setting {
    /// How both this and what is typed can count, if they can.
    fileprivate func advice(given flags: [String]) -> String {
        switch group {
        case .apiUser where !flags.contains("--profile"):
            "To add to what is assigned to that user, give --api-user too."
        case .sources where key != "profile": "To add to what is assigned to the user, give --api-user and \(flag)."
        case .endUsers: "To add to them, give \(flag) too."
        default: "If it is what you mean, leave the other out."
        }
    }
}

extension String {
    /// A guide's folder is called like the guide, so a copy of a built-in one is the same guide.
    fileprivate var nameOfGuide: String {
        Guide.isPath(self) ? URL(fileURLWithPath: self).standardizedFileURL.lastPathComponent : self
    }
}
