extension Collection<String> {
    /// The first ones in a row, and how many more there are: `a, b and 5 more`.
    package func listed(limit: Int) -> String {
        let shown = prefix(limit).joined(separator: ", ")
        return count > limit ? "\(shown) and \(count - limit) more" : shown
    }

    /// All of them in a row: `a, b and c`.
    package var listedWithAnd: String {
        guard let last = suffix(1).first, count > 1 else { return joined() }
        return "\(prefix(count - 1).joined(separator: ", ")) and \(last)"
    }

    /// Each of them in quotation marks.
    package var quoted: [String] { map { "\"\($0)\"" } }
}

extension Int {
    /// So many of something: `1 role`, `3 roles`.
    ///
    /// - Parameters:
    ///   - one: The word for one.
    ///   - several: The word for several, where it is not that word with an "s".
    package func of(_ one: String, _ several: String? = nil) -> String {
        "\(self) \(self == 1 ? one : several ?? "\(one)s")"
    }
}
