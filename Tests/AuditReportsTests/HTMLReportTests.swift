import AuditEngine
import AuditReports
import Foundation
import OrgModel
import Testing

@Suite("HTML report")
struct HTMLReportTests {
    private let settings = ReportSettings(toolVersion: "1.2.3", date: Date(timeIntervalSince1970: 1_800_000_000))

    private func page(_ result: AuditResult) -> String { ReportFormat.html.render(result, settings) }

    @Test(
        "The hashes in the content security policy are those of the style sheet and the script",
        arguments: ["style", "script"])
    func contentSecurityPolicy(_ element: String) throws {
        let page = page(try AwkwardResult.everything())
        let contents = page.components(separatedBy: "<\(element)>").dropFirst().map {
            $0.components(separatedBy: "</\(element)>")[0]
        }
        #expect(contents.count == 1)
        let hash = try sha256(try #require(contents.first))
        #expect(
            page.contains("\(element)-src 'sha256-\(hash)'"),
            "Sources/AuditReports/Templates/html.mustache must say \(element)-src 'sha256-\(hash)'")
    }

    /// The hash as the policy writes it, from openssl, so that the package needs no cryptography.
    private func sha256(_ text: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "rolecall-\(UUID().uuidString)")
        try text.write(to: file, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["openssl", "dgst", "-sha256", "-binary", file.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let hash = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "openssl is needed for this test")
        return hash.base64EncodedString()
    }

    @Test("Nothing on the page requires anything from elsewhere")
    func selfContained() throws {
        let page = page(try AwkwardResult.everything())
        for reference in page.matches(of: #/(?:src|href)="([^"]*)"/#).map(\.output.1) {
            #expect(
                reference.hasPrefix("#") || reference.hasPrefix("https://example.com/"), "\(reference)")
        }
        for forbidden in ["url(", "@import", " style=", " onclick=", "<img", "<link", "<iframe"] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
    }

    @Test(
        "A name is never markup, even where a combining mark follows the quote",
        arguments: [ReportFormat.html, .junit, .junitAnnotated])
    func combiningMarks(_ format: ReportFormat) throws {
        let name = "\"\u{301} <\u{301} &\u{301} >\u{301} '\u{301}"
        let guide = try AwkwardResult.guide()
        let result = AuditResult(
            guide: guide, principal: Principal(),
            findings: [Finding(guide.requirements[0], .failed, message: name)], problems: [])
        let report = format.render(result, settings)
        #expect(report.contains("&quot;\u{301} &lt;\u{301} &amp;\u{301} &gt;\u{301} &#39;\u{301}"))
    }

    @Test("Every row says its verdict in a word, and rows are as many as findings")
    func rows() throws {
        let result = try AwkwardResult.everything()
        let page = page(result)
        for verdict in Verdict.allCases {
            #expect(
                page.matches(of: try Regex("<li class=\"row \(verdict.rawValue)\">")).count == result.count(verdict))
        }
        let words = page.matches(
            of: #/<span class="word">([a-z ]+)</span>(?: <span class="until">until [0-9-]+</span>)?</span></summary>/#
        ).map { String($0.output.1) }
        #expect(words.count == result.findings.count)
        #expect(Set(words) == ["passed", "failed", "unknown", "waived", "not applicable"])
        let ids = page.matches(of: #/ id="([^"]*)"/#).map { String($0.output.1) }
        #expect(Set(ids).count == ids.count, "no two elements have one id")
    }

    // MARK: Roles

    /// Draws a tree written as `Agent < Lead < Top`.
    private func draw(_ paths: String..., api: String?, endUsers: RoleTree.EndUserRole...) throws -> String {
        var roles: Set<Role> = []
        for path in paths {
            let names = path.components(separatedBy: " < ")
            for (name, parent) in zip(names, names.dropFirst().map(Optional.some) + [nil]) {
                // A name with a question mark is not in the export.
                guard !name.hasSuffix("?") else { continue }
                roles.insert(
                    Role(name: name, parent: parent?.replacing("?", with: ""), place: Place(file: "roles/\(name).role"))
                )
            }
        }
        return page(
            AuditResult(
                guide: try AwkwardResult.guide(), principal: Principal(), findings: [], problems: [],
                roleTree: RoleTree(roles: roles.sorted { $0.name < $1.name }, apiUserRole: api, endUserRoles: endUsers))
        )
    }

    private func names(_ page: String) -> [String] {
        page.matches(of: #/<text x="(\d+)" y="\d+">([^<]*)</#).map { "\($0.output.1) \($0.output.2)" }
    }

    @Test("Roles are below and right of the role that they report to")
    func outline() throws {
        let page = try draw(
            "Agent < Lead < Top", "Rep < Top", api: "Lead", endUsers: .init("Agent", .above), .init("Rep", .notAbove))
        #expect(names(page) == ["26 Top", "50 Lead", "74 Agent", "50 Rep"])
        #expect(page.matches(of: #/class="edge above"/#).count == 1)
        #expect(page.contains("<g class=\"lane failed\">"))
        #expect(!page.contains("<g class=\"lane unknown\">"))
        #expect(page.contains("Lead is not above <b>Rep</b>."))
    }

    @Test("Roles that are not in the export are drawn as missing")
    func missing() throws {
        let page = try draw("Agent < Lead < Gone?", api: "Away", endUsers: .init("Agent", .unknown))
        #expect(names(page) == ["26 Away", "26 Gone", "50 Lead", "74 Agent"])
        #expect(page.contains("API user, not in the export"))
    }

    @Test("A cycle is cut open once, and what hangs below it is drawn once")
    func cycle() throws {
        let page = try draw("Agent < B < C < A < B?", api: nil, endUsers: .init("Agent", .unknown))
        #expect(names(page).count == 4)
        #expect(page.contains("a cycle"))
        #expect(page.contains("It cannot be determined whether the API user is above <b>Agent</b>."))
    }

    @Test("Without any role nothing is drawn")
    func nothing() throws {
        #expect(!(try draw(api: nil)).contains("Role hierarchy"))
    }
}
