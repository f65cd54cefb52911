/// Something that the input leaves open: what is not known and why, where to look, and what would resolve it.
///
/// It is the one type for that on the whole path from a file to a verdict: what reads the export and the exported
/// records makes it, a verdict is unknown because of it, and reports show it.
package struct Unknown: Sendable, Hashable {
    /// The component that leaves it open, where ``predicate`` is what is to be said of one; else that is a whole clause.
    package let component: ComponentID?
    /// Where to look; `nil` where there is no such place.
    package let place: Place?
    /// What is not known, and why: after the component's name where there is one, without a period.
    package let predicate: String
    /// What would resolve it, as whole sentences; one line for each thing to do.
    package let resolvedBy: String
    /// What keeps it from being known, where that is in several places or in another one.
    package let because: [Unknown]

    /// Makes an unknown.
    package init(
        of component: ComponentID? = nil, place: Place? = nil, says: String, resolvedBy: String,
        because: [Unknown] = []
    ) {
        self.component = component
        self.place = place
        predicate = says
        self.resolvedBy = resolvedBy
        self.because = because
    }

    /// What is not known, and why, as a clause.
    package var says: String { component.map { "\($0.words) \(predicate)" } ?? predicate }

    /// The same as a whole sentence.
    package var sentence: String { says.capitalizedFirst + "." }
}

extension [Unknown] {
    /// What would resolve all of them, one line for each thing to do.
    package var resolvedBy: String { map(\.resolvedBy).deduplicated().joined(separator: "\n") }
}
