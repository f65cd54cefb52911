import OrgModel

/// Judges the requirements that require permissions.
struct PermissionEvaluation {
    let guide: Guide
    let access: EffectiveAccess
    let names: GuideNames
    /// The guide's objects that are not enabled for the integration: no alternative requires anything on them.
    let disabledObjects: Set<String>

    private var platform: PlatformFacts { guide.platform }

    func systemPermission(_ name: String, _ requirement: Requirement) -> Judgement {
        let own = access.answer(to: .systemPermission(name))
        let others = platform.permissions
            .filter { $0.value.satisfies[name] != nil }
            .sorted { $0.key < $1.key }
            .map { satisfying(access.answer(to: .systemPermission($0.key)), $0.value, name) }
            .filter { $0.certainty > own.certainty }
        return judgement(requirement, others.first ?? own, placeholders: ["name": name])
    }

    /// Another permission that serves the same purpose.
    private func satisfying(_ answer: Answer, _ other: PlatformFacts.Permission, _ name: String) -> Answer {
        var answer = answer
        answer.needs = answer.certainty == .granted ? [] : [.systemPermission(name)]
        if answer.certainty == .granted, let why = other.satisfies[name] {
            answer.evidence.append(Evidence(says: "satisfied by \(other.label): \(why)"))
        }
        return answer
    }

    func objectPermission(_ key: String, _ right: ObjectRight, _ requirement: Requirement) -> Judgement {
        switch names.object(key) {
        case .unresolved(let name): return .unknown(name)
        case .found(let object):
            let answer = access.answer(to: right, on: object)
            if let doubt = doubt(of: object, key), answer.certainty != .granted {
                return .unknown(doubt)
            }
            return judgement(requirement, answer, placeholders: placeholders(object: object, key: key))
        }
    }

    func fieldPermission(
        _ key: String, _ field: GuideField, _ wanted: FieldAccess, _ requirement: Requirement
    ) -> Judgement {
        switch names.field(field, of: key) {
        case .unresolved(let name): return .unknown(name)
        case .found(let field):
            let judged = field.judged(wanted)
            let answer = Answer.all(needs(of: field, wanted).map(access.answer))
            if let doubt = field.doubt ?? doubt(of: field.object, key), answer.certainty != .granted {
                return .unknown(doubt)
            }
            var values = placeholders(object: field.object, key: key)
            values["name"] = "\(field.object).\(field.name)"
            return judgement(
                requirement, answer, placeholders: values,
                remark: judged != wanted || field.fact?.followsObject == true ? field.fact?.reason : nil,
                judgedAs: judged == wanted ? nil : judged)
        }
    }

    /// Why an object may not be there at all, which an entry for it in any source would prove.
    private func doubt(of object: String, _ key: String) -> Unknown? {
        guard let doubt = names.doubt(ofObject: key) else { return nil }
        return access.contributions.contains { $0.source?.entry(.objectPermission, object) != nil } ? nil : doubt
    }

    private func placeholders(object: String, key: String) -> [String: String] {
        let plural = platform.objects[object]?.plural ?? names.org.object(object)?.label ?? guide.object(key)?.label
        return ["object": object, "objects": plural ?? object]
    }

    /// Every way in which a requirement can be met in this org, each with all that must be granted for it: the guide's
    /// own first, then anything else that would do instead.
    func ways(to subject: Requirement.Subject) -> [[Need]] {
        switch subject {
        case .systemPermission(let name):
            let others = platform.permissions.filter { $0.value.satisfies[name] != nil }.keys.sorted()
            return ([name] + others).map { [.systemPermission($0)] }
        case .objectPermission(let key, let right):
            guard case .found(let object) = names.object(key) else { return [] }
            return [platform.needs(right, on: object)]
        case .fieldPermission(let key, let field, let wanted):
            guard case .found(let field) = names.field(field, of: key) else { return [] }
            return [needs(of: field, wanted)]
        case .anyOf(let alternatives):
            return enabled(alternatives).flatMap { ways(toAll: $0.parts) }
        case .role, .install:
            return []
        }
    }

    /// What a permission set must grant for a requirement, all of it: the permission itself, never a broader one that
    /// would do instead.
    func grants(for subject: Requirement.Subject) -> NameResolution<[Need]> {
        switch subject {
        case .systemPermission(let name): return .found([.systemPermission(name)])
        case .objectPermission(let key, _):
            switch names.object(key) {
            case .unresolved(let name): return .unresolved(name)
            case .found(let object): if let doubt = doubt(of: object, key) { return .unresolved(doubt) }
            }
        case .fieldPermission(let key, let field, _):
            switch names.field(field, of: key) {
            case .unresolved(let name): return .unresolved(name)
            case .found(let field):
                if let doubt = field.doubt ?? doubt(of: field.object, key) { return .unresolved(doubt) }
            }
        case .anyOf(let alternatives):
            // The guide's preferred one, unless a name in it is not known.
            let resolutions = enabled(alternatives).map { grants(forAll: $0.parts) }
            return resolutions.first { if case .found = $0 { true } else { false } } ?? resolutions.first ?? .found([])
        case .role, .install: break
        }
        return .found(ways(to: subject).first ?? [])
    }

    private func grants(forAll parts: [Requirement.Subject]) -> NameResolution<[Need]> {
        var all: [Need] = []
        for part in parts {
            switch grants(for: part) {
            case .unresolved(let name): return .unresolved(name)
            case .found(let needs): all += needs
            }
        }
        return .found(all)
    }

    /// The object's right, and before it the field's own access where field-level security governs it. What nobody can
    /// edit is judged as read, whatever the guide prints.
    private func needs(of field: ResolvedField, _ wanted: FieldAccess) -> [Need] {
        let judged = field.judged(wanted)
        let object = platform.needs(judged == .read ? .read : .edit, on: field.object)
        guard field.fact?.followsObject != true else { return object }
        return [.fieldPermission(object: field.object, field: field.name, judged)] + object
    }

    // MARK: From answer to judgement

    private func judgement(
        _ requirement: Requirement, _ answer: Answer, placeholders: [String: String], remark: String? = nil,
        judgedAs: FieldAccess? = nil
    ) -> Judgement {
        let wording = Wording(platform: platform)
        func message(_ first: String) -> String {
            ([first] + [judgedAs.map(wording.judged), remark].compactMap(\.self)).joined(separator: " ")
        }
        switch answer.certainty {
        case .granted: return .passed(message(wording.granted(answer)), answer.evidence)
        case .denied:
            let remedy = muted(answer, requirement) ?? remedy(for: answer.needs, requirement, placeholders)
            return .failed(message(wording.denied(answer)), answer.evidence, remedy)
        case .unknown:
            return .unknown(message(wording.unknown(answer)), answer.evidence, resolvedBy: answer.resolvedBy)
        }
    }

    /// What is granted, but muted in a group, is not fixed by granting it again.
    private func muted(_ answer: Answer, _ requirement: Requirement) -> Remedy? {
        guard let muted = answer.muted else { return nil }
        var remedy = platform.mutedRemedy
        remedy.then = requirement.remedy.then
        return remedy.filled(["label": muted.label, "name": muted.name, "muting": muted.set.fullName])
    }

    /// The requirement's own remedy where it is what is missing, and the platform's for anything else.
    private func remedy(for needs: [Need], _ requirement: Requirement, _ values: [String: String]) -> Remedy {
        let remedies = needs.map { need -> Remedy in
            switch (need, requirement.subject) {
            case (.systemPermission(let name), .systemPermission(let asked)) where name == asked:
                return requirement.remedy.filled(values)
            case (.objectPermission(_, let right), .objectPermission(_, let asked)) where right == asked:
                return requirement.remedy.filled(values)
            case (.fieldPermission(_, _, let access), .fieldPermission(_, _, let asked)) where access == asked:
                return requirement.remedy.filled(values)
            case (.systemPermission(let name), _):
                return guide.remedy(grantingPermission: name)
                    .filled(["name": name, "label": platform.label(ofPermission: name)])
            case (.objectPermission(_, let right), _):
                return (platform.objectRemedies[right] ?? Remedy()).filled(values)
            case (.fieldPermission(_, _, let access), _):
                return (platform.fieldRemedies[access] ?? Remedy())
                    .filled(
                        values.merging(["label": platform.labelInSetup(of: requirement.subject) ?? requirement.label]) {
                            $1
                        })
            }
        }
        return Remedy.all(remedies)
    }
}

extension Guide {
    /// How a system permission is granted: the guide's own row for it knows, and what the guide says to do afterwards
    /// contains also for one that it does not name.
    fileprivate func remedy(grantingPermission name: String) -> Remedy {
        let rows = requirements.filter { if case .systemPermission = $0.subject { true } else { false } }
        if let row = rows.first(where: { $0.subject == .systemPermission(name) }) { return row.remedy }
        var remedy = platform.systemPermissionRemedy
        remedy.then = rows.first?.remedy.then
        return remedy
    }
}
