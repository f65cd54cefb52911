import MetadataXML

/// What an installation leaves behind in an org, as far as its export shows: Lightning apps with their utility bars,
/// call centers, packages and trusted sites.
public struct InstalledParts: Sendable {
    /// The apps, by full name.
    public internal(set) var applications: [String: CustomApplication] = [:]
    /// The utility bars, by full name.
    public internal(set) var utilityBars: [String: UtilityBar] = [:]
    /// The call centers.
    public internal(set) var callCenters: [CallCenter] = []
    /// The files of installed packages, by namespace.
    public internal(set) var packages: [String: Place] = [:]
    /// The trusted sites.
    public internal(set) var trustedSites: [TrustedSite] = []

    /// The files that cannot be read: what they hold is unknown, not absent.
    public internal(set) var unreadable: [ComponentID: Problem] = [:]

    /// Makes parts of which nothing is there.
    public init() {}
}

/// An app, as far as its utility bar goes.
public struct CustomApplication: Sendable, Equatable {
    /// The full name.
    public let fullName: String
    /// The label; standard apps have none in their files.
    public let label: String?
    /// Whether it is a Lightning app; a classic one has no utility bar.
    public let isLightning: Bool
    /// The full name of its utility bar, and where the file names it.
    public let utilityBar: (name: String, place: Place)?
    /// The file.
    public let file: String

    public static func == (left: CustomApplication, right: CustomApplication) -> Bool {
        left.fullName == right.fullName && left.file == right.file
    }

    /// - Throws: `MetadataXMLError` with the place of the mistake.
    static func read(_ fullName: String, from file: InputFile) throws(MetadataXMLError) -> CustomApplication {
        var values: [String: MetadataRecord] = [:]
        try file.readRecords(
            root: MetadataType.customApplication.rawValue, wanted: ["label", "uiType", "utilityBar"]
        ) { values[$0.element] = $0 }
        return CustomApplication(
            fullName: fullName, label: values["label"]?.text, isLightning: values["uiType"]?.text == "Lightning",
            utilityBar: values["utilityBar"].map { ($0.text, Place(file: file.path, line: $0.line)) }, file: file.path)
    }
}

/// A utility bar: a page of the type UtilityBar and the components on it.
public struct UtilityBar: Sendable, Equatable {
    /// A component on the bar.
    public struct Item: Sendable, Equatable {
        /// The component, such as `opencti:softPhone`.
        public let component: String
        /// Its properties (`label`, `width`, `height` …), as written.
        public let properties: [String: String]
        /// Where the component is named.
        public let place: Place
    }

    /// The full name.
    public let fullName: String
    /// The file.
    public let file: String
    /// What stands on it.
    public let items: [Item]

    /// Reads a page; `nil` for one that is no utility bar.
    ///
    /// Newer files wrap each component in `itemInstances`, older ones do not.
    ///
    /// - Throws: `MetadataXMLError` with the place of the mistake.
    static func read(_ fullName: String, from file: InputFile) throws(MetadataXMLError) -> UtilityBar? {
        var isUtilityBar = false
        var items: [Item] = []
        try file.readRecords(
            root: MetadataType.flexiPage.rawValue, wanted: ["type", "flexiPageRegions"]
        ) { record in
            if record.element == "type" { isUtilityBar = record.text == "UtilityBar" }
            let instances =
                record.all("itemInstances", "componentInstance") + record.all("componentInstances")
            items += instances.compactMap { Item($0, file: file.path) }
        }
        return isUtilityBar ? UtilityBar(fullName: fullName, file: file.path, items: items) : nil
    }
}

extension UtilityBar.Item {
    fileprivate init?(_ instance: MetadataRecord, file: String) {
        guard let name = instance.first("componentName") else { return nil }
        var properties: [String: String] = [:]
        for property in instance.all("componentInstanceProperties") {
            if let key = property.first("name")?.text { properties[key] = property.first("value")?.text }
        }
        self.init(component: name.text, properties: properties, place: Place(file: file, line: name.line))
    }
}

/// A call center. Which users are in it is data (`User.CallCenterId`), not metadata.
public struct CallCenter: Sendable, Equatable {
    /// The name that Setup shows.
    public let displayName: String
    /// Where the file says it.
    public let place: Place

    /// - Throws: `MetadataXMLError` with the place of the mistake.
    static func read(from file: InputFile) throws(MetadataXMLError) -> CallCenter {
        var name: MetadataRecord?
        try file.readRecords(root: MetadataType.callCenter.rawValue, wanted: ["displayName"]) { name = $0 }
        return CallCenter(displayName: name?.text ?? "", place: Place(file: file.path, line: name?.line))
    }
}

/// A site that pages may load from.
public struct TrustedSite: Sendable, Equatable {
    /// The address as written.
    public let endpoint: String
    /// Whether it is in force.
    public let isActive: Bool
    /// Where the file names the address.
    public let place: Place

    /// - Throws: `MetadataXMLError` with the place of the mistake.
    static func read(from file: InputFile) throws(MetadataXMLError) -> TrustedSite {
        var endpoint: MetadataRecord?
        var flags = FlagReading()
        var odd: [Problem] = []
        try file.readRecords(
            root: MetadataType.cspTrustedSite.rawValue, wanted: ["endpointUrl", "isActive"]
        ) { record in
            if record.element == "isActive" {
                odd += [flags.take(record, in: file.path)].compactMap(\.self)
            } else {
                endpoint = record
            }
        }
        if let problem = odd.first { throw MetadataXMLError(message: problem.message, line: problem.place?.line) }
        return TrustedSite(
            endpoint: endpoint?.text ?? "", isActive: flags.value(of: "isActive") == true, place: Place(file: file.path, line: endpoint?.line))
    }
}

extension Org {
    /// Reads what an installation leaves behind.
    public func installedParts() -> InstalledParts {
        var parts = InstalledParts()
        func read(_ type: MetadataType, _ take: (String, InputFile) throws(MetadataXMLError) -> Void) {
            for component in catalog.components(of: type) {
                guard let file = component.files.first?.file else { continue }
                do throws(MetadataXMLError) {
                    for other in component.files.dropFirst().map(\.file) where try other.bytes() != file.bytes() {
                        throw MetadataXMLError(
                            message: "This file and \(other.path) disagree about the \(type.words) "
                                + "\"\(component.id.fullName)\", so neither counts; keep one of them.")
                    }
                    try take(component.id.fullName, file)
                } catch {
                    parts.unreadable[component.id] = Problem(error, severity: .warning, file: file.path)
                }
            }
        }
        read(.customApplication) { name, file throws(MetadataXMLError) in
            parts.applications[name] = try CustomApplication.read(name, from: file)
        }
        read(.flexiPage) { name, file throws(MetadataXMLError) in
            parts.utilityBars[name] = try UtilityBar.read(name, from: file)
        }
        read(.callCenter) { _, file throws(MetadataXMLError) in parts.callCenters.append(try CallCenter.read(from: file)) }
        read(.installedPackage) { name, file throws(MetadataXMLError) in
            try file.readRecords(root: MetadataType.installedPackage.rawValue, wanted: []) { _ in }
            parts.packages[name] = Place(file: file.path)
        }
        read(.cspTrustedSite) { _, file throws(MetadataXMLError) in
            parts.trustedSites.append(try TrustedSite.read(from: file))
        }
        return parts
    }
}
