import ArgumentParser
import AuditEngine
import Foundation
import OrgModel

/// Whose access is audited.
struct WhoOptions: ParsableArguments {
    @Option(
        name: .customLong("profile"),
        help: ArgumentHelp(
            "The API user's profile: full name, name in Setup, or label. Example: --profile \"Minimum Access - API Only Integrations\"",
            valueName: "name"))
    var profile: String?

    @Option(
        name: .customLong("permission-set"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set assigned to the API user, beside --api-user one more than the exported ones; repeat for more. Example: --permission-set LivePerson_Integration",
            valueName: "name"))
    var permissionSets: [String] = []

    @Option(
        name: .customLong("permission-set-group"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set group assigned to the API user; repeat for more. Example: --permission-set-group Integrations",
            valueName: "name"))
    var permissionSetGroups: [String] = []

    @Option(
        name: .customLong("permission-set-license"), parsing: .singleValue,
        help: ArgumentHelp(
            "A permission set license that the API user has, in addition to those that exported users name; repeat for more. Example: --permission-set-license \"Salesforce API Integration\"",
            valueName: "name"))
    var permissionSetLicenses: [String] = []

    @Option(help: ArgumentHelp("The API user's role. Example: --role Integration_User", valueName: "name"))
    var role: String?

    @Option(
        name: .customLong("end-user-role"), parsing: .singleValue,
        help: ArgumentHelp(
            "A role of the people who use the integration; repeat for more. Example: --end-user-role Service_Agent",
            valueName: "name"))
    var endUserRoles: [String] = []

    @Option(
        name: [.customLong("records"), .customLong("users")], parsing: .upToNextOption,
        help: ArgumentHelp(
            "Query results exported by sf or Data Loader (JSON or CSV), or folders of them: users, permission set assignments, licenses, roles, call centers, permission sets, object permissions, field permissions, entity and field definitions. --users is the old name. Example: --records users.json assignments.json",
            valueName: "file"),
        completion: .file(extensions: ["json", "csv"]))
    var records: [String] = []

    @Option(
        name: .customLong("api-user"),
        help: ArgumentHelp(
            "The API user's username, looked up in --records. Example: --api-user liveperson@example.com",
            valueName: "username"))
    var apiUser: String?

    @Option(
        name: .customLong("end-users"), parsing: .upToNextOption,
        help: ArgumentHelp(
            "End users, looked up in --records; several add up: \(EndUserSelector.forms.joined(separator: ", ")). Example: --end-users role-and-below:Service_Lead",
            valueName: "selector"))
    var endUsers: [String] = []
}

/// The guide and what is known about the org in addition to its export.
struct WhatOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Reads this instead of the rolecall.yml in PATH (beside it where PATH is a file), and no rolecall-waivers.yml that is only found there. Example: --config audit/rolecall.yml",
            valueName: "file"),
        completion: .file(extensions: ["yml", "yaml"]))
    var config: String?

    @Flag(
        name: .customLong("no-config"),
        help:
            "Reads no rolecall.yml and no rolecall-waivers.yml that is only found in PATH, as for exports from strangers. Example: --no-config"
    )
    var noConfig = false

    @Option(
        help: ArgumentHelp(
            "The guide: the name of a built-in one, or a folder of rule files, with a slash in its path. What rolecall.yml says of another guide (edition, objects, features, names, installed) does not count then. Example: --guide gong-salesforce",
            valueName: "name|path"),
        completion: .directory)
    var guide: String?

    @Option(
        help: ArgumentHelp(
            "The edition of the guide, where it has several. Example: --edition aura", valueName: "key"))
    var edition: String?

    @Option(
        name: .customLong("object"), parsing: .singleValue,
        help: ArgumentHelp(
            "Whether an object is enabled for the integration; all are unless set otherwise. Example: --object Opportunity=off",
            valueName: "name=on|off"))
    var objects: [KeyValue] = []

    @Option(
        name: .customLong("feature"), parsing: .singleValue,
        help: ArgumentHelp(
            "Whether the integration uses a feature for which alone the guide asks something; rolecall guide list --guide NAME lists a guide's features and their defaults. Example: --feature engage=on",
            valueName: "name=on|off"))
    var features: [KeyValue] = []

    @Option(
        name: .customLong("name"), parsing: .singleValue,
        help: ArgumentHelp(
            "An API name that differs from org to org; a field's also as Object.Field. Example: --name Conversation=lpc__Conversation__c",
            valueName: "key=api-name"))
    var names: [KeyValue] = []

    @Option(
        name: .customLong("app"), parsing: .singleValue,
        help: ArgumentHelp(
            "A Lightning app that the end users work in; repeat for more. Example: --app \"Sales Console\"",
            valueName: "name"))
    var apps: [String] = []

    @Flag(help: "The packages must be installed, even where the export shows nothing of them. Example: --installed")
    var installed = false

    @Option(
        help: ArgumentHelp(
            "Reads the waivers from this file instead of the rolecall-waivers.yml in PATH (beside it where PATH is a file). Example: --waivers audit/waivers.yml",
            valueName: "file"),
        completion: .file(extensions: ["yml", "yaml"]))
    var waivers: String?

    @Option(
        help: ArgumentHelp(
            "What this org is called in every report, so that no one takes it for another. Example: --label Production",
            valueName: "text"))
    var label: String?

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "The day on which assignments and waivers must be valid; today in UTC by default. Example: --as-of 2026-12-31",
            valueName: "YYYY-MM-DD"))
    var asOf: Day?
}
