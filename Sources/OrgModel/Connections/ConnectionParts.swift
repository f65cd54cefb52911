import Documents

/// What decides whether a program can connect, as far as the export shows it and a guide asks for it.
package struct ConnectionParts: Sendable {
    /// The apps that connect from outside.
    package private(set) var apps: [ConnectedApp] = []
    /// The settings of the org that were asked for, by what they are called in a manifest.
    package private(set) var settings: [APIName: OrgSettings] = [:]
    /// Which sessions profiles require at login.
    package private(set) var sessionSettings: [ProfileSessionSetting] = []
    /// From where and when users of a profile can log in; `nil` where no file says it.
    package private(set) var restrictions: LoginRestrictions?

    /// The files that cannot be read: what they have is unknown, not absent.
    package private(set) var unreadable: [ComponentID: Problem] = [:]

    /// Makes parts of which nothing is there.
    package init() {}
}

/// What a guide asks about connections, of all that an export may contain.
package struct ConnectionQuestions: Sendable, Equatable {
    /// Whether it asks for apps.
    package var asksForApps = false
    /// The settings, by what they are called in a manifest.
    package var settings: Set<String> = []
    /// Whether it asks for the sessions that profiles require.
    package var asksForSessions = false
    /// The profile about whose restrictions it asks.
    package var restrictedProfile: ComponentID?

    /// Makes questions about nothing.
    package init() {}
}

extension ConnectionParts {
    init(_ questions: ConnectionQuestions, in org: Org) {
        var reader = PartReader(org.catalog)
        if questions.asksForApps { readApps(&reader) }
        for member in questions.settings.sorted() { readSettings(member, &reader) }
        if questions.asksForSessions {
            reader.readEach(.profileSessionSetting) { _, file throws(DocumentError) in
                sessionSettings.append(try ProfileSessionSetting.read(from: file.file))
            }
        }
        // Of a profile that cannot be read at all the problem is known.
        if let profile = questions.restrictedProfile.flatMap({ org.component($0.fullName, .profile) }),
            org.unreadable[profile] == nil
        {
            readRestrictions(of: profile, &reader)
        }
        unreadable = reader.unreadable
    }

    private mutating func readApps(_ reader: inout PartReader) {
        reader.readEach(.connectedApp) { name, file throws(DocumentError) in
            apps.append(try ConnectedApp.read(connectedApp: name, from: file.file))
        }
        reader.readEach(.externalClientApplication) { name, file throws(DocumentError) in
            apps.append(try ConnectedApp.read(externalClientApp: name, from: file.file))
        }
        var policies: [ExternalClientAppPolicies] = []
        reader.readEach(.externalClientAppOauthPolicies) { _, file throws(DocumentError) in
            policies.append(try ExternalClientAppPolicies.read(oauth: file.file))
        }
        reader.readEach(.externalClientAppPolicies) { _, file throws(DocumentError) in
            policies.append(try ExternalClientAppPolicies.read(enabling: file.file))
        }
        for policies in policies {
            for position in apps.indices where apps[position].id.type == .externalClientApplication {
                if APIName(apps[position].id.fullName) == APIName(policies.app) { policies.add(to: &apps[position]) }
            }
        }
    }

    private mutating func readSettings(_ member: String, _ reader: inout PartReader) {
        reader.readAll(.settings, named: member) { component, file throws(DocumentError) in
            try settings[APIName(member), default: OrgSettings()].read(component.fullName, from: file.file)
        }
    }

    private mutating func readRestrictions(of profile: ComponentID, _ reader: inout PartReader) {
        let catalog = reader.catalog
        let rawName = catalog.components[profile]?.rawName ?? profile.fullName
        var files: [LoginRestrictions.File] = []
        reader.readAll(.profile, named: profile.fullName) { id, file throws(DocumentError) in
            let scope = catalog.scope(of: file)
            files.append(
                try catalog.reading("restrictions", rawName, of: file, scope: scope) { file throws(DocumentError) in
                    try LoginRestrictions.File.read([id.fullName, rawName], from: file, scope: scope)
                })
        }
        restrictions = files.isEmpty ? nil : LoginRestrictions(files: files)
    }
}
