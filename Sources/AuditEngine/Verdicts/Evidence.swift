public import OrgModel

/// Something that a file of the export says, on which a verdict rests.
public struct Evidence: Sendable, Hashable {
    /// The component that says it; `nil` where the platform itself does.
    public let component: ComponentID?
    /// The group through which the component reaches the API user.
    package let through: ComponentID?
    /// The file, and the line where a line says it.
    public let place: Place?
    /// What it says, as a value.
    package let statement: Statement
    /// Where an entry would be whose absence is the evidence.
    package let wouldStand: Place?
    /// Where that is granted which it takes away.
    package var granted: Place?
    /// Whether it only adds to evidence that is enough by itself.
    package var isFurther = false

    /// What it says.
    public var says: String { (isFurther ? Self.also : "") + claim }

    /// What it says, wherever it is and whether or not other evidence says the same.
    package var claim: String { statement.words(of: component.words(through: through)) }

    private static let also = "also "
}

extension Evidence {
    /// Makes a piece of evidence.
    package init(
        component: ComponentID? = nil, through: ComponentID? = nil, place: Place? = nil, _ statement: Statement,
        wouldStand: Place? = nil
    ) {
        self.component = component
        self.through = through
        self.place = place
        self.statement = statement
        self.wouldStand = wouldStand
    }

    /// Makes evidence of what a report says, which is what ``says`` was.
    ///
    /// - Parameters:
    ///   - component: The component that says it.
    ///   - through: The group through which the component reaches the API user.
    ///   - place: Where it says it.
    ///   - text: What it says.
    ///   - subject: The permission, object or field that it is about, where it is about one.
    ///   - kind: What it is, where reports go by it.
    ///   - count: How many sources it is said of, where these are counted and not named.
    ///   - wouldStand: Where an entry would be whose absence is the evidence.
    package init(
        component: ComponentID? = nil, through: ComponentID? = nil, place: Place? = nil, says text: String,
        about subject: String? = nil, _ kind: QuotedStatement.Kind? = nil, count: Int? = nil, wouldStand: Place? = nil
    ) {
        let isFurther = text.hasPrefix(Self.also)
        let words = isFurther ? String(text.dropFirst(Self.also.count)) : text
        self.init(
            component: component, through: through, place: place,
            .quoted(QuotedStatement(words, about: subject, kind, count: count)), wouldStand: wouldStand)
        self.isFurther = isFurther
    }

    /// What leaves something open.
    init(_ unknown: Unknown) {
        self.init(
            component: unknown.component, through: unknown.through, place: unknown.place, unknown.statement)
    }

    /// The same evidence, stating more or something else.
    package func stating(_ statement: Statement) -> Evidence {
        var evidence = Evidence(
            component: component, through: through, place: place, statement, wouldStand: wouldStand)
        evidence.isFurther = isFurther
        evidence.granted = granted
        return evidence
    }

    /// How many lines a verdict shows of what it rests on; the others are counted.
    ///
    /// An API user may be given thousands of sources, and a line for each of them below each requirement is more than
    /// there is memory for.
    static let limit = 50
    /// How many sources are named that have no entry for one thing.
    static let maximumSilent = 3

    /// The line that counts what is omitted; none where nothing is.
    static func more(_ count: Int) -> [Evidence] {
        count > 0 ? [Evidence(.more(count))] : []
    }
}

extension [Evidence] {
    /// So many of it at the most; the rest is counted.
    func limited(to count: Int = Evidence.limit) -> [Evidence] { prefix(count) + Evidence.more(self.count - count) }

    /// What of it a verdict shows; the rest is counted.
    ///
    /// An API user may be given hundreds of sources that have nothing to do with a row: the first few are named, in the order
    /// of the sources.
    var bounded: [Evidence] {
        var counts: [String: Int] = [:]
        let shown = filter { evidence in
            switch evidence.statement {
            case .says(.noEntry(let name)):
                counts[name, default: 0] += 1
                return counts[name, default: 0] <= Evidence.maximumSilent
            case .noEntryInOthers(let count, let name):
                counts[name, default: 0] += count
                return false
            default: return true
            }
        }
        let others = counts.mapValues { $0 - Evidence.maximumSilent }.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        return shown.limited()
            + others.map { name, count in Evidence(.noEntryInOthers(count, name)) }
    }
}
