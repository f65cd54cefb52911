import OrgModel

/// Why the API user's role matters in one org: the org-wide defaults of the objects that a condition is about.
///
/// It changes no verdict, and says nothing of an object whose default is not known.
struct RoleReason {
    private let defaults: [Default]
    /// Whether the default of every object is known.
    private let knowsAll: Bool
    private let permissions: PermissionEvaluation

    private struct Default {
        let object: String
        let model: SharingModel
        let place: Place
        /// Whether the API user sees, or changes, all records in spite of the default.
        let isOpen: Bool
    }

    /// - Parameter keys: The guide's or Salesforce's names of the objects.
    init(_ keys: [String], _ permissions: PermissionEvaluation) {
        self.permissions = permissions
        defaults = keys.compactMap { key in
            guard let (object, stated) = permissions.names.sharingModel(of: key) else { return nil }
            let right = stated.value == .isPrivate ? ObjectRight.viewAll : .modifyAll
            return Default(
                object: object, model: stated.value, place: stated.place,
                isOpen: permissions.isOpen(object, by: right))
        }
        knowsAll = defaults.count == keys.count
    }

    /// Why, as whole sentences; empty where too little is known.
    var words: String {
        let sentences = [
            sentence(.isPrivate, "sees"), sentence(.publicRead, "can change"), sentence(.publicReadUse, "can change"),
            controlledByParent, open, mattersLess,
        ]
        return sentences.compactMap(\.self).joined(separator: " ")
    }

    /// What says the defaults of which ``words`` speaks.
    var evidence: [Evidence] {
        words.isEmpty
            ? [] : defaults.map { Evidence(place: $0.place, .orgWideDefault(of: $0.object, $0.model)) }
    }

    private func sentence(_ model: SharingModel, _ verb: String) -> String? {
        let objects = objects { $0.model == model && !$0.isOpen }
        guard !objects.isEmpty else { return nil }
        let plurals = objects.map { permissions.platform.plural(of: $0) }
        return "\(subject(objects)) \(model.label) in this org, so the role decides which of the end users' "
            + "\(plurals.listedWithAnd) the API user \(verb)."
    }

    private var controlledByParent: String? {
        let objects = objects { $0.model == .controlledByParent }
        guard !objects.isEmpty else { return nil }
        return
            "\(subject(objects)) \(SharingModel.controlledByParent.label) in this org: access to a record follows the one that "
            + "it belongs to."
    }

    private var open: String? {
        let objects = objects { decides($0.model) && $0.isOpen }
        guard !objects.isEmpty else { return nil }
        return
            "All records of \(objects.listedWithAnd) are open to the API user by other permissions, whatever its role."
    }

    private var mattersLess: String? {
        guard knowsAll, !defaults.contains(where: { decides($0.model) && !$0.isOpen }) else { return nil }
        return "So the role matters less in this org, but the guide requires it all the same."
    }

    /// Whether the role decides something of records with a default; of a detail the role decides through its master.
    private func decides(_ model: SharingModel) -> Bool {
        [.isPrivate, .publicRead, .publicReadUse].contains(model)
    }

    private func objects(_ test: (Default) -> Bool) -> [String] { defaults.filter(test).map(\.object) }

    private func subject(_ objects: [String]) -> String {
        "\(objects.listedWithAnd) \(objects.count == 1 ? "is" : "are")"
    }
}

extension Judgement {
    /// The same, with why it matters in this org.
    func adding(_ reason: RoleReason) -> Judgement {
        var judgement = self
        judgement.message = [message, reason.words].filter { !$0.isEmpty }.joined(separator: " ")
        judgement.evidence += reason.evidence
        return judgement
    }
}

extension PermissionEvaluation {
    /// Whether a right on all records of an object is proven to be granted, by whatever gives it.
    fileprivate func isOpen(_ object: String, by right: ObjectRight) -> Bool {
        let everywhere = platform.permissions.filter { $0.value.bringsOnEveryObject.contains(right) }.keys.sorted()
        let needs =
            everywhere.map(Need.systemPermission)
            + (platform.exists(right, on: object) ? [.objectPermission(object, right)] : [])
        return needs.contains { access.answer(to: $0).certainty == .granted }
    }
}
