package import AuditEngine
import OrgModel

extension RetrievePlan {
    /// A name that XML cannot contain in any form.
    package struct UnwritableName: Error {
        /// The metadata type.
        package let type: String
        /// The name.
        package let name: String
    }

    /// The plan as a `package.xml`.
    ///
    /// - Throws: ``UnwritableName`` for the first name that XML cannot contain.
    package func packageXML() throws(UnwritableName) -> String {
        var types = ""
        for entry in entries {
            types += "    <types>\n"
            for member in entry.members {
                guard let text = member.xmlText else { throw UnwritableName(type: entry.type, name: member) }
                types += "        <members>\(text)</members>\n"
            }
            types += "        <name>\(entry.type.escapedForMarkup)</name>\n    </types>\n"
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <Package xmlns="http://soap.sforce.com/2006/04/metadata">
            \(types)    <version>\(apiVersion).0</version>
            </Package>

            """
    }
}

extension String {
    /// The text between two tags of XML, on one line and with nothing hidden in it; `nil` where XML cannot contain it.
    fileprivate var xmlText: String? {
        guard unicodeScalars.allSatisfy(\.isXMLCharacter) else { return nil }
        let scalars = Array(unicodeScalars)
        return scalars.indices.reduce(into: "") { result, index in
            let scalar = scalars[index]
            let isPlain =
                !scalar.isHidden && !"<>&\"'".unicodeScalars.contains(scalar) && !scalars.startsCommand(at: index)
            result += isPlain ? String(scalar) : scalar.xmlReference
        }
    }
}

extension Unicode.Scalar {
    /// XML 1.0, production 2.
    fileprivate var isXMLCharacter: Bool {
        switch value {
        case 0x9, 0xA, 0xD, 0x20...0xFFFD: true
        default: value > 0xFFFF
        }
    }

    fileprivate var xmlReference: String {
        switch self {
        case "<": "&lt;"
        case ">": "&gt;"
        case "&": "&amp;"
        case "\"": "&quot;"
        case "'": "&#39;"
        default: "&#x\(String(value, radix: 16));"
        }
    }
}

/// Where the next export is written to, and what it is asked for.
package struct RetrieveInstructions: Sendable {
    /// The path of the `package.xml`.
    package var manifest = Self.manifestName
    /// The folder that gets everything; `nil` where there is none, and each query is in its command.
    package var folder: String?
    /// The org's alias, or a placeholder for it.
    package var org = "ORG"
    /// The queries.
    package let queries: [RecordQuery]
    /// The API version, for example 63.
    package let apiVersion: Int

    /// What a `package.xml` is called.
    package static let manifestName = "package.xml"

    /// Makes instructions for queries.
    package init(_ queries: [RecordQuery], apiVersion: Int) {
        (self.queries, self.apiVersion) = (queries, apiVersion)
    }

    /// The path of something in the folder.
    package func path(_ name: String) -> String { folder.map { "\($0)/\(name)" } ?? name }

    /// The path of a query's file.
    package func query(_ query: RecordQuery) -> String { path("records/\(query.name).soql") }

    /// The path of a query's result.
    package func result(_ query: RecordQuery) -> String {
        folder == nil ? "\(query.name).json" : path("records/\(query.name).json")
    }

    /// Where metadata is retrieved to.
    package var export: String { path("export") }

    /// The command that retrieves the metadata.
    package var retrieve: SalesforceCommand { .retrieve(manifest: manifest, org: org, folder: export) }

    /// The command that asks a query.
    package func command(_ query: RecordQuery) -> SalesforceCommand {
        .query(
            folder == nil ? .text(query.line) : .file(self.query(query)), org: org, output: result(query),
            apiVersion: apiVersion)
    }

    /// The commands that make the next export, a line each: the metadata that the manifest names, and the records.
    package var commands: [String] { ([retrieve] + queries.map(command)).map(\.line) }
}
