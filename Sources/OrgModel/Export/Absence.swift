/// A component that is there and is not a part of the metadata.
package struct Skipped: Sendable, Hashable {
    package enum Reason: Sendable, Hashable {
        case outsidePackageDirectories
        /// By this line of a `.forceignore`.
        case hidden(by: Place)
        /// Something else is in its file's place; what it is, after "is".
        case noFile(String)
        /// Its folder or its ending is spelled in another case than this, the only one that Salesforce's own tools know.
        case otherCase(String)
    }

    /// The file that contains it.
    let path: ExportPath
    let reason: Reason
    /// Its name, percent-decoded.
    var fullName = ""

    init(_ path: ExportPath, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    /// The file, as reports show it.
    var file: String { path.description }

    /// What to say of it after its name.
    private var says: String { Predicate.skipped(reason).words }

    /// What to do.
    var resolvedBy: String {
        switch reason {
        case .outsidePackageDirectories: "To audit it, give its folder as PATH."
        case .hidden: "To audit it, take that line out or give a retrieve of the org as PATH."
        case .noFile: "Put the file itself in its place, or retrieve it again."
        case .otherCase: "Rename it, or retrieve it again."
        }
    }

    /// What to say of the file and what to do, after its name.
    var words: String {
        switch reason {
        case .outsidePackageDirectories: "\(says), so it is not a part of the project's metadata. \(resolvedBy)"
        case .hidden: "\(says), so the Salesforce CLI leaves it alone and so does rolecall. \(resolvedBy)"
        case .noFile: "\(says), so nothing of it is known. \(resolvedBy)"
        case .otherCase: "\(says), so it is skipped. \(resolvedBy)"
        }
    }
}

/// What is in the place of a file and is none.
struct StrangeFile: Sendable {
    let path: ExportPath
    /// What it is, after "is".
    let what: String
}

extension MetadataCatalog {
    /// Why a component is not found that something names: it is hidden, it may be in a folder that cannot be read,
    /// or the export lacks it.
    ///
    /// - Parameters:
    ///   - type: The component's type.
    ///   - name: Its full name, in any case.
    ///   - advice: What helps where the export lacks it. Reading what is there comes before retrieving more.
    package func absence(of type: MetadataType, _ name: String, retrieving advice: String) -> Unknown {
        let id = ComponentID(type, name)
        if let skipped = skipped[ComponentID(type, name.lowercased())] {
            return Unknown(
                of: id, place: Place(file: skipped.file), .says(.skipped(skipped.reason)),
                resolvedBy: skipped.resolvedBy)
        }
        return Unknown(
            of: id, place: unreadableFolders?.place, .says(isNotFound), resolvedBy: remedy(retrieving: advice))
    }

    /// Why a component of a type, or the one of a name, is not a part of the metadata although its file is there.
    package func skipped(_ type: MetadataType, _ member: String) -> Unknown? {
        let found = Set(components(of: type).map { $0.id.fullName.lowercased() })
        let hidden = skipped.filter { $0.key.type == type && (member == "*" || $0.key.fullName == member.lowercased()) }
            .filter { !found.contains($0.key.fullName) }
        return hidden.min { $0.key < $1.key }.map {
            Unknown(
                place: Place(file: $0.value.file), .trace(.skipped(type, $0.value)),
                resolvedBy: "Audit an export that contains it.")
        }
    }

    /// What to say of a component that is not found, after its name.
    package var isNotFound: Predicate { .absent(isWholeRead: unreadableFolders == nil) }

    /// What helps where something is not found: reading what is there comes before retrieving more.
    package func remedy(retrieving advice: String) -> String { unreadableFolders?.resolvedBy ?? advice }
}
