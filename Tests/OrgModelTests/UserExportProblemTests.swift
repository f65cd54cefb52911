import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("UserExport: what is reported")
struct UserExportProblemTests {
    /// A file with something wrong, where and how much it weighs, and words of the message.
    struct Diagnostic: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let severity: Problem.Severity
        let line: Int?
        let words: [String]
        var testDescription: String { name }

        init(
            _ name: String, _ text: String, _ severity: Problem.Severity = .error, line: Int? = nil,
            says words: String...
        ) {
            self.init(name, bytes: Array(text.utf8), severity, line: line, says: words)
        }

        init(
            _ name: String, bytes: [UInt8], _ severity: Problem.Severity = .error, line: Int? = nil,
            says words: [String]
        ) {
            self.name = name
            self.bytes = bytes
            self.severity = severity
            self.line = line
            self.words = words
        }
    }

    static let unreadable = [
        Diagnostic("nothing", "", says: "empty", "header"),
        Diagnostic("an empty line, from a query without result", "\n", says: "empty", "header"),
        Diagnostic("an empty line after a byte order mark", "\u{FEFF}\r\n", says: "empty"),
        Diagnostic(
            "Latin-1", bytes: Array("Username,Profile.Name\na,P\nb,".utf8) + [0xE9, 0x0A], line: 3,
            says: ["not UTF-8", "Data Loader"]),
        Diagnostic(
            "UTF-16 without a byte order mark", bytes: Array("Username\na\n".utf16LittleEndian.dropFirst(2)), line: 1,
            says: ["not UTF-8"]),
        Diagnostic(
            "an open quote", "Username,IsActive\na,true\n\"b,true\nc,true\n", line: 3, says: "never ends",
            "Export again"),
        Diagnostic(
            "two rows cut off", "Username,IsActive\na,true\nb\nc\n", line: 3, says: "row that begins here has 1 value"),
        Diagnostic("a stray quote", "Username,IsActive\na,true\nb\"x,true\n", line: 3, says: "quote"),
        Diagnostic(
            "a column twice", "\nUsername,IsActive, ISACTIVE\na,true,false\n", line: 2,
            says: "the column ISACTIVE twice"),
        Diagnostic("a row cut off", "Username,IsActive\na,true\nb\n", line: 3, says: "1 value", "the header has 2"),
        Diagnostic("a row too long", "Username,IsActive\na,true,x\n", line: 2, says: "3 values"),
        Diagnostic("a bulk export of nothing", "[\n", line: 2, says: "\"[\" alone", "finds nothing"),
        Diagnostic("an unterminated array", "[{\"Username\":\"a\"},\n", line: 2, says: "interrupted", "column 1"),
        Diagnostic("an unterminated string", "[{\"Username\":\"a", line: 1, says: "interrupted"),
        Diagnostic(
            "two arrays", "[{\"Username\":\"a\"}]\n[{\"Username\":\"b\"}]\n", line: 2, says: "appends", "column 1"),
        Diagnostic("a trailing comma", "[{\"Username\":\"a\",}]", line: 1, says: "not valid JSON", "column 18"),
        Diagnostic(
            "no comma", "[{\"Username\":\"é\"\n \"IsActive\":true}]", line: 2, says: "\",\" or \"}\"", "column 2"),
        Diagnostic("a wrong word", "[{\"IsActive\":\n  yes}]", line: 2, says: "a value", "column 3"),
        Diagnostic(
            "a wrong word above a record", "[{\"IsActive\":yes},\n{\"Username\":\"a\"}]", line: 1, says: "a value"),
        Diagnostic("a raw line break", "[{\"Username\":\"a\nb\"}]", line: 1, says: "line break"),
        Diagnostic("a wrong escape", "[{\"Username\":\"\\x\"}]", line: 1, says: "backslash"),
        Diagnostic("too deep", String(repeating: "[", count: 5_000), line: 1, says: "nested too deeply"),
        Diagnostic("text after the end", "[]x", line: 1, says: "the end of the file"),
        Diagnostic(
            "a name twice", "[{\"Username\":\"é\",\n  \"IsActive\":false, \"\\u0049sActive\":true}]", line: 2,
            says: "\"IsActive\" is here for the second time", "column 21"),
        Diagnostic(
            "a name twice among many", "[{\((1...40).map { "\"f\($0)\":1" }.joined(separator: ",")),\n\"f40\":1}]",
            line: 2,
            says: "\"f40\"", "column 1"),
        Diagnostic(
            "a column twice, in capitals too", "[\n{\"Username\":\"a\",\"IsActive\":false,\"ISACTIVE\":true}]", line: 2,
            says: "the column ISACTIVE twice"),
        Diagnostic(
            "a column twice, nested and flat",
            #"[{"Username":"a","UserRole":{"DeveloperName":"A"},"UserRole.DeveloperName":"B"}]"#,
            line: 1, says: "the column UserRole.DeveloperName twice"),
        Diagnostic(
            "a name twice around the records", #"{"done":false,"records":[],"done":true}"#, line: 1, says: "\"done\""),
        Diagnostic(
            "NUL at the end", "[{\"Username\":\"a\"}]\n\0", line: 2, says: "contains a NUL character", "Export it again"
        ),
        Diagnostic("nothing but NUL", "\0\0\0", line: 1, says: "contains a NUL character"),
        Diagnostic("NUL in a row", "Username,IsActive\na\0,true\n", line: 2, says: "contains a NUL character"),
        Diagnostic("no list", "{\"a\":1}", line: 1, says: "no list of records"),
        Diagnostic("a list of numbers", "[1]", says: "no list of records"),
        Diagnostic(
            "an error of the CLI",
            #"{"status":1,"name":"INVALID_FIELD","message":"No such column 'X' on entity 'User'."}"#,
            says: "INVALID_FIELD: No such column 'X' on entity 'User'. Fix"),
        Diagnostic(
            "the summary of a bulk export",
            #"{"status":0,"result":{"jobId":"750","totalSize":2,"filePath":"users.csv"}}"#,
            says: "users.csv"),
        Diagnostic(
            "another object", "Id,Industry\n1,Care\n", says: "has 2 columns, none of which says what it contains",
            "records of User, PermissionSetLicenseAssign, PermissionSetAssignment, UserRole, CallCenter",
            "rolecall manifest"),
        Diagnostic(
            "another object by name", #"[{"attributes":{"type":"Account"},"Username":"a"}]"#, says: "records of Account"
        ),
        Diagnostic(
            "users without usernames", #"[{"attributes":{"type":"User"},"Id":"1"}]"#, says: "No record has Username"),
    ]

    @Test("A file that cannot be used gives one error and no records, and the next file is read", arguments: unreadable)
    func unreadableFile(diagnostic: Diagnostic) throws {
        let good = "Username,IsActive,Profile.Name,UserRole.Name\nzoe,true,P,\n"
        let files = try UserFiles(["bad": diagnostic.bytes, "good": Array(good.utf8)])
        let export = files.read("bad", "good")
        #expect(export.users.map(\.username) == ["zoe"])
        try expectOnly(diagnostic, in: export, file: files.path("bad"))
        #expect(!files.read("bad").hasUsers)
    }

    static let invalid = [
        Diagnostic("an empty result", #"{"records":[],"totalSize":0,"done":true}"#, .warning, says: "no record"),
        Diagnostic(
            "cut off at a limit",
            #"{"done":false,"totalSize":60000,"records":[{"Username":"a","IsActive":true,"UserRole":null,"Profile":{"Name":"P"}}]}"#,
            says: "1 of 60000", "SF_ORG_MAX_QUERY_LIMIT to 60000", "sf data export bulk"),
        Diagnostic(
            "fewer records than found",
            #"{"done":true,"totalSize":2,"records":[{"Username":"a","IsActive":true,"UserRole":null,"Profile":{"Name":"P"}}]}"#,
            says: "1 of 2"),
        Diagnostic(
            "not done, and with as many records as it names",
            #"{"done":false,"totalSize":1,"records":[{"Username":"a","IsActive":true,"UserRole":null,"Profile":{"Name":"P"}}]}"#,
            says: "is not done", "more records than the 1 that it contains", "to a higher number"),
        Diagnostic(
            "a flag that is null in one record",
            #"[{"Username":"a","IsActive":null,"UserRole":null,"Profile":{"Name":"P"}}]"#, .warning, line: 1,
            says: "IsActive has no value here"),
        Diagnostic(
            "a flag that one record of a tree lacks",
            #"""
            {"records":[{"attributes":{"type":"User","referenceId":"R1"},"Username":"a","UserRoleId":"","IsActive":true,"Profile":{"Name":"P"}},
            {"attributes":{"type":"User","referenceId":"R2"},"Username":"b","UserRoleId":"","Profile":{"Name":"P"}}]}
            """#, .warning, line: 2, says: "IsActive has no value here"),
        Diagnostic(
            "empty flags", assignments("Assignee.Username", "a,Set,,,,\nb,Set,,,"), .warning, line: 2,
            says: "IsActive has no value here", "1 more record "),
        Diagnostic(
            "no role column", "Username,IsActive,Profile.Name\na,true,P\n", .warning, says: "UserRole.DeveloperName",
            "role is known"),
        Diagnostic("no profile column", "Username,IsActive,UserRoleId\na,true,\n", .warning, says: "Profile.Name"),
        Diagnostic("no IsActive column", "Username,Profile.Name,UserRoleId\na,P,\n", .warning, says: "IsActive"),
        Diagnostic(
            "a user without a username", "Username,IsActive,Profile.Name,UserRoleId\na,true,P,\n,true,P,\n", .warning,
            line: 3,
            says: "no Username"),
        Diagnostic(
            "roles that no file names", "Username,IsActive,Profile.Name,UserRoleId\na,true,P,1\nb,true,P,2\n", .warning,
            line: 2,
            says: "UserRoleId", "1 more record "),
        Diagnostic(
            "a strange flag", "Username,IsActive,Profile.Name,UserRoleId\na,yes,P,\n", .warning, line: 2,
            says: "\"yes\"", "what depends on it is unknown"),
        Diagnostic(
            "two users of one name", "Username,IsActive,Profile.Name,UserRoleId\na,true,P,\nA,false,Q,\n", line: 3,
            says: "\"a\"", "file:2", "IsActive, Profile.Name differ"),
        Diagnostic(
            "assignees that no file names", assignments("AssigneeId", "005000000000001AAA,Set,,,true"), line: 2,
            says: "AssigneeId", "Assignee.Username"),
        Diagnostic(
            "assignments of nobody",
            "PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroupId,IsActive,ExpirationDate\nS,,,true,\n",
            says: "No record has Assignee.Username"),
        Diagnostic(
            "assignments of nothing",
            "Assignee.Username,PermissionSetId,PermissionSet.NamespacePrefix,PermissionSetGroupId,IsActive,ExpirationDate\na,1,,,true,\n",
            says: "No record has PermissionSet.Name"),
        Diagnostic(
            "a group without a name", assignments("Assignee.Username", "a,Set,,0PG000000000001,true"), line: 2,
            says: "PermissionSetGroup.DeveloperName"),
        Diagnostic(
            "a set without a name", assignments("Assignee.Username", "a,,,,true"), line: 2, says: "PermissionSet.Name"),
        Diagnostic(
            "no group column",
            "Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,IsActive,ExpirationDate\na,S,,true,\n",
            .warning,
            says: "a group that is assigned"),
        Diagnostic(
            "no namespace column",
            "Assignee.Username,PermissionSet.Name,PermissionSetGroupId,IsActive,ExpirationDate\na,S,,true,\n",
            .warning,
            says: "PermissionSet.NamespacePrefix"),
        Diagnostic(
            "no column that says an inactive assignment",
            "Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroupId,ExpirationDate\na,S,,,\n",
            .warning,
            says: "IsActive"),
        Diagnostic(
            "no column that says an ended assignment",
            "Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroupId,IsActive\na,S,,,true\n",
            .warning,
            says: "ExpirationDate"),
        Diagnostic(
            "a strange date",
            "Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroupId,IsActive,ExpirationDate\na,S,,,true,31.12.2025\n",
            line: 2, says: "31.12.2025"),
        Diagnostic(
            "a role without a name", "Id,DeveloperName,Name,ParentRoleId\n1,R,R,\n2,,X,\n", .warning, line: 3,
            says: "DeveloperName"),
    ]

    private static func assignments(_ assignee: String, _ row: String) -> String {
        "\(assignee),PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSetGroupId,IsActive,ExpirationDate\n\(row),\n"
    }

    @Test("What is invalid in a file is reported once, and the rest of it is read", arguments: invalid)
    func invalidFile(diagnostic: Diagnostic) throws {
        let files = try UserFiles(["file": diagnostic.bytes])
        try expectOnly(diagnostic, in: files.read("file"), file: files.path("file"))
    }

    private func expectOnly(_ diagnostic: Diagnostic, in export: UserExport, file: String) throws {
        try #require(export.problems.count == 1, "\(export.problems)")
        let problem = export.problems[0]
        #expect(problem.severity == diagnostic.severity)
        #expect(problem.place == Place(file: file, line: diagnostic.line))
        for words in diagnostic.words { #expect(problem.message.contains(words), "\(problem.message)") }
    }

    @Test("A result of no known object is none that is empty, and says both that it is cut off and what it lacks")
    func unknownObject() throws {
        #expect(try UserFiles.read("A,B\n1,2\n").emptyResult == nil)
        let cut = try UserFiles.read(#"{"totalSize":5,"done":false,"records":[{"X":1}]}"#)
        #expect(cut.problems.map(\.severity) == [.error, .error])
    }

    @Test("An empty result that is cut off may be of licenses, or of call centers")
    func cutOffBeforeAnything() throws {
        let whole = [
            "Assignee.Username,PermissionSetLicense.DeveloperName\na@x,Psl\n",
            #"[{"attributes":{"type":"CallCenter"},"Id":"04v000000000001","Name":"Line","InternalName":"Line"}]"#,
        ]
        let sound = try UserFiles.read(whole[0], whole[1])
        #expect(sound.wholeLicenses != nil && sound.knowsAllCallCenters, "\(sound.problems)")
        let cut = try UserFiles.read(whole[0], whole[1], #"{"totalSize":5,"done":false,"records":[]}"#)
        #expect(cut.wholeLicenses == nil && !cut.knowsAllCallCenters)
    }

    @Test("A folder of queries alone says so; a folder that is called as a result is none", arguments: ["soql", "txt"])
    func folderWithoutResults(ending: String) throws {
        let folder = try TemporaryFolder(["users.\(ending)": "SELECT Id FROM User", "more.json/a.txt": ""])
        let problems = UserExport.read([folder.path]).problems
        #expect(problems.map { $0.message.contains("contains queries (.soql) and no result") } == [ending == "soql"])
    }

    @Test("A file that is not there, or is a folder, is reported by its path as typed")
    func missingFile() throws {
        let files = try UserFiles()
        let export = UserExport.read([files.path("none.json"), files.path("")])
        #expect(export.problems.map(\.severity) == [.error, .error])
        #expect(export.problems.map(\.place?.file) == [files.path(""), files.path("none.json")])
        #expect(export.problems.last?.message.contains("cannot be read: it does not exist. Check the path") == true)
        #expect(UserExport.read(["no/such/users.json"]).problems.first?.place == Place(file: "no/such/users.json"))
    }

    @Test(
        "What is not a regular file is refused and not waited for", .mustEnd,
        arguments: ["pipe", "zero", "link"])
    func noRegularFile(_ name: String) throws {
        let files = try UserFiles()
        if name == "pipe" { try #require(mkfifo(files.path(name), 0o600) == 0) }
        if name == "link" { try #require(symlink("/dev/zero", files.path(name)) == 0) }
        let path = name == "zero" ? "/dev/zero" : files.path(name)
        let problem = try #require(UserExport.read([path]).problems.first)
        #expect(problem.message.hasPrefix("The file cannot be read: it is not a regular file. A file is wanted here: "))
        #expect(problem.place == Place(file: path))
    }

    /// What is wrong in the last record of a result, and words of the message.
    private static let endings: [(bytes: [UInt8], words: String)] = [
        (Array(#"{"Username":"b"#.utf8), "The JSON ends before it is complete: the export was interrupted"),
        (Array(#"{"Username":"b"}]} {"#.utf8), "the file is JSON Lines"),
        (Array(#"{"Username":"b","Username":"c"}]}"#.utf8), "is here for the second time in one object"),
        (Array(#"{"Username":"b","username":"c"}]}"#.utf8), "has the column username twice"),
        (Array("{\"Username\":\"b\tc\"}]}".utf8), "contains a line break or a control character"),
        (Array("{\"Username\":\"b".utf8) + [0xE9] + Array("\"}]}".utf8), "The file is not UTF-8 text"),
        (Array("{\"Username\":\"b\0\"}]}".utf8), "The file contains a NUL character here"),
    ]

    @Test("The end of a large file is read with the same care as a small file", arguments: endings.indices)
    func endOfLargeFile(_ index: Int) throws {
        let (bytes, words) = Self.endings[index]
        for count in [1, 20_000] {
            let records = (0..<count).map { #"{"Username":"user\#($0)@example.com","IsActive":true},"# }
            let text = Array(("{\"records\":[\n" + records.joined(separator: "\n") + "\n").utf8)
            let files = try UserFiles(["file": text + bytes])
            let problem = try #require(files.read("file").problems.first)
            #expect(problem.place == Place(file: files.path("file"), line: count + 2))
            #expect(problem.message.contains(words), "\(problem.message)")
        }
    }

    @Test("An object of 200,000 names takes no quadratic time", .mustEnd)
    func manyNames() throws {
        let members = (0..<200_000).map { "\"f\($0)\":0" }.joined(separator: ",")
        let export = try UserFiles.read("{\"a\":{\(members)}}")
        #expect(export.problems.map(\.message) == [export.problems.first?.message])
        #expect(export.problems.first?.message.contains("no list of records") == true)
    }

    // MARK: What is omitted

    private func cutOff(_ records: String) throws -> UserExport {
        try UserFiles.read(#"{"done":false,"totalSize":9,"records":[\#(records)]}"#)
    }

    @Test("A result that is cut off leaves open what it could contain")
    func cutOffResult() throws {
        let users = try cutOff(#"{"attributes":{"type":"User"},"Username":"a"}"#)
        #expect(users.truncatedUsers != nil)
        #expect(users.truncatedAssignments == nil)
        let assignments = try cutOff(#"{"attributes":{"type":"PermissionSetAssignment"},"Assignee":{"Username":"a"}}"#)
        #expect(assignments.truncatedUsers == nil)
        #expect(assignments.truncatedAssignments != nil)
        let both = try cutOff(#"{"attributes":{"type":"User"},"Username":"a","PermissionSetAssignments":null}"#)
        #expect(both.truncatedUsers != nil)
        #expect(both.truncatedAssignments != nil)
        let unknown = try cutOff("")
        #expect(unknown.truncatedUsers != nil)
        #expect(unknown.truncatedAssignments != nil)
        #expect(unknown.problems.count == 1)
    }

    @Test(
        "A subquery that is cut off leaves assignments open",
        arguments: [
            #"{"totalSize":2,"done":true,"records":[{"PermissionSet":{"Name":"S"}}]}"#,
            #"{"totalSize":1,"done":false,"records":[{"PermissionSet":{"Name":"S"}}]}"#,
            #"{"nextRecordsUrl":"/services/data/v63.0/query/01g-1","records":[{"PermissionSet":{"Name":"S"}}]}"#,
        ])
    func cutOffSubquery(subquery: String) throws {
        let export = try UserFiles.read(#"[{"Username":"a","PermissionSetAssignments":\#(subquery)}]"#)
        #expect(export.truncatedUsers == nil)
        #expect(export.truncatedAssignments?.line == 1)
        #expect(export.problems.contains { $0.severity == .error && $0.message.contains("are cut off") })
        #expect(export.assignments.map(\.target) == [.permissionSet(fullName: "S")])
    }

    @Test("An assignment that cannot be determined leaves assignments open")
    func hiddenAssignment() throws {
        let export = try UserFiles.read(
            Self.assignments("Assignee.Username", "a,Set,,0PG000000000001,true,\nb,Set,,,true"))
        #expect(export.truncatedAssignments?.line == 2)
        #expect(export.assignments.map(\.username) == ["b"])
    }

    @Test("An assignment of a user who was not exported is a warning, as long as the files fit at all")
    func foreignAssignee() throws {
        let files = try UserFiles(texts: [
            "users": "Id,Username,IsActive,Profile.Name,UserRoleId\n005000000000001AAA,a,true,P,\n",
            "assignments": Self.assignments(
                "AssigneeId", "005000000000001AAA,Set,,,true,\n005000000000002AAA,Set,,,true"),
        ])
        let export = files.read("assignments", "users")
        #expect(export.assignments.map(\.username) == ["a"])
        #expect(export.problems.map(\.severity) == [.warning])
    }

    @Test("References of two tree exports that collide resolve to neither user")
    func collidingReferences() throws {
        let user = { (name: String) in
            #"{"records":[{"attributes":{"type":"User","referenceId":"UserRef1"},"Username":"\#(name)","IsActive":true}]}"#
        }
        let assignment = #"""
            {"records":[{"attributes":{"type":"PermissionSetAssignment","referenceId":"X1"},"AssigneeId":"@UserRef1",
            "IsActive":true,"PermissionSet":{"Name":"S"}}]}
            """#
        let files = try UserFiles(texts: ["a": user("a"), "b": user("b"), "assignment": assignment])
        #expect(files.read("a", "assignment").assignments.map(\.username) == ["a"])
        #expect(files.read("a", "b", "assignment").assignments.isEmpty)
    }
}
