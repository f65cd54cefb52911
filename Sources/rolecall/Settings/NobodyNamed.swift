import AuditEngine
import AuditReports
import OrgModel

/// What to do where no user was named.
struct NobodyNamed {
    let nearest: [SourceCount]
    let path: String
    /// What is wrong with the input, which may be why the right source is not among the nearest.
    let problems: [Problem]

    var lines: [String] { advice + problems.bounded.map(\.line) }

    private var advice: [String] {
        guard let first = nearest.first else {
            return [
                "No API user was named, and no profile or permission set in the export grants anything of what the guide asks "
                    + "for. Name the API user's sources with --profile, --permission-set and --permission-set-group."
            ]
        }
        let lines = nearest.map { source in
            let label = source.label.map { $0 == source.id.fullName ? "" : " (\($0))" } ?? ""
            return "  \(source.granted) of \(source.total)  \(source.id.type.words) \"\(source.id.fullName)\"\(label)"
        }
        let flag = first.id.type == .profile ? "--profile" : "--permission-set"
        let command = ShellCommand("rolecall audit").paths([path]).option(flag, first.id.fullName).word(
            "--role ROLE --end-user-role ROLE")
        return ["No API user was named, so nothing was audited. These come nearest to what the guide requires:"] + lines
            + [
                "Name the API user's sources and role, and the end users' roles, for example:",
                "  \(command.line)",
                "or write them to a rolecall.yml in PATH (beside it where PATH is a file).",
            ]
    }
}
