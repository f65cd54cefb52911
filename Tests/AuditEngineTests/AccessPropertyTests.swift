import AuditEngine
import Foundation
import OrgModel
import TestSupport
import Testing

/// What must be true in every org, tried in orgs that seeds make up; a failure names its seed, and fails again with it.
@Suite("In any org")
struct AccessPropertyTests {
    /// Few, since every test run pays for them; `ROLECALL_SEEDS='100..<400' swift test --filter PropertyTests` tries others.
    static let seeds: Range<UInt64> = {
        let asked =
            ProcessInfo.processInfo.environment["ROLECALL_SEEDS"]?.split(separator: "..<").compactMap { UInt64($0) }
            ?? []
        return asked.count == 2 && asked[0] < asked[1] ? asked[0]..<asked[1] : usualSeeds
    }()

    private static let usualSeeds: Range<UInt64> = 0..<30

    /// Failed, unknown, passed: the more is granted, the higher.
    private static let order: [Verdict] = [.failed, .unknown, .passed]

    private func rank(_ verdict: Verdict?) -> Int? { verdict.flatMap(Self.order.firstIndex) }

    /// The requirements whose verdict is not at least what it was, or not at most.
    private func broken(
        _ after: [String: Verdict], _ holds: (Int, Int) -> Bool, _ before: [String: Verdict]
    ) -> [String] {
        before.keys.sorted().filter { id in
            guard let old = rank(before[id]), let new = rank(after[id]) else { return before[id] != after[id] }
            return !holds(new, old)
        }
    }

    @Test(
        "Every row is passed in some of them, failed in others and unknown in others, so that the rest says something")
    func variety() throws {
        var seen: [String: Set<Verdict>] = [:]
        for seed in 0..<(3 * Self.usualSeeds.upperBound) {
            for (id, verdict) in try RandomOrg(seed: seed).verdicts() { seen[id, default: []].insert(verdict) }
        }
        for (id, verdicts) in seen { #expect(verdicts.isSuperset(of: Self.order), "\(id) is only \(verdicts)") }
        #expect(seen.count == 19)
    }

    @Test(
        "Every row has the verdict that the written rules come to when a second implementation follows them",
        arguments: seeds)
    func reference(seed: UInt64) throws {
        let org = RandomOrg(seed: seed)
        let (found, expected) = (try org.verdicts(), ReferenceAccess(org: org).verdicts)
        #expect(found.keys.sorted() == expected.keys.sorted())
        for (id, verdict) in expected.sorted(by: { $0.key < $1.key }) { #expect(found[id] == verdict, "\(id)") }
    }

    @Test("Each of the written rules decides a row in some of them", arguments: ReferenceAccess.Rule.allCases)
    func rules(_ rule: ReferenceAccess.Rule) throws {
        let org = RandomOrg(seed: try #require(Self.decisive[rule]))
        #expect(
            ReferenceAccess(org: org, omitted: rule).verdicts != ReferenceAccess(org: org).verdicts,
            "This org does not depend on the rule. If orgs are made differently now, try other seeds.")
    }

    /// The seed of an org for each rule.
    private static let decisive: [ReferenceAccess.Rule: UInt64] = [
        .setsAreCompleteFrom40: 48, .viewAllFieldsFrom63: 16, .accessActivitiesFrom42: 25, .mutingFrom46: 7,
        .trimmedProfiles: 960, .profilesWithoutObjects: 8, .severalFiles: 5, .impossibleEntries: 990,
        .uncertainNeeds: 52, .limitsOfLicenses: 14, .refusedAssignments: 960, .refusedSetsBringNothing: 960,
        .staleGroups: 21, .sessions: 3, .muting: 748, .mutingOfUnknownMembers: 83, .unstoredEntries: 748,
        .mutedFieldsUnderViewAllFields: 990, .modifyAllData: 2, .viewAllFields: 17, .fieldsThatMayBeOpen: 8,
        .accessActivities: 1,
    ]

    // What failed may become unknown: of two things that are missing, the one that is left is the one that cannot be determined.
    @Test("Another grant takes nothing away", arguments: seeds)
    func anotherGrant(seed: UInt64) throws {
        var random = SplitMix(state: ~seed)
        let org = RandomOrg(seed: seed)
        let before = try org.verdicts()
        var more = org
        for id in org.reachedSources { more.grantMore(in: id, &random) }
        let after = try more.verdicts()
        #expect(before.filter { $0.value == .passed && after[$0.key] != .passed }.isEmpty)
    }

    @Test("Another source takes nothing away", arguments: seeds)
    func anotherSource(seed: UInt64) throws {
        var random = SplitMix(state: ~seed)
        let org = RandomOrg(seed: seed)
        let sources =
            [
                ComponentID(.profile, "API"), ComponentID(.permissionSetGroup, "G"),
                ComponentID(.permissionSetGroup, "H"),
            ]
            + ["A", "B", "C", "Gone"].map { ComponentID(.permissionSet, $0) }
        try org.export().withOrg { export in
            let before = try org.verdicts(in: export, of: org.principal)
            for id in sources.shuffled(using: &random).prefix(2)
            where id.type != .profile || org.principal.profile == nil {
                let after = try org.verdicts(in: export, of: org.principal.with(id))
                #expect(broken(after, >=, before).isEmpty, "\(id)")
            }
        }
    }

    @Test("Another muted permission and another muting set give nothing", arguments: seeds)
    func anotherMuting(seed: UInt64) throws {
        var random = SplitMix(state: ~seed)
        var org = RandomOrg(seed: seed)
        for group in org.groups { org.principal.add(ComponentID(.permissionSetGroup, group.name)) }
        let before = try org.verdicts()
        var muted = org
        for set in ["Mute", "Hush"] { muted.grantMore(in: ComponentID(.mutingPermissionSet, set), &random) }
        #expect(try broken(muted.verdicts(), <=, before).isEmpty)
        let position = random.folder()
        let known = muted.groups[position].muting
        muted.groups[position].muting += ["Mute", "Hush", "Lost"].filter { !known.contains($0) }.prefix(1)
        #expect(try broken(muted.verdicts(), <=, before).isEmpty)
    }

    @Test("The order of files, PATHs, entries, members and sources never matters", arguments: seeds)
    func order(seed: UInt64) throws {
        var random = SplitMix(state: ~seed)
        let org = RandomOrg(seed: seed)
        let before = try org.verdicts()
        let other = org.shuffled(&random)
        // The names of folders decide in which order they are read, and so do PATHs.
        let folders: [String] = RandomOrg.folders.reversed()
        #expect(try other.export(in: folders).withOrg { try other.verdicts(in: $0, of: other.principal) } == before)
        #expect(try org.export().withOrg(paths: folders) { try org.verdicts(in: $0, of: org.principal) } == before)
    }

    @Test("A Salesforce DX project, a folder in Metadata API format and its zip say the same", arguments: seeds)
    func layouts(seed: UInt64) throws {
        let org = RandomOrg(seed: seed).withOneManifest()
        var export = org.export()
        // One manifest for both folders is above them.
        export.move("one/package.xml", to: "package.xml")
        let (folder, zip) = try export.withOrg { folder in
            let path = "\(folder.catalog.paths[0])/org.zip"
            try ZipArchive(export.files).data.write(to: URL(fileURLWithPath: path))
            let zip = try Org.read(MetadataCatalog.scan([path]))
            return try (org.verdicts(in: folder, of: org.principal), org.verdicts(in: zip, of: org.principal))
        }
        #expect(zip == folder)
        #expect(try org.project.withOrg { try org.verdicts(in: $0, of: org.principal) } == folder)
    }
}

extension RandomOrg {
    /// The profile and permission sets that the principal's access goes through.
    fileprivate var reachedSources: [ComponentID] {
        let names = Set(principal.permissionSetGroups.map(\.fullName))
        let members = groups.filter { names.contains($0.name) }.flatMap(\.members).map {
            ComponentID(.permissionSet, $0)
        }
        return Set(principal.directSources + members).sorted()
    }

    /// The verdict on every requirement, by its id.
    fileprivate func verdicts() throws -> [String: Verdict] {
        try export().withOrg { try verdicts(in: $0, of: principal) }
    }

    fileprivate func verdicts(in org: Org, of principal: Principal) throws -> [String: Verdict] {
        let findings = try Self.guide().audit(org, principal, options: options).findings
        return Dictionary(uniqueKeysWithValues: findings.map { ($0.requirement.id, $0.verdict) })
    }
}
