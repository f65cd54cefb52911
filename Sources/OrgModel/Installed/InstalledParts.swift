import Documents

/// What an installation leaves behind in an org, as far as its export shows: Lightning apps with their utility bars,
/// call centers, packages and trusted sites.
package struct InstalledParts: Sendable {
    /// The apps, by full name.
    package private(set) var applications: [APIName: CustomApplication] = [:]
    /// The utility bars, by full name.
    package private(set) var utilityBars: [APIName: UtilityBar] = [:]
    /// The call centers.
    package private(set) var callCenters: [CallCenter] = []
    /// The installed packages, by namespace.
    package private(set) var packages: [APIName: InstalledPackage] = [:]
    /// The trusted sites.
    package private(set) var trustedSites: [TrustedSite] = []

    /// The files that cannot be read: what they have is unknown, not absent.
    package private(set) var unreadable: [ComponentID: Problem] = [:]

    /// Makes parts of which nothing is there.
    package init() {}
}

/// An app, as far as its utility bar goes.
package struct CustomApplication: Sendable, Equatable {
    /// The full name.
    package let fullName: String
    /// The label; standard apps have none in their files.
    package let label: String?
    /// Whether it is a Lightning app; a classic one has no utility bar.
    package let isLightning: Bool
    /// The full name of its utility bar, and where the file names it.
    package let utilityBar: (name: String, place: Place)?
    /// The file.
    package let file: String

    package static func == (left: CustomApplication, right: CustomApplication) -> Bool {
        left.fullName == right.fullName && left.file == right.file
    }

    /// Whether another file for the app comes to the same utility bar.
    fileprivate func saysTheSame(as other: CustomApplication) -> Bool {
        (label, isLightning) == (other.label, other.isLightning)
            && utilityBar.map { APIName($0.name) } == other.utilityBar.map { APIName($0.name) }
    }

    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ fullName: String, from file: InputFile) throws(DocumentError) -> CustomApplication {
        var values = SingleValues()
        try file.readRecords(
            root: MetadataType.customApplication.rawValue, wanted: ["label", "uiType", "utilityBar"]
        ) { values.take($0) }
        try values.check()
        return CustomApplication(
            fullName: fullName, label: values["label"]?.text, isLightning: values["uiType"]?.text == "Lightning",
            utilityBar: values["utilityBar"].map { ($0.text, Place(file: file.path, line: $0.line)) }, file: file.path)
    }
}

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
            if record.element == "type" { values.take(record) }
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
        // What is on another page is nobody's concern here.
        if isUtilityBar, let repeated { throw repeated }
        return isUtilityBar ? UtilityBar(fullName: fullName, file: component.file.path, items: items) : nil
    }
}

extension UtilityBar {
    /// What is on it, wherever that is written.
    fileprivate var holds: Set<[String: String]> {
        Set(items.map { $0.properties.merging(["": $0.component]) { $1 } })
    }
}

extension UtilityBar.Item {
    /// - Throws: `DocumentError` where a property has two values.
    fileprivate init?(_ instance: MetadataRecord, file: String) throws(DocumentError) {
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

/// A call center. Which users are in it is data (`User.CallCenterId`), not metadata.
package struct CallCenter: Sendable, Equatable {
    /// The full name, which is the internal name in Setup.
    package let fullName: String
    /// The name that Setup shows.
    package let displayName: String
    /// Where the file says it.
    package let place: Place

    /// - Throws: `DocumentError` with the place of the error.
    static func read(_ fullName: String, from file: InputFile) throws(DocumentError) -> CallCenter {
        var values = SingleValues()
        try file.readRecords(root: MetadataType.callCenter.rawValue, wanted: ["displayName"]) { values.take($0) }
        try values.check()
        let name = values["displayName"]
        return CallCenter(
            fullName: fullName, displayName: name?.text ?? "", place: Place(file: file.path, line: name?.line))
    }
}

/// A managed package that is installed.
package struct InstalledPackage: Sendable, Equatable {
    /// Where the file is, with the line of the version where it has one.
    package let place: Place
    /// The version as written.
    package let version: String?
    /// For whom it was installed, as written (`AllUsers`, `AdminsOnly`), and where; many files do not say.
    package let securityType: (text: String, place: Place)?

    package static func == (left: InstalledPackage, right: InstalledPackage) -> Bool { left.place == right.place }

    /// - Throws: `DocumentError` with the place of the error.
    static func read(from file: InputFile) throws(DocumentError) -> InstalledPackage {
        var values = SingleValues()
        try file.readRecords(
            root: MetadataType.installedPackage.rawValue, wanted: ["versionNumber", "securityType"]
        ) { values.take($0) }
        try values.check()
        return InstalledPackage(
            place: Place(file: file.path, line: values["versionNumber"]?.line), version: values["versionNumber"]?.text,
            securityType: values["securityType"].map { ($0.text, Place(file: file.path, line: $0.line)) })
    }
}

/// The elements of a file that are there once; one that is there again with another value leaves open which one counts.
private struct SingleValues {
    private var values: [String: MetadataRecord] = [:]
    private var repeated: (first: MetadataRecord, second: MetadataRecord)?

    subscript(element: String) -> MetadataRecord? { values[element] }

    mutating func take(_ record: MetadataRecord) {
        guard let first = values[record.element] else {
            values[record.element] = record
            return
        }
        if first.text != record.text { repeated = repeated ?? (first, record) }
    }

    /// - Throws: `DocumentError` at the second one.
    func check() throws(DocumentError) {
        guard let (first, second) = repeated else { return }
        throw DocumentError(
            message:
                "<\(second.element)> is here and on line \(first.line) with different values, so neither counts; remove one of them.",
            line: second.line)
    }
}

/// A site that pages may load from.
package struct TrustedSite: Sendable, Equatable {
    /// The address as written.
    package let endpoint: String
    /// Whether it is in force.
    package let isActive: Bool
    /// Where the file names the address.
    package let place: Place

    /// - Throws: `DocumentError` with the place of the error.
    static func read(from file: InputFile) throws(DocumentError) -> TrustedSite {
        var endpoint: MetadataRecord?
        var flags = FlagReading()
        var invalid: [Problem] = []
        try file.readRecords(
            root: MetadataType.cspTrustedSite.rawValue, wanted: ["endpointUrl", "isActive"]
        ) { record in
            if record.element == "isActive" {
                invalid += [flags.take(record, in: file.path)].compactMap(\.self)
            } else {
                endpoint = record
            }
        }
        if let problem = invalid.first { throw DocumentError(message: problem.message, line: problem.place?.line) }
        return TrustedSite(
            endpoint: endpoint?.text ?? "", isActive: flags.value(of: "isActive") == true,
            place: Place(file: file.path, line: endpoint?.line))
    }
}

extension InstalledParts {
    /// Reads what the components of an export say.
    init(in catalog: MetadataCatalog) {
        func read(
            _ type: MetadataType,
            agree: (String, ComponentFile, ComponentFile) throws(DocumentError) -> Bool = {
                (_, one, other) throws(DocumentError) in try one.file.bytes() == other.file.bytes()
            },
            _ take: (String, ComponentFile) throws(DocumentError) -> Void
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
                    try take(name, file)
                } catch {
                    unreadable[component.id] = Problem(error, severity: .warning, file: file.file.path)
                }
            }
        }
        read(.customApplication) { name, one, other throws(DocumentError) in
            try CustomApplication.read(name, from: one.file).saysTheSame(
                as: CustomApplication.read(name, from: other.file))
        } _: { name, file throws(DocumentError) in
            applications[APIName(name)] = try CustomApplication.read(name, from: file.file)
        }
        read(.flexiPage) { name, one, other throws(DocumentError) in
            // A whole page and the parts of the same one are other bytes.
            try UtilityBar.read(name, from: one)?.holds == UtilityBar.read(name, from: other)?.holds
        } _: { name, file throws(DocumentError) in
            utilityBars[APIName(name)] = try UtilityBar.read(name, from: file)
        }
        read(.callCenter) { name, file throws(DocumentError) in
            callCenters.append(try CallCenter.read(name, from: file.file))
        }
        read(.installedPackage) { name, file throws(DocumentError) in
            packages[APIName(name)] = try InstalledPackage.read(from: file.file)
        }
        read(.cspTrustedSite) { _, file throws(DocumentError) in
            trustedSites.append(try TrustedSite.read(from: file.file))
        }
    }
}
