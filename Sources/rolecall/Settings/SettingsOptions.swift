import ArgumentParser
import AuditEngine
import Foundation
import OrgModel

/// What is audited.
struct ExportOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A DX project, a folder of metadata, or a zip. In source or Metadata API format; several add up to one org. The working folder where none is named. Example: force-app",
            valueName: "path"),
        completion: .file())
    private var typed: [String] = []

    @Option(
        name: [.customShort("d"), .customLong("source-dir")], parsing: .singleValue,
        help: ArgumentHelp(
            "The same as <path>. Repeat for more. Example: --source-dir force-app", valueName: "path"),
        completion: .file())
    private var folders: [String] = []

    /// The exports that make up the org.
    var paths: [String] {
        get {
            let all = typed + folders
            return all.isEmpty ? ["."] : all
        }
        set { (typed, folders) = (newValue, []) }
    }
}

/// Whose access is audited.
struct WhoOptions: ParsableArguments {
    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp(
            "The API user's profile. By full name, name in Setup, or label. Example: --profile \"Minimum Access - API Only Integrations\"",
            valueName: "name"),
        completion: .names(of: .profile))
    var profile: String?

    @Option(
        name: .customLong("permission-set"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set that the API user has. Beside --api-user it is one more than the exported ones; repeat for more. Example: --permission-set LivePerson_Integration",
            valueName: "name"),
        completion: .names(of: .permissionSet))
    var permissionSets: [String] = []

    @Option(
        name: .customLong("permission-set-group"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set group that the API user has. Repeat for more. Example: --permission-set-group Integrations",
            valueName: "name"),
        completion: .names(of: .permissionSetGroup))
    var permissionSetGroups: [String] = []

    @Option(
        name: .customLong("permission-set-license"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set license that the user has. It is one more than those that exported users name; repeat for more. Example: --permission-set-license \"Salesforce API Integration\"",
            valueName: "name"))
    var permissionSetLicenses: [String] = []

    @Option(
        help: ArgumentHelp("The API user's role. Example: --role Integration_User", valueName: "name"),
        completion: .names(of: .role))
    var role: String?

    @Option(
        name: .customLong("end-user-role"), parsing: .singleValue,
        help: ArgumentHelp(
            "A role of the people who use the integration. Repeat for more. Example: --end-user-role Service_Agent",
            valueName: "name"),
        completion: .names(of: .role))
    var endUserRoles: [String] = []

    @Option(
        name: [.customLong("records"), .customLong("users")], parsing: .singleValue,
        help: ArgumentHelp(
            "Exported query results, or folders of them. JSON or CSV, by sf or Data Loader: users, permission set assignments, licenses, roles, call centers, permission sets, object permissions, field permissions, entity and field definitions. Several files may follow; a folder of metadata or a zip behind them is PATH. --users is the old name. Example: --records users.json assignments.json",
            valueName: "file"),
        completion: .file(extensions: ["json", "csv"]))
    var records: [String] = []

    @Option(
        name: [.customShort("u"), .customLong("api-user")],
        help: ArgumentHelp(
            "The API user, looked up in --records. By username. Example: --api-user liveperson@example.com",
            valueName: "username"))
    var apiUser: String?

    @Option(
        name: .customLong("end-users"), parsing: .singleValue,
        help: ArgumentHelp(
            "The end users, looked up in --records. Several add up: \(EndUserSelector.forms.joined(separator: ", ")). Example: --end-users role-and-below:Service_Lead",
            valueName: "selector"))
    var endUsers: [String] = []
}

/// The guide and what is known about the org in addition to its export.
struct WhatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Reads this, not the rolecall.yml in PATH. No rolecall-waivers.yml that is only found in PATH is read then. Example: --config audit/rolecall.yml",
            valueName: "file"),
        completion: .file(extensions: ["yml", "yaml"]))
    var config: String?

    @Flag(
        name: .customLong("no-config"),
        help:
            "Reads no rolecall.yml that is found in PATH. Nor a rolecall-waivers.yml: for exports from strangers. Example: --no-config"
    )
    var noConfig = false

    @Option(
        help: ArgumentHelp(
            "The guide: a name, folder or permission set. The path of a folder has a slash. A permission set's file requires what it grants. What rolecall.yml says of another guide (edition, objects, features, names, installed) does not count then. Example: --guide gong-salesforce",
            valueName: "name|path"),
        completion: .guides)
    var guide: String?

    @Option(
        help: ArgumentHelp(
            "The guide's edition, where it has several. Example: --edition aura", valueName: "key"),
        completion: .editions)
    var edition: String?

    @Option(
        name: .customLong("object"), parsing: .singleValue,
        help: ArgumentHelp(
            "Whether the integration uses an object. All are in use unless set otherwise. Example: --object Opportunity=off",
            valueName: "name=on|off"),
        completion: .objects)
    var objects: [KeyValue] = []

    @Option(
        name: .customLong("feature"), parsing: .singleValue,
        help: ArgumentHelp(
            "Whether the integration uses a feature. Part of the guide is required for it alone; rolecall guide list --guide NAME lists features and their defaults. Example: --feature engage=on",
            valueName: "name=on|off"),
        completion: .features)
    var features: [KeyValue] = []

    @Option(
        name: .customLong("name"), parsing: .singleValue,
        help: ArgumentHelp(
            "An API name that differs from org to org. A field's also as Object.Field. Example: --name Conversation=lpc__Conversation__c",
            valueName: "key=api-name"),
        completion: .keys)
    var names: [KeyValue] = []

    @Option(
        name: .customLong("app"), parsing: .singleValue,
        help: ArgumentHelp(
            "A Lightning app that the end users work in. Repeat for more. Example: --app \"Sales Console\"",
            valueName: "name"))
    var apps: [String] = []

    @Flag
    var installed: InstallationState?

    /// Whether what the guide installs is in the org; `nil` where that is not stated.
    var isInstalled: Bool? { installed.map { $0 == .installed } }

    @Option(
        help: ArgumentHelp(
            "Reads the waivers from this file. Without it from the rolecall-waivers.yml in PATH (beside it where PATH is a file). Example: --waivers audit/waivers.yml",
            valueName: "file"),
        completion: .file(extensions: ["yml", "yaml"]))
    var waivers: String?

    @Option(
        help: ArgumentHelp(
            "What this org is called in every report. So that no one takes it for another. Example: --label Production",
            valueName: "text"))
    var label: String?

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "The day that counts, by default today in UTC. Assignments and waivers must be valid on it. Example: --as-of 2026-12-31",
            valueName: "YYYY-MM-DD"))
    var asOf: Day?
}
