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
        try file.readRecords(root: MetadataType.callCenter.rawValue, wanted: ["displayName"]) { values.add($0) }
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
        ) { values.add($0) }
        try values.check()
        return InstalledPackage(
            place: Place(file: file.path, line: values["versionNumber"]?.line), version: values["versionNumber"]?.text,
            securityType: values["securityType"].map { ($0.text, Place(file: file.path, line: $0.line)) })
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
                invalid += [flags.add(record, in: file.path)].compactMap(\.self)
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
        var reader = PartReader(catalog)
        reader.readEach(.customApplication) { name, one, other throws(DocumentError) in
            try CustomApplication.read(name, from: one.file).saysTheSame(
                as: CustomApplication.read(name, from: other.file))
        } _: { name, file throws(DocumentError) in
            applications[APIName(name)] = try CustomApplication.read(name, from: file.file)
        }
        reader.readEach(.flexiPage) { name, one, other throws(DocumentError) in
            // A whole page and the parts of the same one are other bytes.
            try UtilityBar.read(name, from: one)?.contents == UtilityBar.read(name, from: other)?.contents
        } _: { name, file throws(DocumentError) in
            utilityBars[APIName(name)] = try catalog.reading("utility bar", name, of: file) {
                file throws(DocumentError) in try UtilityBar.read(name, from: file)
            }
        }
        reader.readEach(.callCenter) { name, file throws(DocumentError) in
            callCenters.append(try CallCenter.read(name, from: file.file))
        }
        reader.readEach(.installedPackage) { name, file throws(DocumentError) in
            packages[APIName(name)] = try InstalledPackage.read(from: file.file)
        }
        reader.readEach(.cspTrustedSite) { _, file throws(DocumentError) in
            trustedSites.append(try TrustedSite.read(from: file.file))
        }
        unreadable = reader.unreadable
    }
}
