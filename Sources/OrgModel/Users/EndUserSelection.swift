/// Finds the end users that selectors mean among the exported users; the API user is never among them.
struct EndUserSelection {
    private let known: AssignedUsers
    /// The API user's username.
    private let apiUser: String?
    private let matcher: EndUserMatcher
    /// The positions of those that were found, in the order of the selectors.
    private var positions: [Int] = []
    /// Why there may be more.
    private(set) var gaps: [Unknown]
    /// The selectors that match no user.
    private var unmatched: [UnmatchedSelector] = []
    /// Why each of them was chosen, by the position.
    private var choices: [Int: Choice] = [:]

    /// Why a user was chosen.
    private struct Choice {
        /// By name, so that the user is meant whether active or not.
        var isNamed = false
        /// For something that the user has; one who is selected as one of all may be no person.
        var isMeant = false
        /// By something else than a call center.
        var isOutsideCallCenter = false
        /// For something else than what is assigned to the user.
        var isBesideSources = false
        /// The permission sets and groups for which the user was chosen.
        var sources: Set<ComponentID> = []
    }

    init(among known: AssignedUsers, except apiUser: String?) {
        self.known = known
        self.apiUser = apiUser
        matcher = EndUserMatcher(known)
        gaps = known.userGaps
    }

    /// Adds whom a selector means.
    ///
    /// - Parameter place: Where it was given; `nil` for the command line.
    mutating func add(_ selector: EndUserSelector, givenAt place: Place?) {
        let given = GivenSelector(selector: selector, place: place)
        let found = matcher.users(selector, except: apiUser)
        if let why = nobodyHasName(given) {
            unmatched.append(why)
            // Roles below one that the export lacks may be there all the same.
            if !selector.meansRolesBelow {
                add(gaps: [
                    Unknown(
                        place: place, says: "\(given) matches no user", resolvedBy: "Correct the selector \(given).")
                ])
                return
            }
        } else if found.users.isEmpty, found.gaps.isEmpty, known.unreadUsers == nil {
            // Where a user may be meant, the gap says who.
            unmatched.append(UnmatchedSelector(given: given) { [self] in matchesNobody(given) })
        }
        let source = selector.assignedSource(in: known.org)
        let isNamed = if case .username = selector { true } else { false }
        for position in found.users {
            var choice = choices[position] ?? Choice()
            choice.isNamed = choice.isNamed || isNamed
            choice.isMeant = choice.isMeant || selector != .active
            choice.isOutsideCallCenter = choice.isOutsideCallCenter || !selector.meansCallCenter
            if let source { choice.sources.insert(source) } else { choice.isBesideSources = true }
            if choices.updateValue(choice, forKey: position) == nil { positions.append(position) }
        }
        add(gaps: found.gaps)
    }

    private mutating func add(gaps others: [Unknown]) { gaps += others.filter { !gaps.contains($0) } }

    /// Those that were found, in the order of the selectors.
    var users: some Sequence<UserExport.User> { positions.lazy.map { [known] in known.export.users[$0] } }

    var endUsers: [Principal.EndUser] {
        users.map { user in
            let choice = choices[user.index] ?? Choice()
            return Principal.EndUser(
                username: user.username, role: known.role(of: user), place: user.place,
                mayBeInactive: user.isActive == nil && !choice.isNamed,
                mayBeAutomated: !choice.isMeant && known.isAutomated(user) == nil,
                callCenter: known.callCenter(of: user), isChosenByCallCenter: !choice.isOutsideCallCenter,
                chosenFor: choice.isBesideSources ? [] : choice.sources, doubts: doubts(of: user))
        }
    }

    /// Why facts about an end user are not known, the name of its call center among them.
    private func doubts(of user: UserExport.User) -> UserDoubts {
        var doubts = user.doubts
        guard case .member(let id, let names) = known.callCenter(of: user), names.isEmpty,
            !known.export.callCenters.isEmpty
        else { return doubts }
        let says = "no record of CallCenter has the Id \(id), which \(user.username) has at \(user.place)"
        doubts[.callCenter] = Unknown(
            place: user.place, says: says,
            resolvedBy: known.export.knowsAllCallCenters
                ? "Export User and CallCenter again, in one go: \(says)." : "Export all of CallCenter again: \(says).")
        return doubts
    }

    /// Selectors that match no user, and labels that do not determine their users' roles.
    var problems: [Problem] { unmatched.problems + [known.roleProblem(users)].compactMap(\.self) }
}

extension AssignedUsers {
    /// The end users that selectors mean; the API user is never among them.
    ///
    /// - Parameters:
    ///   - selectors: Whom to find.
    ///   - apiUser: The API user's username.
    ///   - place: Where a selector was given; `nil` for the command line.
    package func endUsers(
        _ selectors: [EndUserSelector], except apiUser: String?,
        givenAt place: (EndUserSelector) -> Place? = { _ in nil }
    ) -> (users: [Principal.EndUser], sources: Set<ComponentID>, gaps: [Unknown], problems: [Problem]) {
        var selection = EndUserSelection(among: self, except: apiUser)
        for selector in selectors.deduplicated() { selection.add(selector, givenAt: place(selector)) }
        return (
            selection.endUsers, sources(of: selection.users), selection.gaps, selection.problems
        )
    }

    /// Why there may be users that the export does not name.
    fileprivate var userGaps: [Unknown] {
        if let unreadUsers {
            return [
                Unknown(
                    place: unreadUsers.place, says: "no exported user could be read, so it is not known who is meant",
                    resolvedBy: "Export User again and name the file under records in rolecall.yml (--records).")
            ]
        }
        return export.truncatedUsers.map {
            [
                Unknown(
                    place: $0, says: "the export of users is cut off, so there may be more end users",
                    resolvedBy: "Export all users again.")
            ]
        } ?? []
    }
}

// MARK: - Selectors that match no user

/// A selector and where it was given, as messages name it.
private struct GivenSelector: CustomStringConvertible {
    let selector: EndUserSelector
    /// `nil` for the command line.
    let place: Place?

    var description: String { place == nil ? "--end-users \"\(selector)\"" : "\"\(selector)\"" }
}

/// A selector that matches no user, and why: made when it is required, since it takes a look at every name.
private struct UnmatchedSelector {
    let given: GivenSelector
    let problem: () -> Problem
}

extension [UnmatchedSelector] {
    /// The first few each with the nearest names, the others counted.
    fileprivate var problems: [Problem] {
        let limit = 20
        let others = dropFirst(limit)
        let names = others.prefix(3).map { "\"\($0.given.selector)\"" }.joined(separator: ", ")
        return prefix(limit).map { $0.problem() }
            + (others.isEmpty
                ? []
                : [
                    Problem(
                        .error, "\(others.count) more selectors match no user, such as \(names). Correct the selectors."
                    )
                ])
    }
}

extension EndUserSelection {
    /// Why a selector can match no user: it names something that is nowhere. `nil` where it may match a user.
    private func nobodyHasName(_ given: GivenSelector) -> UnmatchedSelector? {
        switch given.selector {
        case .role(let name), .roleAndBelow(let name): nobodyHas(name, .role, given)
        case .profile(let name): nobodyHas(name, .profile, given)
        case .permissionSet(let name): nobodyHas(name, .permissionSet, given)
        case .permissionSetGroup(let name): nobodyHas(name, .permissionSetGroup, given)
        case .callCenter(let name): nobodyIsIn(name, given)
        case .username, .active: nil
        }
    }

    private func nobodyHas(_ name: String, _ type: MetadataType, _ given: GivenSelector) -> UnmatchedSelector? {
        let (org, standardProfiles) = (known.org, known.standardProfiles)
        let others = known.index.names[type] ?? [:]
        guard !org.match(name, type, standardProfiles: standardProfiles).isFound, others[name.lowercased()] == nil
        else { return nil }
        return UnmatchedSelector(given: given) {
            if let kind = org.otherKind(of: name, than: type) {
                let advice = kind.selector.map { " Select its users with \($0):\(name)." } ?? ""
                return Problem(
                    .error, at: given.place, "\(given) matches no user: \"\(name)\" is a \(kind.words).\(advice)")
            }
            let names =
                org.names(of: type) + others.values + (type == .profile ? Array(standardProfiles.values) : [])
            return given.noName(type.words, nearest: nearestNames(to: name, among: names))
        }
    }

    private func nobodyIsIn(_ callCenter: String, _ given: GivenSelector) -> UnmatchedSelector? {
        guard matcher.callCenters(callCenter).isEmpty else { return nil }
        let names = known.callCenterNames
        return UnmatchedSelector(given: given) {
            if names.isEmpty {
                return Problem(
                    .error, at: given.place,
                    "\(given) matches no user: a call center is known by its name only where records of CallCenter are among "
                        + "the exported users. Give its Id, or export CallCenter (rolecall manifest prints the query)."
                )
            }
            return given.noName(
                "call center", nearest: nearestNames(to: callCenter, among: names.values.flatMap(\.self)))
        }
    }

    private func matchesNobody(_ given: GivenSelector) -> Problem {
        let selector = given.selector
        if let apiUser, let own = known.export.index(ofUser: apiUser),
            matcher.users(selector, except: nil).users.contains(own)
        {
            return Problem(
                .error, at: given.place,
                "\(given) means the API user \(apiUser) alone, and the API user is never among the end users. "
                    + "Select the people who use the integration.")
        }
        if case .username(let name) = selector { return known.missing(name).at(given.place) }
        return Problem(
            .error, at: given.place,
            "\(given) matches none of the \(known.export.users.count) exported users other than the API user and inactive users. "
                + "Correct the selector or export the users again.")
    }
}

extension GivenSelector {
    fileprivate func noName(_ words: String, nearest: [String]) -> Problem {
        let hint =
            nearest.isEmpty
            ? "There is no \(words) at all in the export."
            : "The nearest names are \(nearest.quoted.joined(separator: ", "))."
        return Problem(
            .error, at: place,
            "\(self) matches no user: neither the export nor an exported user names such a \(words). \(hint)")
    }
}
