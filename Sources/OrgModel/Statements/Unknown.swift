/// Something that the input leaves open: what is not known and why, where to look, and what would resolve it.
///
/// It is the one type for that on the whole path from a file to a verdict: what reads the export and the exported
/// records makes it, a verdict is unknown because of it, and reports show it.
package struct Unknown: Sendable, Hashable {
    /// The component that leaves it open, where it is one.
    package let component: ComponentID?
    /// The group through which the component reaches the API user.
    package var through: ComponentID?
    /// Where to look; `nil` where there is no such place.
    package let place: Place?
    /// What is not known, and why.
    package var statement: Statement
    /// What would resolve it, as whole sentences; one line for each thing to do.
    package let resolvedBy: String
    /// What keeps it from being known, where that is in several places or in another one.
    package let because: [Unknown]

    /// Makes an unknown.
    package init(
        of component: ComponentID? = nil, place: Place? = nil, _ statement: Statement, resolvedBy: String,
        because: [Unknown] = []
    ) {
        self.component = component
        self.place = place
        self.statement = statement
        self.resolvedBy = resolvedBy
        self.because = because
    }

    /// Makes one of a clause without a period.
    package init(place: Place? = nil, says text: String, resolvedBy: String, because: [Unknown] = []) {
        self.init(place: place, .text(text), resolvedBy: resolvedBy, because: because)
    }

    /// What is not known, and why, as a clause.
    package var says: String { statement.words(of: component.words(through: through)) }

    /// The same as a whole sentence.
    package var sentence: String { says.capitalizedFirst + "." }

    /// What is to be said of the component, after its name.
    package var predicate: Predicate {
        if case .says(let predicate) = statement { predicate } else { .notKnown }
    }

    /// The same, stated otherwise.
    package func stating(_ statement: Statement) -> Unknown {
        var unknown = self
        unknown.statement = statement
        return unknown
    }
}

extension ComponentID? {
    /// How a source reaches the API user: the words for it, and for the group.
    package func words(through group: ComponentID?) -> String {
        map { id in group.map { "\(id.words) through group \"\($0.fullName)\"" } ?? id.words } ?? ""
    }
}
