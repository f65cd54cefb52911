/// A call center, as exported records of CallCenter describe it.
///
/// Metadata knows a call center by its names, users know it by its Id: only these records connect the two.
package struct CallCenterRecord: Sendable, Hashable {
    /// The Id of the record.
    package let id: String
    /// Its display name and its internal name, as far as they were exported.
    package let names: [String]
    /// The file, and the line where the record begins.
    package let place: Place

    /// Whether an Id is this call center's, in the form of 15 or of 18 characters.
    package func has(id other: String) -> Bool { RecordID(id) == RecordID(other) }
}

/// In which call center a user is.
package enum CallCenterMembership: Sendable, Hashable {
    /// Nothing says.
    case notStated
    /// The user is known to be in none.
    case none
    /// The user is in one: its Id, and its names where exported records of CallCenter tell them.
    case member(id: String, names: [String])

    /// What is said of it, with the Id in its short form; `nil` where nothing is.
    var stated: CallCenterMembership? {
        switch self {
        case .notStated: nil
        case .none: self
        case .member(let id, let names): .member(id: RecordID(id).key, names: names)
        }
    }
}

/// An Id, compared whatever its form: one of 18 characters is one of 15 with a checksum.
struct RecordID: Hashable {
    fileprivate let key: String

    /// Whether it is not an Id, but what `sf data export tree` writes instead of one.
    var isReference: Bool { key.hasPrefix("@") }

    init(_ text: String) {
        let isLong = text.utf8.count == 18 && text.utf8.first != UInt8(ascii: "@")
        key = isLong ? String(text.utf8.prefix(15)) ?? text : text
    }
}
