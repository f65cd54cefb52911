/// Makes keys that are distinguished by what they are about, never by a line, so that a finding keeps its key while the
/// file around it changes.
struct Fingerprints {
    private var seen: [String: Int] = [:]

    /// The key, numbered where it was given before.
    mutating func next(_ key: String) -> String {
        let count = seen[key, default: 0] + 1
        seen[key] = count
        return count == 1 ? key : "\(key)#\(count)"
    }
}
