import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// What `rolecall fix` says about what it has written: what it fixes, and how it is deployed, assigned and proven.
struct FixSummary {
    private let plan: FixPlan
    private let basis: AuditBasis
    private let typed: Settings

    /// - Parameter typed: What was audited, for the command that proves the result.
    init(_ plan: FixPlan, on basis: AuditBasis, _ typed: Settings) {
        self.plan = plan
        self.basis = basis
        self.typed = typed
    }

    var text: String {
        let parts =
            [org, written, contents, roles, otherRows, afterInstallation, restsOn]
            + (plan.files.isEmpty && plan.set == nil ? [] : [newUser, deploy, assign, prove])
        return parts.compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    private var org: String? { basis.label.map { "Org: \($0)" } }

    private var written: String {
        guard plan.files.isEmpty else { return plan.files.map { "Wrote \($0.path)" }.joined(separator: "\n") }
        if let into = plan.into, plan.set != nil {
            return "Nothing was written: \(into) grants all that is missing already. It has to be assigned."
        }
        return plan.missing.skipped.isEmpty
            ? "No permission is missing; nothing was written."
            : "No permission is proven to be missing; nothing was written. What is unknown is granted with --include-unknown, "
                + "where its name is known."
    }

    /// What the set grants.
    private var contents: String? {
        guard let set = plan.set else { return nil }
        let kinds = [
            (PermissionKind.userPermission, "system permission"), (.objectPermission, "object"),
            (.fieldPermission, "field"),
        ]
        let counts = kinds.compactMap { kind, word in
            let count = plan.missing.entries.count { $0.kind == kind }
            return count == 0 ? nil : count.of(word)
        }
        let rows = plan.missing.fixed.count
        let muted =
            "\nSome of it is muted in a permission set group. Muting applies inside the group alone, so assign the set itself."
        let ended =
            "\nSome of it was granted by an assignment that has ended or is inactive. If the user needs that again, assign it "
            + "again instead: rolecall audit says which it is."
        return
            "\"\(set.fullName)\" grants what \(rows.of("requirement asks", "requirements ask")) for, with all that Salesforce requires "
            + "beside it: \(counts.joined(separator: ", "))." + (plan.missing.fixesMuted ? muted : "")
            + (plan.missing.fixesEnded ? ended : "")
    }

    /// How the API user's role comes to be above the end users' roles.
    private var roles: String? {
        guard let placement = plan.missing.placement else { return nil }
        let advice = placement.advice + (placement.obstacle.map { [$0.words] } ?? [])
        let files =
            switch placement.insertion {
            case let insertion? where insertion.role == nil:
                " A new role is yours to make; --roles only moves roles that are there."
            case .some where plan.roles.isEmpty: " With --roles the changed files are written."
            default: ""
            }
        return "Roles: \(advice.joined(separator: " "))\(files)"
    }

    private var otherRows: String? {
        let others = plan.missing.audit.findings.filter { finding in
            finding.verdict == .failed && !plan.missing.fixed.contains(finding.requirement.id)
                && !(plan.missing.placement != nil && finding.requirement.roleRule == .apiUserAboveEndUsers)
        }
        guard !others.isEmpty else { return nil }
        return "Also failed, and fixed by no permission set: \(others.map(\.requirement.id).joined(separator: ", "))."
    }

    /// What the set cannot grant yet.
    private var afterInstallation: String? {
        let count = plan.rowsAfterInstallation
        return count == 0
            ? nil
            : "Not in it: \(count.of("row")) about objects and fields that the installation brings. Run rolecall fix again after it, "
                + "without --before-install."
    }

    /// How the user is made who is to have the set.
    private var newUser: String? {
        plan.isForNewUser ? "Make the API user: \(plan.missing.audit.guide.platform.newUserSteps)" : nil
    }

    private var restsOn: String? {
        let words = basis.words
        return words.isEmpty ? nil : "All this rests on: \(words)."
    }

    // MARK: What to do next

    private var deploy: String? {
        guard let file = plan.files.first?.path else { return nil }
        guard file.hasSuffix("-meta.xml") else {
            guard let folder = plan.folder else {
                return "To deploy it alone, write a copy with --output-dir, which gets a package.xml of its own."
            }
            return "Deploy:\n  \(ShellCommand("sf project deploy start --metadata-dir").paths([folder]).line)"
        }
        var places = plan.into != nil && plan.folder == nil ? [file] : []
        if let folder = plan.folder {
            let types: [MetadataType] = (plan.set == nil ? [] : [.permissionSet]) + (plan.roles.isEmpty ? [] : [.role])
            places = types.map { "\(folder)/\($0.directoryName)" }
        }
        let command = places.reduce(ShellCommand("sf project deploy start")) { $0.word("--source-dir").paths([$1]) }
        return "Deploy, in the folder of a Salesforce DX project:\n  \(command.line)"
    }

    private var assign: String? {
        guard let id, let set = plan.set, !plan.principal.permissionSets.contains(id) else { return nil }
        let user = plan.principal.username ?? "USERNAME"
        return "Assign to the API user, here or in Setup > Permission Sets > the set > Manage Assignments:\n"
            + "  \(ShellCommand("sf org assign permset").option("--name", set.fullName).option("--on-behalf-of", user).line)"
    }

    private var id: ComponentID? { plan.set.map { ComponentID(.permissionSet, $0.fullName) } }

    /// Two files for one component would contradict each other, so a changed copy takes the place of the original first.
    private var prove: String {
        var paths = typed.paths
        // A file in a zip is not replaced by a copy.
        var copies = plan.roles.filter { FileManager.default.fileExists(atPath: $0.source) }
            .map { (from: "\(plan.folder ?? "")/\($0.path)", to: $0.source) }
        if let into = plan.into {
            if let folder = plan.folder, let set = plan.set, !plan.files.isEmpty {
                copies.append((from: "\(folder)/\(set.path)", to: into))
            }
            if let id, plan.org.catalog.components[id] == nil {
                paths.append(
                    URL(fileURLWithPath: into).deletingLastPathComponent().deletingLastPathComponent().relativePath)
            }
        } else if let folder = plan.folder, plan.set != nil {
            paths.append(folder)
        }
        let audit = proof(in: paths).command("rolecall audit").line
        let copying = copies.map { ShellCommand("cp").paths([$0.from, $0.to]).line }
        let heading =
            plan.missing.omitsSurplus
            ? "Then take away what rolecall surplus lists, export again, and prove that nothing is missing:"
            : plan.isForNewUser
                ? "Export again with the user's profile, whose name is PROFILE here, and prove it:" : "Prove it:"
        return ([heading] + copying + [audit]).joined(separator: "\n  ")
    }

    /// What was typed, with the API user and the set, which is in no exported assignments yet.
    private func proof(in paths: [String]) -> Settings {
        let principal = plan.principal
        let sets = plan.isForNewUser ? [] : principal.permissionSets.map(\.fullName)
        let added = id.flatMap { sets.contains($0.fullName) ? nil : [$0.fullName] } ?? []
        var proof = typed
        proof.paths = paths
        proof.who.apiUser = principal.username
        guard principal.username == nil else {
            proof.who.permissionSets += added
            return proof
        }
        proof.who.profile = plan.isForNewUser ? "PROFILE" : principal.profile?.fullName
        proof.who.permissionSets = sets + added
        proof.who.permissionSetGroups = principal.permissionSetGroups.map(\.fullName)
        proof.who.role = principal.role.name
        return proof
    }
}

extension MissingGrants {
    /// What the user should know whether or not something is written: a line each, for standard error.
    var remarks: [String] {
        let reasons = skipped.map(\.why).reduce(into: [String]()) { reasons, why in
            if !reasons.contains(why) { reasons.append(why) }
        }
        let rows = reasons.map { why in
            let ids = skipped.filter { $0.why == why }.map(\.requirement)
            return "\(ids.firstNames) \(ids.count > 1 ? "are" : "is") omitted. \(why.replacing("\n", with: " "))"
        }
        return rows + [undefinedRemark].compactMap(\.self)
    }

    /// What the user should know of fields that the export does not define; `nil` where it defines all.
    var undefinedRemark: String? {
        undefinedFields.isEmpty
            ? nil
            : "The export does not define \(undefinedFields.firstNames). Salesforce refuses an entry for a required or "
                + "master-detail field: retrieve the object, or take such an entry out."
    }

    /// Whether something that is missing would be granted if an assignment had not ended.
    var fixesEnded: Bool {
        let places = Set(audit.principal.ended.map(\.place))
        return audit.findings.contains { finding in
            fixed.contains(finding.requirement.id)
                && finding.evidence.contains { $0.place.map(places.contains) == true }
        }
    }

    /// Whether something that is missing is granted and muted.
    var fixesMuted: Bool {
        audit.findings.contains { finding in
            fixed.contains(finding.requirement.id)
                && finding.evidence.contains { $0.component?.type == .mutingPermissionSet }
        }
    }
}

extension [String] {
    /// Up to three names, of more the first two; the audit says all.
    fileprivate var firstNames: String { listed(limit: count == 3 ? 3 : 2) }
}
