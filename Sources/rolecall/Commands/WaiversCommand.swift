import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall waivers`: what concerns the file of waivers itself.
struct WaiversCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waivers",
        abstract: "Checks the failures that are accepted, and accepts another.",
        subcommands: [Check.self, Add.self])

    /// `rolecall waivers check`: what each waiver is good for.
    struct Check: OrgCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Says of each waiver whether it is valid, and what it covers.",
            discussion: """
                Example:
                  rolecall waivers check path/to/project --as-of 2026-12-31

                Where the API user is named, on the command line or in rolecall.yml, the org is audited to know what each \
                waiver covers and which are unnecessary.

                Exit status: 0 none is stale; 1 at least one has expired, matches \
                nothing, is unnecessary or a duplicate; 3 none is, and at least one is about something unknown; 2 the file, or \
                the export, could not be read.
                """)

        @OptionGroup(title: "Export") var export: ExportOptions

        @OptionGroup(title: "Who") var who: WhoOptions

        @OptionGroup(title: "What") var what: WhatOptions

        @OptionGroup var color: ColorOption

        func run(in console: Console) throws -> ExitStatus {
            let session = try Session(settings, on: console.date)
            try session.refuseIgnoredWaivers()
            guard try session.waiversText != nil else {
                throw CommandFailure(
                    "There is no \(session.waiversPath); rolecall waivers add makes it, --waivers names another.")
            }
            let waivers = try session.waivers
            let result = try session.auditIfNamed()
            let reviews = session.guide.review(waivers, on: session.date, findings: result?.findings)
            let listing = WaiverListing(reviews, on: session.date, console.reportSettings(color.choice))
            console.writeOutput(listing.render())
            if !reviews.isEmpty { console.writeOutput("\n") }
            console.writeOutput("\(session.waiversPath): \(listing.summary)\n".visibleLines)
            for caution in session.guide.cautions(about: waivers, on: session.date) {
                console.writeError("rolecall: \(caution.line)")
            }
            if result == nil { console.writeError(Session.nothingAudited) }
            let errors = result?.problems.errors ?? []
            for problem in errors { console.writeError("rolecall: \(problem.line)") }
            if !errors.isEmpty { return .notDone }
            if reviews.contains(where: \.isStale) { return .failed }
            return reviews.contains { $0.state == .undecided } ? .unknown : .ready
        }
    }

    /// `rolecall waivers add`: accepts a failure.
    struct Add: OrgCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Adds a waiver to the file, and leaves everything else in it as it is.",
            discussion: """
                Example:
                  rolecall waivers add object/Opportunity/modifyAll path/to/project \\
                    --owner crm@example.com --expires 2026-12-31 \\
                    --reason "Opportunities are only read in this org."

                The file is made where there is none.

                Exit status: 0 added; 2 not added, because of the file; 64 wrong usage.
                """)

        @Argument(
            help: ArgumentHelp(
                "The requirement's id, as reports show it. Or a pattern, in which * is any run of characters. Example: \"object/Opportunity/*\"",
                valueName: "requirement"),
            completion: .requirements)
        var requirement: String

        @Option(
            help: ArgumentHelp(
                "Why the failure is accepted. Example: --reason \"Only read in this org.\"", valueName: "text"))
        var reason: String

        @Option(help: ArgumentHelp("Who answers for it. Example: --owner crm@example.com", valueName: "text"))
        var owner: String

        @Option(
            help: ArgumentHelp(
                "The last day on which it is valid, in UTC. Example: --expires 2026-12-31", valueName: "YYYY-MM-DD"))
        var expires: Day

        @OptionGroup(title: "Export") var export: ExportOptions

        @OptionGroup(title: "Who") var who: WhoOptions

        @OptionGroup(title: "What") var what: WhatOptions

        @OptionGroup var color: ColorOption

        func validate() throws {
            try settings.validate()
            for (flag, value) in [("--reason", reason), ("--owner", owner)] {
                if value.isBlank { throw ValidationError("\(flag) is empty: a waiver needs it.") }
                if let character = value.unicodeScalars.first(where: \.isControlInText) {
                    throw ValidationError(
                        "\(flag) has the control character \(character.codePoint), which no sentence has. Leave it out."
                    )
                }
            }
        }

        func run(in console: Console) throws -> ExitStatus {
            let session = try Session(settings, on: console.date)
            try session.refuseIgnoredWaivers()
            let waiver = Waiver(
                requirement: requirement, reason: reason, owner: owner, expires: expires.date,
                place: Place(file: session.waiversPath))
            try check(waiver, session)
            let (text, added) = try adding(waiver, session)
            let result: AuditResult?
            do throws(CommandFailure) {
                result = try session.auditIfNamed(waiving: added)
                if result == nil { console.writeError(Session.nothingAudited) }
            } catch {
                // A waiver may be written down before the org can be audited.
                result = nil
                console.writeError("rolecall: What the waiver covers is not known: \(error.lines.first ?? "")")
                for line in error.lines.dropFirst() { console.writeError(line) }
            }
            let reviews = session.guide.review(added, on: session.date, findings: result?.findings).suffix(1)
            if let redundant = reviews.first, redundant.state == .redundant {
                throw CommandFailure("Nothing was added. \(redundant.message ?? "")")
            }
            try writeFile(text, to: session.waiversPath, sparing: session.files.except(session.waiversPath))
            console.writeOutput("Added to \(session.waiversPath):\n".visibleLines)
            console.writeOutput(
                WaiverListing(Array(reviews), on: session.date, console.reportSettings(color.choice)).render())
            for caution in session.guide.cautions(about: added, on: session.date) {
                console.writeError("rolecall: \(caution.line)")
            }
            return .ready
        }

        private func check(_ waiver: Waiver, _ session: Session) throws(CommandFailure) {
            guard session.guide.allTables.flatMap(\.requirements).contains(where: { waiver.names($0.id) }) else {
                throw session.guide.unknownRequirement(requirement)
            }
            if waiver.hasExpired(on: session.date) {
                throw CommandFailure(
                    "--expires \(waiver.expires.day) is past: it is \(session.date.day). A waiver counts until the end of its last day.",
                    status: .usage)
            }
        }

        /// - Returns: The file's new text, and all its waivers, the new one at the end.
        private func adding(
            _ waiver: Waiver, _ session: Session
        ) throws(CommandFailure) -> (text: String, waivers: [Waiver]) {
            let text = try session.waiversText ?? Self.headOfFile
            let (new, all): (String, [Waiver])
            do throws(WaiverError) {
                new = try Waiver.appending(waiver, to: text, file: session.waiversPath)
                all = try Waiver.read(new, file: session.waiversPath)
            } catch {
                throw CommandFailure(error)
            }
            if let same = all.dropLast().first(where: { $0.requirement == requirement && $0.isFor(session.guide) }) {
                throw CommandFailure(
                    "\(same.place): \"\(requirement)\" is waived here already, until \(same.expires.day). Change this waiver instead."
                )
            }
            return (new, all)
        }

        private static let headOfFile = """
            # Failures that are accepted. rolecall reports them as waived, with the reason, until the last day is over (UTC).
            # Each has a requirement (its id, or a pattern in which * is any run of characters), a reason, an owner and expires.

            """
    }
}

extension Session {
    /// What an audit with the waivers finds; `nil` where no user is named whom it could be about.
    ///
    /// - Parameter others: These instead of the file's.
    fileprivate func auditIfNamed(waiving others: [Waiver]? = nil) throws(CommandFailure) -> AuditResult? {
        if settings.namesNoUser { return nil }
        try requireUser(waiving: others)
        return try result(waiving: others)
    }

    fileprivate static let nothingAudited =
        "rolecall: No API user was named, so nothing was audited, and what a waiver covers is not known. "
        + "Name the API user as for rolecall audit."
}
