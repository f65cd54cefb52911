extension Guide {
    /// Why a requirement is not required in this org; `nil` where it is.
    func reasonNotAsked(_ requirement: Requirement, _ options: AuditOptions) -> String? {
        if let feature = requirement.feature.flatMap(feature), !(options.features[feature.key] ?? feature.isOnByDefault)
        {
            return "It is required only where \(feature.title) is used. If it is, say --feature \(feature.key)=on."
        }
        let objects = requirement.objectKeys
        guard !objects.isEmpty, objects.allSatisfy(options.disabledObjects.contains) else { return nil }
        return
            "\(objects.joined(separator: ", ")) \(objects.count > 1 ? "are" : "is") not enabled for the integration in this org."
    }
}
