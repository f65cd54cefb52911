import Testing

@testable import AuditEngine

@Suite("Remedies")
struct RemedyTests {
    @Test("The permission set is filled in wherever it is named")
    func set() {
        let everywhere = Remedy(setup: "Open {set}.", metadata: "{set}", then: "Assign {set}.")
        #expect(
            everywhere.granting(in: "Mine") == Remedy(setup: "Open Mine.", metadata: "Mine", then: "Assign Mine."))
        let once = Remedy(setup: "Open {set}.", metadata: "<A/>")
        #expect(once.granting(in: "Mine") == Remedy(setup: "Open Mine.", metadata: "<A/>"))
    }

    @Test("Entries of one object become one, and those of two objects stay two")
    func entries() {
        func entry(_ flag: String, _ object: String) -> Remedy {
            Remedy(
                metadata:
                    "<objectPermissions>\n    <\(flag)>true</\(flag)>\n    <object>\(object)</object>\n</objectPermissions>"
            )
        }
        let all = Remedy.all([entry("allowRead", "Case"), entry("allowRead", "Lead"), entry("allowCreate", "Case")])
        #expect(
            all.metadata == """
                <objectPermissions>
                    <allowCreate>true</allowCreate>
                    <allowRead>true</allowRead>
                    <object>Case</object>
                </objectPermissions>
                <objectPermissions>
                    <allowRead>true</allowRead>
                    <object>Lead</object>
                </objectPermissions>
                """)
    }

    @Test(
        "A text is cut by its characters, whatever bytes they take",
        arguments: [
            ("éé éé", 5, "éé éé"), ("éé éé", 4, "éé … (3 more characters)"), ("aa aa", 5, "aa aa"),
            ("aa aa", 4, "aa … (3 more characters)"),
        ])
    func cut(text: String, limit: Int, expected: String) {
        #expect(text.cutAtWord(limit) == expected)
    }
}
