import Documents
import Foundation

/// The query that lies beside a result: the file of the same name with the extension `soql`.
struct QueryFile {
    let place: Place
    let content: Content

    enum Content {
        case missing
        /// Why it cannot be read.
        case unreadable(String)
        /// A text that rolecall does not write.
        case other
        case query(PermissionQuery)
    }

    /// - Parameter result: The path of the result.
    init(beside result: String) {
        let path = (result as NSString).deletingPathExtension + ".soql"
        place = Place(file: path)
        guard FileManager.default.fileExists(atPath: path) else {
            content = .missing
            return
        }
        do throws(DocumentError) {
            let text = String(
                decoding: try ExportedTable.utf8(InputFile(path: path, onDisk: path).bytes()), as: UTF8.self)
            content = PermissionQuery(text).map { .query($0) } ?? .other
        } catch {
            content = .unreadable(error.message)
        }
    }
}
