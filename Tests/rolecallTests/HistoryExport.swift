import Foundation
import TestSupport

/// An export in a repository whose commits each do one known thing, and a guide of four rows against which it is audited.
struct HistoryExport {
    let repository: GitFolder
    let guide: TemporaryFolder
    /// The commits that change what is audited, the oldest first.
    private(set) var commits: [Commit] = []

    /// A commit, and what it makes of the rows: the words of the JSON report.
    struct Commit {
        let id: String
        let subject: String
        let changes: [String: String]
    }

    static let email = "field/Contact.Email"
    static let api = "system/ApiEnabled"
    static let create = "object/Contact/create"
    static let above = "role/api-user-above-end-users"
    private static let permissions = [email, api, create]

    /// Where the export is.
    var path: String { "\(repository.path)/my export" }
    private static let set = "my export/permissionsets/API.permissionset"

    /// What names the users and the guide.
    var options: [String] {
        [
            "--guide", "\(guide.path)/demo", "--permission-set", "API", "--role", "Bot", "--end-user-role", "Sales",
            "--no-config",
        ]
    }

    static func permissionSet(email: Bool = true, api: Bool = true, label: String = "Interface") -> String {
        document(
            "PermissionSet",
            parts: (email ? [fieldPermission("Contact.Email", editable: true)] : [])
                + ["<label>\(label)</label>", objectPermission("Contact", "allowCreate", "allowEdit", "allowRead")]
                + (api ? [userPermission("ApiEnabled")] : []))
    }

    static func role(_ name: String, below parent: String? = nil) -> String {
        document(
            "Role", parts: ["<name>\(name)</name>"] + (parent.map { ["<parentRole>\($0)</parentRole>"] } ?? []))
    }

    static let guideFiles = [
        "demo/guide.yaml": """
        id: demo
        title: Demo
        edition: First
        source: https://example.com/guide
        summary: A guide for tests.
        objects: { Contact: {} }
        tables: [system.yaml, objects.yaml, fields.yaml, roles.yaml]

        """,
        "demo/system.yaml": """
        table: "1"
        title: System
        caption: Table 1
        kind: systemPermission
        severity: major
        rows: [{ permission: ApiEnabled, label: API Enabled, requires: granted, purpose: It connects. }]

        """,
        "demo/objects.yaml": """
        table: "2"
        title: Objects
        caption: Table 2
        kind: objectPermission
        severity: major
        rows: [{ object: Contact, label: Contacts, requires: [create], purpose: It writes contacts. }]

        """,
        "demo/fields.yaml": """
        table: "3"
        title: Fields
        caption: Table 3
        kind: fieldPermission
        severity: major
        object: Contact
        rows: [{ field: Email, label: Email, requires: edit, purpose: It writes the address. }]

        """,
        "demo/roles.yaml": """
        table: "4"
        title: Roles
        caption: Table 4
        kind: role
        severity: major
        rows:
          - rule: api-user-above-end-users
            label: Above
            requires: above
            purpose: It sees records.
            remedy: { setup: Give it a role., metadata: none }

        """,
    ]

    /// Makes the guide and, with its first commit, the export.
    init() throws {
        repository = try GitFolder()
        guide = try TemporaryFolder(Self.guideFiles)
        try repository.commit("Say what this is", on: "2026-01-01", ["README.md": "An org.\n"])
        try add(
            "Add the export", "2026-01-02",
            Dictionary(uniqueKeysWithValues: (Self.permissions + [Self.above]).map { ($0, "first") }),
            [
                Self.set: Self.permissionSet(),
                "my export/roles/CEO.role": Self.role("CEO"),
                "my export/roles/Bot.role": Self.role("Bot", below: "CEO"),
                "my export/roles/Sales.role": Self.role("Sales", below: "Bot"),
            ])
    }

    /// Adds a commit that changes what is audited.
    mutating func add(
        _ subject: String, _ day: String, _ changes: [String: String] = [:], _ files: [String: String?] = [:]
    ) throws {
        commits.append(
            Commit(id: try repository.commit(subject, on: day, files), subject: subject, changes: changes))
    }

    /// The same with a change of several rows.
    private mutating func add(
        _ subject: String, _ day: String, _ change: String, of ids: [String], _ files: [String: String?] = [:]
    ) throws {
        try add(subject, day, Dictionary(uniqueKeysWithValues: ids.map { ($0, change) }), files)
    }

    /// The whole story.
    ///
    /// - Parameter moves: Whether it also tells how the export moved away and back.
    static func story(moves: Bool = true) throws -> HistoryExport {
        var export = try HistoryExport()
        try export.addGrants()
        try export.addFiles()
        try export.addRolesAndMerge()
        if moves { try export.addFolders() }
        return export
    }

    private mutating func addGrants() throws {
        try add("Revoke Email", "2026-01-03", [Self.email: "newFailure"], [Self.set: Self.permissionSet(email: false)])
        try repository.commit(
            "Explain", on: "2026-01-04", ["README.md": "An org, explained.\n", "my export/notes.txt": "!"])
        try add("Grant Email", "2026-01-05", [Self.email: "fixed"], [Self.set: Self.permissionSet()])
        try add("Rename the label", "2026-01-06", [:], [Self.set: Self.permissionSet(label: "Integration")])
        try add(
            "Break the file", "2026-01-07", "becameUnknown", of: Self.permissions,
            [Self.set: "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>"])
        try add("Mend the file", "2026-01-08", "resolved", of: Self.permissions, [Self.set: Self.permissionSet()])
        try add(
            "Keep it in LFS", "2026-01-09", "becameUnknown", of: Self.permissions,
            [Self.set: "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"])
        try add("Keep it here", "2026-01-10", "resolved", of: Self.permissions, [Self.set: Self.permissionSet()])
    }

    private mutating func addFiles() throws {
        try repository.git("mv", Self.set, "my export/permissionsets/Other.permissionset")
        try add("Rename the set", "2026-01-11", "becameUnknown", of: Self.permissions)
        try repository.git("mv", "my export/permissionsets/Other.permissionset", Self.set)
        try add("Name it as before", "2026-01-12", "resolved", of: Self.permissions)
        try add("Delete the set", "2026-01-13", "becameUnknown", of: Self.permissions, [Self.set: nil])
        try add("Bring it back", "2026-01-14", "resolved", of: Self.permissions, [Self.set: Self.permissionSet()])
        try add(
            "Add an odd name", "2026-01-15", [:],
            ["my export/permissionsets/Two\nlines and \u{E4}.permissionset": Self.permissionSet()])
        try repository.folder.write(Self.permissionSet(), to: "my export/real/set.txt")
        try FileManager.default.removeItem(atPath: "\(repository.path)/\(Self.set)")
        try repository.folder.link(Self.set, to: "../real/set.txt")
        try add("Link to it", "2026-01-16")
        try add(
            "Revoke Email behind the link", "2026-01-16", [Self.email: "newFailure"],
            ["my export/real/set.txt": Self.permissionSet(email: false)])
        try add(
            "Grant it behind the link", "2026-01-16", [Self.email: "fixed"],
            ["my export/real/set.txt": Self.permissionSet()])
        try FileManager.default.removeItem(atPath: "\(repository.path)/\(Self.set)")
        try add("Link to it no more", "2026-01-17", [:], [Self.set: Self.permissionSet()])
    }

    private mutating func addRolesAndMerge() throws {
        try add(
            "Move the bot down", "2026-01-18", [Self.above: "newFailure"],
            [
                "my export/roles/Bot.role": Self.role("Bot", below: "Sales"),
                "my export/roles/Sales.role": Self.role("Sales", below: "CEO"),
            ])
        try repository.git("checkout", "--quiet", "-b", "side")
        try repository.commit("Revoke API Enabled aside", on: "2026-01-19", [Self.set: Self.permissionSet(api: false)])
        try repository.git("checkout", "--quiet", "main")
        try add(
            "Move the bot up", "2026-01-20", [Self.above: "fixed"],
            [
                "my export/roles/Bot.role": Self.role("Bot", below: "CEO"),
                "my export/roles/Sales.role": Self.role("Sales", below: "Bot"),
            ])
        try repository.git("merge", "--quiet", "--no-ff", "--no-edit", "side", on: "2026-01-21")
        commits.append(
            Commit(
                id: try repository.git("rev-parse", "HEAD"), subject: "Merge branch 'side'",
                changes: [Self.api: "newFailure"]))
    }

    private mutating func addFolders() throws {
        try repository.git("mv", "my export", "elsewhere")
        try add("Move the export away", "2026-01-22", "becameUnknown", of: Self.permissions + [Self.above])
        try repository.git("mv", "elsewhere", "my export")
        try add(
            "Move it back", "2026-01-23",
            [Self.email: "resolved", Self.create: "resolved", Self.above: "resolved", Self.api: "newFailure"])
        try add(
            "Revoke Email again", "2026-01-24", [Self.email: "newFailure"],
            [Self.set: Self.permissionSet(email: false, api: false)])
        try repository.commit("Say no more", on: "2026-01-25", ["README.md": "An org.\n"])
    }
}
