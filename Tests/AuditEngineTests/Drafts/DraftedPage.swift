import Documents
import OrgModel
import TestSupport
import Testing

@testable import AuditEngine

/// A page of a made-up vendor as it is drafted.
struct DraftedPage {
    let content: DraftContent

    /// Drafts a page.
    ///
    /// - Parameters:
    ///   - text: HTML, Markdown or comma separated values.
    ///   - records: Whether records define objects and fields: ``definitions()``.
    init(_ text: String, records: Bool = false) throws {
        let page = try Page.read(Array(text.utf8), name: "page")
        content = DraftContent(page, Self.origin(), try Self.names(records: records))
    }

    static func origin(source: String? = nil) -> GuideDraft.Origin {
        .init(file: "page", day: "2027-01-15", id: "demo", title: "Demo", source: source)
    }

    static func names(records: Bool) throws -> DraftNames {
        DraftNames(try PlatformFacts.load(), records ? try recorded.get() : ExportedDefinitions([], []))
    }

    private static let recorded = Result { try definitions() }

    private static func definitions() throws -> ExportedDefinitions {
        let objects = [
            entityRecord("Account", "Account"), entityRecord("acme__Form__c", "Form Field"),
            entityRecord("acme__Room__c", "Deal Room"),
        ]
        let fields = [
            fieldRecord("Account", "GrowthBand", "Growth Band", "Picklist"),
            fieldRecord("Account", "HarvestStep", "Harvest Step", "Picklist"),
            fieldRecord("Account", "Level", "Grade", "Picklist"), fieldRecord("Account", "Tier", "Level", "Picklist"),
            fieldRecord("Account", "Phone2__c", "Phone", "Phone"),
            fieldRecord("Account", "NotNow", "Not Now", "Checkbox"),
        ]
        let folder = try TemporaryFolder(["objects.json": result(objects), "fields.json": result(fields)])
        return withExtendedLifetime(folder) {
            let export = UserExport.read([folder.path])
            #expect(export.problems == [])
            return export.definitions
        }
    }

    private static func result(_ records: [String]) -> String {
        "{\"records\":[\n\(records.joined(separator: ",\n"))\n],\"totalSize\":\(records.count),\"done\":true}"
    }

    /// The rows of all tables: `Account: read, edit`, `Account.Phone: read forbidden`, `ApiEnabled`.
    var rows: [String] { content.tables.flatMap(\.rows).map(Self.words) }

    /// What is asked of all rows.
    var questions: [String] { content.tables.flatMap(\.rows).flatMap(\.questions).map(\.text) }

    var unused: [String] { content.unused.map(\.words) }

    private static func words(_ row: DraftRow) -> String {
        let requirement =
            switch row.subject {
            case .system(let name): name
            case .object(let key, let rights): "\(key): \(rights.map(\.rawValue).joined(separator: ", "))"
            case .field(let object, .labelled(let key, let find), let access): "\(object).\(key) (\(find)): \(access)"
            case .field(let object, let field, let access): "\(object).\(field.name): \(access)"
            }
        return requirement + (row.isForbidden ? " forbidden" : "") + (row.isRecommended ? " recommended" : "")
    }
}
