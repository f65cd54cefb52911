/// How users who are people are reported from those that Salesforce runs, as the platform's facts have it.
///
/// All names are compared without regard to case.
package struct PeopleFacts: Sendable {
    /// Values of `User.UserType` that people of the company have.
    private let userTypes: Set<String>
    /// What users of other types are, by the type in lower case.
    private let otherUserTypes: [String: String]
    /// User licenses that only the platform's own programs have.
    private let automatedLicenses: Set<String>
    /// Profiles, by their names in Setup, that only these have.
    private let automatedProfiles: Set<String>
    /// User licenses that only integrations have.
    private let integrationLicenses: Set<String>
    /// Profiles, by their names in Setup, that only integrations have.
    private let integrationProfiles: Set<String>

    /// Makes facts; without any, no user is a person.
    package init(
        userTypes: [String] = [], otherUserTypes: [String: String] = [:], automatedLicenses: [String] = [],
        automatedProfiles: [String] = [], integrationLicenses: [String] = [], integrationProfiles: [String] = []
    ) {
        self.otherUserTypes = Dictionary(
            otherUserTypes.map { ($0.lowercased(), $1) }, uniquingKeysWith: { first, _ in first })
        self.userTypes = Set(userTypes.map { $0.lowercased() })
        self.automatedLicenses = Set(automatedLicenses.map { $0.lowercased() })
        self.automatedProfiles = Set(automatedProfiles.map { $0.lowercased() })
        self.integrationLicenses = Set(integrationLicenses.map { $0.lowercased() })
        self.integrationProfiles = Set(integrationProfiles.map { $0.lowercased() })
    }

    /// What is wrong with an API user whose type people of the company do not have; `nil` where nothing is.
    func problem(ofAPIUser username: String, userType: String, at place: Place) -> Problem? {
        guard !isPerson(userType: userType) else { return nil }
        let meaning = otherUserTypes[userType.lowercased()].map { ", that is, \($0)" } ?? ""
        return Problem(
            .warning, at: place,
            "The UserType of the API user \(username) is \"\(userType)\"\(meaning). An integration logs in as a user of type "
                + "Standard. Create one with a license such as Salesforce or Salesforce Integration, and use that.")
    }

    func isPerson(userType: String) -> Bool { userTypes.contains(userType.lowercased()) }

    /// Whether a user is a program; `nil` where neither the license nor the profile says.
    func isAutomated(license: String?, profile: String?) -> Bool? {
        if isIntegration(license: license, profile: profile) { return true }
        if let profile, automatedProfiles.contains(profile.lowercased()) { return true }
        return license.map { automatedLicenses.contains($0.lowercased()) }
    }

    /// Whether the license or the profile is one that only integrations have.
    func isIntegration(license: String?, profile: String?) -> Bool {
        license.map { integrationLicenses.contains($0.lowercased()) } ?? false
            || profile.map { integrationProfiles.contains($0.lowercased()) } ?? false
    }
}
