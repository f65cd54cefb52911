import AuditEngine
import Documents
import Testing

@Suite("Errors in what a guide requires under a condition")
struct GuideConditionTests {
    /// A row with alternatives: line 8 its key, 10 `anyOf`, 11 and 12 the alternatives.
    private static let row = """
          - key: choice
            label: One of two
            anyOf:
              - [{ permission: ApiEnabled, requires: granted }]
              - [{ object: Case, requires: [read] }, { object: Case, field: Subject, requires: edit }]
            purpose: It can be had in two ways.
        """

    private func folder(_ text: String = "", _ replacement: String = "", table: String = "", features: String = "")
        throws -> GuideFolder
    {
        if !text.isEmpty { try #require(Self.row.contains(text), "The test's own text \"\(text)\" is not in the row.") }
        return try guide(
            features: features, table: table,
            rows: text.isEmpty ? Self.row : Self.row.replacing(text, with: replacement))
    }

    @Test("The row itself has no error")
    func sound() throws {
        #expect(try folder().diagnostics() == [])
        #expect(try folder().load().requirements.map(\.id) == ["any-of/choice"])
    }

    @Test(
        "An error in a row with alternatives is reported at its line",
        arguments: [
            ("key: choice", "key: a/b", 8, ["An id contains"]),
            ("key: choice\n    label", "label", 8, ["\"key\" is missing"]),
            (
                "label: One of two", "label: One of two\n    permission: ApiEnabled", 10,
                ["\"permission\" is not known here", "anyOf"]
            ),
            ("label: One of two", "label: One of two\n    requires: granted", 10, ["\"requires\" is not known here"]),
            (
                "- [{ permission: ApiEnabled, requires: granted }]\n      ", "", 11,
                ["At least 2 are wanted here, not 1"]
            ),
            ("[{ permission: ApiEnabled, requires: granted }]", "[]", 11, ["This list is empty"]),
            ("[{ permission: ApiEnabled, requires: granted }]", "ApiEnabled", 11, ["A list is wanted here"]),
            ("[{ permission: ApiEnabled, requires: granted }]", "[ApiEnabled]", 11, ["A mapping is wanted here"]),
            ("permission: ApiEnabled, requires: granted", "permission: ApiEnabled", 11, ["\"requires\" is missing"]),
            ("permission: ApiEnabled", "permision: ApiEnabled", 11, ["\"permision\" is not known here", "permission"]),
            ("permission: ApiEnabled", "object: Case, permission: ApiEnabled", 11, ["belongs to no object"]),
            ("object: Case, requires: [read]", "object: Lead, requires: [read]", 12, ["names no object \"Lead\""]),
            ("[read]", "[reed]", 12, ["\"reed\" is not known", "viewAll"]),
            ("field: Subject", "field: Subjekt", 12, ["\"Subjekt\""]),
            ("object: Case, field: Subject", "field: Subject", 12, ["\"object\" is missing"]),
            (
                "{ permission: ApiEnabled, requires: granted }", "{ object: Case, requires: [read] }", 12,
                ["never counts", "alternative 1"]
            ),
            (
                "[{ object: Case, requires: [read] }, { object: Case, field: Subject, requires: edit }]",
                "[{ permission: ApiEnabled, requires: granted }]", 12, ["never counts", "alternative 1"]
            ),
            ("in two ways.", "in two ways.\n    remedy: { setup: Click. }", 14, ["fixed by the first of them"]),
        ])
    func row(text: String, replacement: String, line: Int, words: [String]) throws {
        let folder = try folder(text, replacement)
        let told = folder.diagnostics()
        #expect(
            told.contains {
                $0.file == "\(folder.path)/rows.yaml" && $0.line == line && words.allSatisfy($0.message.contains)
            }, "\(told)")
    }

    @Test("Only permissions can be required in several ways")
    func otherKinds() throws {
        let folder = try GuideFolder([
            "guide.yaml":
                "id: demo\ntitle: Demo\nedition: A\nsource: https://example.com\nsummary: A.\nobjects: { Case: {} }\ntables: [roles.yaml]",
            "roles.yaml": "table: R\ntitle: Roles\ncaption: Roles\nkind: role\nseverity: major\nrows:\n" + Self.row,
        ])
        folder.expectOnly("roles.yaml", 10, "Only permissions", "a role row")
    }

    @Test("Two rows with alternatives and one key are reported like any other two")
    func twice() throws {
        let folder = try guide(rows: Self.row + "\n" + Self.row)
        folder.expectOnly("rows.yaml", 14, "any-of/choice", "rows.yaml:8")
    }

    @Test(
        "A feature that nobody names, or that is named wrongly, is reported",
        arguments: [
            // The features, the table's own line, a row's, the file, the line, and what is said.
            (
                "a: { title: A, default: on }", "", "", "guide.yaml", 9,
                ["No table and no row belongs to the feature \"a\""]
            ),
            (
                "a: { title: A, default: on }", "feature: b", "", "rows.yaml", 6,
                ["names no feature \"b\"", "Its features: a."]
            ),
            ("", "feature: b", "", "rows.yaml", 6, ["names no feature \"b\". It names none."]),
            ("a: { title: A, default: on }", "", "feature: b", "rows.yaml", 10, ["names no feature \"b\""]),
            (
                "a: { title: A, default: on }", "feature: a", "feature: a", "rows.yaml", 10,
                ["All of this table belongs to the feature \"a\" already"]
            ),
            ("a: { title: A }", "feature: a", "", "guide.yaml", 9, ["\"default\" is missing"]),
            ("a: { title: A, default: perhaps }", "feature: a", "", "guide.yaml", 9, ["true or false is wanted here"]),
            ("a: { default: on }", "feature: a", "", "guide.yaml", 9, ["\"title\" is missing"]),
            ("a b: { title: A, default: on }", "feature: a b", "", "guide.yaml", 9, ["letters, digits and \"-\" only"]),
        ])
    func feature(features: String, table: String, row: String, file: String, line: Int, words: [String]) throws {
        let folder = try folder(
            "label: One of two", "label: One of two" + (row.isEmpty ? "" : "\n    \(row)"), table: table,
            features: features)
        let told = folder.diagnostics()
        #expect(told.count == 1, "\(told)")
        #expect(told.first?.file == "\(folder.path)/\(file)")
        #expect(told.first?.line == line, "\(told)")
        for word in words { #expect(told.first?.message.contains(word) == true, "\(told)") }
    }

    @Test(
        "A right that an object does not have is an error, since nobody could ever grant it",
        arguments: [
            (
                "Task", "[edit, viewAllFields]",
                "no object permissions for Task, and nothing stands for View All Fields there. Ask for the system permission"
            ),
            ("Product2", "[read, modifyAll]", "no Modify All Records on Product2."),
        ])
    func rights(object: String, rights: String, words: String) throws {
        let folder = try guide(
            objects: "\(object): {}",
            rows: """
                  - key: choice
                    label: One of two
                    anyOf:
                      - [{ permission: ApiEnabled, requires: granted }]
                      - [{ object: \(object), requires: \(rights) }]
                    purpose: It can be had in two ways.
                """)
        folder.expectOnly("rows.yaml", 12, words)
    }
}
