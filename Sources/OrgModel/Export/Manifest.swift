import Documents

/// A `package.xml`: what an export was asked to contain.
package struct Manifest: Sendable, Equatable {
    /// The file.
    package let file: String
    /// The API version, for example 62; `nil` where the file states none that is a number.
    package let apiVersion: Int?
    /// The members by metadata type, as written; `*` represents all.
    package let members: [String: Set<APIName>]

    /// Whether the export was asked for an object, so that profiles list what they say about it.
    ///
    /// `*` leaves out standard objects.
    package func names(object: String) -> Bool {
        guard let objects = members["CustomObject"] else { return false }
        return objects.contains(APIName(object))
            || (objects.contains(APIName("*")) && object.lowercased().hasSuffix("__c"))
    }

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
