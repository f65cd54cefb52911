import OrgModel

/// Judges the requirements that require permissions.
struct PermissionEvaluation {
    let guide: Guide
    let access: EffectiveAccess
    let names: GuideNames
    /// The guide's objects that are not enabled for the integration: no alternative requires anything on them.
    let disabledObjects: Set<String>

    var platform: PlatformFacts { guide.platform }

    /// Why an object may not be there at all, which an entry for it in any source would prove.
    func doubt(of object: String, _ key: String) -> Unknown? {
        guard let doubt = names.doubt(ofObject: key) else { return nil }
        return access.contributions.contains { $0.entry(.objectPermission, object) != nil } ? nil : doubt
    }

    /// Whether an entry of any source that was read shows that a field has field permissions.
    func hasEntry(ofField field: String, of object: String) -> Bool {
        let names = platform.names(ofField: field, of: object)
        let sources = Array(self.names.org.sources.values) + self.names.org.recorded.values.map(\.source)
        return sources.contains { source in names.contains { source.entry(.fieldPermission, $0) != nil } }
    }

    func placeholders(object: String, key: String) -> [String: String] {
        let plural = platform.objects[object]?.plural ?? names.org.object(object)?.label ?? guide.object(key)?.label
        return ["object": object, "objects": plural ?? object]
    }

    // MARK: From answer to judgement

    func judgement(
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
            let isOfOtherObject = need.objectOfRight.map { $0 != values["object"] } ?? false
            if let subject = requirement.subject as? any SinglePermission, !isOfOtherObject, subject.isMet(by: need) {
                return requirement.remedy.filled(values)
            }
            switch need {
            case .systemPermission(let name):
                return guide.remedy(grantingPermission: name)
                    .filled(["name": name, "label": platform.label(ofPermission: name)])
            case .objectPermission(let object, let right):
                return (platform.objectRemedies[right] ?? Remedy()).filled(
                    isOfOtherObject ? placeholders(object: object, key: object) : values)
            case .fieldPermission(_, _, let access):
                let label = requirement.subject.labelInSetup(platform) ?? requirement.label
                return (platform.fieldRemedies[access] ?? Remedy()).filled(values.merging(["label": label]) { $1 })
            }
        }
        return Remedy.all(remedies)
    }
}

extension Guide {
    /// How a system permission is granted: the guide's own row for it knows, and what the guide says to do afterwards
    /// also applies to one that it does not name.
    fileprivate func remedy(grantingPermission name: String) -> Remedy {
        let rows = requirements.filter { $0.subject is SystemPermission }
        if let row = rows.first(where: { $0.subject.id == SystemPermission(name: name).id }) { return row.remedy }
        var remedy = platform.systemPermissionRemedy
        remedy.then = rows.first?.remedy.then
        return remedy
    }
}
