import OrgModel

// Whether the end users are in the guide's call center. Only exported users say so, never metadata.

extension InstallEvaluation {
    /// How an end user is to the guide's call center.
    private enum Standing: Hashable {
        case member
        case inNone
        /// In the call centers of these names, none of which is the guide's.
        case inAnother(String)
        /// Not known: what would resolve it.
        case unknown(resolvedBy: String)

        var isOutside: Bool {
            switch self {
            case .inNone, .inAnother: true
            case .member, .unknown: false
            }
        }
    }

    private typealias Member = (user: Principal.EndUser, standing: Standing)

    func callCenterMembers(_ name: String) -> Judgement {
        guard let endUsers = principal.endUsers else {
            return .unknown(
                Unknown(
                    says: "the end users were not named, so who of them is in the call center is not known",
                    resolvedBy: nameEndUsers))
        }
        guard !endUsers.isEmpty else {
            return unlessAllAreKnown(
                .unknown(.nobodySelected))
        }
        let internalNames = parts.callCenters.filter { $0.displayName == name }.map(\.fullName)
        let names = Set(([name] + internalNames).map { $0.lowercased() })
        let members: [Member] = endUsers.map { ($0, standing($0, names)) }
        let outside = members.filter(\.standing.isOutside)
        let unknown = members.filter { if case .unknown = $0.standing { true } else { false } }
        if !outside.isEmpty { return outsideJudgement(outside, name) }
        if !unknown.isEmpty { return unknownJudgement(unknown, name) }
        let chosen = members.filter(\.user.isChosenByCallCenter)
        if !chosen.isEmpty { return circularJudgement(chosen, name) }
        return unlessAllAreKnown(
            .passed(
                "Every end user is in the call center \"\(name)\": \(Self.list(members)).", evidence(members)))
    }

    /// Whether exported users say of any user that they are in the guide's call center, which is a trace of it.
    func isAnybodyIn(_ callCenter: String) -> Bool {
        (principal.endUsers ?? []).contains { standing($0, [callCenter.lowercased()]) == .member }
    }

    private func standing(_ user: Principal.EndUser, _ names: Set<String>) -> Standing {
        switch user.callCenter {
        case .none: return .inNone
        case .notStated where user.username == nil:
            return .unknown(resolvedBy: nameEndUsers)
        case .notStated: return .unknown(resolvedBy: user.doubts.resolving(.callCenter))
        case .member(_, let known):
            if known.contains(where: { names.contains($0.lowercased()) }) { return .member }
            // One name alone may be the internal one, which is not the guide's.
            guard known.count > 1 else {
                return .unknown(resolvedBy: user.doubts[.callCenter]?.resolvedBy ?? exportCallCenters)
            }
            return .inAnother(known.first ?? "")
        }
    }

    /// Who the end users are only exported users name, which may be there already.
    private var nameEndUsers: String {
        principal.hasExportedUsers
            ? "Name the end users with --end-users (endUsers in rolecall.yml); the exported users name their call centers."
            : "Export User with CallCenterId (rolecall manifest prints the query), name the file under records in rolecall.yml (--records) and the end users under endUsers (--end-users)."
    }

    private var exportCallCenters: String {
        let empty =
            principal.emptyResult.map {
                " \($0) contains no record; if it is the result for CallCenter, export it again."
            } ?? ""
        return
            "Export CallCenter with Id, Name and InternalName, and name the file under records in rolecall.yml (--records).\(empty)"
    }

    private func outsideJudgement(_ outside: [Member], _ name: String) -> Judgement {
        let active = outside.filter { !$0.user.mayBeInactive }
        guard !active.isEmpty else {
            return .unknown(
                "\(Self.list(outside)): not in the call center \"\(name)\", but whether they are active is not known.",
                evidence(outside), resolvedBy: outside.map(\.user).resolving(.isActive))
        }
        let inNone = active.filter { $0.standing == .inNone }
        let inAnother = active.filter { $0.standing != .inNone }
        let messages = [
            inNone.isEmpty ? nil : "In no call center: \(Self.list(inNone)).",
            inAnother.isEmpty ? nil : "In another call center than \"\(name)\": \(Self.list(inAnother)).",
        ]
        return .failed(messages.compactMap(\.self).joined(separator: " "), evidence(active))
    }

    /// Users who are not in the call center were not chosen, so those who were prove nothing of the others.
    private func circularJudgement(_ chosen: [Member], _ name: String) -> Judgement {
        .unknown(
            "\(Self.list(chosen)): chosen as end users by their call center, which does not show whether every user who "
                + "uses the integration is in the call center \"\(name)\".",
            evidence(chosen),
            resolvedBy: [
                "Name the end users by something other than their call center, such as --end-users role-and-below:NAME "
                    + "(endUsers in rolecall.yml)."
            ])
    }

    private func unknownJudgement(_ unknown: [Member], _ name: String) -> Judgement {
        let resolvedBy = unknown.compactMap { if case .unknown(let advice) = $0.standing { advice } else { nil } }
        let isNamed = unknown.contains { $0.user.username != nil }
        let who = isNamed ? Self.list(unknown) : "the end users, who are known by their roles alone,"
        return .unknown(
            "Whether \(who) \(isNamed && unknown.count == 1 ? "is" : "are") in the call center \"\(name)\" is not known.",
            evidence(unknown), resolvedBy: resolvedBy)
    }

    /// The same where all end users are known; else unknown, and why.
    private func unlessAllAreKnown(_ judgement: Judgement) -> Judgement {
        principal.endUserGaps.isEmpty ? judgement : judgement.amongOthers(than: principal.endUserGaps)
    }

    /// How many users a finding names; the others are counted.
    private static let maximumNames = 5

    private static func list(_ members: [Member]) -> String {
        members.map { $0.user.username ?? "an end user with the role \($0.user.role.name ?? "none")" }
            .listed(limit: maximumNames)
    }

    private func evidence(_ members: [Member]) -> [Evidence] {
        members.prefix(Self.maximumNames).compactMap { user, _ in
            guard let username = user.username, let place = user.place else { return nil }
            return Evidence(place: place, .user(username, .callCenter(user.callCenter)))
        }
    }
}
