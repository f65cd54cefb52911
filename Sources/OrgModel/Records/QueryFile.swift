import Documents
import Foundation

/// The query that lies beside a result: the file of the same name with the extension `soql`.
package struct QueryFile {
    let place: Place
    let content: Content
    /// The object whose records the query asks for, whoever wrote it; `nil` where it does not say.
    private(set) var object: ExportedObject?
    /// The object all of whose fields it asks for, in lower case; `nil` where it asks for anything else.
    private(set) var objectOfAllFields: String?

    enum Content {
        case missing
        /// Why it cannot be read.
        case unreadable(String)
        /// A text that rolecall does not write.
        case other
        case query(PermissionQuery)
    }

    /// The path of the query beside a result, whether or not it is there.
    package static func path(beside result: String) -> String {
        (result as NSString).deletingPathExtension + ".soql"
    }

    /// - Parameters:
    ///   - result: The path of the result.
    ///   - tree: Where it is.
    init(beside result: String, in tree: any FileTree) {
        let path = Self.path(beside: result)
        place = Place(file: path)
        guard tree.lookUp(path).isFound else {
            content = .missing
            return
        }
        do throws(DocumentError) {
            let text = String(
                decoding: try ExportedTable.utf8(InputFile(path: path, in: tree).bytes()), as: UTF8.self)
            content = PermissionQuery(text).map { .query($0) } ?? .other
            object = Self.object(of: text)
            objectOfAllFields = Self.objectOfAllFields(of: text)
        } catch {
            content = .unreadable(error.message)
        }
    }

    /// A query for FieldDefinition without any condition beside the object.
    private static func objectOfAllFields(of text: String) -> String? {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        let condition = " from fielddefinition where entitydefinition.qualifiedapiname = '"
        guard line.hasPrefix("select "), let range = line.firstRange(of: condition), line.hasSuffix("'") else {
            return nil
        }
        let name = String(line[range.upperBound...].dropLast())
        return TextRule.apiName.fault(name) == nil ? name : nil
    }

    /// What follows the first FROM that is in no brackets.
    private static func object(of text: String) -> ExportedObject? {
        var depth = 0
        var words: [Substring] = []
        for word in text.split(whereSeparator: \.isWhitespace) {
            if depth == 0 { words.append(word) }
            depth += word.count { $0 == "(" } - word.count { $0 == ")" }
        }
        guard let from = words.firstIndex(where: { $0.lowercased() == "from" }), from + 1 < words.count else {
            return nil
        }
        return ExportedObject.allCases.first { $0.rawValue.lowercased() == words[from + 1].lowercased() }
    }
}
