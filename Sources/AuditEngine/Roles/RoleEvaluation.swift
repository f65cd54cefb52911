import OrgModel

/// Judges the requirements about roles.
struct RoleEvaluation {
    let principal: Principal
    let org: Org
    let hierarchy: RoleHierarchy
    let standings: RoleStandings
    let placement: RolePlacement
    /// The end users' roles, each once, in the order in which they were named.
    private let endRoles: [String]
    /// What to do about an API user who is inactive.
    private let inactiveUserRemedy: Remedy?

    init(principal: Principal, org: Org, inactiveUserRemedy: Remedy? = nil) {
        self.inactiveUserRemedy = inactiveUserRemedy
        self.principal = principal
        self.org = org
        hierarchy = org.roles
        endRoles = (principal.endUsers ?? []).lazy.compactMap(\.role.name).deduplicated()
        standings = RoleStandings(of: principal.role, in: hierarchy)
        placement = RolePlacement(of: principal, in: hierarchy, standings)
    }

    func judge(_ rule: RoleRule) -> Judgement {
        switch rule {
        case .apiUserAssigned: apiUserAssigned()
        case .endUsersAssigned: endUsersAssigned()
        case .apiUserAboveEndUsers: apiUserAboveEndUsers()
        }
    }

    /// Failed, but only because of users who may be no end users, being inactive or programs: unknown.
    private func unlessInactive(_ judgement: Judgement, _ failing: [Principal.EndUser]) -> Judgement {
        guard failing.allSatisfy({ $0.mayBeInactive || $0.mayBeAutomated }) else { return judgement }
        let names = list(failing.compactMap(\.username))
        let isActive = !failing.contains(where: \.mayBeInactive)
        let open = failing.filter { isActive || $0.mayBeInactive }
        return .unknown(
            (isActive
                ? "Whether \(names) \(failing.count == 1 ? "is a person" : "are people") and not a program is not known."
                : "Whether \(names) may log in is not known.") + " If so: \(judgement.message)",
            judgement.evidence, resolvedBy: open.resolving(isActive ? .license : .isActive))
    }

    private static let nameRole = "Name the API user's role under role in rolecall.yml or with --role."
    private static let nameEndUsers =
        "Name the end users' roles under endUserRoles in rolecall.yml or with --end-user-role."

    /// Some end user's role is not known.
    private func endUserRolesNotKnown(_ users: [Principal.EndUser]) -> Judgement {
        let unknown = users.filter { $0.role == .notStated }
        let names = unknown.compactMap(\.username)
        return .unknown(
            "Not every end user's role is known" + (names.isEmpty ? "." : ": \(list(names))."),
            unknown.prefix(Self.maximumNames).compactMap { user in
                user.place.map { Evidence(place: $0, Self.roleNotKnown(user.username ?? "", user.doubts)) }
            },
            resolvedBy: names.isEmpty ? [Self.nameEndUsers] : unknown.resolving(.role))
    }

    /// The API user's role is not known: it was not named, or the exported users do not say.
    private var apiUserRoleNotKnown: Judgement {
        guard let username = principal.username else {
            return .unknown(Unknown(says: "the API user's role was not named", resolvedBy: Self.nameRole))
        }
        let why = principal.doubts[.role].map { ": \($0.says)" } ?? ""
        return .unknown(
            "The API user's role is not known\(why).",
            principal.place.map { [Evidence(place: $0, Self.roleNotKnown(username, principal.doubts))] } ?? [],
            resolvedBy: [principal.doubts.resolving(.role)])
    }

    private static func roleNotKnown(_ username: String, _ doubts: UserDoubts) -> Statement {
        .user(username, .roleNotKnown(doubts[.role]?.statement))
    }

    // MARK: Problems

    /// Roles that were named and are not there, files on asked paths that cannot be read, and cycles.
    var problems: [Problem] {
        // Ways up run together: what is wrong further up is reported once, by the first of them.
        var seen: Set<String> = []
        // A name that means no role was typed, so it is reported as every other typed name is.
        let readable = roleNames.filter { unreadable($0) == nil }
        let lost = readable.map { ($0, org.match($0, .role)) }.filter { !$0.1.isFound }
        return zip(lost.map(\.1).problems, lost).map { $0.at(principal.rolePlaces[$1.0]) }
            + roleNames.flatMap { name -> [Problem] in
                if let unreadable = unreadable(name) { return [unreadable.with(severity: .error)] }
                guard var role = hierarchy[name] else { return [] }
                var climbed: Set<String> = []
                defer { seen.formUnion(climbed) }
                while !seen.contains(role.name), climbed.insert(role.name).inserted {
                    guard let parent = role.parent else { return [] }
                    guard let next = hierarchy[parent] else {
                        return [missingParent(parent, of: role)].compactMap(\.self)
                    }
                    role = next
                }
                return seen.contains(role.name) ? [] : [cycle(from: role)].compactMap(\.self)
            }
    }

    private func cycle(from role: Role) -> Problem? {
        guard let path = hierarchy.path(from: role.name), case .cycle(let cycle) = path.end else { return nil }
        return Problem(
            .error, at: path.roles.last?.place,
            "The roles form a cycle: \(RolePath.words(cycle)). Salesforce does not allow one; fix parentRole.")
    }

    private func missingParent(_ parent: String, of role: Role) -> Problem? {
        if let unreadable = unreadable(parent) { return unreadable.with(severity: .error) }
        // The org's own problems tell it.
        if org.contradictedRoles[parent.lowercased()] != nil { return nil }
        let absence = org.catalog.absence(
            of: .role, parent, retrieving: "Retrieve Role:\(parent) and the roles above it.")
        return Problem(
            .warning, kind: .absentParent, at: role.place,
            "The role \"\(role.name)\" reports to \"\(parent)\", which \(absence.predicate.words). \(absence.resolvedBy)"
        )
    }

    private var roleNames: [String] {
        ([principal.role] + (principal.endUsers ?? []).map(\.role)).compactMap(\.name).deduplicated()
    }

    private func unreadable(_ role: String) -> Problem? { org.unreadableRole(role) }

    // MARK: Assigned

    private func apiUserAssigned() -> Judgement {
        if principal.isActive == false {
            return .failed(
                "The API user is inactive, so no one can log in as it.", apiUserEvidence, inactiveUserRemedy)
        }
        switch principal.role {
        case .notStated: return apiUserRoleNotKnown
        case .none: return .failed("The API user has no role.", apiUserEvidence)
        case .role(let name):
            guard let role = hierarchy[name] else {
                let absence = org.absence(ofRole: name)
                return .unknown(absence, "The API user's role \"\(name)\" \(absence.predicate.words).")
            }
            let evidence = apiUserEvidence + [evidence(role)]
            if principal.place != nil, principal.isActive == nil {
                return .unknown(
                    "The API user has the role \"\(role.name)\", but whether it may log in is not known.", evidence,
                    resolvedBy: [principal.doubts.resolving(.isActive)])
            }
            return .passed("The API user has the role \"\(role.name)\".", evidence)
        }
    }

    /// What the exported users, or the settings that name the role instead of them, say of the API user.
    private var apiUserEvidence: [Evidence] {
        guard let username = principal.username else { return [] }
        if principal.isActive != false, let statement = principal.roleStatement {
            return [
                Evidence(
                    place: statement.place, .user(username, .role(principal.role.name, by: statement.giver)))
            ]
        }
        guard let place = principal.place else { return [] }
        let statement = principal.isActive == false ? UserStatement.inactive : .role(principal.role.name)
        return [Evidence(place: place, .user(username, statement))]
    }

    /// What the exported users say of end users.
    private func evidence(_ users: [Principal.EndUser]) -> [Evidence] {
        users.prefix(Self.maximumNames).compactMap { user in
            guard let username = user.username, let place = user.place else { return nil }
            return Evidence(place: place, .user(username, .role(user.role.name)))
        }
    }

    /// How many users a finding names; the others are counted.
    private static let maximumNames = 10
    /// How many roles a finding names.
    private static let maximumRoles = 5

    /// Judged well, but with users of whom nothing is known: unknown.
    private func unlessMoreEndUsers(_ judgement: Judgement) -> Judgement {
        principal.endUserGaps.isEmpty ? judgement : judgement.amongOthers(than: principal.endUserGaps)
    }

    /// No end users to judge: none were named, or the selectors that name them match no user.
    private var noEndUsers: Judgement {
        guard principal.endUsers != nil else {
            return .unknown(Unknown(says: "the end users were not named", resolvedBy: Self.nameEndUsers))
        }
        return .unknown(
            Unknown.nobodySelected.sentence, principal.endUserGaps.map { Evidence($0) },
            resolvedBy: ([.nobodySelected] + principal.endUserGaps).map(\.resolvedBy))
    }

    private func endUsersAssigned() -> Judgement {
        guard let endUsers = principal.endUsers, !endUsers.isEmpty else { return noEndUsers }
        let without = endUsers.filter { $0.role == .none }
        if !without.isEmpty {
            return unlessInactive(
                .failed("\(people(without)) no role.", evidence(without)), without)
        }
        if endUsers.contains(where: { $0.role == .notStated }) { return endUserRolesNotKnown(endUsers) }
        let missing = endUsers.compactMap(\.role.name).filter { hierarchy[$0] == nil }.deduplicated()
        if !missing.isEmpty {
            let absences = missing.prefix(Self.maximumRoles).map { (name: $0, absence: org.absence(ofRole: $0)) }
            let more = missing.count > absences.count ? [moreRoles(missing.count - absences.count)] : []
            return .unknown(
                (absences.map { "The end users' role \"\($0.name)\" \($0.absence.predicate.words)." } + more).joined(
                    separator: " "),
                resolvedBy: absences.map(\.absence.resolvedBy))
        }
        let roles = endUsers.compactMap(\.role.name).deduplicated().compactMap { hierarchy[$0] }
        return unlessMoreEndUsers(
            .passed(
                "Every end user has a role: \(quoted(roles.map(\.name))).",
                roles.prefix(Evidence.limit).map { evidence($0) }
                    + Evidence.more(roles.count - Evidence.limit)))
    }

    private func people(_ users: [Principal.EndUser]) -> String {
        let names = users.compactMap(\.username)
        return names.isEmpty ? "Some end users have" : "\(list(names)) \(names.count == 1 ? "has" : "have")"
    }

    /// At most ten usernames, then a count.
    private func list(_ names: [String]) -> String {
        names.listed(limit: Self.maximumNames)
    }

    // MARK: Above

    private func apiUserAboveEndUsers() -> Judgement {
        guard case .role = principal.role else {
            return principal.role == .none
                ? .failed(
                    (placement.advice + ["The API user has no role, so it is above no one."]).joined(separator: " "), []
                )
                : apiUserRoleNotKnown
        }
        guard let endUsers = principal.endUsers, !endUsers.isEmpty else { return noEndUsers }
        let withoutRole = endUsers.filter { $0.role == .none }
        let notBelow = endRoles(standing: .notAbove)
        if !notBelow.isEmpty || !withoutRole.isEmpty {
            let failures =
                (notBelow.isEmpty ? [] : [positions(of: notBelow)])
                + (withoutRole.isEmpty
                    ? [] : ["\(people(withoutRole)) no role, so the API user is above none of their records."])
            let keys = Set(notBelow.map { $0.lowercased() })
            let failing = endUsers.filter {
                $0.role == .none || $0.role.name.map { keys.contains($0.lowercased()) } == true
            }
            return unlessInactive(
                .failed((placement.advice + failures).joined(separator: " "), evidenceOfWays(notBelow)), failing)
        }
        let unknown = endRoles(standing: .unknown)
        if !unknown.isEmpty {
            return .unknown(
                words(of: unknown, .unknown).joined(separator: " "), evidenceOfWays(unknown),
                resolvedBy: unknown.prefix(Self.maximumRoles).compactMap { relation(to: $0).unknown?.resolvedBy })
        }
        if endUsers.contains(where: { $0.role == .notStated }) { return endUserRolesNotKnown(endUsers) }
        let above = endRoles(standing: .above)
        return unlessMoreEndUsers(
            .passed(words(of: above, .above).joined(separator: " "), evidenceOfWays(above)))
    }

    private func endRoles(standing: RoleTree.Standing) -> [String] { endRoles.filter { standings[$0] == standing } }

    /// How the API user's role is to one role of end users. It takes as long as the paths to the root of both, so it is required
    /// those that are reported.
    private func relation(to endRole: String) -> Relation {
        Relation(of: principal.role.name ?? "", to: endRole, standings[endRole], in: org)
    }

    /// How the API user's role is to the first few roles that it is not above: where they meet, and both paths.
    var relationsToOthers: [String] {
        let roles = endRoles(standing: .notAbove)
        let shown = roles.prefix(Self.maximumRoles).map { relation(to: $0).message }
        return shown + (roles.count > shown.count ? [moreRoles(roles.count - shown.count)] : [])
    }

    /// Where the API user's role is to roles that it is not above; the paths are evidence.
    private func positions(of roles: [String]) -> String {
        let api = principal.role.name ?? ""
        let above = Set(hierarchy.path(from: api)?.roles.dropFirst().map { $0.name.lowercased() } ?? [])
        let same = roles.filter { $0.lowercased() == api.lowercased() }
        let higher = roles.filter { above.contains($0.lowercased()) }
        let others = roles.filter { !same.contains($0) && !higher.contains($0) }
        let positions = [("the same role as", same), ("below", higher), ("in another branch than", others)]
            .filter { !$0.1.isEmpty }.map { "\($0) \(quoted($1))" }
        return "\"\(api)\" is \(positions.listedWithAnd)."
    }

    /// How the API user's role is to some roles: of a few the whole paths to the root, of more only which they are.
    private func words(of roles: [String], _ standing: RoleTree.Standing) -> [String] {
        guard let first = roles.first else { return [] }
        if roles.count <= Self.maximumRoles {
            let sentences = roles.map { relation(to: $0).message }
            if sentences.reduce(0, { $0 + $1.count }) <= Self.maximumCharacters { return sentences }
        }
        let api = "\"\(principal.role.name ?? "")\""
        guard standing != .above else { return ["\(api) is above \(quoted(roles))."] }
        return [
            "Whether \(api) is above \(quoted(roles)) cannot be determined from the export. To begin with: \(relation(to: first).message)"
        ]
    }

    /// How long the sentences about single roles may be all in all.
    private static let maximumCharacters = 700

    /// The lines that make up the ways of the first few of the roles that decide.
    private func evidenceOfWays(_ deciding: [String]) -> [Evidence] {
        let lines = ways(
            from: endRoles.count <= Self.maximumRoles ? endRoles : Array(deciding.prefix(Self.maximumRoles)))
        return lines.prefix(Evidence.limit).map { evidence($0) } + Evidence.more(lines.count - Evidence.limit)
    }

    /// The lines that make up all ways, however many they are.
    var evidenceOfAllWays: [Evidence] {
        principal.role.name == nil ? [] : ways(from: endRoles).map { evidence($0) }
    }

    /// The roles on the paths to the root from roles of end users, and on the API user's where it was not met on the way; each once.
    private func ways(from endRoles: [String]) -> [Role] {
        guard let apiRole = principal.role.name else { return [] }
        var known: Set<String> = []
        return endRoles.flatMap { endRole in
            standings[endRole] == .above
                ? hierarchy.climb(from: endRole, below: apiRole, skipping: &known)
                : hierarchy.climb(from: endRole, skipping: &known) + hierarchy.climb(from: apiRole, skipping: &known)
        }
    }

    private func evidence(_ role: Role) -> Evidence {
        Evidence(
            component: ComponentID(.role, role.name), place: role.place, .role(role.name, reportsTo: role.parent))
    }

    /// The first few names, and how many more there are.
    private func quoted(_ names: [String]) -> String {
        names.quoted.listed(limit: Self.maximumRoles)
    }

    private func moreRoles(_ count: Int) -> String {
        "The same applies to \(count.of("more role"))."
    }
}

extension [Principal.EndUser] {
    /// What would tell a fact of each of them, one line for each thing to do; of many the first few.
    func resolving(_ fact: UserFact) -> [String] {
        map { $0.doubts.resolving(fact) }.deduplicated().prefix(10).map(\.self)
    }
}

extension Problem.Kind {
    fileprivate static let absentParent = Problem.Kind("absent parent of a role")
}
