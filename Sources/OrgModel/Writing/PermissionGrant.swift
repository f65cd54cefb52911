/// An entry that a permission set is to contain: what it is about, and what it must grant.
package struct PermissionGrant: Sendable, Hashable {
    /// The kind of entry.
    package let kind: PermissionKind
    /// The API name of the permission, object or field (`Object.Field`).
    package let name: String
    /// The flags that must be true, by element name.
    package let flags: Set<String>
    /// Other flags of a new entry, which are false.
    package let otherFlags: Set<String>

    /// Makes an entry.
    ///
    /// - Parameters:
    ///   - kind: The kind of entry.
    ///   - name: The API name of the permission, object or field.
    ///   - flags: The flags that must be true.
    ///   - allFlags: The flags that Salesforce writes into an entry of this kind.
    package init(_ kind: PermissionKind, _ name: String, flags: Set<String>, of allFlags: Set<String>) {
        self.kind = kind
        self.name = name
        self.flags = flags
        otherFlags = allFlags.subtracting(flags)
    }
}
