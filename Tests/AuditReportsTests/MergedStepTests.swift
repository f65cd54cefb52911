import Testing

@testable import AuditReports

@Suite("Steps that differ in one name")
struct MergedStepTests {
    @Test("Steps that differ in one quoted name are one step with all names, where the first of them was")
    func merging() {
        let steps = [
            #"Contacts, tick "Edit Access" for "Fax", Save."#, #"Leads, tick "Edit Access" for "Fax", Save."#,
            #"Contacts, tick "Edit Access" for "Email", Save."#, #"Contacts, tick "Edit Access" for "Email", Save."#,
            "Look.",
        ]
        #expect(
            steps.mergingNames == [
                #"Contacts, tick "Edit Access" for "Fax", "Email", Save."#,
                #"Leads, tick "Edit Access" for "Fax", Save."#, "Look.",
            ])
        let twice = [#"Tick "Read" for "Fax"."#, #"Tick "Edit" for "Email"."#]
        #expect(twice.mergingNames == twice)
    }

    @Test("What steps one after the other have in common at their beginnings is said once")
    func commonPath() {
        let steps = [
            "S > Sets > A > Contacts > Edit", "S > Sets > A > Leads > Edit", "S > Sets > B", "S > Sets > B > C",
        ]
        #expect(steps.byPath.map(\.path) == ["S > Sets > A", nil, nil])
        #expect(
            steps.byPath.map(\.steps) == [["Contacts > Edit", "Leads > Edit"], ["S > Sets > B"], ["S > Sets > B > C"]])
        #expect((steps[..<2] + ["S > Sets > A > Tasks > Edit"]).byPath.map(\.path) == ["S > Sets > A"])
        // What all have in common counts more than what the first two have.
        let mixed = ["S > A > B > C > X > 1", "S > A > B > C > X > 2", "S > A > B > C > Y > 1", "S > A > Z > Y"]
        #expect(mixed.byPath.map(\.path) == ["S > A > B > C", nil])
        #expect(mixed.byPath.first?.steps == ["X > 1", "X > 2", "Y > 1"])
        // The last level is what to do there.
        #expect(["S > Sets > A > Edit", "S > Sets > A > Edit"].byPath.map(\.path) == ["S > Sets > A"])
        #expect(["Look.", "Look again."].byPath.map(\.path) == [nil, nil])
    }

    @Test("Steps that differ in more than one name, or in another one than those before, stay apart")
    func apart() {
        let steps = [
            #"tick "Read" for "A""#, #"tick "Read" for "B""#, #"tick "Edit" for "A""#, #"tick "Edit" for "C""#,
            #"an open quote " here"#, #"an open quote " there"#,
        ]
        #expect(
            steps.mergingNames == [
                #"tick "Read" for "A", "B""#, #"tick "Edit" for "A", "C""#, #"an open quote " here"#,
                #"an open quote " there"#,
            ])
    }
}
