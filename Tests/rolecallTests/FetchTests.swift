import Foundation
import TestSupport
import Testing

@testable import rolecall

/// A program that is called `sf` and prints what the real one would, as its sources say; no org is reached.
private final class StandIn {
    let folder: TemporaryFolder
    var output: String { "\(folder.path)/org" }

    /// - Parameters:
    ///   - replies: What is answered: `NAME.json` to a query (nothing found where there is none), `org.json`, `retrieve.json`.
    ///     `NAME.error` is printed instead, and ends with 1; `NAME.lacks` is a column that makes it an error,
    ///     `NAME.killed` the signal that ends it.
    init(_ replies: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        try folder.write(Self.script, to: "bin/sf")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder.path)/bin/sf")
        for (name, text) in Self.standard.merging(replies, uniquingKeysWith: { $1 }) { try reply(name, text) }
    }

    func reply(_ name: String, _ text: String?) throws {
        let path = "\(folder.path)/replies/\(name)"
        if let text { return try folder.write(text, to: "replies/\(name)") }
        try FileManager.default.removeItem(atPath: path)
    }

    /// The calls of `sf` so far, each with its arguments.
    var calls: [String] {
        let text = try? String(contentsOfFile: "\(folder.path)/replies/calls", encoding: .utf8)
        return (text ?? "").split(separator: "\n").map(String.init)
    }

    func text(_ file: String) -> String? { try? String(contentsOfFile: "\(output)/\(file)", encoding: .utf8) }

    /// Fetches on a thread of its own: the threads of tests are few, and none may wait for another.
    func fetch(_ arguments: String..., path: String? = nil) async -> Run {
        let words = ["fetch", "--target-org", "my-org", "--output-dir", output] + arguments
        let environment = ["PATH": path ?? "\(folder.path)/bin:/usr/bin:/bin"]
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Run(words, environment: environment)) }
        }
    }

    static let script = #"""
        #!/bin/sh
        replies=$(dirname "$0")/../replies
        echo "$*" >> "$replies/calls"
        case "$1 $2" in
            "org display") name=org ;;
            "project retrieve") name=retrieve ;;
        esac
        while [ $# -gt 0 ]; do
            case "$1" in
                --file) question=$2 name=$(basename "$2" .soql) ;;
                --output-file) result=$2 ;;
                --target-metadata-dir) export=$2 ;;
            esac
            shift
        done
        if [ -f "$replies/$name.error" ]; then
            cat "$replies/$name.error" >&2
            exit 1
        fi
        if [ -f "$replies/$name.killed" ]; then
            kill -s "$(cat "$replies/$name.killed")" $$
        fi
        if [ -f "$replies/$name.failure" ]; then
            cat "$replies/$name.failure"
            exit 1
        fi
        if [ -f "$replies/$name.lacks" ] && grep -q "$(cat "$replies/$name.lacks")" "$question"; then
            printf 'Error (1): \nSELECT Id, X\n           ^\nERROR at Row:1:Column:12\n' >&2
            printf "No such column '%s' on entity 'X'. If you are attempting\n" "$(cat "$replies/$name.lacks")" >&2
            exit 1
        fi
        if [ -n "$result" ]; then
            if [ -f "$replies/$name.json" ]; then
                cat "$replies/$name.json" > "$result"
            else
                echo '{"records":[],"totalSize":0,"done":true}' > "$result"
            fi
            echo "Records written to $result"
            exit 0
        fi
        if [ -f "$replies/retrieve.empty" ]; then
            mkdir -p "$export"
        elif [ -n "$export" ]; then
            mkdir -p "$export/unpackaged/profiles"
            cat "$replies/profile" > "$export/unpackaged/profiles/Admin.profile"
        fi
        cat "$replies/$name.json"
        """#

    static let standard = [
        "org.json": """
        {"status":0,"result":{"username":"admin@example.com","connectedStatus":"Connected","apiVersion":"66.0",
         "accessToken":"[REDACTED]"},"warnings":[]}
        """,
        "sources.json": """
        {"records":[
         {"Assignee":{"Username":"api@example.com"},"IsActive":true,"PermissionSetId":"0PS000000000001",
          "PermissionSet":{"Name":"X00e1","NamespacePrefix":null,"Type":"Profile","IsOwnedByProfile":true,
           "Profile":{"Name":"System Administrator"}},"PermissionSetGroup":null},
         {"Assignee":{"Username":"api@example.com"},"IsActive":true,"PermissionSetId":"0PS000000000002",
          "PermissionSet":{"Name":"Set","NamespacePrefix":"ns","Type":"Regular","IsOwnedByProfile":false,"Profile":null},
          "PermissionSetGroup":null},
         {"Assignee":{"Username":"api@example.com"},"IsActive":true,"PermissionSetId":"0PS000000000003",
          "PermissionSet":{"Name":"Group","NamespacePrefix":null,"Type":"Group","IsOwnedByProfile":false,"Profile":null},
          "PermissionSetGroup":{"DeveloperName":"Group","NamespacePrefix":null,"Status":"Updated"}}],
         "totalSize":3,"done":true}
        """,
        "entities-by-label.json": """
        {"records":[{"QualifiedApiName":"lpc__C__c","Label":"LivePerson Conversation","InternalSharingModel":"Private"}],
         "totalSize":1,"done":true}
        """,
        "users.json": """
        {"records":[{"Id":"005000000000001","Username":"api@example.com","IsActive":true,"UserType":"Standard",
         "UserRoleId":null,"UserRole":null,"Profile":{"Name":"System Administrator","UserLicense":{"Name":"Salesforce"}},
         "CallCenterId":null},
         {"Id":"005000000000002","Username":"agent@example.com","IsActive":true,"UserType":"Standard","UserRoleId":null,
         "UserRole":null,"Profile":{"Name":"Minimum Access - API Only Integrations","UserLicense":{"Name":"Salesforce Integration"}},
         "CallCenterId":null}],"totalSize":2,"done":true}
        """,
        "retrieve.json": """
        {"status":0,"result":{"success":true,"files":[{"fullName":"Admin"}],"messages":[]},"warnings":[]}
        """,
        "profile": """
        <?xml version="1.0" encoding="UTF-8"?>
        <Profile xmlns="http://soap.sforce.com/2006/04/metadata">
            <userPermissions><enabled>true</enabled><name>ApiEnabled</name></userPermissions>
        </Profile>
        """,
    ]
}

@Suite("rolecall fetch, with a stand-in for sf")
struct FetchTests {
    private let user = ["--api-user", "api@example.com"]

    @Test("All that the guide needs arrives, and can be audited at once")
    func success() async throws {
        let sf = try StandIn()
        let run = await sf.fetch("--api-user", "api@example.com", "--end-users", "username:agent@example.com")
        #expect(run.status == 0, "\(run.error)")
        #expect(run.output == "rolecall audit \(sf.output)\n")
        #expect(sf.calls.first == "org display --target-org my-org --json")
        #expect(sf.calls.last?.hasPrefix("project retrieve start --target-org my-org --manifest ") == true)
        for name in [
            "sources", "objects", "fields", "fields-of-lpc__C__c", "users", "roles", "licenses", "callcenters",
        ] {
            #expect(sf.text("records/\(name).soql") != nil && sf.text("records/\(name).json") != nil, "\(name)")
        }
        // The package's object was found by its label before it was asked about.
        #expect(sf.text("records/objects.soql")?.contains("'lpc__C__c'") == true)
        let manifest = try #require(sf.text("package.xml"))
        for member in ["Admin", "ns__Set", "Group", "lpc__C__c"] {
            #expect(manifest.contains("<members>\(member)</members>"), "\(member)")
        }
        #expect(sf.text("export/unpackaged/profiles/Admin.profile") != nil)
        #expect(sf.text("rolecall.yml")?.contains("apiUser: api@example.com\n") == true)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: sf.output).sorted() == [
                "export", "package.xml", "records", "rolecall.yml",
            ])
        let audit = Run("audit", sf.output)
        #expect([1, 3].contains(audit.status), "\(audit.output)\(audit.error)")
        #expect(audit.output.contains("api@example.com"))
    }

    @Test("A second call asks for nothing that is whole, and with --force for everything")
    func again() async throws {
        let sf = try StandIn()
        _ = await sf.fetch("--api-user", "api@example.com")
        let first = sf.calls.count
        let again = await sf.fetch("--api-user", "api@example.com")
        #expect(again.status == 0, "\(again.error)")
        #expect(sf.calls.count == first + 1)
        #expect(await sf.fetch("--api-user", "api@example.com", "--force").status == 0)
        #expect(sf.calls.count == 2 * first + 1)
    }

    @Test("What did not arrive is listed, and a second call goes on there")
    func goesOn() async throws {
        let sf = try StandIn(["fields.error": "Error (1): insufficient access rights on object id\n"])
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 2)
        #expect(
            run.error.contains("records/fields.json did not arrive. sf said: Error (1): insufficient access rights"))
        #expect(run.error.contains("View Setup and Configuration"))
        #expect(run.error.contains("Left: records/fields.json. "))
        #expect(sf.text("records/fields.soql") == nil)
        #expect(sf.text("records/users.json") != nil && sf.text("package.xml") != nil)
        try sf.reply("fields.error", nil)
        let before = sf.calls.count
        let again = await sf.fetch("--api-user", "api@example.com")
        #expect(again.status == 0, "\(again.error)")
        #expect(sf.calls.count == before + 2)
    }

    @Test("A column that the org lacks is left out, said, and not in the query that lies beside the result")
    func unknownColumn() async throws {
        let sf = try StandIn(["users.lacks": "CallCenterId", "objects.lacks": "PermissionsViewAllFields"])
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 0, "\(run.error)")
        #expect(run.error.contains("The org has no CallCenterId, so users is asked without."))
        #expect(sf.text("records/users.soql")?.contains("CallCenterId") == false)
        #expect(sf.text("records/objects.soql")?.contains("PermissionsModifyAllRecords\n") == true)
        let before = sf.calls.count
        #expect(await sf.fetch("--api-user", "api@example.com").status == 0)
        #expect(sf.calls.count == before + 1)
    }

    @Test("A result that is cut is kept, reported with what depends on it, and asked for again")
    func cut() async throws {
        let sf = try StandIn(["users.json": #"{"records":[{"Username":"a@b.c"}],"totalSize":60000,"done":true}"#])
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 2)
        #expect(run.error.contains("records/users.json contains 1 of 60000 records"))
        #expect(run.error.contains("SF_ORG_MAX_QUERY_LIMIT to 60000"))
        #expect(sf.text("records/users.json") != nil)
        try sf.reply("users.json", StandIn.standard["users.json"])
        #expect(await sf.fetch("--api-user", "api@example.com").status == 0)
    }

    @Test(
        "An org that cannot be reached ends it at once, with what sf said and the step to take",
        arguments: [
            (
                "failure",
                #"{"status":1,"name":"NamedOrgNotFoundError","message":"No authorization information found for my-org."}"#,
                "No authorization information found for my-org. | sf org login web --alias my-org"
            ),
            (
                "json", #"{"status":0,"result":{"connectedStatus":"RefreshTokenAuthError"}}"#,
                "RefreshTokenAuthError | Log in again"
            ),
            ("json", "Warning: this is a banner\n", "not JSON | Update the Salesforce CLI"),
            ("error", "Error: getaddrinfo ENOTFOUND login.salesforce.com\n", "ENOTFOUND | Check the connection"),
        ])
    func unreachable(_ kind: String, _ text: String, _ words: String) async throws {
        let sf = try StandIn(["org.\(kind)": text])
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 2)
        #expect(sf.calls.count == 1)
        #expect(run.output == "")
        #expect(!FileManager.default.fileExists(atPath: sf.output))
        for word in words.split(separator: "|") {
            #expect(run.error.contains(word.trimmingCharacters(in: .whitespaces)), "\(word): \(run.error)")
        }
    }

    @Test("What an answer contains that is not JSON is not repeated: it may open the org")
    func noToken() async throws {
        let sf = try StandIn(["org.json": "accessToken: 00D!SECRET"])
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 2 && !run.error.contains("SECRET"))
    }

    @Test("A session that ends midway stops what follows, and keeps what arrived")
    func expires() async throws {
        let sf = try StandIn(["fields.error": "Error (INVALID_SESSION_ID): Session expired or invalid\n"])
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 2)
        #expect(run.error.contains("Log in again: sf org login web --alias my-org"))
        #expect(run.error.contains("Left: records/fields.json, "))
        #expect(run.error.contains(", export. "))
        #expect(sf.calls.last?.contains("fields.soql") == true)
        #expect(sf.text("records/objects.json") != nil && sf.text("records/users.json") == nil)
    }

    @Test(
        "Other failures of a query or of the retrieve are reported, and the rest arrives",
        arguments: [
            (
                "users.json", "not json",
                "records/users.json did not arrive. The file that sf wrote is not a result"
            ),
            (
                "callcenters.error", "Error (1): sObject type 'CallCenter' is not supported.",
                "The org does not have this object"
            ),
            (
                "retrieve.failure", #"{"status":1,"name":"X","message":"UNKNOWN_EXCEPTION"}"#,
                "sf said: X: UNKNOWN_EXCEPTION"
            ),
            ("retrieve.json", "<html>", "export did not arrive. What sf printed is not JSON"),
            (
                "retrieve.json",
                #"{"status":0,"result":{"success":false,"status":"Failed","errorStatusCode":"LIMIT","errorMessage":"Too much"}}"#,
                "export did not arrive. sf said: LIMIT: Too much"
            ),
            (
                "retrieve.failure", #"{"status":1,"result":{"success":false,"status":"Canceled"}}"#,
                "export did not arrive. sf said: Canceled"
            ),
            ("objects.killed", "KILL", "records/objects.json did not arrive. sf was ended by signal 9"),
            (
                "users.json", #"{"records":[{"Username":"a@b.c"}],"totalSize":1,"done":false}"#,
                "records/users.json contains 1 record and says that it is not done. Set the environment variable "
                    + "SF_ORG_MAX_QUERY_LIMIT to a higher number"
            ),
        ])
    func failures(_ file: String, _ text: String, _ words: String) async throws {
        let sf = try StandIn([file: text])
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 2)
        #expect(run.error.contains(words), "\(run.error)")
        #expect(sf.text("records/roles.json") != nil)
        #expect((sf.text("package.xml") == nil) == file.hasPrefix("retrieve"))
    }

    @Test(
        "A retrieve that failed, or left an empty folder, does not take the place of an earlier export",
        arguments: [
            #"{"status":0,"result":{"success":false,"status":"Failed","files":[]}}"#,
            #"{"status":0,"result":{"success":true,"status":"Succeeded","files":[]}}"#,
        ])
    func failedRetrieve(_ answer: String) async throws {
        let sf = try StandIn()
        #expect(await sf.fetch("--api-user", "api@example.com").status == 0)
        try sf.reply("retrieve.json", answer)
        try sf.reply("retrieve.empty", "")
        let run = await sf.fetch("--api-user", "api@example.com", "--force")
        #expect(run.status == 2)
        #expect(run.error.contains("export did not arrive."), "\(run.error)")
        #expect(run.error.contains("Left: export. "))
        #expect(sf.text("export/unpackaged/profiles/Admin.profile") != nil)
    }

    @Test("What the org does not have is reported, and does not count as left")
    func missingMembers() async throws {
        let answer = """
            {"status":0,"result":{"success":true,"files":[],"messages":[
             {"fileName":"package.xml","problem":"Entity of type 'PermissionSet' named 'ns__Set' cannot be found"}]}}
            """
        let sf = try StandIn(["retrieve.json": answer])
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 0)
        #expect(run.error.contains("Retrieved without: Entity of type 'PermissionSet' named 'ns__Set' cannot be found"))
    }

    @Test("A user to whom nothing is assigned does not exist")
    func noUser() async throws {
        let sf = try StandIn(["sources.json": #"{"records":[],"totalSize":0,"done":true}"#])
        let run = await sf.fetch("--api-user", "apu@example.com")
        #expect(run.status == 2)
        #expect(run.error.contains("there is no such user"))
        #expect(sf.calls.count == 2)
        // The name was mistyped: nothing of it is in the way of the right one.
        #expect(!FileManager.default.fileExists(atPath: sf.output))
        try sf.reply("sources.json", StandIn.standard["sources.json"])
        #expect(await sf.fetch("--api-user", "api@example.com").status == 0)
    }

    @Test("Without sf it says how to install it; a program in the working folder is not run")
    func notInstalled() async throws {
        let sf = try StandIn()
        for path in ["", "/nowhere", ".:bin"] {
            let run = await sf.fetch("--api-user", "api@example.com", path: path)
            #expect(run.status == 2)
            #expect(run.error.contains("There is no program sf") && run.error.contains("Install the Salesforce CLI"))
        }
        #expect(sf.calls.isEmpty)
    }

    @Test(
        "What no fetch has written is not written over without --force",
        arguments: ["package.xml", "records/objects.soql", "records/objects.json", "export/mine.txt"])
    func foreign(_ file: String) async throws {
        let sf = try StandIn()
        try sf.folder.write("mine", to: "org/\(file)")
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 2)
        #expect(run.error.contains("not of this fetch"), "\(run.error)")
        #expect(sf.calls.isEmpty)
        #expect(sf.text(file) == "mine")
        #expect(await sf.fetch("--api-user", "api@example.com", "--force").status == 0)
        #expect(sf.text(file) != "mine")
    }

    @Test("A folder of another user's records is not mixed with this one's")
    func otherUser() async throws {
        let sf = try StandIn()
        #expect(await sf.fetch("--api-user", "other@example.com").status == 0)
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 2 && run.error.contains("sources.soql"), "\(run.error)")
    }

    @Test("A rolecall.yml that somebody wrote stays")
    func settingsStay() async throws {
        let sf = try StandIn()
        try sf.folder.write("role: X\n", to: "org/rolecall.yml")
        let run = await sf.fetch("--api-user", "api@example.com")
        #expect(run.status == 0 && run.error.contains("stays as it is"), "\(run.error)")
        #expect(sf.text("rolecall.yml") == "role: X\n")
    }

    @Test("A link that leads out of the folder is not written through")
    func link() async throws {
        let sf = try StandIn()
        try sf.folder.makeFolder("elsewhere")
        try sf.folder.makeFolder("org")
        try sf.folder.link("org/records", to: "\(sf.folder.path)/elsewhere")
        let run = await sf.fetch("--api-user", "api@example.com", "--force")
        #expect(run.status == 2)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(sf.folder.path)/elsewhere").isEmpty)
    }

    @Test("--dry-run prints the commands, and neither runs nor writes anything")
    func dryRun() async throws {
        let sf = try StandIn()
        let run = await sf.fetch("--api-user", "o'neil@example.com", "--dry-run")
        #expect(run.status == 0)
        #expect(run.output.hasPrefix("sf org display --target-org my-org --json\n# SELECT "))
        #expect(
            run.output.contains(
                "WHERE Assignee.Username = 'o\\'neil@example.com'\nsf data query --target-org my-org --file "))
        #expect(sf.calls.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: sf.output))
    }

    @Test("Named sources are fetched too, where there is no user yet")
    func namedSources() async throws {
        let sf = try StandIn()
        let run = await sf.fetch("--profile", "Admin", "--permission-set", "Set", "--role", "R", "--object", "Lead=off")
        #expect(run.status == 0, "\(run.error)")
        #expect(sf.text("records/sets.soql") != nil && sf.text("records/sources.soql") == nil)
        #expect(sf.text("rolecall.yml")?.contains("profile: Admin\n") == true)
        #expect(sf.text("rolecall.yml")?.contains("Lead: off\n") == true)
    }

    @Test("Where nobody is named those who may be meant are listed, and nothing is written")
    func candidates() async throws {
        let sf = try StandIn()
        let run = await sf.fetch()
        #expect(run.status == 64)
        let lines = run.error.split(separator: "\n").map(String.init)
        #expect(lines.last { $0.contains("1  ") }?.contains("agent@example.com") == true, "\(run.error)")
        #expect(run.error.contains("made for integrations") && run.error.contains("2  api@example.com"))
        #expect(!FileManager.default.fileExists(atPath: sf.output))
    }

    @Test("Nobody named, an empty name and records that are there already are wrong usage")
    func usage() async throws {
        let sf = try StandIn()
        for arguments in [["--dry-run"], ["--api-user", ""], ["--api-user", "a@b.c", "--records", "x.json"]] {
            let words = ["fetch", "--target-org", "o", "--output-dir", sf.output] + arguments
            #expect(Run(words, environment: ["PATH": "\(sf.folder.path)/bin"]).status == 64, "\(arguments)")
        }
        #expect(Run("fetch", "--api-user", "a@b.c", "--output-dir", "x").status == 64)
    }

    @Test("No name becomes an option of sf, and no shell reads one")
    func hostileNames() async throws {
        let sf = try StandIn()
        let words = ["fetch", "--target-org=-x;$(touch a)", "--output-dir", sf.output, "--api-user", "api@example.com"]
        let environment = ["PATH": "\(sf.folder.path)/bin:/usr/bin:/bin"]
        _ = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: Run(words, environment: environment)) }
        }
        #expect(sf.calls.first == "org display --target-org=-x;$(touch a) --json")
    }
}
