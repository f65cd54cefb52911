/// How users who are people are told from those that Salesforce runs, as the platform's facts have it.
///
/// All names are compared without regard to case.
public struct PeopleFacts: Sendable {
    /// Values of `User.UserType` that people of the company have.
    private let userTypes: Set<String>
    /// User licenses that only programs have.
    private let automatedLicenses: Set<String>
    /// Profiles, by their names in Setup, that only programs have.
    private let automatedProfiles: Set<String>

    /// Makes facts; without any, nobody is a person.
    public init(userTypes: [String] = [], automatedLicenses: [String] = [], automatedProfiles: [String] = []) {
        self.userTypes = Set(userTypes.map { $0.lowercased() })
        self.automatedLicenses = Set(automatedLicenses.map { $0.lowercased() })
        self.automatedProfiles = Set(automatedProfiles.map { $0.lowercased() })
    }

    func isPerson(userType: String) -> Bool { userTypes.contains(userType.lowercased()) }

    /// Whether a user is a program; `nil` where neither the license nor the profile tells.
    func isAutomated(license: String?, profile: String?) -> Bool? {
        if let profile, automatedProfiles.contains(profile.lowercased()) { return true }
        return license.map { automatedLicenses.contains($0.lowercased()) }
    }
}
