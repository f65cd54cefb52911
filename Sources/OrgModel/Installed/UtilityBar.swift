import Documents

/// A utility bar: a page of the type UtilityBar and the components on it.
package struct UtilityBar: Sendable, Equatable {
    /// A component on the bar.
    package struct Item: Sendable, Equatable {
        /// The component, such as `opencti:softPhone`.
        package let component: String
        /// Its properties (`label`, `width`, `height` …), as written.
        package let properties: [String: String]
        /// Where the component is named.
        package let place: Place
    }

    /// The full name.
    package let fullName: String
    /// The file.
    package let file: String
    /// What is on it.
    package let items: [Item]

    /// Reads a page; `nil` for one that is not a utility bar.
    ///
    /// Newer files wrap each component in `itemInstances`, older ones do not.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ fullName: String, from component: ComponentFile) throws(DocumentError) -> UtilityBar? {
        var values = SingleValues()
        var items: [Item] = []
        var repeated: DocumentError?
        _ = try component.readRecords(of: .flexiPage, wanted: ["type", "flexiPageRegions"]) { record, file in
            if record.element == "type" { values.add(record) }
            let instances =
                record.all("itemInstances", "componentInstance") + record.all("componentInstances")
            for instance in instances {
                do throws(DocumentError) {
                    items += [try Item(instance, file: file)].compactMap(\.self)
                } catch {
                    repeated = repeated ?? error.at(file: file)
                }
            }
        }
        try values.check()
        let isUtilityBar = values["type"]?.text == "UtilityBar"
        // Other pages are not read.
        if isUtilityBar, let repeated { throw repeated }
        return isUtilityBar ? UtilityBar(fullName: fullName, file: component.file.path, items: items) : nil
    }
}

extension UtilityBar {
    /// What is on it, wherever that is written.
    var contents: Set<[String: String]> {
        Set(items.map { $0.properties.merging(["": $0.component]) { $1 } })
    }
}

extension UtilityBar.Item {
    /// - Throws: `DocumentError` where a property has two values.
    init?(_ instance: MetadataRecord, file: String) throws(DocumentError) {
        guard let name = instance.first("componentName") else { return nil }
        // A component may have a property of its own by the same name as one of the bar: both may be called label.
        var own: [String: String] = [:]
        var ofBar: [String: String] = [:]
        for property in instance.all("componentInstanceProperties") {
            guard let key = property.first("name")?.text else { continue }
            let isOfBar = property.first("type")?.text == "decorator"
            let values = Set(property.all("value").map(\.text)).union([(isOfBar ? ofBar : own)[key]].compactMap(\.self))
            guard values.count < 2 else {
                throw DocumentError(
                    message:
                        "The property \(key) of \(name.text) has two values, so neither counts; remove one of them.",
                    line: property.line)
            }
            if isOfBar { ofBar[key] = values.first } else { own[key] = values.first }
        }
        self.init(
            component: name.text, properties: own.merging(ofBar) { $1 }, place: Place(file: file, line: name.line))
    }
}
