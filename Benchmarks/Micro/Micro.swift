// What the steps of an audit cost by themselves, without the process around them (for that see ../run):
//   cd Benchmarks && swift package benchmark --grouping metric
//   cd Benchmarks && swift package benchmark --grouping metric --filter 'report.*'
import AuditEngine
import AuditReports
import Benchmark
import Documents
import Foundation
import OrgModel

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        // CPU time is counted in steps of 10 ms on Linux, which is more than most of these take.
        metrics: [.wallClock], timeUnits: .microseconds, warmupIterations: 3, maxDuration: .seconds(2),
        maxIterations: 100_000)

    let profile = SyntheticProfile(megabytes: 2).bytes
    let kinds: [(String, Set<String>?)] = [
        ("headers only", ["custom", "userLicense"]),
        ("every entry", nil),
    ]
    for (name, wanted) in kinds {
        Benchmark("parse a profile of 2 MB, \(name)") { benchmark in
            for _ in benchmark.scaledIterations {
                try MetadataReader.read(bytes: profile, wanted: wanted) { blackHole($0) }
            }
        }
    }

    do {
        let sample = try Sample()
        Benchmark("audit: all \(sample.guide.requirements.count) rows of \(sample.guide.id), nothing left to read") {
            benchmark in
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

/// The sample with gaps, read whole, so that an audit of it opens no file.
private struct Sample: Sendable {
    let guide: Guide
    let org: Org
    let principal: Principal
    let options: AuditOptions

    init() throws {
        let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../SampleMetadata/gaps").standardized
            .path
        let headers = try Org.read(MetadataCatalog.scan([folder]))
        guide = try Guide.load("liveperson-connector")
        org = headers.readingGrants(of: headers.catalog.components.keys).readingFields(
            ofObjects: Set(headers.objects.keys.map(\.spelling)))
        // As the sample's rolecall.yml has it.
        var principal = Principal()
        principal.profile = ComponentID(.profile, "Integration User")
        principal.permissionSets = [ComponentID(.permissionSet, "LivePerson_Integration")]
        principal.role = .role("Integration_User")
        principal.endUsers = ["Care_Agent", "Care_Team_Lead"].map { Principal.EndUser(role: .role($0)) }
        self.principal = principal
        var options = AuditOptions()
        options.names = ["EmbeddedUIPackage": "lpui"]
        options.apps = ["LivePerson_Service"]
        self.options = options
    }

    func audit() -> AuditResult { guide.audit(org, principal, options: options) }
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
