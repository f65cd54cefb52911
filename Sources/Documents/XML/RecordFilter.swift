/// Which records of a component's files are wanted, before anything is made of them.
package final class RecordFilter {
    /// The elements of whose records only some are wanted.
    private let elements: [String]
    private let asked: [AskedNames]
    private var searches: [NameSearch]
    /// The file that is being read.
    package var file = ""

    /// Makes a filter.
    ///
    /// - Parameter asked: The names that are asked for, by element. Of any other element all records are wanted.
    package init(_ asked: [String: AskedNames]) {
        let sorted = asked.sorted { $0.key < $1.key }
        elements = sorted.map(\.key)
        self.asked = sorted.map(\.value)
        searches = sorted.map { NameSearch($0.value) }
    }

    /// What was found, by element.
    package var found: [String: NameSearch] { Dictionary(uniqueKeysWithValues: zip(elements, searches)) }

    /// Whether a record is wanted: one that is asked for, and one that is not as Salesforce writes it.
    package func wants(_ record: MetadataRecord) -> Bool {
        guard let position = position(of: record.element) else { return true }
        let names = record.children.filter { $0.element == key(at: position) }
        guard let name = names.first?.text, !name.isEmpty else { return true }
        let flags = record.children.filter { $0.element != key(at: position) && $0.text == "true" }.map(\.element)
        let isAsked = meets(Array(name.utf8)[...], at: position, line: record.line) { flags.contains($0) }
        let isPlain = record.children.allSatisfy { child in
            child.children.isEmpty && (child.element == key(at: position) || ["true", "false"].contains(child.text))
        }
        return isAsked || names.count > 1 || !isPlain
    }

    // MARK: While a file is read

    /// The position of an element of whose records only some are wanted.
    func position(of element: String) -> Int? { elements.firstIndex(of: element) }

    func key(at position: Int) -> String { asked[position].key }

    /// Takes note of a record.
    ///
    /// - Parameter isTrue: Whether one of its flags is true; asked for few of them.
    /// - Returns: Whether it is asked for.
    func meets(_ name: ArraySlice<UInt8>, at position: Int, line: Int, isTrue: (String) -> Bool) -> Bool {
        let group: Int
        let isAsked: Bool
        switch searches[position].meet(name, at: Place(file: file, line: line)) {
        case .outside: return false
        case .unasked(let found): (group, isAsked) = (found, false)
        case .asked(let found): (group, isAsked) = (found, true)
        }
        var flags: UInt8 = 0
        for (bit, flag) in asked[position].flags.enumerated() where isTrue(flag) { flags |= 1 << bit }
        searches[position].note(flags, of: group)
        return isAsked
    }
}
