import ArgumentParser
import AuditEngine
import AuditReports

/// `rolecall guide`: what concerns guides themselves.
struct GuideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guide",
        abstract: "Shows what the guides that rolecall holds ask for.",
        subcommands: [Manual.self])

    /// `rolecall guide manual`: the text of `Rules/README.md`.
    struct Manual: ConsoleCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the manual: every requirement with its reasons and remedy.",
            discussion: """
                Example:
                  rolecall guide manual > Rules/README.md
                """)

        func run(in console: Console) throws -> ExitStatus {
            let guides = try Guide.embedded.map { try loadGuide($0) }
            console.writeOutput(GuideManual(guides).render())
            return .ready
        }
    }
}

/// Loads a guide by name or path.
///
/// - Throws: ``CommandFailure`` with every mistake in its files.
func loadGuide(_ name: String, edition: String? = nil) throws(CommandFailure) -> Guide {
    do {
        return try Guide.load(name, edition: edition)
    } catch {
        throw CommandFailure(error.mistakes.map(\.description).joined(separator: "\nrolecall: "))
    }
}
