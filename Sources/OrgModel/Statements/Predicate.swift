/// What is said of one component, after its name.
package enum Predicate: Sendable, Hashable {
    /// It has no entry of this name.
    case noEntry(String)
    /// Its entry of a name leaves a flag open.
    case leavesOpen(FlagDoubt, flag: String, of: String)
    /// It was exported without this object.
    case exportedWithout(String)
    /// A profile without a field that it would list.
    case doesNotListField(String)
    /// A profile without any system permission.
    case listsNoSystemPermission
    /// An export of this API version does not contain everything.
    case exported(Int, Omission)
    /// A permission, in Setup's words, that is never exported.
    case neverExported(String)
    /// The export does not contain it; whether all of the export can be read.
    case absent(isWholeRead: Bool)
    /// Its file is not a part of the metadata.
    case skipped(Skipped.Reason)
    case unreadable
    /// The records of an object contain none for a name, which proves nothing; why.
    case notRecorded(in: String, name: String, RecordCoverage.Gap)
    /// The file of metadata and the records say different things.
    case contradictsRecords
    /// It was named as the user's.
    case named
    /// Of a group: it has this permission set as a member.
    case hasMember(String)
    /// It names a license.
    case license(String)
    /// Whether it grants only in a session that activates it.
    case activation(isRequired: Bool)
    /// Of a role: its files or records contradict each other.
    case describedInTwoWays
    /// Of a role: the name is the label of several.
    case labelOfSeveralRoles
    case notKnown

    /// What exports of an earlier API version do not contain.
    package enum Omission: Sendable, Hashable {
        /// Objects that were not exported with a permission set.
        case objects
        /// View All Fields, so that Read of this field may be granted.
        case viewAllFields(String)
        /// A right that is newer, in Setup's words, on an object.
        case right(String, on: String)
        /// A permission that is newer, in Setup's words.
        case permission(String)
        /// What a group mutes.
        case muting
    }

    package var words: String {
        if let adjective { return "is \(adjective)" }
        return switch self {
        case .noEntry(let name): "has no entry for \(name)"
        case .leavesOpen(let doubt, let flag, let name): doubt.words(about: flag, of: name)
        case .exportedWithout(let object): "was exported without \(object), so it cannot say"
        case .doesNotListField(let name):
            "does not list \(name), but a profile lists every field that was exported with it"
        case .listsNoSystemPermission:
            "lists no system permission at all, as a profile does that was exported in part or trimmed"
        case .exported(let version, let omission):
            "was exported with API version \(version), which \(omission.words)"
        case .neverExported(let label): "does not list \(label), which no export ever lists"
        case .unreadable: "cannot be read"
        case .notRecorded(let object, let name, let gap):
            "has no \(object) record for \(name), which proves nothing: \(gap.words)"
        case .contradictsRecords:
            "is described in two ways, by its metadata and by exported records, as if they were of two days"
        case .named: "was named as the user's"
        case .hasMember(let set): "has the member \"\(set)\""
        case .license(let name): "names the license \"\(name)\""
        case .activation(let isRequired):
            isRequired
                ? "is session-based and grants only in a session that activates it"
                : "is not session-based"
        case .absent, .skipped, .describedInTwoWays, .labelOfSeveralRoles, .notKnown: ""
        }
    }

    /// What it is; `nil` where something else is said of it.
    private var adjective: String? {
        switch self {
        case .absent(let isWholeRead): isWholeRead ? "not in the export" : "not in what can be read of the export"
        case .skipped(let reason): reason.adjective
        case .describedInTwoWays: "described in two ways"
        case .labelOfSeveralRoles: "the label of several roles"
        case .notKnown: "not known"
        default: nil
        }
    }

    /// The same in brackets after a name.
    package var note: String { adjective ?? words }
}

extension Predicate.Omission {
    fileprivate var words: String {
        switch self {
        case .objects: "leaves out objects that were not exported with it"
        case .viewAllFields(let name):
            "leaves out View All Fields, and with it the entries of single fields, so it may grant Read on \(name)"
        case .right(let label, let object): "does not know \(label) yet, so it may grant it on \(object)"
        case .permission(let label): "does not know \(label) yet"
        case .muting: "leaves out what it mutes"
        }
    }
}

extension FlagDoubt {
    fileprivate func words(about flag: String, of name: String) -> String {
        switch self {
        case .invalid(let text): "says \"\(text)\" for \(flag) of \(name), which is neither true nor false"
        case .contradicted(let other), .contradictedInFile(let other):
            "says two things about \(flag) of \(name), here and at \(other)"
        case .unsaid: "does not say whether \(flag) of \(name) is true or false"
        case .impossible(let granted, let lacking):
            "says that \(granted) of \(name) is true and \(lacking) is not, which Salesforce never stores"
        case .needing(let needed):
            "says that \(flag) of \(name) is true, but leaves open \(needed), without which Salesforce does not store it"
        case .missing(let file): "grants \(flag) of \(name) here, but \(file) proves that it does not"
        case .unnamed(let file): "is not named by \(file), another file of the group"
        }
    }
}

extension Skipped.Reason {
    fileprivate var adjective: String {
        switch self {
        case .outsidePackageDirectories: "outside the project's package directories"
        case .hidden(let place): "hidden by \(place.file) line \(place.line ?? 0)"
        case .noFile(let what): what
        case .otherCase(let path):
            "in a file that the Salesforce CLI does not recognize, because it is not called \(path)"
        }
    }
}

extension RecordCoverage.Gap {
    fileprivate var words: String {
        switch self {
        case .noQuery: "the query is not beside its result"
        case .otherQuery: "the query beside the result is not one that rolecall writes"
        case .unreadableQuery(let why): "the query cannot be read. \(why)"
        case .otherSources(let username):
            username.map { "the query asks for what is assigned to \($0), and it is not known whether this is" }
                ?? "the query does not ask for it"
        case .otherObjects: "the query does not ask for the object"
        case .notWhole: "records are missing from the result"
        }
    }
}
