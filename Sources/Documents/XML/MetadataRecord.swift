/// One child of a metadata file's root element, such as a `<fieldPermissions>` entry, with everything below it.
///
/// Metadata files contain either text or further elements in an element, never both, so a record has either
/// ``text`` or ``children``.
package struct MetadataRecord: Sendable, Equatable {
    /// The element's local name, for example `fieldPermissions`.
    package let element: String
    /// The line on which the element's start tag begins; the first line is 1.
    package let line: Int
    /// The text of an element without children, without its outer white space.
    package let text: String
    /// The elements inside, in document order.
    package let children: [MetadataRecord]

    /// Makes a record, as the reader does.
    package init(element: String, line: Int, text: String = "", children: [MetadataRecord] = []) {
        self.element = element
        self.line = line
        self.text = text
        self.children = children
    }

    /// The first element at a path of element names below this one.
    package func first(_ path: String...) -> MetadataRecord? {
        all(path[...]).first
    }

    /// Every element at a path of element names below this one, in document order.
    package func all(_ path: String...) -> [MetadataRecord] {
        all(path[...])
    }

    private func all(_ path: ArraySlice<String>) -> [MetadataRecord] {
        guard let name = path.first else { return [self] }
        return children.filter { $0.element == name }.flatMap { $0.all(path.dropFirst()) }
    }
}

/// The root element of a metadata file.
package struct MetadataRoot: Sendable, Equatable {
    /// The local name, which is the metadata type: `Profile`, `PermissionSet` and so on.
    package let name: String
    /// The namespace URI, or `nil` where the file declares none.
    package let namespace: String?
    /// The line on which the root's start tag begins.
    package let line: Int

    /// Makes a root, as the reader does.
    package init(name: String, namespace: String?, line: Int) {
        self.name = name
        self.namespace = namespace
        self.line = line
    }
}
