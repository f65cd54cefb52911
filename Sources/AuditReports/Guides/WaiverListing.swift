package import AuditEngine
import OrgModel

package import struct Foundation.Date

/// A file's waivers and what each is good for, for a person at a terminal.
package struct WaiverListing {
    private let reviews: [WaiverReview]
    private let date: Date
    private let layout: TextLayout

    /// Makes the listing of reviewed waivers.
    ///
    /// - Parameters:
    ///   - reviews: What was said of each waiver.
    ///   - date: The day on which they were reviewed.
    ///   - settings: What a report needs to know in addition.
    package init(_ reviews: [WaiverReview], on date: Date, _ settings: ReportSettings) {
        self.reviews = reviews
        self.date = date
        layout = TextLayout(settings)
    }

    /// One paragraph for each waiver, in the order of the file.
    package func render() -> String {
        reviews.map { entry($0).joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }

    /// How many there are, and how many of them should be fixed or removed: `3 waivers on 2026-12-31, 1 stale`.
    package var summary: String {
        let stale = reviews.count(where: \.isStale)
        let count = reviews.count.of("waiver")
        return "\(count) on \(date.day), \(stale == 0 ? "none" : "\(stale)") stale"
    }

    private func entry(_ review: WaiverReview) -> [String] {
        let waiver = review.waiver
        func indented(_ text: String) -> [String] {
            layout.wrap(text.visible, first: TextLayout.indent, rest: TextLayout.indent)
        }
        let state = layout.paint(review.state.words.padded(TextLayout.indent.count - 1), review.state.style)
        return ["\(state) \(waiver.requirement.visible)"]
            + indented("\(waiver.words(on: date).capitalizedFirst)")
            + (rows(review).map(indented) ?? [])
            + (review.message.map(indented) ?? [])
            + [TextLayout.indent + layout.paint(waiver.place.description.visible, .dim)]
    }

    private func rows(_ review: WaiverReview) -> String? {
        let ids = review.requirements.joined(separator: ", ")
        switch review.state {
        case .holds: return "It covers \(ids)."
        case .inForce where review.waiver.requirement != ids: return "It names \(ids)."
        default: return nil
        }
    }
}

extension Waiver {
    /// The words of a waiver, with the days that are left to it.
    fileprivate func words(on date: Date) -> String {
        let left =
            switch daysLeft(on: date) {
            case ..<0: ""
            case 0: ", the last day,"
            case 1: ", 1 day left,"
            case let days: ", \(days) days left,"
            }
        return "until \(expires.day)\(left) by \(owner): \(reason)"
    }
}

extension WaiverReview.State {
    fileprivate var words: String {
        switch self {
        case .holds: "HOLDS"
        case .inForce: "IN FORCE"
        case .expired: "EXPIRED"
        case .matchesNothing: "NO MATCH"
        case .redundant: "REDUNDANT"
        case .duplicate: "DUPLICATE"
        case .undecided: "UNKNOWN"
        case .elsewhere: "ELSEWHERE"
        }
    }

    fileprivate var style: TextLayout.Style {
        switch self {
        case .holds, .inForce: .good
        case .expired, .matchesNothing, .redundant, .duplicate: .bad
        case .undecided: .doubtful
        case .elsewhere: .dim
        }
    }
}
