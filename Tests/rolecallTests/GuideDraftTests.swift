import Foundation
import TestSupport
import Testing

@testable import rolecall

@Suite("rolecall guide draft")
struct GuideDraftTests {
    /// A page, and what a person changes in its draft, beside removing the marks.
    struct Case: CustomTestStringConvertible, Sendable {
        let file: String
        let page: String
        /// By file, what is replaced.
        let edits: [(file: String, old: String, new: String)]
        /// How many marks the draft has.
        let marks: Int

        var testDescription: String { file }
        var id: String { String(file.prefix { $0 != "." }) }
    }

    static let cases = [
        Case(
            file: "harbor.html", page: DraftPages.harbor,
            edits: [
                ("guide.yaml", "https://example.com/", "https://harborline.example.com/permissions"),
                (
                    "system-permissions.yaml", "    purpose: So that we can refresh tokens.",
                    "    severity: minor\n    purpose: It refreshes tokens."
                ),
            ], marks: 7),
        Case(
            file: "pellucid.md", page: DraftPages.pellucid,
            edits: [
                ("guide.yaml", "https://example.com/", "https://pellucid.example.com/salesforce"),
                (
                    "object-permissions.yaml", "[read]\n    purpose: Forecast",
                    "[read, edit, viewAll]\n    purpose: Forecast"
                ),
            ], marks: 10),
        Case(
            file: "quarry.csv", page: DraftPages.quarry,
            edits: [("guide.yaml", "https://example.com/", "https://quarry.example.com/salesforce")], marks: 8),
    ]

    private func draft(_ page: String, _ file: String, in folder: String, _ more: String...) throws -> Run {
        try write(page, to: "\(folder)/\(file)")
        return Run(["guide", "draft", "\(folder)/\(file)", "--output-dir", "\(folder)/guide"] + more)
    }

    /// The draft's files with their names, the guide first.
    private func files(in folder: String) throws -> [(name: String, text: String)] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted { first, second in
            first == "guide.yaml" || (second != "guide.yaml" && first < second)
        }
        .map { ($0, try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)) }
    }

    /// The text without its marks.
    private func withoutMarks(_ text: String) -> String {
        var depth: Int?
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            let indent = line.prefix { $0 == " " }.count
            if let last = depth, indent > last || line.isEmpty && depth != nil { return line.isEmpty }
            depth = line.dropFirst(indent).hasPrefix("decide:") ? indent : nil
            return depth == nil
        }
        .joined(separator: "\n")
    }

    private static func count(of marks: Run) -> Int {
        marks.error.split(separator: "\n").count { $0.contains(": To be decided: ") }
    }

    // MARK: Whole pages

    @Test("A page becomes a guide with marks, and a report of what is not used", arguments: cases)
    func drafts(_ page: Case) throws {
        try withTemporaryFolder { folder in
            let run = try draft(page.page, page.file, in: folder, "--id", page.id)
            #expect(run.status == 0)
            let files = try files(in: "\(folder)/guide").map { "==> \($0.name)\n\($0.text)" }
            let text = (files + [run.error, run.output]).joined(separator: "\n").replacing(folder, with: "FOLDER")
            try expect(text, equals: "draft-\(page.id).txt")
        }
    }

    @Test("A draft is refused at each mark, and accepted once it is finished", arguments: cases)
    func finished(_ page: Case) throws {
        try withTemporaryFolder { folder in
            _ = try draft(page.page, page.file, in: folder, "--id", page.id)
            let guide = "\(folder)/guide"
            let marked = Run("guide", "check", guide)
            #expect(marked.status == 2)
            #expect(Self.count(of: marked) == page.marks)
            let audit = Run("audit", "\(root)/SampleMetadata/ready", "--guide", guide)
            #expect(audit.status == 2)
            #expect(audit.error.contains("To be decided: "))
            for (name, text) in try files(in: guide) {
                var finished = withoutMarks(text)
                for edit in page.edits where edit.file == name {
                    #expect(finished.contains(edit.old), "\(edit.old)")
                    finished = finished.replacing(edit.old, with: edit.new)
                }
                try write(finished, to: "\(guide)/\(name)")
            }
            let check = Run("guide", "check", guide)
            #expect(check.status == 0, "\(check.error)")
            let done = Run("audit", "\(root)/SampleMetadata/ready", "--guide", guide, "--report", "json")
            #expect([0, 1, 3].contains(done.status), "\(done.error)")
            #expect(done.output.contains("\"verdict\" : \"passed\""))
        }
    }

    // MARK: Names

    @Test("Records say what labels mean, and which are not there")
    func records() throws {
        let entities = """
            QualifiedApiName,Label
            qry__Deal_Room__c,Quarry Deal Room
            """
        let fields = """
            QualifiedApiName,Label,DataType,EntityDefinition.QualifiedApiName
            Name,Deal Room Name,Name,qry__Deal_Room__c
            qry__Stage__c,Status,Picklist,qry__Deal_Room__c
            GrowthBand,Growth Band,Picklist,Account
            Phone,Phone,Phone,Account
            HarvestStep,Harvest Step,Text(255),Opportunity
            """
        try withTemporaryFolder { folder in
            try write(entities, to: "\(folder)/records/entities.csv")
            try write(fields, to: "\(folder)/records/fields.csv")
            let run = try draft(DraftPages.quarry, "quarry.csv", in: folder, "--records", "\(folder)/records")
            #expect(run.status == 0, "\(run.error)")
            let text = try files(in: "\(folder)/guide").map(\.text).joined()
            #expect(
                text.contains(
                    "  qry__Deal_Room__c:\n    label: Quarry Deal Room\n    find:\n      - Quarry Deal Room\n"))
            #expect(text.contains("  - field: qry__Stage__c\n    label: Status\n"))
            #expect(!text.contains("look for the labels"))
            #expect(!text.contains("Neither rolecall nor the records"))
        }
    }

    @Test(
        "A right is read from the words that vendors use",
        arguments: [
            ("Read, Create and Edit", "[read, create, edit]"), ("CRUD", "[read, create, edit, delete]"),
            ("View All Records<br>Modify All", "[viewAll, modifyAll]"), ("R/C/E", "[read, create, edit]"),
            ("Read Access Edit Access", "[read, edit]"), ("• Read\n• View All", "[read, viewAll]"),
        ])
    func rights(_ words: String, _ rights: String) throws {
        try withTemporaryFolder { folder in
            let page = "<html><table><tr><th>Object<th>Permissions<th>Why<tr><td>Cases<td>\(words)<td>It works.</table>"
            _ = try draft(page, "a.html", in: folder)
            let text = try files(in: "\(folder)/guide").map(\.text).joined()
            #expect(text.contains("  - object: Case\n"))
            #expect(text.contains("    requires: \(rights)\n    purpose: It works.\n"))
            #expect(!text.contains("purpose: It works.\n    decide"))
        }
    }

    @Test(
        "What is not sure is marked, and the mark quotes the page with its line",
        arguments: [
            ("Object,Access\nAccount,Full access\n", "\"Full access\" (a.csv:2): These words do not say which rights"),
            ("Object,Access\nAccount,Read/Write\n", "\"Read/Write\" (a.csv:2): Write is read as edit"),
            (
                "Permission,Why\nAPI Enable,a\n",
                "\"API Enable\" (a.csv:2): It is taken for the system permission API Enabled."
            ),
            (
                "Object,Field,Access\nAccount,All custom fields,Read\n",
                "\"All custom fields\" (a.csv:2): All fields are required here."
            ),
            ("Object,Field\nAccount,Phone\n", "\"Phone\" (a.csv:2): The page does not say which access"),
            ("Account Object,\nField,Access\nRead Access Edit Access,\n", "The row says the access and not the field."),
            ("Object,Read,Edit\nAccount,✓,x\n", "\"x\" (a.csv:2): The table has check marks as well"),
            ("Object,Access\nIdea,Modify All\n", "Salesforce has no Modify All on it."),
            ("Object,Field,Access\nAccount,Phone,View All\n", "Fields have no View All."),
        ])
    func marks(_ page: String, _ words: String) throws {
        try withTemporaryFolder { folder in
            let run = try draft(page, "a.csv", in: folder)
            #expect(run.status == 0, "\(run.error)")
            let check = Run("guide", "check", "\(folder)/guide")
            #expect(check.error.contains(words), "\(check.error)")
        }
    }

    @Test("What asks for nothing, is there twice or is about something else is reported, here and in the guide")
    func unused() throws {
        let page = """
            Object,Field,Access,Color
            Account,Phone,Read,red
            Account,Phone,Read,red
            Account,Phone,Edit,red
            Account,Name,None,red
            ,,,
            ,,,
            Plan,Price
            Basic,10
            """
        try withTemporaryFolder { folder in
            let run = try draft(page, "a.csv", in: folder)
            let guide = try String(contentsOfFile: "\(folder)/guide/guide.yaml", encoding: .utf8)
            for (line, words) in [
                (1, "Of the table the column \"Color\" is not used."), (3, "is not used: line 2 asks for the same."),
                (4, "is added to that of line 2"), (5, "is not used: it asks for no access."),
                (8, "The table \"Plan | Price\" (2 rows) is not used"),
            ] {
                #expect(
                    run.error.split(separator: "\n").contains { $0.contains("a.csv:\(line): ") && $0.contains(words) })
                #expect(
                    guide.split(separator: "\n").contains { $0.hasPrefix("#   line \(line): ") && $0.contains(words) })
            }
            let fields = try String(contentsOfFile: "\(folder)/guide/fields-account.yaml", encoding: .utf8)
            #expect(fields.contains("  - field: Phone\n    label: Phone\n    requires: edit\n"))
        }
    }

    // MARK: What the page speaks against

    @Test(
        "What a page speaks against is not required, and has a mark of its own",
        arguments: [
            ("Permission\nModify All Data (must be disabled)\n", "ModifyAllData", "granted\n    forbidden: true"),
            ("Permission\nNo API Enabled\n", "ApiEnabled", "granted\n    forbidden: true"),
            ("Permission\nDo not grant: Author Apex\n", "AuthorApex", "granted\n    forbidden: true"),
            ("Permission\nView All Data - not required\n", "ViewAllData", "granted\n    level: recommended"),
            (
                "Permission,Required?\nModify All Data,Must not be granted\n", "ModifyAllData",
                "granted\n    forbidden: true"
            ),
            ("Permission,Required?\nModify All Data,Never\n", "ModifyAllData", "granted\n    forbidden: true"),
            ("Permission,Required?\nView All Data,No\n", "ViewAllData", "granted\n    level: recommended"),
            ("Object,Access\nCampaign,All except Delete\n", "Campaign", "[read, create, edit]"),
            ("Object,Access\nCase,\"Create, Read, Update (no delete)\"\n", "Case", "[read, create, edit]"),
            ("Object,Access\nContact,\"View, but not edit\"\n", "Contact", "[read]"),
            ("Object,Access\nLead,Read (View All not needed)\n", "Lead", "[read]"),
            ("Object,Access\nLead,Never\n", "Lead", "[read]\n    forbidden: true"),
            ("Object,Access\nLead,Don't grant Edit\n", "Lead", "[edit]\n    forbidden: true"),
            ("Object,Read,Delete\nLead,Yes,Never\n", "Lead", "[read]"),
            ("Object,Read,Edit\nLead,Yes,Yes (unless read-only mode)\n", "Lead", "[read, edit]"),
            ("Object,Read,Edit\nLead,Yes,Yes*\n", "Lead", "[read, edit]"),
            ("Object,Read,Edit\nLead,Yes†,Yes\n", "Lead", "[read, edit]"),
            ("Object,Field,Access\nAccount,Phone,Hidden\n", "Phone", "read\n    forbidden: true"),
            ("Object,Field,Access\nAccount,Phone (must be disabled),Read\n", "Phone", "read\n    forbidden: true"),
        ])
    func restrictions(_ page: String, _ subject: String, _ reading: String) throws {
        try withTemporaryFolder { folder in
            let run = try draft(page, "a.csv", in: folder)
            #expect(run.status == 0, "\(run.error)")
            let text = try files(in: "\(folder)/guide").dropFirst().map(\.text).joined()
            #expect(text.contains(": \(subject)\n"), "\(text)")
            #expect(text.contains("    requires: \(reading)\n    purpose"), "\(text)")
            let check = Run("guide", "check", "\(folder)/guide")
            #expect(check.error.contains("Choose: required, forbidden: true, level: recommended"), "\(check.error)")
        }
    }

    @Test("A name with a negation in it is a name, and a reason may have one")
    func namesWithNegations() throws {
        try withTemporaryFolder { folder in
            let page = "Permission,Why\nPassword Never Expires,It must not end.\nAPI Enabled,Never without it.\n"
            #expect(try draft(page, "a.csv", in: folder).status == 0)
            let text = try files(in: "\(folder)/guide").map(\.text).joined()
            #expect(!text.contains("forbidden: true"))
        }
    }

    // MARK: Files

    @Test("Nothing is written over that is there or is read, and --force replaces what is there")
    func force() throws {
        try withTemporaryFolder { folder in
            let page = "Permission,Why\nAPI Enabled,It connects.\n"
            #expect(try draft(page, "a.csv", in: folder).status == 0)
            let again = try draft(page, "a.csv", in: folder)
            #expect(again.status == 2)
            #expect(
                again.error.contains("guide.yaml, ") && again.error.contains("are there already; nothing was written."))
            #expect(try draft(page, "a.csv", in: folder, "--force").status == 0)
            try write(page, to: "\(folder)/b/guide.yaml")
            let own = Run("guide", "draft", "\(folder)/b/guide.yaml", "--output-dir", "\(folder)/b", "--force")
            #expect(own.status == 64)
            #expect(own.error.contains("is read, so nothing can be written there"))
        }
    }

    @Test(
        "A page that cannot be used is refused with what to do, and nothing is written",
        arguments: [
            ("", "The file is empty."),
            ("<html><ul><li>API Enabled</ul>", "a.html:1: The file has no table.".replacing(":1", with: "")),
            ("<table><tr><td>Plan<td>Price<tr><td>a<td>b</table>", "No table says what is required"),
            ("%PDF-1.4", "The file is a PDF document."),
        ])
    func refused(_ page: String, _ words: String) throws {
        try withTemporaryFolder { folder in
            let run = try draft(page, "a.html", in: folder)
            #expect(run.status == 2)
            #expect(run.error.contains(words), "\(run.error)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/guide"))
        }
    }

    @Test(
        "Records that are not there, or define nothing, are refused, and nothing is written",
        arguments: [
            (nil, "records.csv: The file cannot be read: it does not exist."),
            ("Username,IsActive\na@x.y,true\n", "The records define no object and no field."),
        ] as [(String?, String)])
    func refusedRecords(_ records: String?, _ words: String) throws {
        try withTemporaryFolder { folder in
            if let records { try write(records, to: "\(folder)/records.csv") }
            let run = try draft(DraftPages.quarry, "a.csv", in: folder, "--records", "\(folder)/records.csv")
            #expect(run.status == 2)
            #expect(run.error.contains(words), "\(run.error)")
            #expect(!FileManager.default.fileExists(atPath: "\(folder)/guide"))
        }
    }

    @Test("Wrong usage is said", arguments: [["--source", "javascript:x"], ["--id", "a b"], ["--title", " "]])
    func usage(_ more: [String]) throws {
        try withTemporaryFolder { folder in
            try write("a", to: "\(folder)/a.csv")
            #expect(Run(["guide", "draft", "\(folder)/a.csv", "--output-dir", "\(folder)/g"] + more).status == 64)
        }
    }

    @Test("Hostile texts stay texts")
    func hostile() throws {
        let texts = [
            "<script>alert(1)</script>", "a: b # c", "'\"\\", "- x", "*alias &alias", "{{ x }}", "${{ secrets.X }}",
            "%TAG", "| >",
            "=cmd()", "yes", "null", "decide: x", "\u{202E}abc", "\u{1B}[31mred", "é\u{0301}\u{FFFD}", "?", "---",
            "...",
            "!!str x", "@x", "`x`", "🙂 x",
        ]
        let rows = texts.flatMap { text in
            let cell = "\"\(text.replacing("\"", with: "\"\""))\""
            return [
                "\(cell),Phone,Read,\(cell)", "Account,\(cell),Read,\(cell)", "Account,Name,\(cell),\(cell)",
                "\(cell),,,\(cell)",
            ]
        }
        try withTemporaryFolder { folder in
            let run = try draft("Object,Field,Access,Why\n" + rows.joined(separator: "\n"), "a\n*b &b.csv", in: folder)
            #expect(run.status == 0, "\(run.error)")
            let check = Run("guide", "check", "\(folder)/guide")
            #expect(check.status == 2)
            let others = check.error.split(separator: "\n").filter { !$0.contains(": To be decided: ") }
            #expect(others.isEmpty, "\(others)")
            for (name, text) in try files(in: "\(folder)/guide") {
                #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.properties.isDefaultIgnorableCodePoint })
                #expect(text.utf8.allSatisfy { $0 == 0x0A || $0 >= 0x20 }, "\(name)")
                try write(withoutMarks(text), to: "\(folder)/guide/\(name)")
            }
            let finished = Run("guide", "check", "\(folder)/guide")
            #expect(finished.status == 0, "\(finished.error)")
        }
    }

    @Test("Thousands of rows are drafted, and what is not used of thousands of others is said once", .mustEnd)
    func manyRows() throws {
        let known = (0..<3_000).map { "Account,Custom \($0),custom\($0)__c,Read,Why \($0)\n" }.joined()
        let unknown = (0..<3_000).map { "Some permission \($0) of the vendor,Why \($0)\n" }.joined()
        try withTemporaryFolder { folder in
            let run = try draft(
                "Object,Field,API name,Access,Why\n\(known),,,,\n,,,,\nPermission,Why\n\(unknown)", "a.csv", in: folder)
            #expect(run.status == 0, "\(run.error)")
            #expect(run.output.contains("with 3000 rows"))
            #expect(run.error.contains("(3001 rows) is not used: none of its names is a system permission"))
        }
    }
}
