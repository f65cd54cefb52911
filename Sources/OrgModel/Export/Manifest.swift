import Documents

/// A `package.xml`: what an export was asked to contain.
package struct Manifest: Sendable, Equatable {
    /// The file.
    package let file: String
    /// The API version, for example 62; `nil` where the file states none that is a number.
    package let apiVersion: Int?
    /// The members by metadata type, as written; `*` represents all.
    package let members: [String: Set<APIName>]

    // `*` leaves out what Salesforce itself makes: standard objects, and standard apps, whose names begin with standard__.

    /// Whether an object was to be exported, which makes profiles list what they say about it.
    ///
    /// By `*` only where it is a custom object for certain: of other kinds of objects nothing is known.
    package func names(object: String) -> Bool {
        guard let objects = members[MetadataType.customObject.rawValue] else { return false }
        return objects.contains(APIName(object))
            || (objects.contains(Self.all) && object.lowercased().hasSuffix("__c"))
    }

    /// Whether a component was to be exported, by its name or by `*`.
    func names(_ member: String, of type: MetadataType) -> Bool {
        guard let members = members[type.rawValue] else { return false }
        return members.contains(APIName(member))
            || (members.contains(Self.all) && !member.lowercased().hasPrefix("standard__"))
    }

    private static let all = APIName("*")

    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ file: InputFile) throws(DocumentError) -> Manifest {
        var apiVersion: Int?
        var members: [String: Set<APIName>] = [:]
        try file.readRecords(root: "Package", wanted: ["types", "version"]) { record in
            switch record.element {
            case "version":
                apiVersion = majorVersion(record.text)
            default:
                guard let type = record.first("name")?.text else { return }
                members[type, default: []].formUnion(record.all("members").map { APIName($0.text) })
            }
        }
        return Manifest(file: file.path, apiVersion: apiVersion, members: members)
    }
}

/// The number before the point of an API version such as `62.0`.
func majorVersion(_ text: String) -> Int? {
    text.split(separator: ".").first.flatMap { Int($0) }
}
