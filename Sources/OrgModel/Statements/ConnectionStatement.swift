/// What the export says of something that decides whether a program can connect.
package enum ConnectionStatement: Sendable, Hashable {
    /// Users of a profile can log in from these addresses.
    case admits(AddressRange)
    /// Users of a profile can log in between these minutes of a day.
    case hours(day: String, from: Int, to: Int)
    /// A profile does not list a restriction of this kind, in words.
    case lists(no: String)
    /// Its hours are all hours of each day.
    case allHours
    /// An app of this label is there.
    case app(String)
    /// Users with a profile or permission set of this name may use an app.
    case approves(String)
    /// An element says this.
    case value(of: String, String)

    func words(of subject: String) -> String {
        switch self {
        case .admits(let range): "\(subject) admits logins from \(range)"
        case .hours(let day, let from, let to) where from == to: "\(subject) admits no logins on \(day)"
        case .hours(let day, let from, let to):
            "\(subject) admits logins on \(day) from \(Self.time(from)) to \(Self.time(to))"
        case .lists(let what): "\(subject) lists no \(what)"
        case .allHours: "\(subject) admits logins at all hours"
        case .app(let label): "\(subject) is labeled \"\(label)\""
        case .approves(let name): "\(subject) approves \"\(name)\""
        case .value(let element, let text): "\(element) is \"\(text)\""
        }
    }

    private static func time(_ minutes: Int) -> String {
        [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
    }
}
