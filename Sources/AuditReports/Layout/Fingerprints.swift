import AuditEngine

/// Makes keys that are distinguished by what they are about, never by a line, so that a finding keeps its key while the
/// file around it changes.
struct Fingerprints {
    private var seen: [String: Int] = [:]
    private let prefix: String

    /// For what is found out by a guide: consumers know findings again by these keys alone, so those of two guides, or of two orgs
    /// with labels, differ.
    init(_ guide: Guide, _ basis: AuditBasis) {
        prefix = "\(basis.keyPrefix)\(guide.id)/"
    }

    /// The key, numbered where it was given before.
    mutating func next(_ key: String) -> String {
        let key = prefix + key
        let count = seen[key, default: 0] + 1
        seen[key] = count
        return count == 1 ? key : "\(key)#\(count)"
    }
}
