import AuditEngine
import OrgModel

/// The verdicts on the rows of ``RandomOrg/guide()``, found once more from what an org is made of: the written rules said
/// again as simply as can be, without any of the program's own code.
///
/// What is read is not read from files, and nothing says why.
struct ReferenceAccess {
    /// Not granted, not known, granted: of several sources the highest counts, of several needs the lowest.
    enum Certainty: Int, Comparable {
        case denied, unknown, granted

        static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }
    }

    /// A written rule that can be omitted, to see that the orgs have something that hangs on it.
    enum Rule: CaseIterable {
        case setsAreCompleteFrom40, viewAllFieldsFrom63, accessActivitiesFrom42, mutingFrom46
        case trimmedProfiles, profilesWithoutObjects, severalFiles, impossibleEntries
        case uncertainNeeds, limitsOfLicenses, refusedAssignments, refusedSetsBringNothing, staleGroups, sessions
        case muting, mutingOfUnknownMembers, unstoredEntries, mutedFieldsUnderViewAllFields
        case modifyAllData, viewAllFields, fieldsThatMayBeOpen, accessActivities
    }

    let org: RandomOrg
    var omitted: Rule?

    private func holds(_ rule: Rule) -> Bool { omitted != rule }

    // MARK: The platform

    /// What a right on an object cannot be without, itself among it, by its letter.
    private static let closures: [Character: String] = [
        "r": "r", "c": "cr", "e": "er", "d": "der", "v": "vr", "m": "mredv", "f": "fr",
    ]

    private static let broughtByModifyAllData = ["ViewAllData", "ViewSetup", "EditTask", "EditEvent", "RunReports"]

    /// Licenses whose profiles may contain no system permission.
    private static let licensesOfGuests = ["Guest"]

    private static func cannotHold(_ license: String, permission: String) -> Bool { license == "Guest" }

    private static func cannotHold(_ license: String, right: Character, on object: String) -> Bool {
        license == "Guest" ? "edvm".contains(right) || !object.hasSuffix("__c") : cannotHoldObject(license, object)
    }

    private static func cannotHoldObject(_ license: String, _ object: String) -> Bool {
        license == "Guest" && !object.hasSuffix("__c") || license == "Salesforce Platform" && object == "Case"
    }

    // MARK: What the files of one source say together

    fileprivate struct Source {
        let type: MetadataType
        /// By kind, name and letter.
        var entries: [PermissionKind: [String: [Character: Certainty]]] = [:]
        var isSessionBased = false
        var license: String?
        var version: Double?
        var manifest: [String]?

        func lists(_ kind: PermissionKind, where test: (String) -> Bool) -> Bool {
            entries[kind]?.keys.contains(where: test) == true
        }
        func namesInManifest(_ object: String) -> Bool { manifest?.contains(object) == true }
        func isBefore(_ limit: Double) -> Bool { version.map { $0 < limit } ?? false }
    }

    /// `nil` where nothing can be known of it.
    private func source(_ id: ComponentID) -> Source? {
        let files = org.files.filter { $0.id == id }.sorted { $0.folder < $1.folder }
        guard !files.isEmpty, !files.contains(where: \.isBroken) else { return nil }
        let singles = files.map(single)
        var source = singles[0]
        if singles.count == 2 {
            let other = singles[1]
            source.isSessionBased = source.isSessionBased || other.isSessionBased
            source.license = source.license ?? other.license
            source.version = source.version.flatMap { mine in other.version.map { max(mine, $0) } }
            source.manifest =
                source.manifest == nil && other.manifest == nil ? nil : (source.manifest ?? []) + (other.manifest ?? [])
            for kind in [PermissionKind.userPermission, .objectPermission, .fieldPermission] {
                let (mine, others) = (source.entries[kind] ?? [:], other.entries[kind] ?? [:])
                var merged = mine.merging(others) { $0.merging($1) { $0 == $1 ? $0 : .unknown } }
                for (one, entries, name) in mine.keys.map({ (singles[1], others, $0) })
                    + others.keys.map({ (singles[0], mine, $0) })
                where holds(.severalFiles) && entries[name] == nil && one.proves(kind, lacking: name) {
                    merged[name] = merged[name]?.mapValues { $0 == .granted ? .unknown : $0 }
                }
                source.entries[kind] = merged
            }
        }
        if id.type != .mutingPermissionSet, holds(.impossibleEntries) {
            source.openImpossible(withUncertain: holds(.uncertainNeeds))
        }
        return source
    }

    private func single(_ file: RandomOrg.SourceFile) -> Source {
        var source = Source(type: file.id.type)
        source.isSessionBased = file.header.contains(sessionBased)
        source.license =
            file.header.lazy.compactMap { line in
                ["userLicense", "license"].lazy.compactMap { element in
                    line.hasPrefix("<\(element)>")
                        ? String(line.dropFirst(element.count + 2).dropLast(element.count + 3)) : nil
                }.first
            }.first
        source.version = org.manifests[file.folder]?.version.flatMap(Double.init)
        source.manifest = org.manifests[file.folder]?.objects
        for entry in file.entries {
            let all = entry.kind == .userPermission ? "t" : entry.kind == .objectPermission ? "credmvf" : "re"
            let flags = Dictionary(
                uniqueKeysWithValues: all.map { letter in
                    (
                        letter,
                        entry.flags.contains(letter)
                            ? (entry.invalid.contains(letter) ? Certainty.unknown : .granted) : .denied
                    )
                })
            let known = source.entries[entry.kind]?[entry.name]
            source.entries[entry.kind, default: [:]][entry.name] =
                known.map { $0.merging(flags) { $0 == $1 ? $0 : .unknown } } ?? flags
        }
        return source
    }

    // MARK: One source on its way to the user

    private struct Way {
        let source: Source?
        var group: RandomOrg.Group?
        var isRefused = false
    }

    private func isLicenseHeld(_ name: String) -> Bool? {
        let held = org.principal.permissionSetLicenses
        return held.names.contains(name) ? true : held.toldBy == nil ? nil : false
    }

    private var userLicenses: [String] {
        [org.principal.profile.flatMap { source($0)?.license }, org.principal.userLicense].compactMap(\.self)
    }

    private static let integrationLicense = "SalesforceAPIIntegrationPsl"

    /// Because of the license that it names.
    private func isRefusedByItself(_ source: Source, _ id: ComponentID) -> Bool {
        if org.principal.assigned.contains(id) || !holds(.refusedAssignments) { return false }
        let license = source.license
        let isOfUsers =
            license.map { ["Salesforce", "Guest", "Salesforce Platform", "Salesforce Integration"].contains($0) }
            ?? false
        if isOfUsers { return userLicenses.contains { $0 != license } }
        return license.map { isLicenseHeld($0) == false } ?? false
    }

    /// Whether a set that is assigned directly brings the license that lets users have object permissions.
    private var isIntegrationLicenseBrought: Bool {
        org.principal.permissionSets.contains { id in
            source(id).map {
                $0.license == Self.integrationLicense
                    && !(holds(.refusedSetsBringNothing) && isRefusedByItself($0, id))
            } ?? false
        }
    }

    private func isRefused(_ source: Source, _ id: ComponentID) -> Bool {
        if isRefusedByItself(source, id) { return true }
        if org.principal.assigned.contains(id) || !holds(.refusedAssignments) { return false }
        let grantsObjects =
            source.entries[.objectPermission]?.values.contains { $0.values.contains { $0 != .denied } } == true
        return userLicenses.contains("Salesforce Integration") && grantsObjects
            && source.license != Self.integrationLicense && isLicenseHeld(Self.integrationLicense) == false
            && !isIntegrationLicenseBrought
    }

    private var ways: [Way] {
        var ways = org.principal.profile.map { [Way(source: source($0))] } ?? []
        func set(_ name: String, _ group: RandomOrg.Group?, assignedAs id: ComponentID) -> Way {
            let source = source(ComponentID(.permissionSet, name))
            return Way(source: source, group: group, isRefused: source.map { isRefused($0, id) } ?? false)
        }
        ways += org.principal.permissionSets.map { set($0.fullName, nil, assignedAs: $0) }
        for id in org.principal.permissionSetGroups {
            guard let group = org.groups.first(where: { $0.name == id.fullName }) else { continue }
            ways += group.members.map { set($0, group, assignedAs: id) }
        }
        return ways
    }

    /// Whether Salesforce may grant other things by the group than its files say.
    private func isStale(_ way: Way) -> Bool {
        holds(.staleGroups)
            && way.group?.header.contains { $0.hasPrefix("<status>") && !$0.contains("Updated") } == true
    }

    /// What is granted, as far as it is sure to reach the user.
    private func inForce(_ certainty: Certainty, _ way: Way) -> Certainty {
        let isSessionBased =
            holds(.sessions) && (way.source?.isSessionBased == true || way.group?.header.contains(sessionBased) == true)
        return isStale(way) || isSessionBased ? min(certainty, .unknown) : certainty
    }

    /// What of it Salesforce lets a permission set grant to the user.
    private func assignable(_ certainty: Certainty, _ way: Way, _ cannotHold: (String) -> Bool) -> Certainty {
        guard let source = way.source, source.type == .permissionSet else { return certainty }
        let bringsOwn = ["DemoPsl", Self.integrationLicense].contains(source.license)
        return way.isRefused || holds(.limitsOfLicenses) && !bringsOwn && userLicenses.contains(where: cannotHold)
            ? min(certainty, .unknown) : certainty
    }

    /// How surely the way's group mutes any of some flags; `nil` where it leaves all of them alone.
    private func muted(_ way: Way, _ kind: PermissionKind, _ names: [String], _ letters: String) -> Certainty? {
        guard let group = way.group, holds(.muting), way.source != nil || holds(.mutingOfUnknownMembers) else {
            return nil
        }
        let version = org.manifests[group.folder]?.version.flatMap(Double.init)
        var states: [Certainty] = version.map { $0 < 46 && holds(.mutingFrom46) ? [.unknown] : [] } ?? []
        for name in group.muting {
            guard let set = source(ComponentID(.mutingPermissionSet, name)) else {
                states.append(.unknown)
                continue
            }
            for about in names {
                if let entry = set.entries[kind]?[about] {
                    // What mutes for certain denies.
                    states += letters.compactMap { entry[$0] }.filter { $0 != .denied }.map {
                        $0 == .granted ? .denied : .unknown
                    }
                } else if about == "ActivitiesAccess", set.isBefore(42), holds(.accessActivitiesFrom42) {
                    states.append(.unknown)
                }
            }
        }
        return states.min()
    }

    private func left(of certainty: Certainty, _ way: Way, _ kind: PermissionKind, _ names: [String], _ letters: String)
        -> Certainty
    {
        let muted = muted(way, kind, names, letters) ?? .granted
        return min(certainty, isStale(way) ? max(muted, .unknown) : muted)
    }

    /// What the source's entries say of a flag; `nil` where none is about any of the names.
    private func said(_ source: Source, _ kind: PermissionKind, _ names: [String], _ letter: Character) -> Certainty? {
        names.compactMap { source.entries[kind]?[$0]?[letter] }.max()
    }

    // MARK: System permissions

    private func listed(_ name: String, _ way: Way) -> Certainty {
        guard let source = way.source else { return .unknown }
        if let said = said(source, .userPermission, [name], "t") { return said }
        if name == "ActivitiesAccess", source.isBefore(42), holds(.accessActivitiesFrom42) { return .unknown }
        let isTrimmed =
            source.type == .profile && source.entries[.userPermission]?.isEmpty ?? true
            && (source.license == nil || !userLicenses.allSatisfy(Self.licensesOfGuests.contains))
        return isTrimmed && holds(.trimmedProfiles) ? .unknown : .denied
    }

    /// The permission and all that it brings: muted together.
    private func closure(_ name: String) -> [String] {
        [name] + (name == "ModifyAllData" ? Self.broughtByModifyAllData : [])
    }

    private func ownPermission(_ name: String, _ way: Way) -> Certainty {
        let left = left(of: listed(name, way), way, .userPermission, closure(name), "t")
        return assignable(inForce(left, way), way) { Self.cannotHold($0, permission: name) }
    }

    private func permission(_ name: String, _ way: Way) -> Certainty {
        let brought =
            holds(.modifyAllData) && Self.broughtByModifyAllData.contains(name)
            ? ownPermission("ModifyAllData", way) : .denied
        return max(ownPermission(name, way), assignable(brought, way) { Self.cannotHold($0, permission: name) })
    }

    private func permission(_ name: String) -> Certainty { ways.map { permission(name, $0) }.max() ?? .denied }

    // MARK: Objects

    private func right(_ letter: Character, on object: String, _ way: Way) -> Certainty {
        let entries = Self.closures.filter { $0.key != "f" && $0.value.contains(letter) }.keys.map {
            candidate -> Certainty in
            let flag = flag(candidate, of: object, way)
            return assignable(flag, way) { Self.cannotHold($0, right: candidate, on: object) }
        }
        let broad = (["ModifyAllData"] + ("rv".contains(letter) ? ["ViewAllData"] : [])).map { name in
            left(of: permission(name, way), way, .objectPermission, [object], Self.closures[letter] ?? "")
        }
        return assignable((entries + broad).max() ?? .denied, way) { Self.cannotHold($0, right: letter, on: object) }
    }

    private func flag(_ letter: Character, of object: String, _ way: Way) -> Certainty {
        guard let source = way.source else {
            return left(of: .unknown, way, .objectPermission, [object], Self.closures[letter] ?? "")
        }
        let absent: Certainty =
            source.type == .profile
            ? source.lists(.fieldPermission) { $0.hasPrefix("\(object).") && !$0.hasSuffix("__c") }
                || source.namesInManifest(object)
                || !holds(.profilesWithoutObjects) ? .denied : .unknown
            : source.isBefore(40) && holds(.setsAreCompleteFrom40) && !source.namesInManifest(object)
                ? .unknown : .denied
        let said = said(source, .objectPermission, [object], letter) ?? absent
        let left = left(of: said, way, .objectPermission, [object], Self.closures[letter] ?? "")
        guard left == .granted, letter != "f" else { return inForce(left, way) }
        // Beside Modify All Data or View All Data, Salesforce stores no entry; what is left where that is muted is not known.
        let isUnstored = (["ModifyAllData"] + ("rv".contains(letter) ? ["ViewAllData"] : [])).contains { name in
            let listed = listed(name, way)
            return listed != .denied && self.left(of: listed, way, .userPermission, closure(name), "t") < listed
        }
        return isUnstored && holds(.unstoredEntries) ? .unknown : inForce(left, way)
    }

    private func right(_ letter: Character, on object: String) -> Certainty {
        if object == "Task" {
            return min(
                holds(.accessActivities) ? permission("ActivitiesAccess") : .granted,
                letter == "r" ? .granted : permission("EditTask"))
        }
        return ways.map { right(letter, on: object, $0) }.max() ?? .denied
    }

    // MARK: Fields

    private func entry(_ letter: Character, of field: String, _ way: Way) -> Certainty {
        let object = String(field.prefix { $0 != "." })
        let names = object == "Task" ? [field, "Event" + field.dropFirst(4)] : [field]
        let letters = letter == "e" ? "re" : "r"
        guard let source = way.source else { return left(of: .unknown, way, .fieldPermission, names, letters) }
        var plain = said(source, .fieldPermission, names, letter) ?? .denied
        if said(source, .fieldPermission, names, letter) == nil {
            let showsReadAlone =
                source.entries[.fieldPermission]?.contains {
                    $0.key.hasPrefix("\(object).") && $0.value["r"] == .granted && $0.value["e"] == .denied
                } == true
            if source.type == .profile
                || source.isBefore(40) && holds(.setsAreCompleteFrom40) && !source.namesInManifest(object)
            {
                plain = .unknown
            } else if letter == "r", source.isBefore(63), holds(.viewAllFieldsFrom63), object != "Task",
                !showsReadAlone, right("r", on: object, way) != .denied
            {
                plain = .unknown
            }
        }
        let own = inForce(left(of: plain, way, .fieldPermission, names, letters), way)
        guard letter == "r", object != "Task", holds(.viewAllFields), source.entries[.objectPermission]?[object] != nil
        else { return own }
        let all = flag("f", of: object, way)
        return max(
            own,
            holds(.mutedFieldsUnderViewAllFields) && all == .granted && muted(way, .fieldPermission, names, "r") != nil
                ? .unknown : all)
    }

    private func field(_ letter: Character, _ name: String, _ way: Way) -> Certainty {
        let object = String(name.prefix { $0 != "." })
        let own = assignable(entry(letter, of: name, way), way) { Self.cannotHoldObject($0, object) }
        guard own == .denied, way.source != nil, holds(.fieldsThatMayBeOpen) else { return own }
        let isOpened = permission(letter == "r" ? "ViewAllFieldsGlobal" : "EditReadonlyFields", way) != .denied
        return isOpened && (letter == "r" || field("r", name) != .denied) ? .unknown : .denied
    }

    /// Without the object.
    private func field(_ letter: Character, _ name: String) -> Certainty {
        ways.map { field(letter, name, $0) }.max() ?? .denied
    }

    /// With it.
    private func access(_ letter: Character, _ name: String) -> Certainty {
        min(field(letter, name), right(letter, on: String(name.prefix { $0 != "." })))
    }

    // MARK: Rows

    /// The verdict on every row, by its id.
    var verdicts: [String: Verdict] {
        let words: [Certainty: Verdict] = [.denied: .failed, .unknown: .unknown, .granted: .passed]
        let isWithoutCase = org.options.disabledObjects.contains("Case")
        func ofCase(_ certainty: Certainty) -> Verdict? { isWithoutCase ? .notApplicable : words[certainty] }
        func ofChat(_ field: String? = nil, _ certainty: @autoclosure () -> Certainty) -> Verdict? {
            let isDefined = org.chat != nil && (field == nil || org.chatFields.contains { $0.name == field })
            return isDefined ? words[certainty()] : .unknown
        }
        let text =
            org.chat != nil && org.chatFields.contains { $0.name == "Text__c" }
            ? access("r", "Chat__c.Text__c") : .unknown
        let choice =
            [
                permission("ApiUserOnly"), min(permission("RunReports"), permission("ViewPublicReports")),
                isWithoutCase ? .denied : min(right("v", on: "Case"), access("e", "Case.Subject")), text,
            ].max() ?? .denied
        return [
            "system/ApiEnabled": words[permission("ApiEnabled")], "system/EditTask": words[permission("EditTask")],
            "system/ModifyMetadata": words[max(permission("ModifyMetadata"), permission("ModifyAllData"))],
            "system/ViewSetup": words[permission("ViewSetup")], "any-of/choice": words[choice],
            "object/Case/create": ofCase(right("c", on: "Case")),
            "object/Case/modifyAll": ofCase(right("m", on: "Case")),
            "object/Chat/create": ofChat(nil, right("c", on: "Chat__c")),
            "object/Chat/modifyAll": ofChat(nil, right("m", on: "Chat__c")),
            "field/Case.Subject": ofCase(access("e", "Case.Subject")),
            "field/Case.Priority": ofCase(access("r", "Case.Priority")),
            "field/Case.OwnerId": ofCase(right("e", on: "Case")),
            "field/Case.CreatedById": ofCase(right("r", on: "Case")),
            "field/Task.Type": words[access("e", "Task.Type")], "field/Task.Subject": words[right("e", on: "Task")],
            "field/Chat.Text": ofChat("Text__c", access("e", "Chat__c.Text__c")),
            "field/Chat.Key": ofChat("Key__c", access("r", "Chat__c.Key__c")),
            "field/Chat.Must": ofChat("Must__c", right("e", on: "Chat__c")),
            "field/Chat.Of": ofChat("Of__c", right("r", on: "Chat__c")),
        ].compactMapValues(\.self)
    }
}

extension ReferenceAccess.Source {
    /// Whether it would list an entry of a kind, were it granted.
    fileprivate func proves(_ kind: PermissionKind, lacking name: String) -> Bool {
        guard type == .profile, kind != .userPermission else { return entries[kind]?.isEmpty == false }
        return kind == .objectPermission
            && (namesInManifest(name) || lists(.fieldPermission) { $0.hasPrefix("\(name).") && !$0.hasSuffix("__c") })
    }

    /// Leaves open what Salesforce never stores: a flag without those that it needs.
    fileprivate mutating func openImpossible(withUncertain: Bool) {
        for kind in [PermissionKind.objectPermission, .fieldPermission] {
            entries[kind] = entries[kind]?.mapValues { flags in
                var opened = flags
                for (letter, needed) in RandomOrg.needed where flags[letter] == .granted {
                    for other in needed where flags[other] == .denied || withUncertain && flags[other] == .unknown {
                        opened[letter] = .unknown
                        opened[other] = .unknown
                    }
                }
                return opened
            }
        }
    }
}
