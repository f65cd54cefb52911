import AuditEngine
import Foundation
import OrgModel
import TestSupport

/// Results that go through every format: all that names can contain, and every verdict.
enum AwkwardResult {
    /// Names as a hostile or careless admin could choose them.
    static let names = [
        "escape \u{1B}[31mred\u{07}", "bidi \u{202E}desrever\u{2066}", "cdata ]]> end", "pipe | ` tick",
        "##[error]stop",
        "::warning::now", "<script>alert('x')</script>", "line\nbreak\r\ttab", "null\u{0}byte \u{FFFF}",
        "=1+1;@SUM(A1)",
        "emoji 🧑‍🚀 é e\u{301}", "{{mustache}}", "%2F &amp; \"quoted\"",
        "##vso[task.complete result=Failed]", "##teamcity[buildStop]",
    ]

    /// A guide with one row for each thing that a report can be about, in as many rows as there are names. No vendor
    /// wrote it, so the expected files change only with the reports.
    static func guide() throws -> Guide { try madeUpGuide.get() }

    private static let madeUpGuide = Result { try Guide.load("\(root)/Tests/AuditReportsTests/MadeUpGuide") }

    /// One finding for each name, with every verdict among them, and problems with and without a place.
    static func everything() throws -> AuditResult {
        let guide = try guide()
        var principal = Principal()
        principal.username = names[0]
        principal.profile = ComponentID(.profile, names[1])
        principal.permissionSets = names[2...4].map { ComponentID(.permissionSet, $0) }
        principal.role = .role(names[6])
        principal.endUsers = [.init(username: names[5], role: .role(names[7])), .init(role: .none)]
        let findings = guide.requirements.enumerated().map { index, requirement -> Finding in
            let name = names[index % names.count]
            let verdict = Verdict.allCases[index % Verdict.allCases.count]
            let place: Place? =
                index % 4 == 0 ? nil : Place(file: "profiles/\(name).profile", line: index % 3 == 0 ? nil : index)
            let remedy: Remedy? =
                switch verdict {
                case .failed, .waived, .recommended, .manual:
                    Remedy(setup: "Click \(name).", metadata: "<a>\(name)</a>\n", then: "Wait for \(name).")
                case .unknown: Remedy(retrieve: "Retrieve \(name).")
                case .passed, .notApplicable: nil
                }
            return Finding(
                requirement, verdict, message: "It is about \(name).",
                evidence: index % 5 == 4
                    ? []
                    : [
                        Evidence(
                            component: ComponentID(.profile, name), place: place, says: "it says \(name)",
                            wouldStand: index % 6 == 0 ? Place(file: "profiles/\(name).profile", line: index + 1) : nil)
                    ],
                remedy: remedy,
                waiver: verdict == .waived
                    ? waiver((0..<3).map { names[(index + $0) % names.count] }, line: index) : nil)
        }
        var result = AuditResult(
            guide: guide, principal: principal, findings: findings,
            problems: names.enumerated().map { index, name in
                index % 2 == 0
                    ? Problem(.error, at: Place(file: name, line: 3), "Broken: \(name)")
                    : Problem(.warning, "Invalid: \(name)")
            },
            roleTree: roleTree)
        result.basis = AuditBasis(
            label: "Org \(names[3]) \(names[4])\(names[5])/\(names[6])",
            configuration: "soft\u{AD}hyphen/\(names[6])/rolecall.yml", guideFolder: "\(names[7])/tag\u{E0041}",
            waivers: "\(names[13]) ❤\u{FE0F}", asOf: Date(timeIntervalSince1970: 1_798_675_200), isDayChosen: true)
        return result
    }

    /// A waiver until 2026-12-31 with these names in its parts.
    private static func waiver(_ names: [String], line: Int) -> Waiver {
        Waiver(
            requirement: names[0], reason: "Accepted because of \(names[0]).", owner: "owner \(names[1])",
            expires: Date(timeIntervalSince1970: 1_798_675_200),
            place: Place(file: "waivers/\(names[2]).yml", line: line))
    }

    /// Roles of those names: a path that breaks off, a cycle with a role below it, and a role that is not exported.
    private static let roleTree = RoleTree(
        roles: [
            Role(name: names[6], parent: names[0], place: Place(file: "a")),
            Role(name: names[7], parent: names[6], place: Place(file: "b")),
            Role(name: names[1], parent: names[2], place: Place(file: "c")),
            Role(name: names[2], parent: names[3], place: Place(file: "d")),
            Role(name: names[3], parent: names[2], place: Place(file: "e")),
            Role(name: names[8], place: Place(file: "f")),
        ],
        apiUserRole: names[6],
        endUserRoles: [
            .init(names[7], .above), .init(names[1], .unknown), .init(names[8], .notAbove), .init(names[5], .unknown),
        ])

    /// A name of 10,000 characters.
    static func long() throws -> AuditResult {
        let guide = try guide()
        let name = String(repeating: "long ", count: 2_000)
        return AuditResult(
            guide: guide, principal: Principal(),
            findings: [Finding(guide.requirements[0], .failed, message: name, evidence: [Evidence(says: name)])],
            problems: [])
    }

    /// Nothing at all.
    static func empty() throws -> AuditResult {
        AuditResult(guide: try guide(), principal: Principal(), findings: [], problems: [])
    }

    /// More findings than a Markdown report or a list of annotations takes.
    static func many() throws -> AuditResult {
        let guide = try guide()
        let requirements = guide.requirements
        let findings = (0..<1_100).map { index in
            Finding(
                requirements[index % requirements.count], .failed, message: "Finding \(index).",
                evidence: [Evidence(place: Place(file: "f", line: index + 1), says: "says")],
                remedy: Remedy(setup: "Do."))
        }
        return AuditResult(guide: guide, principal: Principal(), findings: findings, problems: [])
    }
}
