extension Guide {
    /// Why a requirement is not required in this org; `nil` where it is.
    func reasonNotAsked(_ requirement: Requirement, _ options: AuditOptions) -> String? {
        if let feature = requirement.feature.flatMap(feature), !(options.features[feature.key] ?? feature.isOnByDefault)
        {
            return
                "It is required only where \(feature.title) is used. If it is, switch it on under features in rolecall.yml (--feature \(feature.key)=on)."
        }
        if options.isInstalled == false, comesWithInstallation(requirement) {
            return "It comes with the installation, which is still to be made."
        }
        let objects = requirement.objectKeys
        guard !objects.isEmpty, objects.allSatisfy(options.disabledObjects.contains) else { return nil }
        return
            "\(objects.joined(separator: ", ")) \(objects.count > 1 ? "are" : "is") not enabled for the integration in this org."
    }

    /// Whether a requirement is not asked for yet, and is once the installation has been made.
    package func awaitsInstallation(_ requirement: Requirement, _ options: AuditOptions) -> Bool {
        var installed = options
        installed.isInstalled = nil
        return reasonNotAsked(requirement, options) != nil && reasonNotAsked(requirement, installed) == nil
    }

    /// Whether a requirement is about what the installation brings: a trace of it, the app that connects, an object or a field
    /// that has another API name in each org and is found by its label, or fields of a namespace.
    package func comesWithInstallation(_ requirement: Requirement) -> Bool {
        requirement.installCheck != nil || requirement.subject.core is ConnectedAppRequirement
            || !requirement.subject.nameKeys.isEmpty
            || (requirement.subject.core as? AssignedPermissionSet)?.comesWithPackage == true
            || requirement.subject.fieldPatterns.contains(where: \.isOfPackage)
            || requirement.objectKeys.contains { object($0)?.find.isEmpty == false }
    }
}
