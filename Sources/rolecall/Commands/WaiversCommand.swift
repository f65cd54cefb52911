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
    struct Check: ConsoleCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Says of each waiver whether it is valid, and what it covers.",
            discussion: """
                Example:
                  rolecall waivers check path/to/project --as-of 2026-12-31

                Where the API user is named, on the command line or in rolecall.yml, the org is audited to know what each \
                waiver covers and which are unnecessary. The exit status: 0 none is stale; 1 at least one has expired, matches \
                nothing, is unnecessary or a duplicate; 3 none is, and at least one is about something unknown; 2 the file, or \
                the export, could not be read.
                """)

        @OptionGroup var subject: SubjectOptions

        @OptionGroup var color: ColorOption

        func run(in console: Console) throws -> ExitStatus {
            let known = try WaiverSubject(subject, on: console.date)
            try known.file.refuseLeavingAlone()
            guard try known.file.text() != nil else {
                throw CommandFailure(
                    "There is no \(known.file.path); rolecall waivers add makes it, --waivers names another.")
            }
            let waivers = try known.file.read()
            let result = try known.audit()
            let reviews = known.guide.review(waivers, on: known.date, findings: result?.findings)
            let listing = WaiverListing(reviews, on: known.date, console.reportSettings(color.choice))
            console.writeOutput(listing.render())
            if !reviews.isEmpty { console.writeOutput("\n") }
            console.writeOutput("\(known.file.path): \(listing.summary)\n".visibleLines)
            for caution in known.guide.cautions(about: waivers, on: known.date) {
                console.writeError("rolecall: \(caution.line)")
            }
            if result == nil { console.writeError(WaiverSubject.nothingAudited) }
            let errors = result?.problems.filter { $0.severity == .error } ?? []
            for problem in errors { console.writeError("rolecall: \(problem.line)") }
            if !errors.isEmpty { return .notDone }
            if reviews.contains(where: \.isStale) { return .failed }
            return reviews.contains { $0.state == .undecided } ? .unknown : .ready
        }
    }

    /// `rolecall waivers add`: accepts a failure.
    struct Add: ConsoleCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Adds a waiver to the file, and leaves everything else in it as it is.",
            discussion: """
                Example:
                  rolecall waivers add object/Opportunity/modifyAll path/to/project --owner crm@example.com \
                --expires 2026-12-31 --reason "The integration only reads opportunities in this org."

                The file is made where there is none. The exit status: 0 added; 2 not added, because of the file; 64 wrong usage.
                """)

        @Argument(
            help: ArgumentHelp(
                "The requirement's id, as reports show it, or a pattern, in which * is any run of characters. Example: \"object/Opportunity/*\"",
                valueName: "requirement"))
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

        @OptionGroup var subject: SubjectOptions

        @OptionGroup var color: ColorOption

        func validate() throws {
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
            let known = try WaiverSubject(subject, on: console.date)
            try known.file.refuseLeavingAlone()
            let waiver = Waiver(
                requirement: requirement, reason: reason, owner: owner, expires: expires.date,
                place: Place(file: known.file.path))
            try check(waiver, known)
            let (text, added) = try adding(waiver, to: known.file, known.guide)
            let result: AuditResult?
            do throws(CommandFailure) {
                result = try known.audit(waiving: added)
                if result == nil { console.writeError(WaiverSubject.nothingAudited) }
            } catch {
                // A waiver may be written down before the org can be audited.
                result = nil
                console.writeError("rolecall: What the waiver covers is not known: \(error.lines.first ?? "")")
                for line in error.lines.dropFirst() { console.writeError(line) }
            }
            let reviews = known.guide.review(added, on: known.date, findings: result?.findings).suffix(1)
            if let redundant = reviews.first, redundant.state == .redundant {
                throw CommandFailure("Nothing was added. \(redundant.message ?? "")")
            }
            try writeFile(text, to: known.file.path, sparing: known.read.except(known.file.path))
            console.writeOutput("Added to \(known.file.path):\n".visibleLines)
            console.writeOutput(
                WaiverListing(Array(reviews), on: known.date, console.reportSettings(color.choice)).render())
            for caution in known.guide.cautions(about: added, on: known.date) {
                console.writeError("rolecall: \(caution.line)")
            }
            return .ready
        }

        private func check(_ waiver: Waiver, _ known: WaiverSubject) throws(CommandFailure) {
            guard known.guide.allTables.flatMap(\.requirements).contains(where: { waiver.names($0.id) }) else {
                throw unknownRequirement(requirement, of: known.guide)
            }
            if waiver.hasExpired(on: known.date) {
                throw CommandFailure(
                    "--expires \(waiver.expires.day) is past: it is \(known.date.day). A waiver counts until the end of its last day.",
                    status: .usage)
            }
        }

        /// - Returns: The file's new text, and all its waivers, the new one at the end.
        private func adding(
            _ waiver: Waiver, to file: WaiverFile, _ guide: Guide
        ) throws(CommandFailure) -> (text: String, waivers: [Waiver]) {
            let text = try file.text() ?? Self.headOfFile
            let (new, all): (String, [Waiver])
            do throws(WaiverError) {
                new = try Waiver.appending(waiver, to: text, file: file.path)
                all = try Waiver.read(new, file: file.path)
            } catch {
                throw CommandFailure(error)
            }
            if let same = all.dropLast().first(where: { $0.requirement == requirement && $0.isFor(guide) }) {
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

/// What can be known about waivers without an audit, and the audit.
private struct WaiverSubject {
    let guide: Guide
    let file: WaiverFile
    /// When the waivers must hold.
    let date: Date
    /// What is read besides the export.
    let read: ReadFiles
    private let typed: SubjectOptions
    private let who: Who

    init(_ typed: SubjectOptions, on date: Date) throws(CommandFailure) {
        let configuration = try Configuration.find(for: typed)
        self.typed = typed
        self.date = typed.what.asOf?.date ?? date
        guide = try loadGuide(typed.what, configuration)
        file = WaiverFile(typed, configuration)
        who = try Who(typed.who, configuration)
        read = ReadFiles(
            [configuration.file].compactMap(\.self) + who.users + guide.files(in: typed.what.guideFolder(configuration))
        )
    }

    /// What an audit with the waivers finds; `nil` where nobody is named whom it could be about.
    ///
    /// - Parameter others: These instead of the file's.
    func audit(waiving others: [Waiver]? = nil) throws(CommandFailure) -> AuditResult? {
        who.isEmpty ? nil : try AuditSubject(typed, on: date).audit(waiving: others)
    }

    static let nothingAudited =
        "rolecall: Nobody was named, so nothing was audited, and what a waiver covers is not known. "
        + "Name the API user as for rolecall audit."
}
