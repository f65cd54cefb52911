import AuditEngine
import Foundation
import OrgModel
import TestSupport
import Testing

/// Metadata and records of one org, each by itself: what metadata decides records decide the same way, and records leave
/// nothing open that they can tell.
///
/// `ROLECALL_EXPORTS=/path/of/exports swift test --filter RecordEquivalenceTests` compares every profile, permission set and
/// group of every folder there as well.
@Suite("Records say what metadata says")
struct RecordEquivalenceTests {
    private static let guides = ["liveperson-connector", "gong-salesforce", "6sense-conversational-email"]

    /// What is assigned to the API user of each sample; of a group and sets no other.
    private static let sampleOrgs: [(folder: String, assigned: [ComponentID])] = [
        (
            "ready",
            [
                profile("Minimum Access - API Only Integrations"), set("LivePerson_Integration"),
                set("LivePerson_System_Access"),
            ]
        ),
        ("gaps", [profile("Integration User"), set("LivePerson_Integration")]),
        ("partial", [profile("LivePerson API"), set("LivePerson_Administration")]),
        ("complete", [profile("LivePerson API"), set("LivePerson_Administration")]),
        ("muted", [profile("Integration API Only"), group("LivePerson_Connector")]),
        (
            "overprivileged",
            [profile("Connected Systems"), set("LivePerson_Connector"), set("Vendor_Go_Live"), group("Data_Migration")]
        ),
    ]

    private static func profile(_ name: String) -> ComponentID { ComponentID(.profile, name) }
    private static func set(_ name: String) -> ComponentID { ComponentID(.permissionSet, name) }
    private static func group(_ name: String) -> ComponentID { ComponentID(.permissionSetGroup, name) }

    @Test("Every sample", arguments: Self.sampleOrgs.indices, Self.guides)
    func everySample(index: Int, guide name: String) throws {
        let (folder, assigned) = Self.sampleOrgs[index]
        let orgs = try ComparedOrg("\(root)/SampleMetadata/\(folder)", Guide.load(name))
        let differences = try #require(try orgs.differences(assigned))
        #expect(differences == [], "\(folder)")
    }

    @Test("Every folder of exports", .enabled(if: Self.exports != nil))
    func everyFolder() throws {
        let folder = try #require(Self.exports)
        var compared = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            guard let orgs = try? ComparedOrg("\(folder)/\(name)", Guide.load("liveperson-connector")) else { continue }
            let ids = [MetadataType.profile, .permissionSet, .permissionSetGroup].flatMap { orgs.names(of: $0) }
            for id in ids {
                guard let differences = try orgs.differences([id]) else { continue }
                compared += 1
                #expect(differences == [], "\(name): \(id)")
            }
        }
        #expect(compared > 0)
        print("compared \(compared) sources")
    }

    private static let exports = ProcessInfo.processInfo.environment["ROLECALL_EXPORTS"]
}

/// One org as its metadata describes it, and as records do.
private struct ComparedOrg {
    private let folder: String
    private let guide: Guide
    private let org: Org
    /// The definitions of objects and fields alone.
    private let definitions: TemporaryFolder

    init(_ folder: String, _ guide: Guide) throws {
        (self.folder, self.guide) = (folder, guide)
        org = try Org.read(MetadataCatalog.scan([folder], from: folder))
        definitions = try TemporaryFolder(["roles/R.role": document("Role", "<name>R</name>")])
        for component in org.catalog.components.values
        where [.customObject, .customField].contains(component.id.type) {
            for path in component.files.map(\.file.path)
            where FileManager.default.fileExists(atPath: "\(folder)/\(path)") {
                try definitions.write(Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")), to: path)
            }
        }
    }

    func names(of type: MetadataType) -> [ComponentID] {
        org.catalog.components.keys.filter { $0.type == type }.sorted()
    }

    /// The rows that metadata decides otherwise than records do, and those that records leave open.
    ///
    /// - Returns: `nil` where the files of what is assigned are not whole, each in one file.
    func differences(_ assigned: [ComponentID]) throws -> [String]? {
        guard let converter = try converter(assigned) else { return nil }
        let records = UserExport.read(try converter.write(to: "\(definitions.path)/records"))
        let profiles = guide.platform.standardProfiles
        let byMetadata = guide.audit(org, principal(assigned, in: org))
        let recorded = try Org.read(MetadataCatalog.scan([definitions.path])).adding(
            records.sources, standardProfiles: profiles)
        let byRecords = guide.audit(recorded, principal(assigned, in: recorded))
        let both = org.adding(records.sources, standardProfiles: profiles)
        let byBoth = guide.audit(both, principal(assigned, in: both))
        let problems = records.problems.map { "\($0.place?.description ?? ""): \($0.message)" }
        let contradicted = byBoth.problems.filter { $0.message.contains("say something else than its members") }
        return problems + contradicted.map(\.message)
            + zip(byMetadata.findings, zip(byRecords.findings, byBoth.findings)).compactMap {
                difference($0, $1.0, $1.1)
            }
    }

    private func difference(_ metadata: Finding, _ records: Finding, _ both: Finding) -> String? {
        guard ["system/", "object/", "field/", "any-of/"].contains(where: metadata.requirement.id.hasPrefix) else {
            return nil
        }
        let verdicts = "\(metadata.verdict), records \(records.verdict), both \(both.verdict)"
        let id = metadata.requirement.id
        if metadata.verdict != .unknown {
            let isSame = records.verdict == metadata.verdict && both.verdict == metadata.verdict
            return isSame ? nil : "\(id): metadata \(verdicts): \(records.message) \(both.message)"
        }
        // Which object or field is meant is no question of permissions.
        let isUnnamed = records.message == metadata.message && records.evidence.isEmpty
        // Nor is which license a user has, or in which session it works.
        if records.evidence.contains(where: { if case .doubted = $0.statement { true } else { false } }) { return nil }
        return records.verdict != .unknown && both.verdict != .unknown || isUnnamed
            ? nil : "\(id): metadata \(verdicts): \(metadata.message) / \(records.message) / \(both.message)"
    }

    private func principal(_ assigned: [ComponentID], in org: Org) -> Principal {
        assigned.reduce(Principal()) { principal, id in
            let name = setupName(id)
            let match = org.match(name, id.type, standardProfiles: guide.platform.standardProfiles).id
            return principal.with(match)
        }
    }

    private func setupName(_ id: ComponentID) -> String {
        id.type == .profile ? guide.platform.standardProfiles[id.fullName] ?? id.fullName : id.fullName
    }

    // MARK: Records

    private func converter(_ assigned: [ComponentID]) throws -> RecordConverter? {
        let all = org.sources(of: assigned)
        let read = org.readingGrants(of: all)
        var sources: [ComponentID: RecordConverter.Source] = [:]
        for id in all {
            guard let text = text(of: id) else { return nil }
            let source = RecordConverter.source(text)
            // Parts that are in other files, and comments around entries, are not understood.
            guard
                source.count
                    == (read.sources[id]?.entries.filter { $0.key != .applicationVisibility })?.values.reduce(
                        0, { $0 + $1.count })
            else { return nil }
            sources[id] = source
        }
        let platform = guide.platform
        let names = sources.values.flatMap {
            Array($0.objects.keys) + $0.fields.keys.map { String($0.prefix { $0 != "." }) }
        }
        var converter = RecordConverter(
            permissions: Array(platform.knownPermissions.keys) + sources.values.flatMap(\.permissions),
            objects: Set(names).union(platform.objects.keys).union(org.objects.values.map(\.name)),
            fields: fieldsOfGuide)
        for id in assigned {
            switch id.type {
            case .profile: converter.add(profile: sources[id] ?? .init(), named: setupName(id))
            case .permissionSet: converter.add(set: sources[id] ?? .init(), named: id.fullName)
            default:
                guard try add(group: id, sources, to: &converter) else { return nil }
            }
        }
        return converter
    }

    private func add(
        group id: ComponentID, _ sources: [ComponentID: RecordConverter.Source], to converter: inout RecordConverter
    )
        throws -> Bool
    {
        guard let text = text(of: id) else { return false }
        func found(_ element: String, _ type: MetadataType) -> [RecordConverter.Source]? {
            let all = RecordConverter.entries(element, in: text).map {
                ComponentID(type, $0.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            let known = all.compactMap { sources[$0] }
            return known.count == all.count ? known : nil
        }
        guard let members = found("permissionSets", .permissionSet),
            let muting = found("mutingPermissionSets", .mutingPermissionSet)
        else { return false }
        converter.add(
            group: id.fullName, members: members, muting: muting,
            isSessionBased: RecordConverter.value("hasActivationRequired", in: text) == "true")
        return true
    }

    /// The file of a component that has one.
    private func text(of id: ComponentID) -> String? {
        guard let files = org.catalog.components[id]?.files, files.count == 1 else { return nil }
        return try? String(contentsOfFile: "\(folder)/\(files[0].file.path)", encoding: .utf8)
    }

    private var fieldsOfGuide: [String: Set<String>] {
        var fields: [String: Set<String>] = [:]
        for object in org.objects.values {
            fields[object.name] = Set(
                org.readingFields(ofObjects: [object.name]).object(object.name)?.fields.map(\.name) ?? [])
        }
        for requirement in guide.requirements where requirement.id.hasPrefix("field/") {
            let parts = requirement.id.dropFirst(6).split(separator: ".").map(String.init)
            if parts.count == 2 { fields[parts[0], default: []].insert(parts[1]) }
        }
        return fields
    }
}
