import OrgModel

// What the silence of a file proves. The design's table of sources and versions is here, line by line.

extension Contribution {
    /// What the absence of an entry proves; what exports leave out is in `Rules/salesforce/exports.yaml`.
    func absentEntry(_ kind: PermissionKind, _ name: String, flag: String, in source: PermissionSource)
        -> Answer
    {
        // Where nobody asked for an entry when the file was read, that it was not kept proves nothing.
        if !source.asked.includes(kind, name) {
            return Answer(reached(.notRead(id)))
        }
        if let silence = silence(about: kind, name, flag: flag, in: source) {
            return Answer(reached(silence))
        }
        return Answer(
            certainty: .denied,
            evidence: [
                evidence(.says(.noEntry(name)), at: source.file, wouldStand: source.placeForMissing(kind, name))
            ])
    }

    /// Why the absence of an entry proves nothing; `nil` where the export would list it.
    func silence(about question: EntryQuestion, in source: PermissionSource) -> Unknown? {
        silence(about: question.kind, question.name, flag: question.flag, in: source)
    }

    /// Why the absence of any entry of a kind proves nothing.
    func silence(about kind: PermissionKind) -> Unknown? {
        source.flatMap { silence(about: kind, "", flag: "", in: $0) }.map(reached)
    }

    /// Why the absence of an entry proves nothing; `nil` where the export would list what is granted.
    private func silence(about kind: PermissionKind, _ name: String, flag: String, in source: PermissionSource)
        -> Unknown?
    {
        let object = name.objectOfName
        switch (id.type, kind) {
        case (.profile, .userPermission): return unlisted(name, in: source) ?? withoutSystemPermissions(source)
        case (_, .userPermission): return unlisted(name, in: source)
        case (.profile, .objectPermission): return covers(object, source) ? nil : notExported(object, source)
        case (.profile, .fieldPermission):
            guard covers(object, source) || source.entry(.objectPermission, object) != nil else {
                return notExported(object, source)
            }
            return source.leavingOpen(.doesNotListField(name), retrieve(object))
        case (_, .objectPermission): return exportedInPart(object, source)
        case (_, .fieldPermission):
            return exportedInPart(object, source) ?? withoutViewAllFields(name, of: object, flag: flag, in: source)
        case (_, .applicationVisibility): return nil
        }
    }

    /// Whether a profile was exported together with an object, and so says everything about it.
    private func covers(_ object: String, _ source: PermissionSource) -> Bool {
        source.objectsWithStandardFields.contains(APIName(object)) || names(object, source)
    }

    private func names(_ object: String, _ source: PermissionSource) -> Bool {
        source.scope.manifest?.names(object: object) == true
    }

    private func notExported(_ object: String, _ source: PermissionSource) -> Unknown {
        source.leavingOpen(.exportedWithout(object), retrieve(object))
    }

    /// Trimmed profiles are common, and say nothing; only those of some licenses may have no system permission.
    private func withoutSystemPermissions(_ source: PermissionSource) -> Unknown? {
        guard !source.lists(.userPermission) else { return nil }
        // Of licenses that contradict each other any may be the one that counts.
        let mayHaveNone =
            !source.header.licenses.isEmpty
            && (source.header.licenses + userLicenses).allSatisfy {
                platform.licensesWithoutSystemPermissions.contains(APIName($0))
            }
        if mayHaveNone { return nil }
        return source.leavingOpen(
            .listsNoSystemPermission,
            "Retrieve \(id.words) again with the next export; a profile always comes with its system permissions."
        )
    }

    private func exportedInPart(_ object: String, _ source: PermissionSource) -> Unknown? {
        guard let version = source.scope.apiVersion, version < platform.permissionSetsCompleteFrom,
            !names(object, source)
        else { return nil }
        return source.leavingOpen(
            .exported(version, .objects),
            "Retrieve \(id.words) again with API version \(platform.permissionSetsCompleteFrom) or later."
        )
    }

    private func withoutViewAllFields(_ name: String, of object: String, flag: String, in source: PermissionSource)
        -> Unknown?
    {
        guard let version = versionBeforeViewAllFields(of: source), flag == EntryFlag.readable,
            platform.exists(.read, on: object), !source.objectsWithFieldsToReadAlone.contains(APIName(object)),
            answer(to: .objectPermission(object, .read)).certainty != .denied
        else { return nil }
        return source.leavingOpen(
            .exported(version, .viewAllFields(name)),
            "Retrieve \(id.words) again with API version \(platform.viewAllFieldsFrom) or later."
        )
    }

    /// Why it proves nothing that a flag of an entry is not true; `nil` where it is false.
    func silence(aboutFlag flag: String, of object: String, in entry: PermissionEntry, _ source: PermissionSource)
        -> Unknown?
    {
        // It is not there without Read, and with it no field is listed as one that cannot be read, or as readable alone.
        guard flag == EntryFlag.viewAllFields, let version = versionBeforeViewAllFields(of: source),
            entry.value(of: platform.flag(of: .read)) != false, !showsThatNotAllFieldsAreOpen(of: object, source)
        else { return nil }
        return source.leavingOpen(
            .exported(version, .right(platform.label(of: .viewAllFields), on: object)),
            "Retrieve \(id.words) again with API version \(platform.viewAllFieldsFrom) or later."
        )
    }

    private func versionBeforeViewAllFields(of source: PermissionSource) -> Int? {
        source.scope.apiVersion.flatMap { $0 < platform.viewAllFieldsFrom ? $0 : nil }
    }

    private func showsThatNotAllFieldsAreOpen(of object: String, _ source: PermissionSource) -> Bool {
        source.objectsWithFieldsToReadAlone.contains(APIName(object))
            || source.objectsWithUnreadableFields.contains(APIName(object))
    }

    /// Whether nothing says anything of View All Fields on an object but files of a version that does not know it.
    func isOlderThanViewAllFields(on object: String) -> Bool {
        guard records?.entry(.objectPermission, object) == nil else { return false }
        if isSum { return members.allSatisfy { $0.isOlderThanViewAllFields(on: object) } }
        guard let source, let entry = source.entry(.objectPermission, object) else { return false }
        return entry.value(of: EntryFlag.viewAllFields) == false && versionBeforeViewAllFields(of: source) != nil
    }

    /// Why an export may leave out a system permission that is granted; `nil` where it would list it.
    func unlisted(_ permission: String, in source: PermissionSource) -> Unknown? {
        guard let fact = platform.permissions[permission] else { return nil }
        if fact.isNeverExported {
            return source.leavingOpen(
                .neverExported(fact.label),
                "See in Setup whether the API user has \(fact.label); no export can tell. --allow-unknown lets a gate pass."
            )
        }
        guard let since = fact.since, let version = source.scope.apiVersion, version < since else { return nil }
        return source.leavingOpen(
            .exported(version, .permission(fact.label)),
            "Retrieve \(source.id.words) again with API version \(since) or later."
        )
    }

    private func retrieve(_ object: String) -> String {
        "Retrieve \(id.words) again together with the object, named under CustomObject in package.xml (* leaves out standard "
            + "objects): \"\(object)\"."
    }
}

extension Unknown {
    /// That something was looked at which nobody asked for when the file of a source was read.
    static func notRead(_ id: ComponentID) -> Unknown {
        Unknown(of: id, .says(.notKnown), resolvedBy: "This is an error of rolecall. Report it.")
    }
}

extension PermissionSource {
    /// Its first file.
    fileprivate var file: Place? { files.first.map { Place(file: $0) } }

    /// Something that its export leaves open.
    fileprivate func leavingOpen(_ predicate: Predicate, _ resolvedBy: String) -> Unknown {
        Unknown(of: id, place: file, .says(predicate), resolvedBy: resolvedBy)
    }
}
