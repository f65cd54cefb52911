import Documents
import Testing

@Suite("Which records of a file are handed over")
struct RecordFilterTests {
    private static let fields = AskedNames(
        ["account": ["Account.Fax", "Account.Phone"], "case": []], whole: [], key: "field",
        flags: ["editable", "readable"], marker: "__")

    private func entry(_ field: String, readable: String = "true", editable: String = "false") -> String {
        "<fieldPermissions><editable>\(editable)</editable><field>\(field)</field><readable>\(readable)</readable></fieldPermissions>\n"
    }

    private func read(_ entries: String..., asking: AskedNames = fields) throws -> (handedOver: [String], NameSearch) {
        let filter = RecordFilter(["fieldPermissions": asking])
        filter.file = "A"
        var names: [String] = []
        _ = try MetadataReader.read(
            wanted: ["fieldPermissions"], filter: filter,
            nextChunk: OnceRead("<P>\n\(entries.joined())</P>").next,
            onRecord: { names.append($0.first("field")?.text ?? "") })
        return (names, try #require(filter.found["fieldPermissions"]))
    }

    /// Hands over a text, then nothing.
    private final class OnceRead {
        private var rest: [UInt8]?
        init(_ text: String) { rest = Array(text.utf8) }
        func next() throws(DocumentError) -> [UInt8] {
            defer { rest = nil }
            return rest ?? []
        }
    }

    @Test("Only records about asked names, in whatever case")
    func asked() throws {
        #expect(
            try read(entry("account.PHONE"), entry("Account.Name"), entry("Lead.Phone"), entry("Phone")).handedOver
                == ["account.PHONE"])
    }

    @Test(
        "A record that is not as Salesforce writes it is handed over, whatever it is about",
        arguments: [
            "<fieldPermissions><field>Lead.A</field><readable>maybe</readable></fieldPermissions>",
            "<fieldPermissions><field>Lead.A</field><field>Lead.B</field></fieldPermissions>",
            "<fieldPermissions><field>Lead.A</field><readable><a>true</a></readable></fieldPermissions>",
            "<fieldPermissions><field> </field></fieldPermissions>", "<fieldPermissions/>",
        ])
    func strange(record: String) throws { #expect(try read(record).handedOver.count == 1) }

    @Test("Of a whole group every record")
    func wholeGroup() throws {
        let all = AskedNames(["account": []], whole: ["account"], key: "field", flags: [], marker: "__")
        #expect(try read(entry("Account.A__c"), entry("Case.A"), asking: all).handedOver == ["Account.A__c"])
        #expect(all.contains("Account.Any") && !all.contains("Case.Any"))
        #expect(all.covers(AskedNames(["account": ["Account.X"]], whole: [], key: "field", flags: [], marker: "__")))
        #expect(!all.covers(Self.fields))
        #expect(!Self.fields.covers(all))
        #expect(Self.fields.covers(Self.fields))
    }

    @Test("A missing record would be before the next one by name, else before the last one of its group")
    func places() throws {
        let (_, found) = try read(
            entry("Account.Active__c"), entry("Account.Industry"), entry("Account.Owner"), entry("Case.Fax"))
        #expect(found.place(forMissing: "Account.Fax") == Place(file: "A", line: 3))
        #expect(found.place(forMissing: "Account.Phone") == Place(file: "A", line: 4))
        #expect(found.place(forMissing: "Lead.Phone") == nil)
        let unsorted = try read(entry("Account.Zone"), entry("Account.Open"), entry("Account.Gone")).1
        #expect(unsorted.place(forMissing: "Account.Fax") == Place(file: "A", line: 4))
        #expect(unsorted.place(forMissing: "Account.Phone") == Place(file: "A", line: 2))
    }

    @Test("What is not handed over tells which flags are true together, and which names are unmarked")
    func outline() throws {
        let (_, found) = try read(
            entry("Account.A__c"), entry("Account.B__c", editable: "true"), entry("Case.A", readable: "false"))
        #expect(found.hasRecords)
        #expect(found.unmarkedGroups == ["case"])
        #expect(found.groups { $0 == ["readable"] } == ["account"])
        #expect(found.groups { $0 == ["readable", "editable"] } == ["account"])
        #expect(found.groups { !$0.contains("readable") } == ["case"])
    }
}
