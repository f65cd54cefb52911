import Documents

/// From where and when users of a profile can log in, file by file.
package struct LoginRestrictions: Sendable, Equatable {
    /// What one file of the profile says, with the parts of a split one.
    package struct File: Sendable, Equatable {
        /// The file.
        package let place: Place
        /// The ranges of addresses from which users can log in.
        package let ranges: [Defined<AddressRange>]
        /// The hours of each day on which users cannot always log in.
        package let hours: [Defined<LoginHours>]
        /// Where it speaks of hours, even if they are all hours of each day.
        package let hoursPlace: Place?
        /// Whether it is as Salesforce wrote it, so that a restriction that it does not list is none.
        package let isAsRetrieved: Bool
        /// The API version of the export; `nil` where nothing states it.
        package let apiVersion: Int?
    }

    /// The files.
    package let files: [File]
}

/// When users can log in on one day of the week.
package struct LoginHours: Sendable, Equatable {
    /// The day, in English.
    package let day: String
    /// The minutes after midnight.
    package let from: Int
    /// The minutes after midnight before which a login must be.
    package let to: Int

    /// The first and the last minute of a day.
    private static let wholeDay = (from: 0, to: 24 * 60)

    /// Whether it is the whole day.
    fileprivate var isWholeDay: Bool { from <= Self.wholeDay.from && to >= Self.wholeDay.to }
}

extension LoginRestrictions.File {
    static let elements: Set<String> = ["loginIpRanges", "loginHours"]

    // Projects leave out of their profiles what differs from org to org, and these restrictions above all. A retrieve has them:
    // it is in Metadata API format, has what every profile has, and its manifest asks for the profile and for objects, where
    // that of a deployment often names the profile alone.

    /// What a retrieved profile always has.
    private static let elementsOfRetrieves: Set<String> = [
        "custom", "userLicense", PermissionKind.userPermission.rawValue,
    ]

    /// - Parameters:
    ///   - names: The full name of the profile, decoded and as its file spells it.
    ///   - component: A file of the profile.
    ///   - scope: How it was exported.
    /// - Throws: `DocumentError` with the place of the error.
    static func read(
        _ names: [String], from component: ComponentFile, scope: ExportScope
    ) throws(DocumentError) -> LoginRestrictions.File {
        var ranges: [Defined<AddressRange>] = []
        var hours = HoursReading()
        var others: Set<String> = []
        var failure: DocumentError?
        _ = try component.readRecords(of: .profile, wanted: elements.union(elementsOfRetrieves)) {
            record, file in
            do throws(DocumentError) {
                switch record.element {
                case "loginIpRanges":
                    ranges.append(
                        Defined(value: try AddressRange(record), place: Place(file: file, line: record.line)))
                case "loginHours": try hours.add(record, in: file)
                default: others.insert(record.element)
                }
            } catch {
                failure = failure ?? error.at(file: file)
            }
        }
        if let failure { throw failure }
        return LoginRestrictions.File(
            place: Place(file: component.file.path), ranges: ranges, hours: hours.restricted, hoursPlace: hours.place,
            isAsRetrieved: !component.isSourceFormat && others == elementsOfRetrieves
                && names.contains { scope.manifest?.names($0, of: .profile) == true }
                && scope.manifest?.members[MetadataType.customObject.rawValue]?.isEmpty == false,
            apiVersion: scope.apiVersion)
    }
}

extension AddressRange {
    /// Reads `<loginIpRanges>`.
    ///
    /// - Throws: `DocumentError` with the place of the error.
    fileprivate init(_ record: MetadataRecord) throws(DocumentError) {
        func address(_ element: String) throws(DocumentError) -> IPAddress {
            let values = record.all(element)
            guard let value = values.first, values.count == 1, let address = IPAddress(value.text) else {
                let what = values.first.map { "\"\($0.text)\" in <\(element)>, which is no IP address" }
                throw DocumentError(
                    message:
                        "This <loginIpRanges> entry has \(what ?? "no <\(element)>"), so from where users can log in is "
                        + "unknown. Correct it, or retrieve the profile again.",
                    line: values.first?.line ?? record.line)
            }
            return address
        }
        let (start, end) = (try address("startAddress"), try address("endAddress"))
        guard let range = AddressRange(from: start, to: end) else {
            throw DocumentError(
                message:
                    "This <loginIpRanges> entry ends before it starts, or begins with IPv4 and ends with IPv6, so from "
                    + "where users can log in is unknown. Correct it, or retrieve the profile again.",
                line: record.line)
        }
        self = range
    }
}

/// Collects `<loginHours>`: the start and the end of each day that it names, in minutes after midnight.
private struct HoursReading {
    private static let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    private var minutes: [String: MetadataRecord] = [:]
    /// Where the hours are.
    private(set) var place: Place?
    private(set) var restricted: [Defined<LoginHours>] = []

    mutating func add(_ record: MetadataRecord, in file: String) throws(DocumentError) {
        place = place ?? Place(file: file, line: record.line)
        for child in record.children {
            if let earlier = minutes[child.element], earlier.text != child.text {
                throw DocumentError(
                    message:
                        "<\(child.element)> says \(child.text) here and \(earlier.text) before, so when users can log in "
                        + "is unknown. Remove the one that is wrong.",
                    line: child.line)
            }
            minutes[child.element] = child
        }
        let known = Set(Self.days.flatMap { ["\($0)Start", "\($0)End"] })
        if let other = record.children.first(where: { !known.contains($0.element) }) {
            throw DocumentError(
                message:
                    "<\(other.element)> in <loginHours> is the start or end of no day, so when users can log in is "
                    + "unknown. Retrieve the profile again.",
                line: other.line)
        }
        restricted = []
        for day in Self.days {
            guard let hours = try hours(of: day, record) else { continue }
            if !hours.value.isWholeDay { restricted.append(hours) }
        }
    }

    private func hours(of day: String, _ record: MetadataRecord) throws(DocumentError) -> Defined<LoginHours>? {
        let (start, end) = (minutes["\(day)Start"], minutes["\(day)End"])
        guard let line = start?.line ?? end?.line else { return nil }
        guard let from = start.flatMap({ Int($0.text) }), let to = end.flatMap({ Int($0.text) }), from <= to else {
            throw DocumentError(
                message:
                    "The hours of \(day.capitalizedFirst) in <loginHours> are not a start and an end in minutes after "
                    + "midnight, so when users can log in is unknown. Retrieve the profile again.",
                line: line)
        }
        return Defined(
            value: LoginHours(day: day.capitalizedFirst, from: from, to: to),
            place: Place(file: place?.file ?? "", line: line))
    }
}
