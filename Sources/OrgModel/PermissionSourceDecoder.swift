import MetadataXML

extension PermissionSource {
    /// Reads what a profile, permission set or muting permission set says, with all the parts of a decomposed one.
    ///
    /// - Returns: The source, and what is odd in its files without making it unreadable.
    /// - Throws: `MetadataXMLError` with the place of the mistake.
    static func read(
        _ id: ComponentID, from component: ComponentFile, scope: ExportScope
    ) throws(MetadataXMLError) -> (PermissionSource, [Problem]) {
        var decoder = PermissionSourceDecoder()
        if component.hasOwnFile {
            decoder.files.append(component.file.path)
            try component.file.readRecords(
                root: id.type.rawValue,
                wanted: PermissionSourceHeader.elements.union(PermissionKind.allCases.map(\.rawValue))
            ) { decoder.take($0) }
        }
        for part in component.parts {
            decoder.files.append(part.file.path)
            try part.readRecords { decoder.take($0) }
        }
        let files = decoder.files.isEmpty ? [component.file.path] : decoder.files
        let source = PermissionSource(
            id: id, files: files, header: decoder.header, scope: scope, entries: decoder.entries)
        return (source, decoder.problems)
    }
}

/// Collects the records of one component, file by file.
private struct PermissionSourceDecoder {
    /// The files read so far, and at the end the one that is being read.
    var files: [String] = []
    var header = PermissionSourceHeader()
    var entries: [PermissionKind: [String: PermissionEntry]] = [:]
    var problems: [Problem] = []

    private var file: String { files.last ?? "" }

    mutating func take(_ record: MetadataRecord) {
        guard let kind = PermissionKind(rawValue: record.element) else {
            header.take(record)
            if PermissionSourceHeader.flags.contains(record.element) { tellOddFlag(record) }
            return
        }
        let place = Place(file: file, line: record.line)
        guard let name = record.first(kind.keyElement)?.text, !name.isEmpty else {
            problems.append(
                Problem(.warning, at: place, "This <\(kind.rawValue)> entry names no <\(kind.keyElement)>; it is left out."))
            return
        }
        let entry = PermissionEntry(place: place, flags: flags(of: record, kind: kind))
        guard var known = entries[kind]?[name] else {
            entries[kind, default: [:]][name] = entry
            return
        }
        if known.merge(entry) {
            problems.append(
                Problem(
                    .warning, at: place,
                    "\(name) is listed twice with different values, here and \(placeOfFirst(known)). "
                        + "What differs is unknown; remove the entry that is wrong."))
        }
        entries[kind]?[name] = known
    }

    private func placeOfFirst(_ entry: PermissionEntry) -> String {
        guard entry.place.file == file, let line = entry.place.line else { return "in \(entry.place)" }
        return "on line \(line)"
    }

    private mutating func flags(of record: MetadataRecord, kind: PermissionKind) -> Set<String> {
        var flags: Set<String> = []
        for child in record.children where child.element != kind.keyElement {
            if child.text == "true" { flags.insert(child.element) } else { tellOddFlag(child) }
        }
        return flags
    }

    private mutating func tellOddFlag(_ record: MetadataRecord) {
        if let problem = Problem(ifOddFlag: record, file: file) { problems.append(problem) }
    }
}

extension Problem {
    /// A flag that is neither true nor false.
    init?(ifOddFlag record: MetadataRecord, file: String) {
        guard !["true", "false"].contains(record.text) else { return nil }
        self.init(
            .warning, at: Place(file: file, line: record.line),
            "<\(record.element)> holds \"\(record.text)\", which is neither true nor false; it counts as false.")
    }
}
