/// An entry that a permission set is to contain: what it is about, and what it must grant.
public struct PermissionGrant: Sendable, Hashable {
    /// The kind of entry.
    public let kind: PermissionKind
    /// The API name of the permission, object or field (`Object.Field`).
    public let name: String
    /// The flags that must be true, by element name.
    public let flags: Set<String>
    /// Flags that a new entry has besides, which are false.
    public let otherFlags: Set<String>

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - kind: The kind of entry.
    ///   - name: The API name of the permission, object or field.
    ///   - flags: The flags that must be true.
    ///   - allFlags: The flags that Salesforce writes into an entry of this kind.
    public init(_ kind: PermissionKind, _ name: String, flags: Set<String>, of allFlags: Set<String>) {
        self.kind = kind
        self.name = name
        self.flags = flags
        otherFlags = allFlags.subtracting(flags)
    }
}
