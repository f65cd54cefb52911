package import Foundation

extension Date {
    /// The beginning of a day in UTC, written `2026-12-31` and no other way; `nil` for a day that no calendar has.
    package init?(day text: String) {
        guard let match = text.wholeMatch(of: /([0-9]{4})-([0-9]{2})-([0-9]{2})/),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
        else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let components = DateComponents(year: year, month: month, day: day)
        guard components.isValidDate(in: calendar), let date = calendar.date(from: components) else { return nil }
        self = date
    }

    /// The day in UTC on which it lies, as ``init(day:)`` reads it.
    package var day: String { formatted(.iso8601.year().month().day()) }

    /// A point in time as exports have it: with a time zone, as a day alone, or in milliseconds since 1970.
    init?(exported text: String) {
        if let day = Date(day: text) {
            self = day
        } else if text.wholeMatch(of: /[0-9]{12,13}/) != nil, let milliseconds = Double(text) {
            self = Date(timeIntervalSince1970: milliseconds / 1000)
        } else {
            let form = /([0-9-]{10})T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:?[0-9]{2})/
            guard let match = text.wholeMatch(of: form), Date(day: String(match.1)) != nil else { return nil }
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: match.2 != nil)
            guard let date = try? style.parse(text) else { return nil }
            self = date
        }
    }
}
