import AuditEngine
import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("rolecall guide")
struct GuideCommandTests {
    @Test("list has every built-in guide, with how much of the vendor's pages its rows say")
    func overview() throws {
        let run = Run("guide", "list")
        #expect(run.status == 0)
        try expect(run.output, equals: "guides.txt")
        #expect(Guide.embedded.allSatisfy { run.output.contains("\n\($0) ") })
        #expect(Run("guide", "list", "--edition", "aura").status == 64)
    }

    @Test("list of one guide reports every requirement once, and the editions there are")
    func list() {
        let run = Run("guide", "list", "--guide", "liveperson-connector")
        #expect(run.status == 0)
        #expect(
            run.output.hasPrefix(
                "liveperson-connector: LivePerson Connector for Salesforce, Open CTI, 101 requirements\n"))
        #expect(run.output.split(separator: "\n").count { $0.contains("  field/Case.AccountId") } == 1)
        #expect(run.output.contains("Editions: open-cti (Open CTI), aura (Aura component)"))
        #expect(
            Run("guide", "list", "--guide", "liveperson-connector", "--edition", "aura").output.contains(
                "install/trusted-sites"))
    }

    @Test("show says one requirement with its purpose, its remedy and its row")
    func show() {
        let run = Run("guide", "show", "field/Case.AccountId")
        #expect(run.status == 0)
        #expect(run.output.contains("<field>Case.AccountId</field>"))
        #expect(run.output.contains("Its row: Rules/liveperson-connector/table-7-case.yaml:"))
        #expect(Run("guide", "show", "field/Case.Nothing").status == 64)
    }

    @Test("check accepts the guide that rolecall contains, and says each error of another with file and line")
    func check() throws {
        let held = Run("guide", "check")
        #expect(held.status == 0)
        #expect(held.output.split(separator: "\n").map { $0.prefix { $0 != " " } } == Guide.embedded.map { $0[...] })
        #expect(Run("guide", "check", "gong-salesforce").output.hasPrefix("gong-salesforce is a guide: "))
        let good = Run("guide", "check", "\(root)/Rules/liveperson-connector")
        #expect(good.status == 0)
        #expect(good.output.contains("no errors"))
        try withTemporaryFolder { folder in
            try write("id: x\ntitle: X\n", to: "\(folder)/guide.yaml")
            let bad = Run("guide", "check", folder)
            #expect(bad.status == 2)
            #expect(bad.error.contains("guide.yaml:1: The key \"edition\" is missing here."))
        }
    }

    @Test("check, audit and why warn of a permission that is not known, and go on")
    func unknownPermission() throws {
        try withTemporaryFolder { folder in
            try copyFiles(from: "\(root)/Rules/liveperson-connector", to: "\(folder)/guide")
            let file = "\(folder)/guide/table-1-system-permissions.yaml"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            try write(text.replacing("permission: ViewRoles", with: "permission: ViewRole"), to: file)
            let words = "rolecall knows no system permission \"ViewRole\"."
            let check = Run("guide", "check", "\(folder)/guide")
            #expect(check.status == 0)
            #expect(check.output.contains("no errors, 1 warning.\n"))
            #expect(check.error.contains(words))
            #expect(check.error.contains("The nearest names are ViewRoles, "))
            let arguments = ["\(root)/SampleMetadata/ready", "--guide", "\(folder)/guide"]
            let audit = Run(["audit"] + arguments + ["--report", "json"])
            #expect(audit.status == 1)
            #expect(audit.output.contains("rolecall knows no system permission"))
            let why = Run(["why", "system/ViewRole"] + arguments)
            #expect(why.status == 1)
            #expect(why.error.contains(words))
        }
    }
}
