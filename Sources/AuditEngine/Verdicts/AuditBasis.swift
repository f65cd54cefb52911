public import Foundation

/// What an audit rests on besides the export: whoever can change one of these files can change the outcome.
public struct AuditBasis: Sendable, Hashable {
    /// The `rolecall.yml` that was read; `nil` where none was.
    public let configuration: String?
    /// The folder of the guide; `nil` where the guide is a built-in one.
    public let guideFolder: String?
    /// The file of waivers that was read; `nil` where none was.
    public let waivers: String?
    /// The day on which assignments and waivers must be valid; `nil` where nobody said.
    public let asOf: Date?
    /// Whether somebody chose that day, instead of the one of the audit.
    public let isDayChosen: Bool

    /// Makes a basis.
    public init(
        configuration: String? = nil, guideFolder: String? = nil, waivers: String? = nil, asOf: Date? = nil,
        isDayChosen: Bool = false
    ) {
        self.configuration = configuration
        self.guideFolder = guideFolder
        self.waivers = waivers
        self.asOf = asOf
        self.isDayChosen = isDayChosen
    }
}
