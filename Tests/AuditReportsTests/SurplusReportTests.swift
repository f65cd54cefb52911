import AuditReports
import Foundation
import OrgModel
import TestSupport
import Testing

@testable import AuditEngine

@Suite("Every format of surplus")
struct SurplusReportTests {
    private let settings = ReportSettings(toolVersion: "1.2.3", date: Date(timeIntervalSince1970: 1_800_000_000))

    private func empty() throws -> SurplusResult {
        SurplusResult(
            guide: try AwkwardResult.guide(), principal: Principal(), grants: [], fields: [], carriedTogether: [],
            restrictions: [],
            sources: [], gaps: [], notes: [], problems: [])
    }

    @Test(
        "The awkward result gives the expected file, and nothing that a terminal or a CI runner obeys",
        arguments: SurplusFormat.allCases)
    func awkward(_ format: SurplusFormat) throws {
        let report = format.render(try AwkwardResult.surplus(), settings)
        try expect(report, equals: "surplus.\(format.rawValue)")
        for report in [report, format.render(try AwkwardResult.surplus(AwkwardResult.activeNames), settings)] {
            expectHarmless(format == .csv ? report.replacing("\r\n", with: "\n") : report)
        }
    }

    @Test("Nothing beyond the guide is reported as nothing", arguments: SurplusFormat.allCases)
    func nothing(_ format: SurplusFormat) throws {
        let report = format.render(try empty(), settings)
        switch format {
        case .text: #expect(report.hasPrefix("NO SURPLUS\n"))
        case .markdown: #expect(report.contains("nothing beyond what the guide requires"))
        case .html: #expect(report.contains("<span>No surplus</span></h1>"))
        case .csv: #expect(report.split(separator: "\r\n").count == 1)
        case .sarif: #expect(report.contains("\"results\" : [\n\n      ]"))
        case .json: #expect(report.contains("\"systemPermissions\" : [\n\n  ]"))
        }
    }

    @Test("Text says that the guide rests on the surplus only where it does", arguments: [true, false])
    func carries(_ carries: Bool) throws {
        let guide = try AwkwardResult.guide()
        let grant = SurplusGrant(
            subject: .systemPermission("ViewSetup"), label: "View Setup", rating: nil, sources: [],
            carries: carries ? Array(guide.requirements.prefix(1)) : [])
        let result = SurplusResult(
            guide: guide, principal: Principal(), grants: [grant], fields: [], carriedTogether: [], restrictions: [],
            sources: [], gaps: [], notes: [], problems: [])
        #expect(SurplusFormat.text.render(result, settings).contains("--without-surplus") == carries)
    }

    /// A result of one grant, or of one object's fields, or of neither.
    private func small(
        grants: [SurplusGrant] = [], fields: [SurplusFields] = [], gaps: [Unknown] = [], notes: [String] = []
    ) throws -> String {
        let result = SurplusResult(
            guide: try AwkwardResult.guide(), principal: Principal(), grants: grants, fields: fields,
            carriedTogether: [], restrictions: [], sources: [], gaps: gaps, notes: notes, problems: [])
        let text = SurplusFormat.text.render(result, settings)
        // Which guide was applied to whom is in each.
        return text.replacing(#/(?m)^(Guide|API user) .*\n+/#, with: "")
    }

    @Test("Text says nothing of what there is not")
    func absent() throws {
        let grant = SurplusGrant(
            subject: .systemPermission("ViewSetup"), label: "View Setup", rating: nil, sources: [], carries: [])
        let granted = try small(grants: [grant])
        #expect(
            granted == """
                SURPLUS  1 not rated

                Not rated: Rate them yourself by their names.
                  View Setup (ViewSetup) (maybe)

                Beyond the guide the API user has 1 system permission.

                """)
        let fields = SurplusFields(
            object: "Case", readable: ["A"], editable: [], isEffective: true, isCertain: true, sources: [],
            ratings: [:])
        #expect(
            try small(fields: [fields]) == """
                SURPLUS  1 field

                Fields: access beyond the guide
                  Case  1 to read: A

                Beyond the guide the API user has 1 field.

                """)
        let gap = Unknown(place: Place(file: "f"), says: "It is missing", resolvedBy: "Retrieve it.")
        for text in [try small(gaps: [gap]), try small(notes: ["A note."])] {
            #expect(text.hasPrefix("NO SURPLUS FOUND\n"))
            #expect(text.contains("\n\nWhat the export does not say\n  - "))
        }
    }

    @Test("Verbose text names the fields of each access that there is", arguments: [true, false])
    func namedFields(_ canEdit: Bool) throws {
        let names = (1...5).map { "F\($0)" }
        let fields = SurplusFields(
            object: "Case", readable: canEdit ? [] : names, editable: canEdit ? names : [], isEffective: true,
            isCertain: true, sources: [], ratings: [:])
        var settings = settings
        settings.isVerbose = true
        let result = SurplusResult(
            guide: try AwkwardResult.guide(), principal: Principal(), grants: [], fields: [fields],
            carriedTogether: [], restrictions: [], sources: [], gaps: [], notes: [], problems: [])
        let word = canEdit ? "edit" : "read"
        #expect(
            SurplusFormat.text.render(result, settings).contains(
                "  Case  5 to \(word)\n    \(word): F1, F2, F3, F4, F5\n\n"))
    }

    @Test("Verbose text names what else is only counted")
    func verbose() throws {
        var settings = settings
        settings.isVerbose = true
        let verbose = SurplusFormat.text.render(try AwkwardResult.surplus(), settings)
        let plain = SurplusFormat.text.render(try AwkwardResult.surplus(), self.settings)
        #expect(plain.contains("and 3 more"))
        #expect(!verbose.contains("and 3 more"))
        #expect(verbose.count > plain.count)
    }
}

extension AwkwardResult {
    /// All that names can contain, in every place where a name can be.
    static func surplus(_ names: [String] = names) throws -> SurplusResult {
        let guide = try guide()
        var principal = Principal()
        principal.username = names[0]
        principal.profile = ComponentID(.profile, names[1])
        let ratings =
            Risk.allCases.map {
                RiskFacts.Rating(risk: $0, why: "It is \($0.rawValue).", source: "https://example.com")
            } + [nil]
        func source(_ index: Int) -> SurplusGrant.Source {
            SurplusGrant.Source(
                id: ComponentID(.permissionSet, names[index]),
                group: index % 2 == 0 ? nil : ComponentID(.permissionSetGroup, names[index]),
                place: index % 3 == 0 ? nil : Place(file: "sets/\(names[index])", line: index),
                doubt: index % 4 == 3 ? names[index] : nil)
        }
        let grants = names.enumerated().map { index, name in
            SurplusGrant(
                subject: index % 2 == 1 ? .objectRight(object: name, .delete) : .systemPermission(name),
                label: index % 2 == 1 ? "Delete" : name,
                rating: ratings[index / 3 % ratings.count],
                sources: index % 5 == 0 ? [source(index), source(1)] : [source(index)],
                carries: index % 6 == 0 ? Array(guide.requirements.dropFirst(index)) : [])
        }
        let fields = names.enumerated().map { index, name in
            SurplusFields(
                object: name, readable: index == 0 ? names : index % 2 == 0 ? [names[1]] : [], editable: [name],
                isEffective: [true, false, nil][index % 3], isCertain: index % 4 > 0,
                sources: [ComponentID(.permissionSet, name)], ratings: ratings[3].map { [.edit: $0] } ?? [:])
        }
        return SurplusResult(
            guide: guide, principal: principal, grants: grants, fields: fields,
            carriedTogether: Array(guide.requirements.suffix(3)),
            restrictions: [
                SurplusRestriction(
                    name: "ApiUserOnly", label: "API Only User", says: "It restricts.",
                    place: Place(file: names[2], line: 1))
            ],
            sources: names.map {
                SurplusSource(
                    id: ComponentID(.permissionSet, $0), group: ComponentID(.permissionSetGroup, $0), file: $0,
                    counts: (1, 2, 3),
                    remedy: "Change \($0).")
            },
            gaps: names.map {
                Unknown(place: Place(file: $0), says: "\($0) is missing", resolvedBy: "Retrieve \($0).")
            },
            notes: names, problems: names.map { Problem(.warning, at: Place(file: $0, line: 3), "Invalid: \($0)") })
    }
}
