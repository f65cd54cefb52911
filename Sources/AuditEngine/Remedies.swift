extension PlatformFacts {
    /// How something that is missing is mended on the platform; `nil` for what it has no general steps for.
    func remedy(for subject: Requirement.Subject) -> Remedy? {
        switch subject {
        case .systemPermission: systemPermissionRemedy
        case .objectPermission(_, let right): objectRemedies[right]
        case .fieldPermission(_, _, let access): fieldRemedies[access]
        case .role, .install, .anyOf: nil
        }
    }

    /// What can be filled into a remedy without any org: the names that are the same in every one.
    func placeholders(for subject: Requirement.Subject) -> [String: String] {
        switch subject {
        case .systemPermission(let name):
            return ["name": name]
        case .objectPermission(let key, _), .fieldPermission(let key, _, _):
            guard let object = objects[key] else { return [:] }
            var values = ["object": key, "objects": object.plural]
            if case .fieldPermission(_, .named(let field), _) = subject { values["name"] = "\(key).\(field)" }
            return values
        case .role, .install, .anyOf:
            return [:]
        }
    }

    /// How a part of an alternative is mended: the guide's row has no label for it, so Setup's stands there.
    func remedy(forPart subject: Requirement.Subject, then: String?) -> Remedy {
        var remedy = remedy(for: subject) ?? Remedy()
        remedy.then = then
        return remedy.filled(placeholders(for: subject).merging(["label": label(of: subject)]) { $1 })
    }

    private func label(of subject: Requirement.Subject) -> String {
        switch subject {
        case .systemPermission(let name): label(ofPermission: name)
        case .objectPermission(_, let right): label(of: right)
        case .fieldPermission(let key, .named(let name), _): field(name, of: key)?.label ?? name
        case .fieldPermission(_, .labelled(let key, let find), _): find.first ?? key
        case .role, .install, .anyOf: ""
        }
    }
}

extension Remedy {
    /// All of several remedies, each text once.
    static func all(_ remedies: [Remedy]) -> Remedy {
        func joined(_ part: KeyPath<Remedy, String?>) -> String? {
            let texts = remedies.compactMap { $0[keyPath: part] }.deduplicated()
            return texts.isEmpty ? nil : texts.map { $0.trimmingNewlines }.joined(separator: "\n")
        }
        return Remedy(
            setup: joined(\.setup), metadata: joined(\.metadata), then: joined(\.then), retrieve: joined(\.retrieve))
    }
}

extension String {
    fileprivate var trimmingNewlines: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
