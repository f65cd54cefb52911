/// An org-wide default: what users have access to of an object's records that others own, without any sharing.
///
/// Metadata says it in `sharingModel` of a CustomObject (Metadata API Developer Guide, CustomObject), records in
/// `InternalSharingModel` of EntityDefinition (Object Reference); the words differ in part.
package enum SharingModel: String, Sendable, Hashable {
    case isPrivate = "Private"
    case publicRead = "Public Read Only"
    case publicReadUse = "Public Read Only/Use"
    case publicReadWrite = "Public Read/Write"
    case publicReadWriteTransfer = "Public Read/Write/Transfer"
    case publicFullAccess = "Public Full Access"
    case controlledByParent = "Controlled by Parent"
    case controlledByCampaign = "Controlled by Campaign"
    case controlledByLeadOrContact = "Controlled by Lead or Contact"

    /// What Setup calls it.
    package var label: String { rawValue }

    /// - Returns: `nil` for a word that is not known, so that nothing is concluded from it.
    package init?(metadata word: String) { self.init(word: word) }

    /// - Returns: `nil` for a word that is not known, so that nothing is concluded from it.
    init?(record word: String) { self.init(word: word) }

    /// No word means one thing in metadata and another in records.
    private init?(word: String) {
        guard let model = Self.words[word.lowercased()] else { return nil }
        self = model
    }

    /// The words of metadata, in the order of what they open.
    package static let metadataWords = [
        "Private", "Read", "ReadSelect", "ReadWrite", "ReadWriteTransfer", "FullAccess", "ControlledByParent",
        "ControlledByCampaign", "ControlledByLeadOrContact",
    ]

    private static let words: [String: SharingModel] = [
        "private": .isPrivate,
        "read": .publicRead,
        "readselect": .publicReadUse,
        "readwrite": .publicReadWrite, "edit": .publicReadWrite,
        "readwritetransfer": .publicReadWriteTransfer, "readedittransfer": .publicReadWriteTransfer,
        "fullaccess": .publicFullAccess, "all": .publicFullAccess,
        "controlledbyparent": .controlledByParent,
        "controlledbycampaign": .controlledByCampaign,
        "controlledbyleadorcontact": .controlledByLeadOrContact,
    ]
}
