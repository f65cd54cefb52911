import AuditEngine
import Foundation
import OrgModel
import Testing

/// What `fix` writes, put into orgs that seeds make up.
@Suite("In any org, what fix writes")
struct FixPropertyTests {
    private let name = "Fixed"

    @Test(
        "fixes every row that failed and whatever else it says it fixes, and changes no row that passed",
        arguments: AccessPropertyTests.seeds)
    func newSet(seed: UInt64) throws {
        let org = RandomOrg(seed: seed).withoutLicenses()
        let export = org.export()
        let missing = try export.missingGrants(
            org.principal, org.options, against: RandomOrg.guide(), includesUnknown: seed.isMultiple(of: 2))
        let set = PermissionSetFile(name, label: name, description: name, isSourceFormat: false)
        let text = try String(decoding: set.adding(missing.entries, path: set.path), as: UTF8.self)
        let fixed = export.file("one/\(set.path)", text)
        try expectFixed(missing, by: fixed, org.principal.and(set: name), org)
    }

    @Test("fixes as well where it goes into a set that is always active", arguments: AccessPropertyTests.seeds)
    func knownSet(seed: UInt64) throws {
        let org = RandomOrg(seed: seed).withoutLicenses()
        let export = org.export()
        for id in org.principal.permissionSets {
            let files = org.files.filter { $0.id == id }
            guard files.count == 1, !files[0].isBroken, !files[0].header.contains(sessionBased) else { continue }
            let path = "\(RandomOrg.folders[files[0].folder])/permissionsets/\(id.fullName).permissionset"
            let (missing, text) = try export.withOrg { read in
                let missing = try RandomOrg.guide().missingGrants(in: read, of: org.principal, options: org.options)
                let set = try PermissionSetFile(reading: "\(read.catalog.paths[0])/\(path)")
                return try (missing, String(decoding: set.adding(missing.entries, path: path), as: UTF8.self))
            }
            try expectFixed(missing, by: export.file(path, text), org.principal, org)
        }
    }

    @Test("has all that Salesforce requires beside each of its entries", arguments: AccessPropertyTests.seeds)
    func closed(seed: UInt64) throws {
        let org = RandomOrg(seed: seed)
        let guide = try RandomOrg.guide()
        let missing = try org.export().missingGrants(org.principal, org.options, against: guide, includesUnknown: true)
        let permissions = Set(missing.entries.filter { $0.kind == .userPermission }.map(\.name))
        let objects = Dictionary(grouping: missing.entries.filter { $0.kind == .objectPermission }, by: \.name)
        func expect(_ right: ObjectRight, on object: String) {
            let flag = guide.platform.rights[right]?.flag ?? ""
            #expect(objects[object]?.first?.flags.contains(flag) == true, "\(right) on \(object)")
        }
        for fact in permissions.compactMap({ guide.platform.permissions[$0] }) {
            for other in fact.needs + fact.brings { #expect(permissions.contains(other), "\(fact.label): \(other)") }
            for (object, rights) in fact.needsOnObject { for right in rights { expect(right, on: object) } }
        }
        for (object, entries) in objects {
            for fact in guide.platform.rights.values where entries[0].flags.contains(fact.flag) {
                for right in fact.needs { expect(right, on: object) }
            }
        }
        for entry in missing.entries where entry.kind == .fieldPermission && entry.flags.contains("editable") {
            #expect(entry.flags.contains("readable"), "\(entry.name)")
        }
    }

    private func expectFixed(
        _ missing: MissingGrants, by export: Export, _ principal: Principal, _ org: RandomOrg,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let after = try export.audit(principal, org.options, against: RandomOrg.guide())
        for (old, new) in zip(missing.audit.findings, after.findings) {
            let id = old.requirement.id
            if old.verdict == .failed {
                #expect(missing.fixed.contains(id), "\(id) failed and is left as it is", sourceLocation: sourceLocation)
            }
            if missing.fixed.contains(id) || old.verdict == .passed {
                #expect(new.verdict == .passed, "\(id): \(new.message)", sourceLocation: sourceLocation)
            }
        }
    }
}
