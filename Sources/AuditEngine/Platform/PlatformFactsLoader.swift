import Documents
import OrgModel

extension PlatformFacts {
    /// The facts that are embedded in the program, which every guide shares: they are read once.
    ///
    /// - Throws: ``GuideError`` with every error in the files.
    package static func load() throws(GuideError) -> PlatformFacts { try embedded.get() }

    private static let embedded = Result { () throws(GuideError) -> PlatformFacts in
        let diagnostics = Diagnostics()
        let facts = load(from: RuleFiles(embedded: "salesforce"), diagnostics: diagnostics)
        try GuideError.check(diagnostics)
        return facts
    }

    static func load(from files: RuleFiles, diagnostics: Diagnostics) -> PlatformFacts {
        var read: [String: YAMLValue] = [:]
        for (name, shape) in PlatformShapes.all { read[name] = files.read("\(name).yaml", as: shape, diagnostics) }
        func file(_ name: String) -> YAMLValue { read[name] ?? .absent }
        var facts = PlatformFacts()
        facts.readRights(file("object-permissions"))
        facts.readPermissions(file("permissions"))
        facts.readObjects(file("objects"))
        facts.standardProfiles = file("standard-profiles")["profiles"].dictionary(\.text)
        facts.standardApps = file("standard-apps")["apps"].dictionary(\.text)
        facts.readLicenses(file("user-licenses"), diagnostics)
        facts.people = PeopleFacts(file("people"))
        facts.userFlags = file("people")["userFlags"].dictionary(\.text)
        facts.risks = RiskFacts(file("risks"), known: facts.knownPermissions, diagnostics)
        facts.readExports(file("exports"))
        facts.readRemedies(file("remedies"))
        facts.connections = ConnectionFacts(file("connections"))
        return facts
    }

    private mutating func readRights(_ file: YAMLValue) {
        // All at once: what follows from them is worked out whenever they change.
        rights = Dictionary(
            uniqueKeysWithValues: ObjectRight.allCases.map { right in
                let entry = file["rights"][right.rawValue]
                let needs = entry["needs"].choices(ObjectRight.self)
                let fact = Right(
                    flag: entry["flag"].text ?? "", label: entry["label"].text ?? "", needs: needs,
                    needsOnBigObjects: entry["needsOnBigObjects"].ifGiven?.choices(ObjectRight.self) ?? needs,
                    needsOnMaster: entry["needsOnMaster"].choices(ObjectRight.self),
                    lackedWherePrivate: entry["lackedWherePrivate"].text)
                return (right, fact)
            })
        let ofFields = PermissionKind.fieldPermission
        flagNeeds = [ofFields: file["entries"][ofFields.rawValue].dictionary { Set($0.texts) }, .objectPermission: [:]]
        for right in ObjectRight.allCases {
            let (everywhere, onBigObjects) = (
                flags(neededBy: right, on: ""), flags(neededBy: right, on: Self.suffixOfBigObjects)
            )
            let flag = flag(of: right)
            flagNeeds[.objectPermission]?[flag] = everywhere
            flagNeedsOnBigObjects[flag] = onBigObjects
        }
    }

    private func flags(neededBy right: ObjectRight, on object: String) -> Set<String> {
        Set(closure(of: right, on: object).subtracting([right]).map(flag))
    }

    private mutating func readPermissions(_ file: YAMLValue) {
        permissions = file["permissions"].dictionary { entry in
            Permission(
                label: entry["label"].text ?? "",
                brings: entry["brings"].texts,
                bringsOnEveryObject: Set(entry["bringsOnEveryObject"].choices(ObjectRight.self)),
                satisfies: entry["satisfies"].dictionary(\.text),
                needs: entry["needs"].texts,
                needsOnObject: entry["needsOnObject"].dictionary { $0.choices(ObjectRight.self) },
                since: entry["since"].number,
                isNeverExported: entry["exported"].exists,
                mayOpen: entry["mayOpen"].choice(FieldAccess.self),
                doubt: entry["doubt"].text)
        }
        permissionsWithoutColumn = Set(file["withoutColumn"].texts)
        knownPermissions = permissions.mapValues(\.label)
        for line in file["known"].text?.split(separator: "\n") ?? [] {
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            knownPermissions[String(line[..<colon])] = String(line[colon...].dropFirst(2))
        }
    }

    private mutating func readObjects(_ file: YAMLValue) {
        everyObjectFields = file["everyObject"]["fields"].dictionary(Field.init)
        let kinds = file["everyObject"]["custom"].dictionary(Field.init)
        nameField = kinds["nameField"]
        customKinds = [
            .required: kinds["required"], .masterDetail: kinds["masterDetail"], .autoNumber: kinds["autoNumber"],
            .formula: kinds["formula"], .rollUp: kinds["rollUp"],
        ].compactMapValues(\.self)
        objects = file["objects"].dictionary { entry in
            Object(
                label: entry["label"].text ?? "",
                plural: entry["plural"].text ?? "",
                hasNoObjectPermissions: entry["objectPermissions"].exists,
                standIns: Dictionary(
                    uniqueKeysWithValues: ObjectRight.allCases.compactMap { right in
                        entry["instead"][right.rawValue].ifGiven.map { (right, StandIn($0)) }
                    }),
                sharesFieldsWith: entry["sharesFieldsWith"].text,
                definesFieldsOn: entry["definesFieldsOn"].text,
                detailOf: entry["detailOf"].texts,
                without: Set(entry["without"].choices(ObjectRight.self)),
                fields: entry["fields"].dictionary(Field.init))
        }
    }

    private mutating func readExports(_ file: YAMLValue) {
        permissionSetsCompleteFrom = file["permissionSets"]["completeFromApiVersion"].number ?? 0
        viewAllFieldsFrom = file["permissionSets"]["viewAllFieldsFromApiVersion"].number ?? 0
        mutingFrom = file["permissionSetGroups"]["mutingFromApiVersion"].number ?? 0
        sessionBasedGroupsFrom = file["permissionSetGroups"]["sessionBasedFromApiVersion"].number ?? 0
        manifestAPIVersion = file["manifest"]["apiVersion"].number ?? 0
        for kind in RecordKind.allCases {
            let query = file["queries"][kind.rawValue]
            records[kind] = RecordFact(object: query["object"].text ?? "", columns: query["columns"].texts)
        }
    }

    private mutating func readLicenses(_ file: YAMLValue, _ diagnostics: Diagnostics) {
        userLicenses = Set(file["userLicenses"].texts)
        let lists = ["setsWithoutStandardObjects", "profilesWithoutSystemPermissions"].map { file[$0] }
        let limits = file["limits"].list ?? []
        for license in (lists + limits.map { $0["licenses"] }).flatMap({ $0.list ?? [] }) {
            guard let name = license.text, !isUserLicense(name) else { continue }
            diagnostics.add(license.place, "\(name) is not among the userLicenses.")
        }
        licensesWithoutSystemPermissions = Set(lists[1].texts.map(APIName.init))
        setLimit = LicenseLimit(
            licenses: Set(lists[0].texts.map(APIName.init)), objects: LicenseLimit.Names([LicenseLimit.Names.all]))
        licenseLimits = limits.map { limit in
            LicenseLimit(
                licenses: Set(limit["licenses"].texts.map(APIName.init)),
                userTypes: Set(limit["userTypes"].texts.map(APIName.init)),
                objects: LicenseLimit.Names(limit["objects"].texts),
                rights: Set(limit["rights"].choices(ObjectRight.self)),
                permissions: LicenseLimit.Names(limit["permissions"].texts))
        }
        permissionSetLicenses = file["permissionSetLicenses"].dictionary(\.text)
        objectPermissionsNeed = file["objectPermissionsNeed"].dictionary(\.text)
        for entry in file["objectPermissionsNeed"].entries ?? [] {
            guard let name = entry.value.text, permissionSetLicenses[name] == nil else { continue }
            diagnostics.add(entry.value.place, "\(name) is not among the permissionSetLicenses.")
        }
    }

    private mutating func readRemedies(_ file: YAMLValue) {
        systemPermissionRemedy = Remedy(file["systemPermission"]["granted"])
        inactiveUserRemedy = Remedy(file["inactiveUser"])
        newUserSteps = file["newUser"]["setup"].text ?? ""
        mutedRemedy = Remedy(file["muted"])
        userRemedies = UserRemedies(file)
        forbiddenRemedy = Remedy(file["forbidden"])
        profileRemedy = Remedy(file["fromProfile"])
        for right in ObjectRight.allCases { objectRemedies[right] = Remedy(file["objectPermission"][right.rawValue]) }
        for access in FieldAccess.allCases { fieldRemedies[access] = Remedy(file["fieldPermission"][access.rawValue]) }
        for kind in SurplusSource.Kind.allCases { surplusRemedies[kind] = file["surplus"][kind.rawValue].text }
    }
}

extension PlatformFacts.Field {
    fileprivate init(_ entry: YAMLValue) {
        self.init(
            label: entry["label"].text ?? "", followsObject: entry["follows"].exists,
            isNeverEditable: entry["editable"].exists, reason: entry["reason"].text)
    }
}

extension PeopleFacts {
    fileprivate init(_ file: YAMLValue) {
        self.init(
            userTypes: file["userTypes"].texts, otherUserTypes: file["otherUserTypes"].dictionary(\.text),
            automatedLicenses: file["automatedLicenses"].texts, automatedProfiles: file["automatedProfiles"].texts,
            integrationLicenses: file["integrationLicenses"].texts,
            integrationProfiles: file["integrationProfiles"].texts)
    }
}
