import OrgModel

extension PlatformFacts {
    /// Reads the facts that are embedded in the program.
    ///
    /// - Throws: ``GuideError`` with every error in the files.
    package static func load() throws(GuideError) -> PlatformFacts {
        let diagnostics = Diagnostics()
        let facts = load(from: RuleFiles(embedded: "salesforce"), diagnostics: diagnostics)
        try GuideError.check(diagnostics)
        return facts
    }

    static func load(from files: RuleFiles, diagnostics: Diagnostics) -> PlatformFacts {
        var facts = PlatformFacts()
        facts.readRights(files.read("object-permissions.yaml", diagnostics))
        facts.readPermissions(files.read("permissions.yaml", diagnostics))
        facts.readObjects(files.read("objects.yaml", diagnostics))
        facts.standardProfiles = Self.names("profiles", in: files.read("standard-profiles.yaml", diagnostics))
        facts.standardApps = Self.names("apps", in: files.read("standard-apps.yaml", diagnostics))
        facts.readLicenses(files.read("user-licenses.yaml", diagnostics))
        facts.readPeople(files.read("people.yaml", diagnostics))
        facts.risks = RiskFacts.read(files.read("risks.yaml", diagnostics), known: facts.knownPermissions)
        facts.readExports(files.read("exports.yaml", diagnostics))
        facts.readRemedies(files.read("remedies.yaml", diagnostics))
        return facts
    }

    private mutating func readRights(_ file: StrictYAML?) {
        let whole = file?.mapping(["rights", "entries"])
        let rights = whole?.required("rights")?.mapping(ObjectRight.allCases.map(\.rawValue))
        for right in ObjectRight.allCases {
            guard
                let entry = rights?.required(right.rawValue)?.mapping([
                    "flag", "label", "needs", "needsOnBigObjects", "needsOnMaster",
                ]),
                let flag = entry.required("flag")?.text, let label = entry.required("label")?.text
            else { continue }
            let needs = entry.required("needs")?.list?.compactMap { $0.choice(ObjectRight.self) }
            let needsOnMaster = entry["needsOnMaster"]?.list?.compactMap { $0.choice(ObjectRight.self) }
            let needsOnBigObjects = entry["needsOnBigObjects"]?.list?.compactMap { $0.choice(ObjectRight.self) }
            self.rights[right] = Right(
                flag: flag, label: label, needs: needs ?? [], needsOnBigObjects: needsOnBigObjects ?? needs ?? [],
                needsOnMaster: needsOnMaster ?? [])
        }
        let kinds: [PermissionKind] = [.objectPermission, .fieldPermission]
        let entries = whole?.required("entries")?.mapping(kinds.map(\.rawValue))
        for kind in kinds {
            let needs = entries?.required(kind.rawValue)?.entries?.map { ($0, Set($1.texts ?? [])) }
            flagNeeds[kind] = Dictionary(needs ?? [], uniquingKeysWith: { first, _ in first })
        }
        flagNeedsOnBigObjects = flagNeeds[.objectPermission] ?? [:]
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

    private mutating func readPermissions(_ file: StrictYAML?) {
        let whole = file?.mapping(["permissions", "known"])
        for (name, value) in whole?.required("permissions")?.entries ?? [] {
            guard
                let entry = value.mapping([
                    "label", "brings", "bringsOnEveryObject", "satisfies", "needs", "needsOnObject", "since",
                    "exported", "mayOpen", "doubt",
                ]),
                let label = entry.required("label")?.text
            else { continue }
            let satisfies = entry["satisfies"]?.entries?.compactMap { key, value in value.text.map { (key, $0) } }
            let needsOnObject = entry["needsOnObject"]?.entries?.map { object, value in
                (object, value.list?.compactMap { $0.choice(ObjectRight.self) } ?? [])
            }
            permissions[name] = Permission(
                label: label,
                brings: entry["brings"]?.texts ?? [],
                bringsOnEveryObject: Set(
                    entry["bringsOnEveryObject"]?.list?.compactMap { $0.choice(ObjectRight.self) } ?? []),
                satisfies: Dictionary(satisfies ?? [], uniquingKeysWith: { first, _ in first }),
                needs: entry["needs"]?.texts ?? [],
                needsOnObject: Dictionary(needsOnObject ?? [], uniquingKeysWith: { first, _ in first }),
                since: entry["since"]?.number,
                isNeverExported: entry["exported"]?.choice(Exported.self) != nil,
                mayOpen: entry["mayOpen"]?.choice(FieldAccess.self),
                doubt: entry["mayOpen"] == nil ? nil : entry.required("doubt")?.text)
        }
        knownPermissions = permissions.mapValues(\.label)
        for line in whole?.required("known")?.text?.split(separator: "\n") ?? [] {
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            knownPermissions[String(line[..<colon])] = String(line[colon...].dropFirst(2))
        }
    }

    private mutating func readObjects(_ file: StrictYAML?) {
        let whole = file?.mapping(["everyObject", "objects"])
        let everyObject = whole?.required("everyObject")?.mapping(["fields", "custom"])
        everyObjectFields = Self.fields(everyObject?.required("fields"))
        let kinds = everyObject?.required("custom")?
            .mapping(["required", "masterDetail", "autoNumber", "formula", "rollUp", "nameField"])
        for (key, kind) in [
            ("required", FieldDefinition.Kind.required), ("masterDetail", .masterDetail), ("autoNumber", .autoNumber),
            ("formula", .formula), ("rollUp", .rollUp),
        ] {
            customKinds[kind] = kinds?.required(key).flatMap(Self.field)
        }
        nameField = kinds?.required("nameField").flatMap(Self.field)
        for (name, value) in whole?.required("objects")?.entries ?? [] {
            guard
                let entry = value.mapping([
                    "label", "plural", "objectPermissions", "read", "edit", "sharesFieldsWith",
                    "definesFieldsOn", "detailOf", "without", "fields",
                ]),
                let label = entry.required("label")?.text, let plural = entry.required("plural")?.text
            else { continue }
            objects[name] = Object(
                label: label,
                plural: plural,
                hasNoObjectPermissions: entry["objectPermissions"]?.choice(None.self) != nil,
                readPermission: entry["read"]?.text,
                editPermission: entry["edit"]?.text,
                sharesFieldsWith: entry["sharesFieldsWith"]?.text,
                definesFieldsOn: entry["definesFieldsOn"]?.text,
                detailOf: entry["detailOf"]?.texts ?? [],
                without: Set(entry["without"]?.list?.compactMap { $0.choice(ObjectRight.self) } ?? []),
                fields: Self.fields(entry["fields"]))
        }
    }

    private enum None: String, CaseIterable { case none }
    private enum Exported: String, CaseIterable { case never }
    private enum Follows: String, CaseIterable { case object }
    private enum Editable: String, CaseIterable { case never }

    private static func fields(_ value: StrictYAML?) -> [String: Field] {
        let pairs = value?.entries?.compactMap { key, value in field(value).map { (key, $0) } }
        return Dictionary(pairs ?? [], uniquingKeysWith: { first, _ in first })
    }

    private static func field(_ value: StrictYAML) -> Field? {
        guard let entry = value.mapping(["label", "follows", "editable", "reason"]) else { return nil }
        let followsObject = entry["follows"]?.choice(Follows.self) != nil
        let isNeverEditable = entry["editable"]?.choice(Editable.self) != nil
        return Field(
            label: entry["label"]?.text ?? "",
            followsObject: followsObject,
            isNeverEditable: isNeverEditable,
            reason: followsObject || isNeverEditable ? entry.prose("reason") : nil)
    }

    private mutating func readExports(_ file: StrictYAML?) {
        let whole = file?.mapping(["permissionSets", "permissionSetGroups", "manifest", "userQueries"])
        let sets = whole?.required("permissionSets")?.mapping(["completeFromApiVersion", "viewAllFieldsFromApiVersion"])
        permissionSetsCompleteFrom = sets?.required("completeFromApiVersion")?.number ?? 0
        viewAllFieldsFrom = sets?.required("viewAllFieldsFromApiVersion")?.number ?? 0
        let groups = whole?.required("permissionSetGroups")?.mapping([
            "mutingFromApiVersion", "sessionBasedFromApiVersion",
        ])
        mutingFrom = groups?.required("mutingFromApiVersion")?.number ?? 0
        sessionBasedGroupsFrom = groups?.required("sessionBasedFromApiVersion")?.number ?? 0
        manifestAPIVersion = whole?.required("manifest")?.mapping(["apiVersion"])?.required("apiVersion")?.number ?? 0
        userQueries = (whole?.required("userQueries")?.entries ?? []).compactMap { file, query in
            query.text.map { (file, $0) }
        }
    }

    private mutating func readLicenses(_ file: StrictYAML?) {
        let whole = file?.mapping([
            "userLicenses", "permissionSetLicenses", "objectPermissionsNeed", "setsWithoutStandardObjects", "limits",
            "profilesWithoutSystemPermissions",
        ])
        userLicenses = Set(whole?.required("userLicenses")?.texts ?? [])
        licensesWithoutSystemPermissions = Set(licenses(whole?.required("profilesWithoutSystemPermissions")))
        licenseLimits = (whole?.required("limits")?.list ?? []).compactMap { value in
            guard let limit = value.mapping(["licenses", "userTypes", "objects", "rights", "permissions"]) else {
                return nil
            }
            return LicenseLimit(
                licenses: Set(licenses(limit.required("licenses"))),
                userTypes: Set((limit["userTypes"]?.texts ?? []).map(APIName.init)),
                objects: LicenseLimit.Names(limit["objects"]?.texts ?? []),
                rights: Set(limit["rights"]?.list?.compactMap { $0.choice(ObjectRight.self) } ?? []),
                permissions: LicenseLimit.Names(limit["permissions"]?.texts ?? []))
        }
        setLimit = LicenseLimit(
            licenses: Set(licenses(whole?.required("setsWithoutStandardObjects"))),
            objects: LicenseLimit.Names([LicenseLimit.Names.all]))
        for (name, label) in whole?.required("permissionSetLicenses")?.entries ?? [] {
            permissionSetLicenses[name] = label.text
        }
        for (license, needed) in whole?.required("objectPermissionsNeed")?.entries ?? [] {
            if let name = needed.text, permissionSetLicenses[name] == nil {
                needed.diagnostic("\(name) is not among the permissionSetLicenses.")
            }
            objectPermissionsNeed[license] = needed.text
        }
    }

    /// User licenses in a list, each of which must be known.
    private func licenses(_ list: StrictYAML?) -> [APIName] {
        (list?.list ?? []).compactMap { value in
            guard let name = value.text else { return nil }
            if !isUserLicense(name) { value.diagnostic("\(name) is not among the userLicenses.") }
            return APIName(name)
        }
    }

    private mutating func readPeople(_ file: StrictYAML?) {
        let whole = file?.mapping(["userTypes", "otherUserTypes", "automatedLicenses", "automatedProfiles"])
        let others = whole?.required("otherUserTypes")?.entries?.compactMap { type, value in
            value.text.map { (type, $0) }
        }
        people = PeopleFacts(
            userTypes: whole?.required("userTypes")?.texts ?? [],
            otherUserTypes: Dictionary(others ?? [], uniquingKeysWith: { first, _ in first }),
            automatedLicenses: whole?.required("automatedLicenses")?.texts ?? [],
            automatedProfiles: whole?.required("automatedProfiles")?.texts ?? [])
    }

    /// Names in Setup, by full name.
    private static func names(_ key: String, in file: StrictYAML?) -> [String: String] {
        let names = file?.mapping([key])?.required(key)?.entries?.compactMap { name, value in
            value.text.map { (name, $0) }
        }
        return Dictionary(names ?? [], uniquingKeysWith: { first, _ in first })
    }

    private mutating func readRemedies(_ file: StrictYAML?) {
        let whole = file?.mapping([
            "systemPermission", "objectPermission", "fieldPermission", "muted", "surplus", "inactiveUser",
        ])
        let system = whole?.required("systemPermission")?.mapping(["granted"])
        systemPermissionRemedy = system?.required("granted").flatMap(Remedy.read) ?? Remedy()
        inactiveUserRemedy = whole?.required("inactiveUser").flatMap(Remedy.read) ?? Remedy()
        mutedRemedy = whole?.required("muted").flatMap(Remedy.read) ?? Remedy()
        let object = whole?.required("objectPermission")?.mapping(ObjectRight.allCases.map(\.rawValue))
        for right in ObjectRight.allCases { objectRemedies[right] = object?[right.rawValue].flatMap(Remedy.read) }
        let surplus = whole?.required("surplus")?.mapping(SurplusSource.Kind.allCases.map(\.rawValue))
        for kind in SurplusSource.Kind.allCases { surplusRemedies[kind] = surplus?.prose(kind.rawValue) }
        let field = whole?.required("fieldPermission")?.mapping(FieldAccess.allCases.map(\.rawValue))
        for access in FieldAccess.allCases {
            fieldRemedies[access] = field?.required(access.rawValue).flatMap(Remedy.read)
        }
    }
}

extension Remedy {
    static func read(_ value: StrictYAML) -> Remedy? {
        guard let entry = value.mapping(["setup", "metadata", "then"]) else { return nil }
        return Remedy(
            setup: entry.optionalProse("setup"),
            metadata: entry["metadata"]?.text,
            then: entry.optionalProse("then"))
    }
}
