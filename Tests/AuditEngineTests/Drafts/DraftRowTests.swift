import Documents
import Testing

@testable import AuditEngine

@Suite("Rows of a drafted guide")
struct DraftRowTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let page: String
        let rows: [String]
        /// What a part of each question says, in order.
        let questions: [String]
        /// What a part of each sentence on what is not used says, in order.
        let unused: [String]
        let records: Bool

        init(
            _ name: String, _ page: String, rows: [String], questions: [String] = [], unused: [String] = [],
            records: Bool = false
        ) {
            (self.name, self.page, self.rows) = (name, page, rows)
            (self.questions, self.unused, self.records) = (questions, unused, records)
        }

        var testDescription: String { name }
    }

    private func check(_ expected: Case) throws {
        let page = try DraftedPage(expected.page, records: expected.records)
        #expect(page.rows == expected.rows)
        expect(page.questions, say: expected.questions)
        expect(page.unused, say: expected.unused)
    }

    private func expect(_ sentences: [String], say parts: [String]) {
        #expect(sentences.count == parts.count, "\(sentences)")
        for (sentence, part) in zip(sentences, parts) { #expect(sentence.contains(part)) }
    }

    // MARK: Columns

    @Test("Columns are known by their titles", arguments: columns)
    func readsColumns(_ expected: Case) throws { try check(expected) }

    static let columns = [
        Case(
            "An API name beside an object is a field", "Object,API Name,Access\nAccount,Website,Read",
            rows: ["Account.Website: read"]),
        Case(
            "An API name alone is a field where a column is for fields",
            "Object,Name,Field,API Name,Access\nAccount,,,Website,Read", rows: ["Account.Website: read"]),
        Case("API names of permissions", "API Name,Why\nApiEnabled,It connects", rows: ["ApiEnabled"]),
        Case(
            "A permission with an access that says it is needed", "System Permission,Access\nAPI Enabled,Yes",
            rows: ["ApiEnabled"]),
        Case(
            "An object with an access, and the permission that gives it",
            "Object,Permission,Access\nAccount,Standard,Read", rows: ["Account: read"]),
        Case(
            "An object without access", "Object,Why\nAccount,We sync", rows: ["Account: read"],
            questions: ["does not say which access"]),
        Case(
            "Permissions of an object that has an API name", "Object API Name,Permission\nAccount,Full access",
            rows: ["Account: read"], questions: ["do not say which rights"]),
        Case(
            "Names of objects with their rights", "Name,Permission\nAccount,\"Read, Create\"\n,Edit",
            rows: ["Account: read, create, edit"], unused: ["is added to that of line 2"]),
        Case(
            "Names of objects where some rows have none", "Name,Access,Why\nAccount,Read,a\n,,b\n,,c",
            rows: ["Account: read"], unused: ["names no object", "names no object"]),
        Case(
            "Names of permissions below a heading with an object",
            "Account sync,\n,\nName,Why\nAPI Enabled,It connects",
            rows: ["ApiEnabled"]),
        Case(
            "Names of fields below a heading with an object",
            "Account fields,\n,\nName,Access\nPhone,Read\nWebsite,Edit",
            rows: ["Account.Phone: read", "Account.Website: edit"]),
        Case(
            "The first column has names where no column is called so", "Thing,Access,Why\nAccount,Read,We sync",
            rows: ["Account: read"]),
        Case(
            "A column of numbers is none of names", "#,Object,Access\n1,Account,Read", rows: ["Account: read"],
            unused: ["the column \"#\" is not used"]),
        Case(
            "A column without a title is not missed", "Object,Access,\nAccount,Read,x", rows: ["Account: read"]),
        Case(
            "A table that asks for nothing misses no column", "Object,Access,Color\nAccount,None,", rows: [],
            unused: ["The row \"Account | None\" is not used: it asks for no access."]),
        Case(
            "A table of titles alone", "Object,Access\n,\nPermission,Why\nAPI Enabled,It connects", rows: ["ApiEnabled"]
        ),
        Case(
            "Columns without titles", "API Enabled,It connects\n,It is quick\n,It is safe", rows: ["ApiEnabled"],
            unused: ["names no object, field or permission", "names no object, field or permission"]),
        Case("One column without a title", "API Enabled\nRun Reports", rows: ["ApiEnabled", "RunReports"]),
        Case(
            "A table about something else is quoted without its blanks", "Plan,,Price\nBasic,,10", rows: [],
            unused: ["The table \"Plan | Price\" (2 rows) is not used"]),
    ]

    @Test("Titles that span columns have theirs below", arguments: spans)
    func readsSpans(_ expected: Case) throws { try check(expected) }

    static let spans = [
        Case(
            "Beside a title that goes on below, and is not read",
            """
            <table><tr><th>Object<th colspan=2>Access<th rowspan=2>Color</tr><tr><th><th>Read<th>Edit</tr>
            <tr><td>Account<td>✓<td>✓<td>red</table>
            """, rows: ["Account: read, edit"], unused: ["the column \"Color\" is not used"]),
        Case(
            "Below it is a requirement",
            "<table><tr><th>Permission<th colspan=2>Why</tr><tr><td>API Enabled<td>a<td>b</table>",
            rows: ["ApiEnabled"], unused: ["the column \"Why\" is not used"]),
        Case(
            "An object beside an empty cell is above the titles",
            """
            <table><tr><th>Account Object<th></tr><tr><th>Field<th>Access</tr><tr><td>Phone<td>Read</table>
            """, rows: ["Account.Phone: read"]),
        Case(
            "More columns below than above",
            """
            <table><tr><th>Object<th colspan=2>Access</tr><tr><th><th>Read<th>Edit<th>Delete</tr>
            <tr><td>Account<td>✓<td><td>✓</table>
            """, rows: ["Account: read"]),
        Case(
            "What is not used is quoted once where it spans columns",
            "<table><tr><th>Object<th>Access<th>Why</tr><tr><td>Account<td colspan=2>None</table>", rows: [],
            unused: ["The row \"Account | None\" is not used"]),
    ]

    // MARK: Headings

    @Test("The object of rows that name none is in a heading", arguments: headings)
    func readsHeadings(_ expected: Case) throws { try check(expected) }

    static let headings = [
        Case(
            "Access alone", "Account permissions,\n,\nAccess,Why\n\"Read, Edit\",We sync", rows: ["Account: read, edit"]
        ),
        Case(
            "Check marks alone", "Account permissions,,\n,,\nRead,Edit,Why\n✓,,We sync", rows: ["Account: read"]),
        Case(
            "A caption below it names no object",
            "<h2>Account fields</h2><p>What is needed:</p><table><tr><th>Field<th>Access<tr><td>Phone<td>Read</table>",
            rows: ["Account.Phone: read"]),
        Case("Permissions", "Account permissions,\n,\nPermission,Why\nRead,We sync", rows: ["Account: read"]),
        Case("A system permission", "Account permissions,\n,\nPermission,Why\nAPI Enabled,a", rows: ["ApiEnabled"]),
        Case("Access that is a permission", "Access,Why\nAPI Enabled,It connects", rows: ["ApiEnabled"]),
        Case(
            "The first row names the same object", "Account fields,\n,\nAccount Object,\nField,Access\nPhone,Read",
            rows: ["Account.Phone: read"]),
        Case(
            "The first row names another object", "Account fields,\n,\nContact Object,\nField,Access\nPhone,Read",
            rows: ["Account.Phone: read"], questions: ["first row names Contact, and what is above it Account"]),
        Case(
            "The first row names another object, and so do the rows",
            "Account fields,,\n,,\nContact Object,,\nObject,Field,Access\nLead,Phone,Read", rows: ["Lead.Phone: read"]),
        Case(
            "The first row names no object", "Account fields,\n,\nOverview,\nField,Access\nPhone,Read",
            rows: ["Account.Phone: read"]),
        Case(
            "An object alone is about the fields below", "Object,Field,Access\nAccount,,\n,Phone,Read\n,Website,Edit",
            rows: ["Account.Phone: read", "Account.Website: edit"]),
        Case(
            "An object inside a table of fields",
            "Field,Access\nContact object,\nPhone,Read\nAccount object,\nPhone,Edit",
            rows: ["Contact.Phone: read", "Account.Phone: edit"]),
        Case(
            "An object inside a table of permissions",
            "<table><tr><th>Permission<th>Why</tr><tr><td colspan=2>Account object</tr><tr><td>Read<td>Sync</table>",
            rows: ["Account: read"]),
        Case(
            "An object across a table that has a column for it",
            """
            <table><tr><th>Object<th>Field<th>Access</tr><tr><td colspan=3>Account</tr>
            <tr><td><td>Phone<td>Read</table>
            """, rows: ["Account.Phone: read"]),
        Case(
            "A heading across a table that has a column for objects",
            """
            <table><tr><th>Object<th>Field<th>Access</tr><tr><td colspan=3>For calls</tr>
            <tr><td>Account<td>Phone<td>Read</table>
            """, rows: ["Account.Phone: read"], unused: ["The row \"For calls\" is not used: it is a heading."]),
        Case(
            "A heading across the table that names no object",
            "<table><tr><th>Permission<th>Why</tr><tr><td colspan=2>For calls</tr><tr><td>API Enabled<td>a</table>",
            rows: ["ApiEnabled"], unused: ["The row \"For calls\" is not used: it is a heading."]),
    ]

    // MARK: Requirements

    @Test("Rights are read from access, check marks and permissions", arguments: rights)
    func readsRights(_ expected: Case) throws { try check(expected) }

    static let rights = [
        Case(
            "No access", "Object,Access\nLead,No access\nCase,Read", rows: ["Case: read"],
            unused: ["asks for no access"]),
        Case("A check mark beside no access", "Object,Access,Read\nLead,None,✓", rows: ["Lead: read"]),
        Case(
            "A restriction of the access, and a check mark", "Object,Access,Read\nLead,Never,✓", rows: ["Lead: read"],
            questions: ["speak against it"]),
        Case(
            "No check mark", "Object,Read,Edit\nLead,,\nCase,✓,", rows: ["Case: read"], unused: ["asks for no access"]),
        Case(
            "A right that is spoken for and against", "Object,Edit\nLead,\"Yes, but no Edit\"", rows: ["Lead: read"],
            questions: ["against Edit"]),
        Case("Words below a right", "Object,Read\nLead,\"Read, Edit\"", rows: ["Lead: read, edit"]),
        Case("Other words below a right", "Object,Read\nLead,maybe", rows: ["Lead: read"], questions: ["not plain"]),
        Case(
            "Every right is spoken against", "Object,Read,Delete\nLead,Never,Not strictly needed",
            rows: ["Lead: read, delete forbidden"], questions: ["against Read", "against Delete"]),
        Case(
            "A sign against a right, with more words", "Object,Read,Delete\nLead,Yes,❌ never to be granted",
            rows: ["Lead: read"], questions: ["against Delete"]),
        Case("Rights on an object in words", "Permission,Why\nRead on Account,We sync", rows: ["Account: read"]),
        Case(
            "An object with its rights", "Permission,Why\n\"Account: Read, Create\",We sync",
            rows: ["Account: read, create"]),
        Case(
            "What is no right, or on no object",
            "Permission,Why\nRead on Mars,a\nMars: Read,b\nWork on Account,c",
            rows: ["ReadOnMars", "MarsRead", "WorkOnAccount"],
            questions: Array(repeating: "No system permission", count: 3)),
        Case(
            "An object with what is no right", "Permission,Why\nAccount: Work,a", rows: ["AccountWork"],
            questions: ["No system permission"]),
        Case(
            "A right that Salesforce has not on the object", "Object,Access\nProduct2,\"Read, Modify All\"",
            rows: ["Product2: read"], questions: ["Salesforce has no Modify All on it"]),
        Case(
            "Four known permissions that are spoken against",
            "Permission\nNo API Enabled\nNo Run Reports\nNo Edit Tasks\nNo Author Apex",
            rows: ["ApiEnabled forbidden", "RunReports forbidden", "EditTask forbidden", "AuthorApex forbidden"],
            questions: Array(repeating: "so it is forbidden here", count: 4)),
        Case(
            "An object that is asked for again", "Object,Access\nAccount,Read\nAccount,Edit\nAccount,Read",
            rows: ["Account: read, edit"], unused: ["is added to that of line 2", "line 2 asks for the same"]),
        Case("An object with words in brackets", "Object,Access\nAccounts (customers),Read", rows: ["Account: read"]),
        Case(
            "An object that nothing knows, with its API name in brackets",
            "Object,Access\nSignal (plc__Signal__c),Read",
            rows: ["plc__Signal__c: read"]),
        Case(
            "Words against an object of which no name can be told", "Object,Access\nNever Signals,Read",
            rows: ["NeverSignals: read"], questions: ["may speak against it"]),
    ]

    @Test("Fields are read from labels and API names", arguments: fields)
    func readsFields(_ expected: Case) throws { try check(expected) }

    private static let unknown = "Neither rolecall nor a record knows the fields"

    static let fields = [
        Case(
            "Two objects in the row's own cell", "Object,Field,Access\nAccount; Contact,Phone,Read",
            rows: ["Account.Phone: read", "Contact.Phone: read"]),
        Case(
            "Two objects in the heading", "Lead and Contact fields,\n,\nField,Access\nPhone,Read",
            rows: ["Lead.Phone: read", "Contact.Phone: read"],
            questions: ["names Lead, Contact", "names Lead, Contact"]),
        Case(
            "Short names between commas", "Object,Field,Access\nContact,\"Harvest Step, Growth Band\",Read",
            rows: [
                "Contact.HarvestStep (Harvest Step): read", "Contact.GrowthBand (Growth Band): read",
            ], questions: [unknown, unknown]),
        Case(
            "A long name with a comma",
            "Object,Field,Access\nContact,\"Region code of the main office, as agreed\",Read",
            rows: [
                "Contact.RegionCodeOfTheMainOfficeAsAgreed (Region code of the main office, as agreed): read"
            ], questions: [unknown]),
        Case(
            "An API name in brackets",
            "Object,Field,Access\nContact,Score (hl__score__c),Read\nContact,Handy(MobilePhone),Read",
            rows: ["Contact.hl__score__c: read", "Contact.MobilePhone: read"]),
        Case(
            "Words in brackets",
            "Object,Field,Access\nContact,Harvest Score (daily),Read\nContact,Growth Region(s),Read",
            rows: [
                "Contact.HarvestScoreDaily (Harvest Score (daily)): read",
                "Contact.GrowthRegionS (Growth Region(s)): read",
            ], questions: [unknown, unknown]),
        Case(
            "A field of no object", "Field,Access\nPhone,Read", rows: [], unused: ["says of which object the field is"]),
        Case(
            "An API name beside another one in brackets, and beside the name of a right",
            "Object,Field,API Name,Access\nContact,Score (hl__Old__c),hl__Score__c,Read\nContact,Read,hl__Read__c,Read",
            rows: ["Contact.hl__Score__c: read", "Contact.hl__Read__c: read"]),
        Case(
            "The beginning of a label", "Object,Field,Access\nAccount,Mas,Read", rows: ["Account.MasterRecordId: read"],
            questions: ["taken for the field Master Record ID"]),
        Case(
            "A sentence behind an object names no field of it", "Field,Access\nAccount. Website,Read", rows: [],
            unused: ["neither it nor a heading above the table says of which object"]),
        Case("A field with its object", "Field,Access\nAccount.Website,Read", rows: ["Account.Website: read"]),
        Case(
            "A label with its object", "Field,Access\nAccount.Employees,Read",
            rows: ["Account.NumberOfEmployees: read"]),
        Case(
            "An API name with its object", "Object,Field,API Name,Access\nContact,Score,Contact.hl__Score__c,Read",
            rows: ["Contact.hl__Score__c: read"]),
        Case(
            "A custom name with a space is a label", "Object,Field,Access\nContact,Harvest Band__c,Read",
            rows: ["Contact.HarvestBandC (Harvest Band__c): read"], questions: [unknown]),
    ]

    @Test("Records say what names mean", arguments: recorded)
    func readsRecords(_ expected: Case) throws { try check(expected) }

    static let recorded = [
        Case(
            "A standard object that records define too", "Object,Access\nAccount,Read", rows: ["Account: read"],
            records: true),
        Case(
            "A field by its API name", "Object,Field,Access\nAccount,HarvestStep,Read",
            rows: ["Account.HarvestStep (Harvest Step): read"], records: true),
        Case(
            "A label of the platform's wins over that of a record", "Object,Field,Access\nAccount,Phone,Read",
            rows: ["Account.Phone: read"], records: true),
        Case(
            "A label wins over an API name", "Object,Field,Access\nAccount,Level,Read",
            rows: ["Account.Tier (Level): read"], records: true),
        Case(
            "A field that is not there", "Object,Field,Access\nAccount,Zyx Qwv,Read",
            rows: ["Account.ZyxQwv (Zyx Qwv): read"],
            questions: ["It is not a field that the records know. The nearest"],
            records: true),
    ]

    @Test(
        "What a page notes is the purpose of a row that has no other",
        arguments: [("", "It is new.", nil), ("It connects.", "It connects.", "It is new.")])
    func notes(why: String, purpose: String, note: String?) throws {
        let page = try DraftedPage("Permission,Why,Notes\nAPI Enabled,\(why),It is new.")
        let row = try #require(page.content.tables.first?.rows.first)
        #expect(row.purpose == purpose)
        #expect(row.note == note)
    }

    @Test("A known name may contain a word that speaks against others")
    func knownNegation() throws {
        let page = try DraftedPage("Object,Field,Access\nAccount,Not Now,Read", records: true)
        #expect(page.rows == ["Account.NotNow (Not Now): read"])
        #expect(page.questions == [])
    }

    @Test("Near names are looked for a hundred times at the most")
    func nearNames() throws {
        var names = try DraftedPage.names(records: false)
        for _ in 0..<99 { _ = names.permissions(near: "x") }
        #expect(names.permissions(near: "Run Report").first == "Run Reports")
        #expect(names.permissions(near: "Run Report") == [])
        #expect(names.fields(near: "Websites", of: "Account") == [])
    }

    // MARK: Files

    @Test("Each table has a file of its own")
    func files() throws {
        let page = try DraftedPage("Permission\nAPI Enabled\n,\nPermission\nRun Reports\n,\nPermission\nEdit Tasks")
        #expect(
            page.content.tables.map(\.file) == [
                "system-permissions.yaml", "system-permissions-2.yaml", "system-permissions-3.yaml",
            ])
    }

    @Test("What is asked of several rows is asked once")
    func sharedQuestions() throws {
        let page = try DraftedPage("Object,Field,Access\nAccount,Phone,\nAccount,Website,\nAccount,Name,maybe")
        let file = try #require(DraftText(page.content).files.last)
        #expect(file.text.ranges(of: "does not say which access").count == 1)
        #expect(file.text.ranges(of: "These words do not say").count == 1)
    }

    @Test("The page's address is asked for where it is not given", arguments: [nil, "https://acme.example.com/"])
    func source(_ source: String?) throws {
        let page = try Page.read(Array("Permission,Why\nAPI Enabled,It connects\n".utf8), name: "page")
        let content = DraftContent(page, DraftedPage.origin(source: source), try DraftedPage.names(records: false))
        let guide = try #require(DraftText(content).files.first)
        #expect(guide.text.contains("Write the page's address") == (source == nil))
    }
}
