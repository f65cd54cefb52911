import Documents

/// An app, as far as its utility bar goes.
package struct CustomApplication: Sendable, Equatable {
    /// The full name.
    package let fullName: String
    /// The label; standard apps have none in their files.
    package let label: String?
    /// Whether it is a Lightning app; a classic one has no utility bar.
    package let isLightning: Bool
    /// The full name of its utility bar, and where the file names it.
    package let utilityBar: (name: String, place: Place)?
    /// The file.
    package let file: String

    package static func == (left: CustomApplication, right: CustomApplication) -> Bool {
        left.fullName == right.fullName && left.file == right.file
    }

    /// Whether another file for the app comes to the same utility bar.
    func saysTheSame(as other: CustomApplication) -> Bool {
        (label, isLightning) == (other.label, other.isLightning)
            && utilityBar.map { APIName($0.name) } == other.utilityBar.map { APIName($0.name) }
    }

    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ fullName: String, from file: InputFile) throws(DocumentError) -> CustomApplication {
        var values = SingleValues()
        try file.readRecords(
            root: MetadataType.customApplication.rawValue, wanted: ["label", "uiType", "utilityBar"]
        ) { values.add($0) }
        try values.check()
        return CustomApplication(
            fullName: fullName, label: values["label"]?.text, isLightning: values["uiType"]?.text == "Lightning",
            utilityBar: values["utilityBar"].map { ($0.text, Place(file: file.path, line: $0.line)) }, file: file.path)
    }
}

/// The elements of a file that are there once; one that is there again with another value leaves open which one counts.
struct SingleValues {
    private var values: [String: MetadataRecord] = [:]
    private var repeated: (first: MetadataRecord, second: MetadataRecord)?

    subscript(element: String) -> MetadataRecord? { values[element] }

    mutating func add(_ record: MetadataRecord) {
        guard let first = values[record.element] else {
            values[record.element] = record
            return
        }
        if first.text != record.text { repeated = repeated ?? (first, record) }
    }

    /// - Throws: `DocumentError` at the second one.
    func check() throws(DocumentError) {
        guard let (first, second) = repeated else { return }
        throw DocumentError(
            message:
                "<\(second.element)> is here and on line \(first.line) with different values, so neither counts; remove one of them.",
            line: second.line)
    }
}
