// Statements are what travels from the org to a report: a verdict rests on some, and an `Unknown` is one that leaves a
// verdict open. Logic makes them and compares them as values. Their words are made in this folder and nowhere else.

/// What a file of the export, or its absence, states about the org.
package indirect enum Statement: Sendable, Hashable {
    /// Something about the component whose statement it is.
    case says(Predicate)
    /// The same about any component, because of which nothing is known of what it grants.
    case grantsUnknown(ComponentID, Predicate)
    /// An entry of this name has this flag true.
    case granted(String, flag: String)
    /// An entry of this name has this flag false.
    case denied(String, flag: String)
    /// A record of an object grants something about a permission, object or field, in Setup's words, or does not.
    case recorded(in: String, name: String, what: String, isGranted: Bool)
    /// No record of an object is about this name, though the query in a file asks for it.
    case notRecorded(in: String, name: String, query: String)
    /// What is granted implies something else, in Setup's words.
    case implied(Statement, what: String, by: String)
    /// What is granted may not count.
    case doubted(Statement, by: Statement)
    /// A muting permission set of a group takes away what a source grants, or would.
    case muted(String, flag: String, of: ComponentID, isGranted: Bool, in: ComponentID, by: ComponentID)
    /// A muting permission set of a group may take something away.
    case mayBeMuted(in: ComponentID, by: String, Predicate)
    /// Why something that is granted may not count.
    case reservation(Reservation)
    /// Something that the installation of a package left.
    case trace(InstallationTrace)
    /// Something that decides whether a program can connect.
    case connection(ConnectionStatement)
    /// Something about the user of this name.
    case user(String, UserStatement)
    /// A role, and the role above it.
    case role(String, reportsTo: String?)
    /// The org-wide default of an object.
    case orgWideDefault(of: String, SharingModel)
    /// Another permission, in Setup's words, serves the same purpose; why.
    case satisfied(by: String, String)
    /// A source would grant something, but its assignment has ended; how.
    case assignmentEnded(String)
    /// Nothing was named that grants the API user anything.
    case noSources
    /// So many more sources of which nothing is known.
    case moreSources(Int, Predicate)
    /// Folders that cannot be read, one of them by its path.
    case unreadableFolders(String, others: Int)
    /// So many further sources have no entry of a name.
    case noEntryInOthers(Int, String)
    /// So many more statements like the one before.
    case more(Int)
    /// What was read from a report.
    case quoted(QuotedStatement)
    /// What has no value of its own: what exported records and rule files say.
    case text(String)

    /// The statement as a clause.
    ///
    /// - Parameter subject: The words for the component whose statement it is.
    package func words(of subject: String) -> String {
        switch self {
        case .says(let predicate): "\(subject) \(predicate.words)"
        case .grantsUnknown(let id, let predicate): "\(id.words) \(predicate.words), so whatever it grants is unknown"
        case .granted(let name, let flag): "granted by \(subject): \(name) has \(flag) true"
        case .denied(let name, let flag): "\(subject): \(name) has \(flag) false"
        case .recorded(let object, let name, let what, let isGranted):
            "\(object) record of \(subject): \(name), \(isGranted ? "" : "no ")\(what)"
        case .notRecorded(let object, let name, let query):
            "no \(object) record of \(subject) for \(name), which \(query) asks for"
        case .implied(let statement, let what, let other): "\(statement.words(of: subject)) (\(other) brings \(what))"
        case .doubted(let statement, let doubt): "\(statement.words(of: subject)), but \(doubt.words(of: subject))"
        case .muted(let name, let flag, let source, let isGranted, let group, let set):
            (isGranted ? "\(source.words) grants it, but it is muted" : "whatever \(source.words) grants, it is muted")
                + " in group \"\(group.fullName)\" by \"\(set.fullName)\": \(name) has \(flag) true"
        case .mayBeMuted(let group, let set, let predicate):
            "group \"\(group.fullName)\" may mute it by \"\(set)\", which \(predicate.words)"
        case .reservation(let reservation): reservation.words
        case .trace(let trace): trace.words
        case .connection(let statement): statement.words(of: subject)
        case .user(let name, let statement): statement.words(of: name)
        case .role(let name, let parent):
            "role \"\(name)\" " + (parent.map { "reports to \"\($0)\"" } ?? "reports to no other role")
        case .orgWideDefault(let object, let model): "the org-wide default of \(object) is \(model.label)"
        case .satisfied(let other, let why): "satisfied by \(other): \(why)"
        case .assignmentEnded(let how): "\(subject) would grant it, but its assignment \(how)"
        case .noSources: "no profile or permission set of the API user was named"
        case .moreSources(let count, let predicate):
            "\(count) more sources \(predicate.words), so whatever they grant is unknown"
        case .unreadableFolders(let first, let others):
            "\(Self.words(ofFolder: first, others: others)) cannot be read, and may contain it"
        case .noEntryInOthers(let count, let name):
            "and \(count) further \(count == 1 ? "source has" : "sources have") no entry for \(name)"
        case .more(let count): "and \(count) more like this"
        case .quoted(let statement): statement.words
        case .text(let text): text
        }
    }

    /// Whether it is an entry that grants something, by itself or because of what it implies.
    package var isGrant: Bool {
        switch self {
        case .granted, .recorded(_, _, _, isGranted: true): true
        case .implied(let statement, _, _): statement.isGrant
        default: false
        }
    }

    /// The words for folders of which one is named.
    static func words(ofFolder first: String, others: Int) -> String {
        "the folder \"\(first)\"" + (others > 0 ? " and \(others) more" : "")
    }
}

extension Statement {
    /// The permission, object or field that it is about, where it is about one.
    package var subject: String? { parts?.name }

    /// The same statement about something else, where it is about one thing.
    package func about(_ other: String) -> Statement { parts?.renamed(other) ?? self }

    private var parts: (name: String, renamed: (String) -> Statement)? {
        switch self {
        case .granted(let name, let flag): (name, { .granted($0, flag: flag) })
        case .denied(let name, let flag): (name, { .denied($0, flag: flag) })
        case .recorded(let object, let name, let what, let isGranted):
            (name, { .recorded(in: object, name: $0, what: what, isGranted: isGranted) })
        case .notRecorded(let object, let name, let query):
            (name, { .notRecorded(in: object, name: $0, query: query) })
        case .says(.noEntry(let name)): (name, { .says(.noEntry($0)) })
        case .noEntryInOthers(let count, let name): (name, { .noEntryInOthers(count, $0) })
        case .says(.exportedWithout(let name)): (name, { .says(.exportedWithout($0)) })
        case .says(.doesNotListField(let name)): (name, { .says(.doesNotListField($0)) })
        case .says(.notRecorded(let object, let name, let gap)):
            (name, { .says(.notRecorded(in: object, name: $0, gap)) })
        case .quoted(let statement): statement.subject.map { ($0, { .quoted(statement.about($0)) }) }
        default: nil
        }
    }
}
