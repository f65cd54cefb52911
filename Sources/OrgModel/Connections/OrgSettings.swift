import Documents

/// What the files of one type of settings say, such as `settings/Security.settings`.
package struct OrgSettings: Sendable, Equatable {
    /// The texts of the elements without children, by the names of the elements above and their own, between dots.
    package internal(set) var values: [String: [Defined<String>]] = [:]
    /// The files.
    package internal(set) var files: [String] = []

    /// What settings are called in a manifest and by their file: `Security` of the type SecuritySettings.
    ///
    /// - Returns: `nil` for what is no type of settings.
    package static func member(ofType type: String) -> String? {
        guard type.hasSuffix(suffix), type != suffix else { return nil }
        return String(type.dropLast(suffix.count))
    }

    static let suffix = "Settings"

    /// - Throws: `DocumentError` with the place of the error.
    mutating func read(_ member: String, from file: InputFile) throws(DocumentError) {
        var records: [MetadataRecord] = []
        _ = try file.readRecords(roots: [member + Self.suffix], requiresNamespace: true, wanted: nil) {
            records.append($0)
        }
        files.append(file.path)
        for record in records { add(record, below: "", in: file.path) }
    }

    private mutating func add(_ record: MetadataRecord, below path: String, in file: String) {
        let path = path.isEmpty ? record.element : "\(path).\(record.element)"
        for child in record.children { add(child, below: path, in: file) }
        guard record.children.isEmpty else { return }
        values[path, default: []].append(Defined(value: record.text, place: Place(file: file, line: record.line)))
    }
}

/// Which sessions a profile requires at login, where that is not the org's own setting.
package struct ProfileSessionSetting: Sendable, Equatable {
    /// The profile as the file names it.
    package let profile: String
    /// The level of security, as written; `nil` where the file does not say.
    package let requiredLevel: Defined<String>?
    /// The file.
    package let file: String

    /// - Throws: `DocumentError` with the place of the error.
    static func read(from file: InputFile) throws(DocumentError) -> ProfileSessionSetting {
        var values = SingleValues()
        try file.readRecords(
            root: MetadataType.profileSessionSetting.rawValue, wanted: ["profile", "requiredSessionLevel"]
        ) { values.add($0) }
        try values.check()
        guard let profile = values["profile"]?.text, !profile.isEmpty else {
            throw DocumentError(
                message: "The file names no <profile>, so it may be of any. Retrieve it again.", line: nil)
        }
        return ProfileSessionSetting(
            profile: decodedFullName(profile),
            requiredLevel: values["requiredSessionLevel"].map {
                Defined(value: $0.text, place: Place(file: file.path, line: $0.line))
            },
            file: file.path)
    }
}
