import OrgModel

extension PermissionEvaluation {
    /// The permission set in which an admin grants what is missing, as Setup calls it: of the sets that are the API user's
    /// own and can be changed, the one that grants most of what the guide requires.
    var setToExtend: String {
        let sets = access.contributions.filter { $0.group == nil && $0.canBeExtended }
        guard let set = sets.count > 1 ? mostGranting(sets) : sets.first else {
            return "a permission set of the API user's own (rolecall fix makes one)"
        }
        return (names.org.label(of: set.id) ?? set.id.fullName).cutAtWord(80)
    }

    /// The first of those that grant most.
    private func mostGranting(_ sets: [Contribution]) -> Contribution? {
        let needs = guide.requirements.flatMap { requirement -> [Need] in
            if case .found(let needs) = grants(for: requirement.subject) { needs } else { [] }
        }
        let counts = sets.map { set in needs.count { set.answer(to: $0).certainty == .granted } }
        return zip(sets, counts).max { $0.1 < $1.1 }?.0
    }
}

extension Contribution {
    /// Whether an admin would add a permission here: not to a package's set, to one that grants in some sessions alone, or
    /// to one of a permission set license, which says what it may contain.
    fileprivate var canBeExtended: Bool {
        guard id.type == .permissionSet, !id.isPackaged, let header = (source ?? records)?.header else { return false }
        return !header.requiresActivation && header.licenses.allSatisfy(platform.isUserLicense)
    }
}
