import Documents

/// What a permission source says about itself, apart from what it grants.
package struct PermissionSourceHeader: Sendable, Equatable {
    /// The label, where the file has one; profiles have none.
    package var label: String?
    /// The user license (profiles) or the license whose holders alone may be assigned (permission sets); `nil` where none
    /// is named, and where several are, of which it is not known which one counts.
    package var license: String? { licenses.count == 1 ? licenses.first : nil }
    /// Every license that the files name, sorted.
    package private(set) var licenses: [String] = []
    /// Where each of them is named first.
    package private(set) var licensePlaces: [String: Place] = [:]
    /// Whether a profile was made in this org; `nil` where the file does not say, or says neither true nor false.
    package var isCustom: Bool?
    /// Whether it is session-based.
    package private(set) var activation = Activation.notRequired
    /// Session-based: grants nothing until a session activates it. A set that may be so counts as one that is.
    package var requiresActivation: Bool { activation != .notRequired }
    private var flags = FlagReading()

    /// Whether a permission set grants only in a session that activates it.
    package enum Activation: Sendable, Equatable {
        case notRequired
        case required
        /// The file says neither, or both.
        case unclear
        /// The file that would say it is missing.
        case unstated

        /// What a file says of it.
        init(_ flags: FlagReading) {
            switch flags.value(of: "hasActivationRequired") {
            case true: self = .required
            case false: self = .notRequired
            case nil: self = flags.mayBeTrue("hasActivationRequired") ? .unclear : .notRequired
            }
        }

        /// What two files for one set or group come to.
        package func merged(with other: Activation) -> Activation {
            switch (self, other) {
            case (.unstated, let stated), (let stated, .unstated): stated
            case (.required, _), (_, .required): .required
            case (.unclear, _), (_, .unclear): .unclear
            case (.notRequired, .notRequired): .notRequired
            }
        }
    }

    /// Makes an empty header.
    ///
    /// - Parameter hasFile: Whether there is a file that would say more.
    package init(ofFile hasFile: Bool = true) {
        if !hasFile { activation = .unstated }
    }

    /// What an exported record says of a set; `nil` for each thing that it does not say.
    init(label: String?, license: String?, isSessionBased: Bool?, at place: Place) {
        self.label = label
        activation = isSessionBased.map { $0 ? .required : .notRequired } ?? .unstated
        if let license {
            licenses = [license]
            licensePlaces[license] = place
        }
    }

    /// Reads a component's header alone, which also finds out whether its files can be read at all.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ type: MetadataType, from file: ComponentFile) throws(DocumentError) -> PermissionSourceHeader {
        var header = PermissionSourceHeader(ofFile: file.hasOwnFile || type != .permissionSet)
        _ = try file.readRecords(of: type, wanted: elements) { _ = header.add($0, in: $1) }
        return header
    }

    /// The header of a component that two files contain: what one does not say the other may, and of two labels the first one
    /// counts. Of two licenses none does; a set that either of them calls session-based proves nothing, nor does a profile that only one of
    /// them calls custom.
    package func merged(with other: PermissionSourceHeader) -> PermissionSourceHeader {
        var merged = self
        merged.label = label ?? other.label
        merged.add(licenses: other.licenses)
        merged.licensePlaces.merge(other.licensePlaces) { first, _ in first }
        merged.isCustom = isCustom == other.isCustom ? isCustom : nil
        merged.activation = activation.merged(with: other.activation)
        return merged
    }

    private mutating func add(licenses others: [String]) {
        let known = Dictionary(
            (licenses + others).sorted().map { (APIName($0), $0) }, uniquingKeysWith: { first, _ in first })
        licenses = known.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether both say something, and not the same, about whether the set is session-based.
    func contradictsActivation(of other: PermissionSourceHeader) -> Bool {
        activation != other.activation && ![activation, other.activation].contains(.unstated)
    }

    /// Whether both name a license, and not the same.
    func contradictsLicense(of other: PermissionSourceHeader) -> Bool {
        !licenses.isEmpty && !other.licenses.isEmpty && licenses.map(APIName.init) != other.licenses.map(APIName.init)
    }

    static let elements: Set<String> = ["label", "license", "userLicense", "custom", "hasActivationRequired"]

    /// Adds one of the elements, and leaves any other alone.
    ///
    /// - Returns: What is invalid about it.
    mutating func add(_ record: MetadataRecord, in file: String) -> Problem? {
        switch record.element {
        case "label": label = record.text
        case "license", "userLicense":
            // An empty one names none.
            guard !record.text.isEmpty else { return nil }
            let before = licenses
            add(licenses: [record.text])
            licensePlaces[record.text] = licensePlaces[record.text] ?? Place(file: file, line: record.line)
            guard let other = before.first, licenses.count > before.count else { return nil }
            return Problem(
                .warning, kind: .contradictoryLicense, at: Place(file: file, line: record.line),
                "The file names the license \"\(record.text)\" here and \"\(other)\" before, so which one counts is unknown. Remove "
                    + "the one that is wrong.")
        case "custom", "hasActivationRequired":
            let problem = flags.add(record, in: file)
            isCustom = flags.value(of: "custom")
            activation = Activation(flags)
            return problem
        default: break
        }
        return nil
    }
}

extension Problem.Kind {
    static let contradictoryLicense = Problem.Kind("contradictory license")
}
