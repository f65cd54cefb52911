/// A metadata file: the declaration on line 1, the root element on line 2, and from line 3 on one line for each part.
package func document(
    _ root: String, namespace: String? = "http://soap.sforce.com/2006/04/metadata", _ parts: String...
) -> String {
    document(root, namespace: namespace, parts: parts)
}

/// The same with the parts in an array.
package func document(
    _ root: String, namespace: String? = "http://soap.sforce.com/2006/04/metadata", parts: [String]
) -> String {
    let attribute = namespace.map { " xmlns=\"\($0)\"" } ?? ""
    let lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<\(root)\(attribute)>"] + parts + ["</\(root)>", ""]
    return lines.joined(separator: "\n")
}
