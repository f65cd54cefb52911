import Foundation
import OrgModel
import Testing

/// Files that people give and that are not a query results, and results that tools have spoilt.
@Suite("UserExport: what the file is")
struct ForeignExportTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let line: Int?
        let words: [String]

        init(_ name: String, _ text: String, line: Int? = nil, says words: String...) {
            self.init(name, bytes: Array(text.utf8), line: line, says: words)
        }

        init(_ name: String, bytes: [UInt8], line: Int? = nil, says words: [String]) {
            (testDescription, self.bytes, self.line, self.words) = (name, bytes, line, words)
        }
    }

    static let user = #"{"Username":"a","IsActive":true,"UserRole":null,"Profile":{"Name":"P"}}"#

    private static let many = String(repeating: "x,", count: 20)
    private static let role = csv(#"{"DeveloperName":"S"}"#)

    static let foreign = [
        Case(
            "a workbook", bytes: [0x50, 0x4B, 3, 4] + Array("\0\0[Content_Types].xml".utf8),
            says: ["Excel workbook", "CSV UTF-8"]),
        Case("an old workbook", bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1], says: ["Excel workbook"]),
        Case("a zip", bytes: [0x50, 0x4B, 3, 4] + Array("\0\0users.json".utf8), says: ["zip archive", "Unpack"]),
        Case("an empty zip", bytes: [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18), says: ["zip archive"]),
        Case("gzip", bytes: [0x1F, 0x8B, 8, 0], says: ["gzip"]),
        Case("a PDF", "%PDF-1.7\n", says: "PDF"),
        Case("git-crypt", bytes: Array("\0GITCRYPT\0xyz".utf8), says: ["git-crypt unlock"]),
        Case(
            "Git LFS", "version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n", line: 1,
            says: "git lfs pull"),
        Case("a page", "\n<!DOCTYPE html>\n<html><body>Login</body></html>", line: 2, says: "HTML page", "login"),
        Case("a page without its kind", "<html><body>Login</body></html>", line: 1, says: "HTML page"),
        Case("a page without its root", "<!DOCTYPE html>\n<title>Login</title>", line: 1, says: "HTML page"),
        Case("SOAP", "<?xml version=\"1.0\"?><soapenv:Envelope/>", line: 1, says: "XML", "SOAP"),
        Case(
            "metadata", "<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>", line: 1, says: "metadata",
            "PATH"),
        Case(
            "a warning first", "Warning: an update is available.\n{\"records\":[\(user)]}", line: 1,
            says: "begins on line 2", "2>&1"),
        Case("a warning in brackets", "[warn] old\n[\(user)]", line: 1, says: "begins on line 2"),
        Case("a warning below a blank line", "\n[warn] old\n[\(user)]", line: 2, says: "not valid JSON"),
        Case(
            "a table in a box",
            "┌──────────┬───────┐\n│ USERNAME │ ROLE  │\n├──────────┼───────┤\n│ a        │ R     │\n", line: 1,
            says: "table", "--result-format json"),
        Case(
            "a table with rules", " USERNAME  ISACTIVE\n ========  ========\n a         true\n", line: 2, says: "table"),
        Case("a table with crossed rules", "USERNAME | ROLE\n---------┼-----\na | R\n", line: 2, says: "table"),
        Case("a count for people", "Total number of records retrieved: 7.\n", line: 1, says: "table"),
        Case("a count", #"{"totalSize":7,"done":true,"records":[]}"#, says: "only their number, 7", "COUNT()"),
        Case(
            "an aggregate",
            #"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"AggregateResult"},"expr0":7}]}"#,
            says: "counts or groups"),
        Case(
            "errors of REST", #"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#, line: 1,
            says: "INVALID_SESSION_ID: Session expired"),
        Case(
            "an error of OAuth", #"{"error":"invalid_grant","error_description":"expired"}"#,
            says: "invalid_grant: expired"),
        Case("JSON Lines", "\(user)\n\(user)\n", line: 2, says: "JSON Lines"),
        Case("JSON Lines below a blank one", "\n\(user)\n\(user)\n", line: 3, says: "JSON Lines"),
        Case(
            "a report",
            "\"Username\",\"Role\"\n\"a\",\"R\"\n\n\n\"All users\"\n\"Copyright (c) 2000-2026 salesforce.com, inc.\"\n",
            line: 6, says: "Salesforce report"),
        Case("broken UTF-16", bytes: [0xFF, 0xFE, 0x55, 0x00, 0x73], says: ["UTF-16", "cut off"]),
        Case("half a character", bytes: [0xFF, 0xFE, 0x55, 0x00, 0x00, 0xD8, 0x55, 0x00], says: ["UTF-16"]),
        Case(
            "two lists", #"{"records":[\#(user)],"result":{"records":[],"totalSize":1}}"#, line: 1, says: "two places",
            "result.records"),
        Case("half a record", #"{"records":[],"totalSize":1.5}"#, line: 1, says: "\"totalSize\" is \"1.5\""),
        Case("less than nothing", "{\"records\":[],\n\"totalSize\":-1}", line: 1, says: "not a number of records"),
        Case("no size", #"{"records":[],"totalSize":null}"#, line: 1, says: "is null"),
        Case("maybe done", #"{"records":[],"done":"maybe"}"#, line: 1, says: "neither true nor false"),
        Case(
            "null beside a value", "[\n{\"Username\":\"a\",\"IsActive\":null,\"isactive\":true}]", line: 2,
            says: "twice"),
        Case("a value beside null", #"[{"Username":"a","IsActive":true,"ISACTIVE":null}]"#, line: 1, says: "twice"),
        Case(
            "a value beside a parent as text", "Username,UserRole.DeveloperName,UserRole\na,R,\(role)\n", line: 2,
            says: "twice"),
        Case(
            "a parent as text beside a value", "Username,UserRole,UserRole.DeveloperName\na,\(role),R\n", line: 2,
            says: "twice"),
        Case(
            // The values of the second record are not in the order in which the columns were first met.
            "a value beside a parent as text, among many",
            "Username,UserRole.DeveloperName,\((1...20).map { "F\($0)" }.joined(separator: ",")),UserRole\n"
                + "b,,\(many)\na,R,\(many)\(role)\n", line: 3, says: "twice"),
        Case(
            "a parent that is null beside its value",
            #"[{"Username":"a","UserRole.DeveloperName":"R","UserRole":null}]"#, line: 1,
            says: "its parent is null"),
    ]

    @Test("Each file is reported for what it is, and nothing of it counts", arguments: foreign)
    func told(_ one: Case) throws {
        let files = try UserFiles(["file": one.bytes])
        let export = files.read("file")
        #expect(export.users.isEmpty)
        try #require(export.problems.count == 1, "\(export.problems)")
        #expect(export.problems[0].severity == .error)
        #expect(export.problems[0].place == Place(file: files.path("file"), line: one.line))
        for words in one.words { #expect(export.problems[0].message.contains(words), "\(export.problems[0].message)") }
    }

    @Test("More records than the result names are an error")
    func tooMany() throws {
        let export = try UserFiles.read(
            #"{"totalSize":1,"done":true,"records":[\#(Self.user),{"Username":"b","IsActive":true}]}"#)
        #expect(export.problems.map(\.severity) == [.error])
        #expect(export.problems.first?.message.contains("contains 2 records, but its totalSize is 1") == true)
    }

    @Test(
        "What looks a little like something else is read",
        arguments: [
            "\n [\(user)]", #"[{"Username":"a","IsActive":true,"UserRole":[],"Profile":{"Name":"P"},"ErrorCode":"x"}]"#,
            "Username,IsActive,Profile.Name,UserRole.DeveloperName\na,true,[1],\n",
            "Username,IsActive,Profile.Name,UserRole.DeveloperName\na,true,P at salesforce.com,\n",
            "Username,IsActive,Profile.Name,UserRole.DeveloperName\na,true,Copyright (c) P,\n",
            "Username,IsActive,Profile.Name,UserRole.DeveloperName,,\na,true,P,,,\n",
        ])
    func notForeign(_ text: String) throws {
        let export = try UserFiles.read(text)
        #expect(export.problems == [])
        #expect(export.users.map(\.username) == ["a"])
        #expect(export.users.map(\.role) == [.none])
        #expect(export.users.allSatisfy { $0.profile != nil })
    }

    @Test("Columns that begin as that of a subquery does are others")
    func likeSubquery() throws {
        let user = Self.user.dropLast() + #","PermissionSetAssignmentsOld":"x","PermissionSetAssignments2":"y"}"#
        #expect(try UserFiles.read("[\(user)]").problems == [])
    }

    @Test("An empty result is of what its query asks for, a subquery aside")
    func emptyResult() throws {
        let files = try UserFiles(texts: [
            "users.json": #"{"records":[],"totalSize":0,"done":true}"#,
            "users.soql": "SELECT Username, (SELECT Id FROM PermissionSetAssignments) FROM User\n",
        ])
        let export = files.read("users.json")
        #expect(export.hasUsers && !export.hasAssignments, "\(export.problems)")
    }

    // MARK: Spreadsheets

    @Test("Rows of separators alone are nothing", arguments: ["", ";;;", " ; ;;", ";"])
    func blankRows(_ blank: String) throws {
        let export = try UserFiles.read(
            "\(blank)\nUsername;IsActive;Profile.Name;UserRole.DeveloperName\n\(blank)\na;TRUE;P;R\n\(blank)\n\(blank)\n"
        )
        #expect(export.problems == [])
        #expect(export.users.map(\.username) == ["a"])
        #expect(export.users.map(\.place.line) == [4])
    }

    @Test("A first line that says the separator is obeyed and reported", arguments: ["sep=;", "\"sep=;\"", "SEP=;"])
    func separator(_ first: String) throws {
        let export = try UserFiles.read(
            "\(first)\r\nUsername;IsActive;Profile.Name;UserRole.DeveloperName\r\na;TRUE;\"P,;\";R\r\n")
        #expect(export.users.map(\.profile) == ["P,;"])
        #expect(export.users.map(\.place.line) == [3])
        #expect(export.problems.map(\.severity) == [.warning])
        #expect(export.problems.first?.message.contains("sep=;") == true)
    }

    // MARK: Records as text

    static let assignment =
        #"{"attributes":{"type":"PermissionSetAssignment"},"PermissionSet":{"Name":"S","NamespacePrefix":null},"PermissionSetGroup":null,"IsActive":true,"ExpirationDate":null}"#
    static let columns = "Username,IsActive,Profile.Name,UserRole.DeveloperName,PermissionSetAssignments"

    private static func csv(_ json: String) -> String { "\"" + json.replacing("\"", with: "\"\"") + "\"" }

    @Test(
        "A subquery as JSON text or as a bare array is read",
        arguments: [
            "\(columns)\na,true,P,R,\(csv("[\(assignment)]"))\n",
            "\(columns)\na,true,P,R,\(csv(#"{"totalSize":1,"done":true,"records":[\#(assignment)]}"#))\n",
            "\(columns).totalSize,PermissionSetAssignments.records\na,true,P,R,1,\(csv("[\(assignment)]"))\n",
            #"[{"Username":"a","IsActive":true,"Profile":{"Name":"P"},"UserRole":{"DeveloperName":"R"},"PermissionSetAssignments":[\#(assignment)]}]"#,
        ])
    func subqueryAsText(_ text: String) throws {
        let export = try UserFiles.read(text)
        #expect(export.problems == [])
        #expect(export.assignments.map(\.target) == [.permissionSet(fullName: "S")])
        #expect(export.truncatedAssignments == nil)
    }

    @Test(
        "Text that is not a records leaves the assignments open",
        arguments: [
            "\(columns)\na,true,P,R,[object Object]\n", "\(columns)\na,true,P,R,2 rows\n",
            "\(columns)\na,true,P,R,\"[{\"\"PermissionSet\"\":\"\n",
            "\(columns)[0].PermissionSet.Name\na,true,P,R,S\n",
        ])
    func lostSubquery(_ text: String) throws {
        let export = try UserFiles.read(text)
        #expect(export.problems.map(\.severity) == [.error])
        #expect(export.problems.first?.message.contains("The column PermissionSetAssignments") == true)
        #expect(export.truncatedAssignments?.line == 2)
    }

    @Test("An empty list as text says that nothing is assigned", arguments: ["[]", ""])
    func emptySubquery(_ text: String) throws {
        let export = try UserFiles.read("\(Self.columns)\na,true,P,R,\(text)\n")
        #expect(export.problems == [])
        #expect(export.hasAssignments)
        #expect(export.truncatedAssignments == nil)
    }

    @Test(
        "A parent as JSON text is read",
        arguments: [
            "Username,IsActive,Profile,UserRole\na,true,\(csv(#"{"Name":"P","UserLicense":{"Name":"L"}}"#)),\(csv(#"{"attributes":{"type":"UserRole"},"DeveloperName":"R"}"#))\n",
            #"[{"Username":"a","IsActive":true,"Profile":"{\"Name\":\"P\",\"UserLicense\":{\"Name\":\"L\"}}","UserRole":"{\"DeveloperName\":\"R\"}"}]"#,
        ])
    func parentAsText(_ text: String) throws {
        let export = try UserFiles.read(text)
        #expect(export.problems == [])
        #expect(export.users.map(\.role) == [.role("R")])
        #expect(export.users.map(\.license) == ["L"])
    }

    @Test("A parent as other text is not a missing parent", arguments: ["[object Object]", "Head", "{\"\"Name\"\":"])
    func lostParent(_ text: String) throws {
        let export = try UserFiles.read(
            "Username,IsActive,Profile,UserRole\na,true,\"\(text)\",\"\(text)\"\nb,true,,\n")
        #expect(export.users.map(\.role) == [.notStated, .none])
        #expect(export.users.map(\.profile) == [nil, nil])
        #expect(export.problems.map(\.severity) == [.error, .error])
        #expect(
            export.problems.contains { $0.message.hasPrefix("The column UserRole has text") && $0.place?.line == 2 })
    }

    @Test(
        "Assignments whose parents are lost leave assignments open",
        arguments: ["PermissionSet", "PermissionSetGroup", "Assignee"])
    func lostParentOfAssignment(_ parent: String) throws {
        let values = [
            "Assignee": "Assignee.Username", "PermissionSet": "PermissionSet.Name",
            "PermissionSetGroup": "PermissionSetGroup.DeveloperName",
        ]
        let columns = values.keys.sorted().map { $0 == parent ? $0 : values[$0] ?? "" }.joined(separator: ",")
        let export = try UserFiles.read(
            "\(columns),PermissionSet.NamespacePrefix,IsActive\n[object Object],[object Object],[object Object],,true\n"
        )
        #expect(export.truncatedAssignments?.line == 2)
        #expect(
            export.problems.contains { $0.severity == .error && $0.message.hasPrefix("The column \(parent) has text") })
    }

    // MARK: Pages

    private func page(_ names: [String], next: String?, of size: Int = 5) -> String {
        let records = names.map {
            #"{"attributes":{"type":"User"},"Id":"\#($0)","Username":"\#($0)","IsActive":true,"UserRole":null,"Profile":{"Name":"P"}}"#
        }
        let end =
            next.map { #""done":false,"nextRecordsUrl":"/services/data/v63.0/query/01g-\#($0)""# } ?? #""done":true"#
        return #"{"totalSize":\#(size),\#(end),"records":[\#(records.joined(separator: ","))]}"#
    }

    @Test("All pages of a query are a whole result, in any order")
    func pages() throws {
        let files = try UserFiles(texts: [
            "1": page(["a", "b"], next: "2"), "2": page(["c", "d"], next: "4"), "3": page(["e"], next: nil),
        ])
        for export in [files.read("1", "2", "3"), files.read("3", "1", "2")] {
            #expect(export.problems == [])
            #expect(export.users.count == 5)
            #expect(export.truncatedUsers == nil)
        }
    }

    @Test("Pages that go on in one place, or in none, are not whole", arguments: ["01g-4", "nextRecordsUrl"])
    func pagesInDisorder(words: String) throws {
        let changed = page(["c", "d"], next: "4").replacing(words, with: words == "01g-4" ? "01g-2" : "x")
        let files = try UserFiles(texts: [
            "1": page(["a", "b"], next: "2"), "2": changed, "3": page(["e"], next: nil),
        ])
        #expect(files.read("1", "2", "3").truncatedUsers != nil)
    }

    @Test("Pages that are not all there are reported, each with the next one's address")
    func missingPages() throws {
        let files = try UserFiles(texts: [
            "1": page(["a", "b"], next: "2"), "2": page(["c", "d"], next: "4"), "3": page(["e"], next: nil),
            "other": page(["b"], next: nil),
            "open": page(["e"], next: nil).replacing(#""done":true"#, with: #""done":false"#),
        ])
        for export in [
            files.read("1"), files.read("1", "2"), files.read("2", "3"), files.read("1", "1", "3"),
            files.read("1", "2", "other"), files.read("1", "2", "open"),
        ] {
            #expect(export.truncatedUsers != nil)
            #expect(export.problems.contains { $0.severity == .error && $0.message.contains("query/01g-") })
        }
    }
}
