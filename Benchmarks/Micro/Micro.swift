// What the steps of an audit cost by themselves, without the process around them (for that see ../run):
//   cd Benchmarks && swift package benchmark --grouping metric
//   cd Benchmarks && swift package benchmark --grouping metric --filter 'report.*'
import AuditEngine
import AuditReports
import Benchmark
import Foundation
import OrgModel

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        // CPU time is counted in steps of 10 ms on Linux, which is more than most of these take.
        metrics: [.wallClock], timeUnits: .microseconds, warmupIterations: 3, maxDuration: .seconds(2),
        maxIterations: 100_000)

    do {
        let sample = try Sample()
        Benchmark("read an export with a profile of 2 MB") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(try Org.read([sample.largeExport])) }
        }
        Benchmark("load the guide \(sample.guide.id)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(try Guide.load(sample.guide.id)) }
        }
        Benchmark("audit: all rows of \(sample.guide.id), with the sources it reads") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(sample.audit()) }
        }
        let result = sample.audit()
        let settings = ReportSettings(toolVersion: "0", date: Date(timeIntervalSince1970: 0))
        for format in ReportFormat.allCases {
            Benchmark("report \(format.rawValue)") { benchmark in
                for _ in benchmark.scaledIterations { blackHole(format.render(result, settings)) }
            }
        }
    } catch {
        // The declaration of benchmarks cannot throw.
        Benchmark("SampleMetadata/gaps") { $0.error("\(error)") }
    }
}

/// The sample with gaps, and an export that is a single large profile. What is public suffices for both.
private struct Sample: Sendable {
    let guide: Guide
    let largeExport: String
    private let org: Org
    private let principal: Principal

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../SampleMetadata/gaps").standardized
            .path
        org = try Org.read([folder])
        guide = try Guide.load("liveperson-connector")
        // As the sample's rolecall.yml has it.
        var principal = Principal()
        principal.profile = ComponentID(.profile, "Integration User")
        principal.permissionSets = [ComponentID(.permissionSet, "LivePerson_Integration")]
        principal.role = .role("Integration_User")
        principal.endUsers = ["Care_Agent", "Care_Team_Lead"].map { Principal.EndUser(role: .role($0)) }
        self.principal = principal
        largeExport = try SyntheticProfile(megabytes: 2).export()
    }

    func audit() -> AuditResult { guide.audit(org, principal) }
}

/// A profile of about a size, in the proportions of real ones: mostly field permissions.
private struct SyntheticProfile {
    let bytes: [UInt8]

    init(megabytes: Int) {
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Profile xmlns="http://soap.sforce.com/2006/04/metadata">
                <custom>true</custom>

            """
        var number = 0
        while text.utf8.count < megabytes * 1_000_000 {
            text += Self.field(number)
            if number.isMultiple(of: 40) { text += Self.object(number / 40) }
            number += 1
        }
        text += "    <userLicense>Salesforce</userLicense>\n"
        for number in 0..<150 {
            text +=
                "    <userPermissions>\n        <enabled>true</enabled>\n        <name>Permission\(number)</name>\n    </userPermissions>\n"
        }
        bytes = Array((text + "</Profile>\n").utf8)
    }

    /// The path of a new folder with the profile in it.
    func export() throws -> String {
        let profiles = FileManager.default.temporaryDirectory.appending(path: "rolecall-\(UUID().uuidString)/profiles")
        try FileManager.default.createDirectory(at: profiles, withIntermediateDirectories: true)
        try Data(bytes).write(to: profiles.appending(path: "Large.profile"))
        return profiles.deletingLastPathComponent().path
    }

    private static func field(_ number: Int) -> String {
        """
            <fieldPermissions>
                <editable>\(number.isMultiple(of: 3))</editable>
                <field>Billing_Object_\(number / 40)__c.Custom_Field_\(number % 40)__c</field>
                <readable>true</readable>
            </fieldPermissions>

        """
    }

    private static func object(_ number: Int) -> String {
        """
            <objectPermissions>
                <allowCreate>true</allowCreate>
                <allowDelete>false</allowDelete>
                <allowEdit>true</allowEdit>
                <allowRead>true</allowRead>
                <modifyAllRecords>false</modifyAllRecords>
                <object>Billing_Object_\(number)__c</object>
                <viewAllRecords>false</viewAllRecords>
            </objectPermissions>

        """
    }
}
