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

extension PlatformFacts {
    /// The commands of the Salesforce CLI that make the next export, a line each: the metadata that a manifest names, and
    /// the users.
    ///
    /// - Parameter manifest: The path of the manifest.
    package func retrieveCommands(manifest: String) -> [String] {
        let retrieve = ShellCommand("sf project retrieve start --manifest").paths([manifest]).word(
            "--target-metadata-dir export --unzip")
        let queries = userQueries.map { file, query in
            ShellCommand("sf data query").option("--query", query).word("--result-format json").option(
                "--output-file", file)
        }
        return ([retrieve] + queries).map(\.line)
    }
}
