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
            "Sources/AuditReports/Templates/page-begin.mustache must say \(element)-src 'sha256-\(hash)'")
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

    /// A page of each kind.
    private func pages() throws -> [String] {
        let result = try AwkwardResult.sinceBaseline()
        return [
            page(result), SurplusFormat.html.render(try AwkwardResult.surplus(), settings),
            ComparisonFormat.html.render(try #require(result.comparison), settings),
        ]
    }

    @Test("Nothing on a page requires anything from elsewhere, and every link on it leads to something on it")
    func selfContained() throws {
        for page in try pages() {
            let ids = page.matches(of: #/ id="([^"]*)"/#).map { String($0.output.1) }
            #expect(Set(ids).count == ids.count, "no two elements have one id")
            for reference in page.matches(of: #/(?:src|href)="([^"]*)"/#).map(\.output.1) {
                #expect(
                    reference.hasPrefix("#") && ids.contains(String(reference.dropFirst()))
                        || reference.hasPrefix("https://example.com/"), "\(reference)")
            }
            for forbidden in ["url(", "@import", " style=", " onclick=", "<img", "<link", "<iframe", "<script>alert"] {
                #expect(!page.contains(forbidden), "\(forbidden)")
            }
        }
    }

    @Test("Every page has one look: the same style sheet, script and signs")
    func oneLook() throws {
        let pages = try pages()
        for part in [#/(?s)<style>.*<\/style>/#, #/(?s)<script>.*<\/script>/#, #/(?s)<svg class="signs".*?<\/svg>/#] {
            let found = try pages.map { String(try #require($0.firstMatch(of: part)).output) }
            #expect(Set(found).count == 1)
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
        #expect(Set(words) == ["passed", "failed", "unknown", "waived", "not applicable", "recommended", "manual"])
    }

    @Test("What failed is open, and there is a dot for each row, which leads to it")
    func links() throws {
        let result = try AwkwardResult.everything()
        let page = page(result)
        #expect(page.matches(of: #/<details id="[^"]*" open>/#).count == result.count(.failed))
        let dots = page.matches(of: #/<a class="[A-Za-z]+" href="#([^"]*)"/#).map { String($0.output.1) }
        #expect(dots == result.findings.map(\.requirement.id))
    }

    @Test(
        "What to fix is before everything else: what failed, what is unknown, recommended or manual, each row as a link"
    )
    func todo() throws {
        let result = try AwkwardResult.everything()
        let page = page(result)
        let todo = try #require(page.firstMatch(of: #/(?s)<section class="todo".*?<\/section>/#)?.output)
        let start = try #require(page.range(of: "<section class=\"todo\"")).lowerBound
        #expect(start < (try #require(page.range(of: "<section class=\"all\""))).lowerBound)
        let links = todo.matches(of: #/<a href="#([^"]*)"/#).map { String($0.output.1) }
        let open = [Verdict.failed, .unknown, .recommended, .manual].flatMap { verdict in
            result.findings.filter { $0.verdict == verdict }.map(\.requirement.id)
        }
        #expect(links.sorted() == open.sorted())
        #expect(!todo.contains("Download"))
        let passed = try FormatResults.findings(["It is."], .passed)
        #expect(!self.page(passed).contains("class=\"todo\""))
    }

    @Test("The permission set that grants what is missing can be downloaded, whatever is in its name and text")
    func missingSet() throws {
        for name in AwkwardResult.names {
            var settings = settings
            settings.missingSet = MissingSet(
                name: name, file: "\(name).permissionset-meta.xml", text: "<a>\(name)</a>\n", rows: 2, username: name)
            let page = ReportFormat.html.render(try AwkwardResult.everything(), settings)
            let link = try #require(
                page.firstMatch(of: #/href="data:application\/octet-stream;base64,([A-Za-z0-9+\/=]*)"/#)?.output.1)
            let bytes = try #require(Data(base64Encoded: String(link)))
            #expect(String(decoding: bytes, as: UTF8.self) == "<a>\(name)</a>\n")
            #expect(!page.contains("<script>alert"))
            expectHarmless(page)
        }
    }

    @Test("The members of a group are below it, each with what it proves")
    func members() throws {
        let guide = try AwkwardResult.guide()
        let group = ComponentID(.permissionSetGroup, "All of it")
        var principal = Principal()
        principal.permissionSetGroups = [group]
        principal.permissionSets = [ComponentID(.permissionSet, "Direct")]
        let members = ["Beta", "Alpha"].map { name in
            Evidence(component: ComponentID(.permissionSet, name), through: group, .text("says so"))
        }
        let page = page(
            AuditResult(
                guide: guide, principal: principal,
                findings: [
                    Finding(guide.requirements[0], .passed, message: "It is.", evidence: [members[0]]),
                    Finding(guide.requirements[1], .failed, message: "It is not.", evidence: members),
                ], problems: []))
        let rows = page.matches(of: #/<tr class="(\w+)">.*?<span>([^<]*)</span></th><td class="number">([^<]*)<//#)
        #expect(
            rows.map { "\($0.output.1) \($0.output.2): \($0.output.3)" } == [
                "named Direct: 0", "named All of it: through its members", "member Alpha: 0", "member Beta: 1",
            ])
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
        page.matches(of: #/<circle [^>]*><text x="(\d+)" y="\d+">([^<]*)</#).map { "\($0.output.1) \($0.output.2)" }
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

    /// The lines of the drawing that only count roles.
    private func folds(_ page: String) -> [String] {
        page.matches(of: #/<g class="omitted [^"]*"><path [^>]*><text [^>]*>([^<]*)<tspan [^>]*>([^<]*)</#).map {
            "\($0.output.1), \($0.output.2)"
        }
    }

    @Test("However many roles end users have, the drawing fits a screen, and says how many more there are")
    func manyRoles() throws {
        let agents = (100..<600).map { "Agent\($0)" }
        let page = page(try many(agents.map { "\($0) < Service < Top" } + ["API < Top"], api: "API", agents))
        #expect(names(page).map { $0.drop { $0 != " " } }.joined() == " Top API Service Agent100 Agent101 Agent102")
        #expect(folds(page) == ["and 497 more below Service, end users"])
        #expect(page.contains("API is not above <b>500 roles</b>."))
        #expect(page.contains("<summary>All 500 roles of the end users</summary>"))
        #expect(page.contains("<b>Agent598</b> and <b>Agent599</b>."))
        #expect(page.contains("the lowest role above all end users"))
    }

    @Test("Of a long way the ends are drawn, and where ways part")
    func longWays() throws {
        let chain = (100..<200).reversed().map { "R\($0)" }.joined(separator: " < ")
        let page = page(
            try many([chain, "Left < R150", "Right < R150", "API < R100"], api: "API", ["Left", "Right", "R199"]))
        #expect(names(page).map { $0.drop { $0 != " " } }.joined() == " R100 API R150 Left R198 R199 Right")
        #expect(folds(page) == ["49 roles between, ", "47 roles between, "])
    }

    /// A result whose principal has the roles too.
    private func many(_ paths: [String], api: String, _ endRoles: [String]) throws -> AuditResult {
        var parents: [String: String] = [:]
        var names: Set<String> = []
        for path in paths {
            let roles = path.components(separatedBy: " < ")
            names.formUnion(roles)
            for (name, parent) in zip(roles, roles.dropFirst()) { parents[name] = parent }
        }
        let roles = names.sorted().map { Role(name: $0, parent: parents[$0], place: Place(file: "\($0).role")) }
        var principal = Principal()
        principal.role = .role(api)
        principal.endUsers = endRoles.map { .init(role: .role($0)) }
        return AuditResult(
            guide: try AwkwardResult.guide(), principal: principal, findings: [], problems: [],
            roleTree: RoleTree(
                roles: roles, apiUserRole: api, endUserRoles: endRoles.map { .init($0, .notAbove) }))
    }

    @Test("Without any role nothing is drawn")
    func nothing() throws {
        #expect(!(try draw(api: nil)).contains("Role hierarchy"))
    }
}
