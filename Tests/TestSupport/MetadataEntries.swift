// Entries of metadata files, each on one line.

package func userPermission(_ name: String, _ enabled: String = "true") -> String {
    "<userPermissions><enabled>\(enabled)</enabled><name>\(name)</name></userPermissions>"
}

/// An entry of `objectPermissions` with the flags that are `true`; the others are omitted.
package func objectPermission(_ object: String, _ flags: String...) -> String {
    let elements = flags.map { "<\($0)>true</\($0)>" }.joined()
    return "<objectPermissions>\(elements)<object>\(object)</object></objectPermissions>"
}

package func fieldPermission(_ field: String, editable: Bool = false, readable: Bool = true) -> String {
    "<fieldPermissions><editable>\(editable)</editable><field>\(field)</field>"
        + "<readable>\(readable)</readable></fieldPermissions>"
}

/// A manifest for `CustomObject` and the given version.
package func manifest(version: String?, objects: String...) -> String {
    let members = objects.map { "<members>\($0)</members>" }.joined()
    let version = version.map { "<version>\($0)</version>" } ?? ""
    return document("Package", "<types>\(members)<name>CustomObject</name></types>", version)
}

/// A project file with the given package directories.
package func projectFile(_ directories: [String], version: String? = nil) -> String {
    let list = directories.map { "{ \"path\": \"\($0)\" }" }.joined(separator: ", ")
    let version = version.map { ", \"sourceApiVersion\": \"\($0)\"" } ?? ""
    return "{ \"packageDirectories\": [\(list)]\(version) }"
}
