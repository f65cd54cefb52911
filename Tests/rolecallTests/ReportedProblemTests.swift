import Foundation
import TestSupport
import Testing

@testable import rolecall

private let metadata = "force-app/main/default"

@Suite("What goes to standard error")
struct StandardErrorTests {
    @Test("Names are harmless there, and the suggested command is safe to copy")
    func names() throws {
        try withSample { org in
            let sets = "\(org)/\(metadata)/permissionsets"
            try FileManager.default.removeItem(atPath: "\(org)/rolecall.yml")
            for file in try FileManager.default.contentsOfDirectory(atPath: sets) {
                try FileManager.default.moveItem(
                    atPath: "\(sets)/\(file)", toPath: "\(sets)/$(id)'\u{1B}[31m \(file)")
            }
            try FileManager.default.removeItem(atPath: "\(org)/\(metadata)/profiles")
            let run = Run("audit", org)
            #expect(run.status == 2)
            #expect(!run.error.contains("\u{1B}"))
            #expect(run.error.contains(#"--permission-set '$(id)'\''\u{1b}[31m "#), "\(run.error)")
        }
        let run = Run("audit", "/nowhere/\u{1B}[2J##vso[task.complete]")
        #expect(run.error.contains(#"/nowhere/\u{1b}[2J##vso\u{5b}task.complete]"#), "\(run.error)")
        let usage = Run("audit", "--object", "\u{1B}[2J")
        #expect(usage.status == 64)
        #expect(!usage.error.contains("\u{1B}"))
    }

    @Test("Where no user was named, what is wrong with the input is reported too")
    func problemsWithNobody() throws {
        try withSample { org in
            try FileManager.default.removeItem(atPath: "\(org)/rolecall.yml")
            let set = "\(metadata)/permissionsets/LivePerson_System_Access.permissionset-meta.xml"
            try write("<PermissionSet>\n<label>x</lable>\n", to: "\(org)/\(set)")
            let run = Run("audit", org)
            #expect(run.status == 2)
            #expect(run.error.contains("\(set):2: An element is closed by another name"), "\(run.error)")
        }
        try withSample { org in
            try FileManager.default.removeItem(atPath: "\(org)/rolecall.yml")
            for folder in ["permissionsets", "profiles"] {
                try FileManager.default.moveItem(atPath: "\(org)/\(metadata)/\(folder)", toPath: "\(org)/\(folder)")
            }
            let run = Run("audit", org)
            #expect(run.status == 2)
            #expect(
                run.error.contains(
                    "permissionsets/LivePerson_Integration.permissionset-meta.xml: The permission set \"LivePerson_Integration\" is outside"
                ),
                "\(run.error)")
        }
    }
}

@Suite("Problems that are reported once, in the right words")
struct ProblemWordingTests {
    @Test("A label that several roles have lists them, once, and nothing says that the role is missing")
    func ambiguousRole() throws {
        try withSample { org in
            for name in ["Twin_A", "Twin_B"] {
                try write(
                    "<Role xmlns=\"http://soap.sforce.com/2006/04/metadata\"><name>Twin</name></Role>",
                    to: "\(org)/\(metadata)/roles/\(name).role-meta.xml")
            }
            let run = Run("audit", org, "--role", "Twin")
            #expect(run.status == 2)
            let told = run.output.replacing(#/\s+/#, with: " ")
            #expect(told.matches(of: #/is the label of several roles: "Twin_A", "Twin_B"/#).count == 1, "\(run.output)")
            #expect(!told.contains("There is no role"))
            #expect(!told.contains("\"Twin\" is not in the export"))
        }
    }

    @Test("A role file that is there and cannot be read is not called missing")
    func unreadableRole() throws {
        try withSample { org in
            let file = "\(metadata)/roles/LivePerson_Integration_User.role-meta.xml"
            try write("<Role>\n<name>x</nome>\n", to: "\(org)/\(file)")
            let run = Run("audit", org)
            let told = run.output.replacing(#/\s+/#, with: " ")
            #expect(run.status == 2)
            #expect(
                told.contains("The API user's role \"LivePerson_Integration_User\" cannot be read."), "\(run.output)")
            #expect(!told.contains("not in the export"))
        }
    }

    @Test("A field file on which a verdict hangs makes the run an error, and the finding says so")
    func unreadableField() throws {
        try withSample { org in
            let fields = "\(metadata)/objects/lpc__LivePerson_Conversation__c/fields"
            try write("<CustomField>\n<label>x</lable>\n", to: "\(org)/\(fields)/lpc__CSAT_Score__c.field-meta.xml")
            let run = Run("audit", org)
            let told = run.output.replacing(#/\s+/#, with: " ")
            #expect(run.status == 2)
            #expect(told.contains("ERROR \(org)/\(fields)/lpc__CSAT_Score__c.field-meta.xml:2"), "\(run.output)")
            #expect(told.contains("CSAT Score (edit)"), "\(run.output)")
            #expect(
                told.contains("lpc__LivePerson_Conversation__c.lpc__CSAT_Score__c\" cannot be read"), "\(run.output)")
        }
    }

    @Test("A broken file of an object that no verdict needs is only a warning")
    func unneededObject() throws {
        try withSample { org in
            try write("<CustomObject>", to: "\(org)/\(metadata)/objects/Other__c/Other__c.object-meta.xml")
            let run = Run("audit", org)
            #expect(run.status == 0)
            #expect(run.output.contains("WARNING  \(org)/\(metadata)/objects/Other__c/Other__c.object-meta.xml"))
        }
    }
}
