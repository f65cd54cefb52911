import AuditEngine
import AuditReports
import OrgModel

/// What is to be asked until it is known who is meant.
struct WhoQuestions {
    /// What is typed, and then what is chosen.
    private(set) var settings: Settings
    private let candidates: Candidates

    init(_ settings: Settings, _ candidates: Candidates) {
        self.settings = settings
        self.candidates = candidates
    }

    // MARK: Asking

    /// Asks for what is not typed.
    ///
    /// - Throws: ``CommandFailure`` where the input ends, or there is nothing to choose from.
    mutating func ask(in console: Console) throws(CommandFailure) {
        if needsAPIUser {
            guard !candidates.users.isEmpty || !candidates.sources.isEmpty else { throw noCandidates }
            if candidates.users.isEmpty {
                take(sources: try sources.ask(in: console))
            } else {
                settings.who.apiUser = try users.ask(in: console).first
            }
        }
        if needsRole, !candidates.roles.isEmpty { settings.who.role = try role.ask(in: console).first }
        guard needsEndUsers else { return }
        let selectors = endUsers
        if !selectors.answers.isEmpty {
            settings.who.endUsers = try selectors.ask(in: console)
        } else if !candidates.roles.isEmpty {
            settings.who.endUserRoles = try endUserRoles.ask(in: console)
        }
    }

    private var needsAPIUser: Bool { !settings.gives(.apiUser) && !settings.gives(.sources) }

    /// The role of an exported user is exported.
    private var needsRole: Bool { settings.who.apiUser == nil && settings.who.role == nil }

    private var needsEndUsers: Bool { !settings.gives(.endUsers) }

    private mutating func take(sources names: [String]) {
        for source in candidates.sources where names.contains(source.id.fullName) {
            switch source.id.type {
            case .profile: settings.who.profile = source.id.fullName
            case .permissionSetGroup: settings.who.permissionSetGroups.append(source.id.fullName)
            default: settings.who.permissionSets.append(source.id.fullName)
            }
        }
    }

    // MARK: Questions

    private var users: Choice {
        Choice(
            question: "Which user does the integration log in as? How much of the guide each may do:",
            answers: candidates.users.map {
                Choice.Answer(
                    name: $0.username, words: "\($0.granted) of \($0.total)\($0.words.isEmpty ? "" : ", \($0.words)")")
            }, limit: 10)
    }

    private var sources: Choice {
        let profiles = Set(candidates.sources.filter { $0.id.type == .profile }.map(\.id.fullName))
        return Choice(
            question: "Which profile and permission sets does the API user have? How much of the guide each grants:",
            answers: candidates.sources.map {
                Choice.Answer(
                    name: $0.id.fullName, words: "\($0.granted) of \($0.total), \($0.id.type.words)\($0.labelWords)")
            },
            limit: 10, takesSeveral: true,
            objection: { $0.count(where: profiles.contains) > 1 ? "A user has one profile: choose one only." : nil })
    }

    private var role: Choice {
        Choice(question: "Which role does the API user have?", answers: roles, isOptional: true)
    }

    private var endUserRoles: Choice {
        Choice(
            question: "Which roles do the people have who use the integration?", answers: roles, takesSeveral: true,
            isOptional: true)
    }

    private var roles: [Choice.Answer] {
        candidates.roles.map { Choice.Answer(name: $0.role.name, words: $0.words) }
    }

    private var endUsers: Choice {
        Choice(
            question: "Who uses the integration?",
            answers: candidates.endUsers(except: settings.who.apiUser).map {
                Choice.Answer(name: "\($0.selector)", words: $0.users.of("user"))
            }, takesSeveral: true, isOptional: true)
    }

    // MARK: Without asking

    /// - Throws: ``CommandFailure`` with who may be meant, where no API user is typed.
    func requireAPIUser() throws(CommandFailure) {
        guard needsAPIUser else { return }
        guard !candidates.users.isEmpty || !candidates.sources.isEmpty else { throw noCandidates }
        let questions = (candidates.users.isEmpty ? [sources, role] : [users, endUsers]).filter { !$0.answers.isEmpty }
        let lines = questions.flatMap { [$0.question] + $0.lines }
        throw CommandFailure(
            lines: ["No API user was named, so nothing was written."] + lines + [
                "Name the API user and the end users, for example:",
                "  \(candidates.example("rolecall init", settings).line)",
            ], status: .usage)
    }

    private var noCandidates: CommandFailure {
        CommandFailure(
            "No API user was named, and no profile or permission set in the export grants anything of what the guide asks "
                + "for. Nothing was written; name the API user's sources with --profile, --permission-set and "
                + "--permission-set-group, or export the users (rolecall manifest prints the queries).",
            status: .usage)
    }

    /// What the rules about roles will lack, each with the key that says it.
    var missing: [String] {
        let role =
            needsRole ? ["The API user's role is not named, so the rules about it stay unknown. Its key is role."] : []
        let endUsers =
            "No end users are named, so the rules about them stay unknown. Their keys are endUsers and endUserRoles."
        return role + (needsEndUsers ? [endUsers] : [])
    }
}

extension Candidates {
    /// A command that names the first of them.
    func example(_ words: String, _ typed: Settings) -> ShellCommand {
        let command = typed.command(words)
        if let user = likelyUsers.first ?? users.first {
            let choices = endUsers(except: user.username).map(\.selector)
            let selector = choices.first { $0 != .active } ?? .active
            return command.option("--api-user", user.username).option("--end-users", "\(selector)")
        }
        guard let source = sources.first else { return command }
        // Every user has a profile, and it grants too.
        let profile = sources.first { $0.id.type == .profile }?.id.fullName ?? "PROFILE"
        let named = command.option("--profile", profile)
        let flag = source.id.type == .permissionSetGroup ? "--permission-set-group" : "--permission-set"
        return (source.id.type == .profile ? named : named.option(flag, source.id.fullName))
            .word("--role ROLE --end-user-role ROLE")
    }
}
