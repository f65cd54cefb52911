import AuditEngine
import AuditReports
import OrgModel

/// What to do where no user was named.
struct NobodyNamed {
    private let typed: Settings
    private let configuration: SettingsFile
    private let candidates: Candidates
    /// What is wrong with the input, which may be why the right source is not among the nearest.
    private let problems: [Problem]

    init(_ typed: Settings, _ configuration: SettingsFile, _ candidates: Candidates, _ problems: [Problem]) {
        self.typed = typed
        self.configuration = configuration
        self.candidates = candidates
        self.problems = problems
    }

    var lines: [String] { advice + problems.bounded.map(\.line) }

    private var advice: [String] {
        let nearest =
            candidates.likelyUsers.prefix(5).map {
                "  \($0.granted) of \($0.total)  \($0.username)\($0.words.isEmpty ? "" : ", \($0.words)")"
            }
            + candidates.sources.prefix(5).map {
                "  \($0.granted) of \($0.total)  \($0.id.type.words) \"\($0.id.fullName)\"\($0.labelWords)"
            }
        guard !nearest.isEmpty else {
            return [
                "No API user was named, and no profile or permission set in the export grants anything of what the guide asks "
                    + "for. Name the API user's sources with --profile, --permission-set and --permission-set-group."
            ]
        }
        let names = candidates.roles.map(\.role.name)
        return ["No API user was named, so nothing was audited. These come nearest to what the guide requires:"]
            + nearest
            + (names.isEmpty ? [] : ["Roles in the export: \(names.listed(limit: 10))."])
            + [
                "Name the API user and the end users, for example:",
                "  \(candidates.example("rolecall audit", typed).line)",
            ]
            + (configuration.path.map { ["or write them to \($0)."] } ?? [
                "or write them to a rolecall.yml once, which every later run reads:",
                "  \(typed.command("rolecall init").line)",
            ])
    }
}
