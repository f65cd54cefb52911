// What a file contains, by its name and its folders alone.

extension MetadataCatalog {
    /// Whether a file of this name and folder says something about the org.
    static func isWanted(_ path: ExportPath) -> Bool {
        [manifestName, DXProject.fileName[...], ForceIgnore.fileName[...]].contains(path.name)
            || recognize(path) != nil || ComponentPart.isPart(path) || recognizeOtherCase(path) != nil
    }

    static let manifestName: Substring = "package.xml"

    /// The folders of the types whose components are folders themselves. What is in one belongs to it, whatever its
    /// name: `aura/Hello/Hello.app-meta.xml` is not an app of the App Launcher.
    private static let foldersOfBundles: Set<String> = ["aura", "lwc", "staticresources", "waveTemplates"]

    /// What a file contains, by its name and folder alone.
    static func recognize(_ path: ExportPath) -> (type: MetadataType, rawName: String, isSourceFormat: Bool)? {
        let folders = path.description.utf8.split(separator: UInt8(ascii: "/")).dropLast().suffix(2).map(Substring.init)
        if folders.count == 2, foldersOfBundles.contains(String(folders[0])) { return nil }
        let name = path.name
        let isSourceFormat = name.hasSuffix("-meta.xml")
        let base = isSourceFormat ? name.dropLast("-meta.xml".count) : name
        guard let dot = base.lastIndex(of: "."), dot != base.startIndex,
            let type = MetadataType(suffix: base[base.index(after: dot)...])
        else { return nil }
        let rawName = String(base[..<dot])
        if type == .customField {
            // objects/<Object>/fields/<Field>.field-meta.xml
            guard isSourceFormat, folders.last == "fields", let object = folders.dropLast().last else { return nil }
            return (type, "\(object).\(rawName)", true)
        }
        // Other programs use endings such as .object and .role too, so a file without -meta.xml counts only in its folder.
        guard isSourceFormat || folders.last.map(String.init) == type.directoryName else { return nil }
        return (type, rawName, isSourceFormat)
    }

    /// What a file would contain if its folder and its ending were spelled as Salesforce's own tools require, and how that is.
    static func recognizeOtherCase(_ path: ExportPath) -> (type: MetadataType, rawName: String, path: String)? {
        let (ending, name) = ("-meta.xml", String(path.name))
        let isSourceFormat = name.lowercased().hasSuffix(ending)
        let base = isSourceFormat ? String(name.dropLast(ending.count)) : name
        guard let dot = base.lastIndex(of: "."), dot != base.startIndex else { return nil }
        let suffix = base[base.index(after: dot)...].lowercased()
        guard let type = MetadataType.allCases.first(where: { $0.suffix.lowercased() == suffix }), type != .customField
        else { return nil }
        let folder = path.description.split(separator: "/").dropLast().last.map(String.init) ?? ""
        let wanted = "\(base[..<dot]).\(type.suffix)" + (isSourceFormat ? ending : "")
        guard isSourceFormat || folder.lowercased() == type.directoryName.lowercased(),
            name != wanted || (!isSourceFormat && folder != type.directoryName)
        else { return nil }
        return (type, String(base[..<dot]), isSourceFormat ? wanted : "\(type.directoryName)/\(wanted)")
    }
}

extension MetadataType {
    fileprivate init?(suffix: Substring) {
        guard let type = Self.allCases.first(where: { $0.suffix == suffix }) else { return nil }
        self = type
    }
}
