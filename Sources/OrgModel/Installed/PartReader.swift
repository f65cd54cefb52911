import Documents

/// Reads components of an export one by one, and remembers those that cannot be read.
struct PartReader {
    let catalog: MetadataCatalog
    /// What cannot be read, each with the reason.
    private(set) var unreadable: [ComponentID: Problem] = [:]

    init(_ catalog: MetadataCatalog) {
        self.catalog = catalog
    }

    /// Reads each component of a type, of whose files none may say anything else than the others.
    ///
    /// - Parameters:
    ///   - agree: Whether two files of a component say the same.
    ///   - add: Takes a component's name and its first file.
    mutating func readEach(
        _ type: MetadataType,
        agree: (String, ComponentFile, ComponentFile) throws(DocumentError) -> Bool = {
            (_, one, other) throws(DocumentError) in try one.file.bytes() == other.file.bytes()
        },
        _ add: (String, ComponentFile) throws(DocumentError) -> Void
    ) {
        for component in catalog.components(of: type) {
            guard let file = component.files.first else { continue }
            let name = component.id.fullName
            do throws(DocumentError) {
                for other in component.files.dropFirst() where try !agree(name, file, other) {
                    throw DocumentError(
                        message:
                            "This file and \(other.file.path) disagree about the \(type.words) \"\(name)\", so neither "
                            + "counts; keep one of them.")
                }
                try add(name, file)
            } catch {
                unreadable[component.id] = Problem(error, severity: .warning, file: file.file.path)
            }
        }
    }

    /// Reads every file of one component.
    mutating func readAll(
        _ type: MetadataType, named name: String, _ add: (ComponentID, ComponentFile) throws(DocumentError) -> Void
    ) {
        guard let component = catalog.id(of: name, type).flatMap({ catalog.components[$0] }) else { return }
        for file in component.files {
            do throws(DocumentError) {
                try add(component.id, file)
            } catch {
                unreadable[component.id] = Problem(error, severity: .warning, file: file.file.path)
            }
        }
    }
}
