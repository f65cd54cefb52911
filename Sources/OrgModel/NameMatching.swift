/// A typed name, and the component that it means.
package struct NameMatch: Sendable {
    /// The component; where there is none, the typed name taken as a full name.
    package let id: ComponentID
    /// Why the name means no component of the export, as an error.
    ///
    /// Made when it is required: it takes a look at every name of the export.
    package var problem: Problem? { makeProblem?() }

    private let makeProblem: (@Sendable () -> Problem)?

    fileprivate init(id: ComponentID, problem: (@Sendable () -> Problem)? = nil) {
        self.id = id
        makeProblem = problem
    }

    /// Whether the name means a component of the export.
    package var isFound: Bool { makeProblem == nil }
}

extension Sequence<NameMatch> {
    /// Why names mean nothing: the first few each with the nearest names, the others counted.
    package var problems: [Problem] {
        let limit = 20
        let lost = filter { !$0.isFound }
        guard lost.count > limit else { return lost.compactMap(\.problem) }
        let others = Dictionary(grouping: lost.dropFirst(limit), by: \.id.type).sorted {
            $0.key.rawValue < $1.key.rawValue
        }
        return lost.prefix(limit).compactMap(\.problem)
            + others.map { type, matches in
                let names = matches.prefix(3).map { "\"\($0.id.fullName)\"" }.joined(separator: ", ")
                return Problem(
                    .error,
                    "\(matches.count) more names of \(type.words)s mean nothing in the export either, such as \(names). "
                        + "Correct the names, or retrieve what they mean.")
            }
    }
}

extension Org {
    /// Finds the component that a typed name means.
    ///
    /// In this order: the full name exactly, decoded or as the file spells it; a standard profile's name in Setup; a
    /// label that only one component has; the full name without regard to case.
    ///
    /// - Parameters:
    ///   - typed: The name.
    ///   - type: The type of the component that is meant.
    ///   - standardProfiles: The names in Setup of standard profiles, by full name.
    package func match(
        _ typed: String, _ type: MetadataType, standardProfiles: [String: String] = [:]
    ) -> NameMatch {
        if let exact = catalog.components[ComponentID(type, typed)] ?? component(rawName: typed, type) {
            return NameMatch(id: exact.id)
        }
        let role = type == .role ? roles[typed].map { ComponentID(.role, $0.name) } : nil
        if let role, role.fullName == typed { return NameMatch(id: role) }
        if type == .profile, let match = standardProfile(typed, standardProfiles) { return NameMatch(id: match) }
        let labelled = components(labelled: typed, type)
        if labelled.count == 1 { return NameMatch(id: labelled[0]) }
        if labelled.count > 1 {
            return NameMatch(id: ComponentID(type, typed)) {
                let names = labelled.map(\.fullName).quoted.listed(limit: 10)
                return Problem(
                    .error,
                    "\"\(typed)\" is the label of several \(type.words)s: \(names). Name one by its full name.")
            }
        }
        if let match = component(typed, type) ?? role { return NameMatch(id: match) }
        return NameMatch(id: ComponentID(type, typed)) { missing(typed, type) }
    }

    /// A component by its name as the file spells it, before percent-decoding.
    private func component(rawName: String, _ type: MetadataType) -> MetadataComponent? {
        catalog.components[ComponentID(type, decodedFullName(rawName))].flatMap { $0.rawName == rawName ? $0 : nil }
    }

    /// The full names and labels of all components of a type, roles of exported records among them.
    func names(of type: MetadataType) -> [String] {
        let ofRecords = type == .role ? roles.all.map { ComponentID(.role, $0.name) } : []
        return (catalog.components(of: type).map(\.id) + ofRecords).flatMap {
            [$0.fullName] + (label(of: $0).map { [$0] } ?? [])
        }
    }

    /// What a name means that means nothing of the type it was given for; `nil` where something of that type may have it
    /// that is hidden or in a folder that cannot be read.
    func otherKind(of name: String, than type: MetadataType) -> MetadataType? {
        guard catalog.unreadableFolders == nil, catalog.skipped[ComponentID(type, name.lowercased())] == nil else {
            return nil
        }
        return [.permissionSet, .permissionSetGroup, .profile, .mutingPermissionSet, .role].first { other in
            other != type && (component(name, other) != nil || isLabel(name, ofAny: other))
        }
    }

    /// What to say of a component that was named as of the wrong type; `nil` where nothing else has its name.
    package func wrongType(of id: ComponentID) -> String? {
        otherKind(of: id.fullName, than: id.type).map {
            "\"\(id.fullName)\" is a \($0.words), not \(id.type.article) \(id.type.words). \($0.givenBy)"
        }
    }

    /// What to say of what was given as a username and is the name of a component; `nil` where it is none.
    func wrongUsername(_ name: String) -> String? {
        otherKind(of: name, than: .customObject).map {
            "\"\(name)\" is a \($0.words), not a username. \($0.givenBy)"
        }
    }

    /// The component that a reference inside metadata names: full names without regard to case, never labels.
    package func component(_ reference: String, _ type: MetadataType) -> ComponentID? {
        catalog.id(of: reference, type)
    }

    /// The label of a component, where its file has one.
    package func label(of id: ComponentID) -> String? {
        switch id.type {
        case .permissionSetGroup: groups[id]?.label
        case .role: roles[id.fullName]?.label
        case .customObject: object(id.fullName)?.label
        default: headers[id]?.label
        }
    }

    /// A standard profile by its name in Setup, and its file by either name.
    private func standardProfile(_ typed: String, _ standardProfiles: [String: String]) -> ComponentID? {
        guard let (fullName, setupName) = standardProfiles.first(where: { $0.key == typed || $0.value == typed })
        else { return nil }
        return [fullName, setupName].map { ComponentID(.profile, $0) }.first { catalog.components[$0] != nil }
    }

    private func missing(_ typed: String, _ type: MetadataType) -> Problem {
        if let skipped = catalog.skipped[ComponentID(type, typed.lowercased())] {
            return Problem(.error, at: Place(file: skipped.file), "The \(type.words) \"\(typed)\" \(skipped.words)")
        }
        if let closed = catalog.unreadableFolders {
            return Problem(.error, "The \(type.words) \"\(typed)\" \(catalog.isNotFound.words). \(closed.resolvedBy)")
        }
        if let words = wrongType(of: ComponentID(type, typed)) { return Problem(.error, words) }
        if typed.isUsername {
            return Problem(
                .error,
                "\"\(typed)\" is a username, not a \(type.words). Give it as --api-user, or an end user's as --end-users, with "
                    + "--records (apiUser, endUsers and records in rolecall.yml).")
        }
        let names = names(of: type)
        guard !names.isEmpty else {
            return Problem(
                .error,
                "There is no \(type.words) \"\(typed)\": the export contains no \(type.words) at all. "
                    + "Retrieve \(type.rawValue) with the next export.")
        }
        let nearest = nearestNames(to: typed, among: names).quoted.joined(separator: ", ")
        return Problem(
            .error, "There is no \(type.words) \"\(typed)\" in the export. The nearest names are \(nearest).")
    }
}

extension Org {
    /// Everything about the input that bears on a name that is not found in it: what is invalid, what cannot be
    /// read, and that a profile or permission set was omitted.
    package var problemsOfInput: [Problem] {
        let sources = catalog.skipped.filter { $0.key.type == .profile || $0.key.type == .permissionSet }
        let hint = sources.min { $0.key < $1.key }.map { id, skipped in
            Problem(
                .warning, at: Place(file: skipped.file), "The \(id.type.words) \"\(skipped.fullName)\" \(skipped.words)"
            )
        }
        return Set(problems + unreadable.values).sorted {
            ($0.place?.description ?? "") < ($1.place?.description ?? "")
        }
            + [hint].compactMap(\.self)
    }
}

/// The names that differ least from a typed one, nearest first, at most three.
///
/// Their beginnings decide, as far as Salesforce lets names go: comparing takes time in the product of the lengths. A name
/// that cannot be among the nearest, whatever the order of its letters, is not compared.
package func nearestNames(to typed: String, among names: some Sequence<String>) -> [String] {
    func compared(_ name: String) -> [UInt8] { Array(name.prefix(80).lowercased().utf8) }
    let target = compared(typed)
    let letters = Letters(target)
    var nearest: [(distance: Int, name: String)] = []
    for name in Set(names) {
        let bytes = compared(name)
        if nearest.count == 3, Letters(bytes).difference(from: letters) > nearest[2].distance { continue }
        nearest.append((distance(bytes, target), name))
        nearest.sort { ($0.distance, $0.name) < ($1.distance, $1.name) }
        if nearest.count > 3 { nearest.removeLast() }
    }
    return nearest.map(\.name)
}

/// The name that was most likely meant: the nearest one, where it differs in a few letters only, or begins as typed.
package func likelyName(_ typed: String, among names: some Sequence<String>) -> String? {
    let begun = typed.count < 3 ? [] : names.filter { $0.lowercased().hasPrefix(typed.lowercased()) }
    if begun.count == 1 { return begun[0] }
    guard let nearest = nearestNames(to: typed, among: names).first else { return nil }
    let difference = distance(Array(nearest.lowercased().utf8), Array(typed.prefix(80).lowercased().utf8))
    return difference <= max(2, typed.count / 3) ? nearest : nil
}

/// A sentence that asks whether the likely name was meant, after a space; nothing where there is none.
package func didYouMean(_ typed: String, among names: some Sequence<String>) -> String {
    likelyName(typed, among: names).map { " Did you mean \"\($0)\"?" } ?? ""
}

/// How often a text has each letter, in whatever order.
private struct Letters {
    private var counts = [Int](repeating: 0, count: 256)

    init(_ bytes: [UInt8]) {
        for byte in bytes { counts[Int(byte)] += 1 }
    }

    /// How many bytes have to be taken out and put in at the least to make one text of the other.
    func difference(from other: Letters) -> Int {
        var sum = 0
        for letter in counts.indices { sum += abs(counts[letter] - other.counts[letter]) }
        return sum
    }
}

/// How many bytes have to be taken out of one text, and put into it, to make the other.
///
/// All that the two have in common, in its order, stays: the longest common subsequence, found row by row.
private func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
    var common = [Int](repeating: 0, count: second.count + 1)
    for byte in first {
        var before = 0
        for (position, other) in second.enumerated() {
            let above = common[position + 1]
            common[position + 1] = byte == other ? before + 1 : max(above, common[position])
            before = above
        }
    }
    return first.count + second.count - 2 * (common.last ?? 0)
}

extension String {
    /// Whether it has the form that Salesforce requires of usernames.
    fileprivate var isUsername: Bool { wholeMatch(of: #/[^\s@]+@[^\s@]+\.[^\s@]+/#) != nil }
}

extension MetadataType {
    fileprivate var article: String { words.first.map("aeiou".contains) == true ? "an" : "a" }

    /// The kind of selector that selects the users with it; `nil` where none does.
    var selector: String? {
        switch self {
        case .profile: "profile"
        case .permissionSet: "permission-set"
        case .permissionSetGroup: "permission-set-group"
        case .role: "role"
        default: nil
        }
    }

    /// How a name of the type is given.
    fileprivate var givenBy: String {
        switch self {
        case .profile: "Give it as --profile (profile in rolecall.yml)."
        case .permissionSet: "Give it as --permission-set (permissionSets in rolecall.yml)."
        case .permissionSetGroup: "Give it as --permission-set-group (permissionSetGroups in rolecall.yml)."
        case .role: "Give it as --role or --end-user-role (role or endUserRoles in rolecall.yml)."
        default: "It grants nothing: give the permission set group that it belongs to."
        }
    }
}
