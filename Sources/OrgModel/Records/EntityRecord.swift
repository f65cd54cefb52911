extension ObjectDefinition {
    /// The object that a record of EntityDefinition describes.
    init?(entity record: ExportedRecord, _ issues: inout RecordIssues) {
        guard let name = record["qualifiedapiname"] else {
            issues.add(.noDefinedName, at: record.place)
            return nil
        }
        self.init(name: name, place: record.place)
        labels = record["label"].map { [Defined(value: $0, place: record.place)] } ?? []
        sharingModels =
            record["internalsharingmodel"].flatMap(SharingModel.init(record:))
            .map { [Defined(value: $0, place: record.place)] } ?? []
    }
}
