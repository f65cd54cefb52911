import AuditEngine
import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("The built-in guides")
struct GuidesTests {
    @Test("Each is without errors, as a folder too", arguments: Guide.embedded)
    func check(guide: String) {
        let run = Run("guide", "check", "\(root)/Rules/\(guide)")
        #expect(run.error == "")
        #expect(run.status == 0)
        #expect(run.output.hasSuffix("no errors.\n"))
    }

    @Test("Every guide audits the samples, with the expected verdicts")
    func everyGuide() throws {
        let lines = try Guide.embedded.flatMap { guide in
            try ["ready", "gaps", "muted", "complete", "partial"].map { sample in
                let run = Run("audit", "\(root)/SampleMetadata/\(sample)", "--guide", guide, "--report", "json")
                let report = try #require(
                    JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(guide)")
                let counts = try #require(report["counts"] as? [String: Int]).filter { $0.value > 0 }
                #expect(run.error == "", "\(guide)")
                let words = counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
                return "\(guide) on \(sample): exit \(run.status), \(words)\n"
            }
        }
        try expect(lines.joined(), equals: "guides-on-samples.txt")
    }

    @Test(
        "With every feature on, all rows are required",
        arguments: [("partial", "6sense-conversational-email"), ("muted", "gong-salesforce")])
    func features(sample: String, guide: String) throws {
        let features = try Guide.load(guide).features.map(\.key)
        let audit =
            ["audit", "\(root)/SampleMetadata/\(sample)", "--guide", guide]
            + features.flatMap { ["--feature", "\($0)=on"] }
        let run = Run(audit)
        #expect(run.status == 1)
        #expect(!Run(audit + ["--report", "json"]).output.contains("It is required only where"))
        try expect(run.output, equals: "\(sample)-\(guide).txt")
    }

    /// An org whose one profile lacks what the any-of row of a guide requires.
    private func withOrg(_ configuration: String = "", _ body: (String) throws -> Void) throws {
        try withTemporaryFolder { folder in
            try write(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Profile xmlns="http://soap.sforce.com/2006/04/metadata">
                    <custom>true</custom>
                    <userPermissions><enabled>true</enabled><name>RunReports</name></userPermissions>
                </Profile>
                """, to: "\(folder)/profiles/Nobody.profile")
            if !configuration.isEmpty { try write(configuration, to: "\(folder)/rolecall.yml") }
            try body(folder)
        }
    }

    @Test(
        "why goes through the alternatives of a row, and every format says them",
        arguments: ["text", "html", "junit", "sarif", "markdown", "csv"])
    func alternatives(format: String) throws {
        try withOrg { org in
            let subject = [org, "--guide", "6sense-conversational-email", "--profile", "Nobody"]
            let why = Run(["why", "any-of/api-access"] + subject)
            #expect(why.status == 1)
            #expect(why.output.contains("Alternative 1. API Enabled: not granted"))
            #expect(why.output.contains("Alternative 2. API Only User: not granted"))
            let run = Run(["audit"] + subject + ["--report", format])
            #expect(run.status == 1)
            #expect(run.output.contains("any-of/api-access"))
            let told = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(
                told.contains("Alternative 1: API Enabled is not granted. Alternative 2: API Only User is not granted.")
            )
        }
    }

    @Test("Features are in rolecall.yml; a flag wins over it")
    func configuration() throws {
        try withOrg(
            "guide: 6sense-conversational-email\nprofile: Nobody\nfeatures: { task-creation: on, lead-owner-sync: off }\n"
        ) { org in
            let run = Run("audit", org)
            #expect(run.output.contains("FAILED   Task: Read and Edit  system/EditTask"))
            #expect(run.output.contains(#/Lead owner +1 not applicable/#))
            let typed = Run("audit", org, "--feature", "task-creation=off")
            #expect(typed.output.contains(#/Task permissions +2 not applicable/#))
        }
    }

    @Test("A feature that the guide does not have is reported with those that it has, and where it was named")
    func unknownFeature() throws {
        let features = try Guide.load("gong-salesforce").features.map(\.key)
        try withOrg("guide: gong-salesforce\nprofile: Nobody\nfeatures:\n  engaged: on\n") { org in
            let configured = Run("audit", org)
            #expect(configured.status == 2)
            #expect(
                configured.error
                    == "rolecall: \(org)/rolecall.yml:4: The guide has no feature \"engaged\". Did you mean \"engage\"? Known: "
                    + "\(features.joined(separator: ", ")).\n"
            )
        }
        let sample = "\(root)/SampleMetadata/gaps"
        let typed = Run("audit", sample, "--feature", "engage=on")
        #expect(typed.status == 64)
        #expect(typed.error == "rolecall: The guide has no feature \"engage\", nor any other.\n")
        let value = Run("audit", sample, "--guide", "gong-salesforce", "--feature", "engage=perhaps")
        #expect(value.status == 64)
        #expect(value.error == "rolecall: --feature engage=perhaps: say on or off.\n")
    }

    @Test("What rolecall.yml says of its own guide does not count beside another one; who is meant does")
    func otherGuide() throws {
        let configuration = """
            profile: Nobody
            edition: aura
            objects: { Case: off, Lead: off }
            names: { EmbeddedUIPackage: lpui }
            installed: true

            """
        try withOrg(configuration) { org in
            let run = Run("audit", org, "--guide", "gong-salesforce")
            #expect(run.status == 1)
            #expect(run.error == "")
            #expect(run.output.contains("API user   profile \"Nobody\""))
            #expect(!run.output.contains("not enabled for the integration"))
            let manifest = Run("manifest", org, "--guide", "gong-salesforce")
            #expect(manifest.status == 0)
            #expect(manifest.output.contains("<members>Lead</members>"))
            // A copy of the guide that the file is about is the same guide.
            for guide in [
                "liveperson-connector", "\(root)/Rules/liveperson-connector",
                "\(root)/Rules/salesforce/../liveperson-connector/",
            ] {
                #expect(Run("audit", org, "--guide", guide).output.contains("Aura component"), "\(guide)")
            }
        }
    }

    @Test("That another guide's parts are installed does not make this guide's parts missing")
    func otherInstallation() throws {
        try withOrg("guide: gong-salesforce\nprofile: Nobody\ninstalled: true\n") { org in
            let row = ["why", "install/call-center", org, "--guide", "liveperson-connector"]
            #expect(Run(row).output.contains("whether it has been made is not known"))
            #expect(!Run(row + ["--installed"]).output.contains("whether it has been made is not known"))
        }
    }

    @Test("list and show contain alternatives and features")
    func listed() {
        let list = Run("guide", "list", "--guide", "gong-salesforce")
        #expect(
            list.output.contains(
                "Features: activity-export (the export of activities, off by default), deals-forecast ")
        )
        #expect(list.output.contains(#/object\/Campaign\/viewAll +View all: viewAll \(only with engage\)/#))
        let show = Run("guide", "show", "any-of/api-access", "--guide", "6sense-conversational-email")
        #expect(show.output.contains("Any of these is enough:\n\n1. API Enabled\n2. API Only User\n"))
        #expect(
            Run("guide", "show", "field/Task.WhoId", "--guide", "6sense-conversational-email").output
                .contains("Required only where the creation of tasks is used."))
    }
}
