package import Foundation

/// What an audit rests on in addition to the export, and what the org is called: a change to one of these files, or another
/// day, can change the outcome.
///
/// A JSON report has the label, the day, and whether that was chosen beside it.
package struct AuditBasis: Codable, Sendable, Hashable {
    /// What the org is called in reports; `nil` where the user does not say.
    package var label: String?
    /// The `rolecall.yml` that was read; `nil` where none was.
    package let configuration: String?
    /// The folder of the guide; `nil` where the guide is a built-in one.
    package let guideFolder: String?
    /// The file of waivers that was read; `nil` where none was.
    package let waivers: String?
    /// Whether what the guide installs is in the org; `nil` where the user does not say.
    package var isInstalled: Bool?
    /// The day on which assignments and waivers must be valid; `nil` where it is not known.
    package var asOf: Date?
    /// Whether the user chose that day, instead of the one of the audit.
    package var isDayChosen = false

    private enum CodingKeys: String, CodingKey {
        case configuration = "file"
        case guideFolder, waivers
        case isInstalled = "installed"
    }

    /// Makes a basis.
    package init(
        label: String? = nil, configuration: String? = nil, guideFolder: String? = nil, waivers: String? = nil,
        isInstalled: Bool? = nil, asOf: Date? = nil, isDayChosen: Bool = false
    ) {
        self.label = label
        self.configuration = configuration
        self.guideFolder = guideFolder
        self.waivers = waivers
        self.isInstalled = isInstalled
        self.asOf = asOf
        self.isDayChosen = isDayChosen
    }
}
