import Documents
import OrgModel
import Testing

@testable import AuditEngine

@Suite("Words of a vendor's page")
struct DraftWordsTests {
    // MARK: Rights

    struct Access: Sendable, CustomTestStringConvertible {
        let text: String
        var rights: [ObjectRight] = []
        var excluded: [ObjectRight] = []
        var others: [String] = []
        var restriction: CellRestriction?

        var testDescription: String { text }
    }

    @Test(
        "A cell asks for rights, speaks against some, and has other words",
        arguments: [
            Access(text: "Read, Create and Modify All", rights: [.read, .create, .modifyAll]),
            Access(text: "View All Fields", rights: [.viewAllFields]), Access(text: "R/W", rights: [.read, .edit]),
            Access(text: "crud", rights: [.read, .create, .edit, .delete]),
            Access(text: "Crew", others: ["crew"]), Access(text: "RX", others: ["rx"]),
            Access(text: "EE", others: ["ee"]),
            Access(text: "No access"), Access(text: "Never remove", excluded: [.delete], restriction: .forbids),
            Access(text: "Full access is not required", restriction: .notRequired),
            Access(text: "Edit only if you create leads", rights: [.edit], restriction: .limits),
            Access(text: "Edit unless you only read", rights: [.edit], restriction: .limits),
            Access(text: "R,C,NO D", rights: [.read, .create], excluded: [.delete], restriction: .forbids),
            Access(
                text: "All except Delete", rights: [.read, .create, .edit], excluded: [.delete], restriction: .forbids),
            Access(
                text: "Full access (Read, Edit), never Delete", rights: [.read, .edit], excluded: [.delete],
                restriction: .forbids),
            Access(text: "Read, Delete (no Delete)", rights: [.read], excluded: [.delete], restriction: .forbids),
            Access(text: "Delete is not allowed, Read", rights: [.read], excluded: [.delete], restriction: .forbids),
            Access(text: "Delete never, Read", rights: [.read], excluded: [.delete], restriction: .forbids),
            Access(text: "Delete: never. Read", rights: [.read], excluded: [.delete], restriction: .forbids),
            Access(text: "No Delete; Read", rights: [.read], excluded: [.delete], restriction: .forbids),
            Access(text: "Never\nDelete", excluded: [.delete], restriction: .forbids),
            Access(
                text: "Read, Edit not (Delete)", rights: [.read, .edit], excluded: [.delete], restriction: .forbids),
        ])
    func access(_ expected: Access) {
        let words = AccessWords(expected.text)
        #expect(words.rights == expected.rights)
        #expect(words.excluded == expected.excluded)
        #expect(words.others == expected.others)
        #expect(words.restriction == expected.restriction)
    }

    @Test(
        "A sign or a word says whether a column is meant",
        arguments: [
            ("✓", CheckMark.yes), ("Yes*", .yes), ("x", .cross), ("×", .cross), ("☒", .cross), ("", .no), ("—", .no),
            ("❌ later", .no), ("not required", .no), ("Nice to have", .optional), ("maybe", .unclear),
        ])
    func checkMarks(_ text: String, _ mark: CheckMark) {
        #expect(CheckMark(text) == mark)
    }

    // MARK: Names

    @Test(
        "The name in a text that speaks against it is the known one, else what is before a bracket or a dash",
        arguments: [
            ("Do not grant API Enabled here", "API Enabled"), ("API - Enabled: never", "API Enabled"),
            ("Harvest Step (never)", "Harvest Step"),
            ("Harvest Step - not required", "Harvest Step"), ("(never)", nil), ("Never - Harvest Step", nil),
            ("API Enabled" + String(repeating: " must not be given", count: 6), nil),
        ])
    func restrictedNames(_ text: String, _ name: String?) {
        #expect(text.restrictedName { $0 == "API Enabled" } == name)
    }

    @Test(
        "A cell lists what is between its signs, without bullets and numbers, unless that would tear a name apart",
        arguments: [
            ("Account, Contact", ["Account", "Contact"]), ("Account , Contact.", ["Account", "Contact"]),
            ("Account and Contact", ["Account", "Contact"]),
            ("Account, Contact, and Lead", ["Account", "Contact", "Lead"]),
            ("Growth & Harvest, Contact", ["Growth & Harvest", "Contact"]),
            ("Research and Development", ["Research and Development"]), ("Growth, Harvest", ["Growth, Harvest"]),
            ("Growth; Harvest", ["Growth", "Harvest"]), ("• Account\n- Contact", ["Account", "Contact"]),
            ("1. Account\n2) Contact", ["Account", "Contact"]), ("5% Discount", ["5% Discount"]),
            ("1.5 Factor", ["1.5 Factor"]), ("-Account", ["-Account"]),
        ])
    func items(_ text: String, _ items: [String]) {
        #expect(text.items { ["Account", "Contact"].contains($0) } == items)
    }

    @Test(
        "A reason is whole sentences without bullets",
        arguments: [
            ("• names of customers\n• phone numbers;", "Names of customers. Phone numbers."),
            ("it reads\nand writes", "It reads and writes."), ("It reads\nIt writes", "It reads. It writes."),
            ("-5 is allowed", "-5 is allowed."),
            ("A number.", "A number."),
        ])
    func sentences(_ text: String, _ sentence: String) {
        #expect(text.sentence == sentence)
    }

    @Test(
        "Names are compared by their letters and digits",
        arguments: [("Line 1 & 2", "line1and2"), ("e-mail (Work)", "emailwork"), ("—", "")])
    func looseNames(_ text: String, _ name: String) {
        #expect(text.looseName == name)
    }

    @Test(
        "The words of an API name are its label",
        arguments: [
            ("acme__Deal_Stage__c", "Deal Stage"), ("DealStage", "Deal Stage"), ("APIKey__c", "APIKey"),
            ("Tier", "Tier"),
        ])
    func labels(_ name: String, _ label: String) {
        #expect(name.wordsOfAPIName == label)
    }

    @Test(
        "A file is named by the words of what it is about",
        arguments: [
            ("Quarry Deal Room", "quarry-deal-room"), ("deal room", "deal-room"), ("HarvestStep", "harvest-step"),
            ("acme__Deal__c", "acme-deal-c"), ("(CRM)", "crm"), ("🙂", "other"),
        ])
    func slugs(_ text: String, _ slug: String) {
        #expect(text.slug == slug)
    }

    // MARK: Columns

    @Test(
        "The title of a column says what it is for",
        arguments: [
            ("Object", .object), ("Object API Name", .objectAPI), ("Field Name", .field), ("Field API Name", .api),
            ("Technical name", .api), ("API access", .access), ("Object permissions", .access),
            ("Required permission", .permission), ("Modify All", .right(.modifyAll)), ("Read access", .right(.read)),
            ("Why do we need it?", .purpose), ("Mandatory", .required), ("Priority", .severity), ("Remarks", .note),
            ("", nil), ("#", nil), ("What a permission gives to the integration user", nil),
        ] as [(String, ColumnRole?)])
    func columns(_ title: String, _ role: ColumnRole?) {
        #expect(TableColumns.role(title) == role)
    }

    // MARK: Headings

    @Test(
        "A heading names the objects that it says are objects, and one that it mentions",
        arguments: [
            ("Account", ["Account"]), ("Syncing Accounts.", ["Accounts"]), ("Syncing Accounts from Leads", []),
            ("Table 2. Account object permissions", ["Account"]), ("Account access beside Lead sync", ["Account"]),
            ("Rights on Account for Lead conversion", ["Account", "Lead"]),
            ("Fields of Account or Lead", ["Account", "Lead"]), ("Lead and Contact fields", ["Lead", "Contact"]),
            ("Lead & Contact fields", ["Lead", "Contact"]), ("Lead sync: Contact fields", ["Contact"]),
            ("Pricebook2 fields", ["Pricebook2"]), ("Use Case", []),
            ("acme__Room__c access beside Lead sync", ["acme__Room__c"]),
            ("Form Field", ["Form Field"]), ("Table 2. Orchard Plan fields", ["Orchard Plan"]),
            ("Which fields are needed", []), ("orchard plan fields", []), ("3PL Order fields", []), ("", []),
            (String(repeating: "and so on ", count: 12) + "in use of Account", ["Account"]),
            (String(repeating: "and so on ", count: 13) + "of Account", []),
        ])
    func mentions(_ heading: String, _ objects: [String]) throws {
        #expect(try ObjectMentions(DraftedPage.names(records: true)).objects(in: heading) == objects)
    }
}
