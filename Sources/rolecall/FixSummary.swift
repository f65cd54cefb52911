import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// What `rolecall fix` tells about what it has written: what it mends, and how it is deployed, assigned and proven.
struct FixSummary {
    private let plan: FixPlan
    private let typed: SubjectOptions

    /// - Parameter typed: What was audited, for the command that proves the result.
    init(_ plan: FixPlan, _ typed: SubjectOptions) {
        self.plan = plan
        self.typed = typed
    }

    var text: String {
        ([written, contents] + steps).joined(separator: "\n\n") + "\n"
    }

    private var written: String {
        guard !plan.files.isEmpty else {
            return "Nothing was written: \(plan.into ?? "") grants all that is missing already; it has to be assigned."
        }
        return plan.files.map { "Wrote \($0.path)" }.joined(separator: "\n")
    }

    /// What the set grants, and what of it needs a word.
    private var contents: String {
        let missing = plan.missing
        let kinds = [
            (PermissionKind.userPermission, "system permission"), (.objectPermission, "object"), (.fieldPermission, "field"),
        ]
        let counts = kinds.compactMap { kind, word in
            let count = missing.entries.count { $0.kind == kind }
            return count == 0 ? nil : "\(count) \(word)\(count == 1 ? "" : "s")"
        }
        let rows = missing.mended.count
        var sentences = [
            "\"\(plan.set.fullName)\" grants what \(rows) requirement\(rows == 1 ? " lacks" : "s lack"): \(counts.joined(separator: ", ")), "
                + "with all that Salesforce wants beside them."
        ]
        if missing.mendsMuted {
            sentences.append("Some of it is muted in a permission set group. Muting holds inside the group alone, so assign the set itself.")
        }
        let others = missing.audit.findings.filter { $0.verdict == .failed && !missing.mended.contains($0.requirement.id) }
        if !others.isEmpty {
            sentences.append("What failed besides is not mended by a permission set: \(others.map(\.requirement.id).joined(separator: ", ")).")
        }
        return sentences.joined(separator: "\n")
    }

    // MARK: What to do next

    private var steps: [String] { [deploy, assign, prove].compactMap(\.self) }

    private var deploy: String? {
        guard let file = plan.files.first?.path else { return nil }
        guard plan.set.isSourceFormat else {
            guard let folder = plan.folder else {
                return "To deploy it alone, write a copy with --output-dir, which gets a package.xml of its own."
            }
            return "Deploy it:\n  sf project deploy start --metadata-dir \(folder.shellQuoted)"
        }
        let place = plan.folder.map { "\($0)/\(MetadataType.permissionSet.directoryName)" } ?? file
        return "Deploy it, in the folder of a Salesforce DX project:\n  sf project deploy start --source-dir \(place.shellQuoted)"
    }

    private var assign: String? {
        guard !plan.subject.principal.permissionSets.contains(id) else { return nil }
        let user = plan.subject.principal.username ?? "USERNAME"
        return "Assign it to the API user, or in Setup > Permission Sets > the set > Manage Assignments:\n"
            + "  sf org assign permset --name \(plan.set.fullName.shellQuoted) --on-behalf-of \(user.shellQuoted)"
    }

    private var id: ComponentID { ComponentID(.permissionSet, plan.set.fullName) }

    /// Two files for one set would contradict each other, so a changed copy takes the place of the set first.
    private var prove: String {
        var paths = typed.paths
        var copy: [String] = []
        if let into = plan.into {
            if plan.folder != nil, let file = plan.files.first { copy = ["cp \(file.path.shellQuoted) \(into.shellQuoted)"] }
            if plan.subject.org.catalog.components[id] == nil {
                paths.append(URL(fileURLWithPath: into).deletingLastPathComponent().deletingLastPathComponent().relativePath)
            }
        } else if let folder = plan.folder {
            paths.append(folder)
        }
        let command = (["rolecall", "audit"] + paths + who + typed.what.flags).map(\.shellQuoted).joined(separator: " ")
        return (["Prove it:"] + copy + [command]).joined(separator: "\n  ")
    }

    /// The API user with the set, by names: a set that is not assigned yet stands in no exported assignments.
    private var who: [String] {
        var principal = plan.subject.principal
        if !principal.permissionSets.contains(id) { principal.permissionSets.append(id) }
        var flags = principal.profile.map { ["--profile", $0.fullName] } ?? []
        flags += principal.permissionSets.flatMap { ["--permission-set", $0.fullName] }
        flags += principal.permissionSetGroups.flatMap { ["--permission-set-group", $0.fullName] }
        if let role = principal.role.name { flags += ["--role", role] }
        flags += typed.who.endUserRoles.flatMap { ["--end-user-role", $0] }
        if !typed.who.users.isEmpty { flags += ["--users"] + typed.who.users }
        if !typed.who.endUsers.isEmpty { flags += ["--end-users"] + typed.who.endUsers }
        return flags
    }
}

extension WhatOptions {
    /// The options as they were typed.
    fileprivate var flags: [String] {
        func flag(_ name: String, _ value: String?) -> [String] { value.map { [name, $0] } ?? [] }
        return flag("--config", config) + flag("--guide", guide) + flag("--edition", edition)
            + objects.flatMap { ["--object", "\($0.key)=\($0.value)"] } + names.flatMap { ["--name", "\($0.key)=\($0.value)"] }
            + apps.flatMap { ["--app", $0] } + (installed ? ["--installed"] : []) + flag("--as-of", asOf?.typed)
    }
}

extension MissingGrants {
    /// What somebody should know whether or not something is written: a line each, for standard error.
    var remarks: [String] {
        let reasons = leftOut.map(\.why).reduce(into: [String]()) { reasons, why in
            if !reasons.contains(why) { reasons.append(why) }
        }
        let rows = reasons.map { why in
            let ids = leftOut.filter { $0.why == why }.map(\.requirement)
            return "\(Self.list(ids)) \(ids.count > 1 ? "are" : "is") left out. \(why.replacing("\n", with: " "))"
        }
        guard !undefinedFields.isEmpty else { return rows }
        return rows + [
            "The export does not define \(Self.list(undefinedFields)). Salesforce refuses an entry for a required or "
                + "master-detail field: retrieve the object, or take such an entry out."
        ]
    }

    /// The first few names; the audit tells all.
    private static func list(_ names: [String]) -> String {
        names.count <= 3 ? names.joined(separator: ", ") : "\(names.prefix(2).joined(separator: ", ")) and \(names.count - 2) more"
    }

    /// What to say where the set would grant nothing.
    var nothingToWrite: String {
        leftOut.isEmpty
            ? "No permission is missing; nothing was written."
            : "No permission is proven to be missing; nothing was written. What is unknown is granted with --include-unknown, "
                + "where its name is known."
    }

    /// Whether something that is missing is granted and muted.
    var mendsMuted: Bool {
        audit.findings.contains { finding in
            mended.contains(finding.requirement.id) && finding.evidence.contains { $0.component?.type == .mutingPermissionSet }
        }
    }
}
