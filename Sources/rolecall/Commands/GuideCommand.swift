import ArgumentParser
import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// `rolecall guide`: what concerns guides themselves.
struct GuideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guide",
        abstract: "Shows what guides require, and checks a guide that you write.",
        subcommands: [List.self, Show.self, Check.self, Draft.self, Manual.self])

    /// Which guide, for the commands that show one.
    struct GuideOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The guide: a built-in name, or a folder. The path of a folder has a slash. Example: --guide ./my-guide",
                valueName: "name|path"),
            completion: .guides)
        var guide = defaultGuide

        @Option(
            help: ArgumentHelp(
                "The guide's edition, where it has several. Example: --edition aura", valueName: "key"),
            completion: .editions)
        var edition: String?

        func validate() throws {
            if guide.isEmpty { throw ValidationError("--guide is empty: write a name, or leave it out.") }
        }

        func load() throws(CommandFailure) -> Guide { try loadGuide(guide, edition: edition) }
    }

    /// `rolecall guide list`: the guides, and the requirements of one.
    struct List: ConsoleCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Lists the built-in guides, or every requirement of one.",
            discussion: """
                Examples:
                  rolecall guide list
                  rolecall guide list --guide liveperson-connector
                """)

        @Option(
            help: ArgumentHelp(
                "The guide whose requirements are listed. Without it, all built-in guides. Example: --guide ./my-guide",
                valueName: "name|path"),
            completion: .guides)
        var guide: String?

        @Option(
            help: ArgumentHelp(
                "The guide's edition, where it has several. Example: --edition aura", valueName: "key"),
            completion: .editions)
        var edition: String?

        func validate() throws {
            if guide?.isEmpty == true { throw ValidationError("--guide is empty: write a name, or leave it out.") }
            if guide == nil, edition != nil {
                throw ValidationError("--edition is one of a guide's: name it with --guide.")
            }
        }

        func run(in console: Console) throws -> ExitStatus {
            let text =
                try guide.map { try GuideListing(loadGuide($0, edition: edition)).render() }
                ?? GuideOverview(Guide.embedded.map { try loadGuide($0) }).render()
            console.writeOutput(text.visibleLines)
            return .ready
        }
    }

    /// `rolecall guide show`: one requirement, with its reasons, remedy and source row.
    struct Show: ConsoleCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Shows one requirement with its reasons, its remedy and its row in the rule files.",
            discussion: """
                Example:
                  rolecall guide show field/Case.AccountId
                """)

        @Argument(
            help: ArgumentHelp(
                "The requirement's id, its end, or a label. As reports show them. Example: system/ApiEnabled",
                valueName: "requirement"),
            completion: .requirements)
        var id: String

        @OptionGroup var options: GuideOptions

        func run(in console: Console) throws -> ExitStatus {
            let guide = try options.load()
            let requirement = try guide.requirement(named: id)
            console.writeOutput(
                "\(GuideManual.entry(requirement, of: guide))\n\nIts row: \(requirement.place)\n".visibleLines)
            return .ready
        }
    }

    /// `rolecall guide check`: validates a guide.
    struct Check: ConsoleCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Checks a guide's rule files, and reports every error with file and line.",
            discussion: """
                Example:
                  rolecall guide check ./my-guide

                Without a folder the built-in guides are checked.
                """)

        @Argument(
            help: ArgumentHelp(
                "A folder with a guide.yaml, or a built-in name. Example: ./my-guide",
                valueName: "folder|name"),
            completion: .guides)
        var guides: [String] = Guide.embedded

        func run(in console: Console) throws -> ExitStatus {
            for name in guides {
                let guide = try loadGuide(isHeld(name) || name.contains("/") ? name : "./\(name)")
                let count = guide.allTables.flatMap(\.requirements).count
                let warnings = guide.warnings.count
                for warning in guide.warnings { console.writeError("rolecall: \(warning.line)") }
                console.writeOutput(
                    ("\(name) is a guide: \(guide.allTables.count.of("table")), \(count.of("requirement")), no errors"
                        + (warnings == 0 ? "" : ", \(warnings.of("warning"))") + ".\n")
                        .visibleLines)
            }
            return .ready
        }

        /// A folder that is there is meant before a guide of the same name.
        private func isHeld(_ name: String) -> Bool {
            Guide.embedded.contains(name) && !FileManager.default.fileExists(atPath: name)
        }
    }

    /// `rolecall guide manual`: the text of `Rules/README.md`, or of a guide's own.
    struct Manual: ConsoleCommand {
        static let configuration = CommandConfiguration(
            commandName: "manual",
            abstract: "Prints a guide's manual: every requirement with its reasons and remedy.",
            discussion: """
                Examples:
                  rolecall guide manual --guide gong-salesforce > gong.md
                  rolecall guide manual > guides.md
                """)

        @Option(
            help: ArgumentHelp(
                "The guide. Without it, the list of the built-in guides. Example: --guide ./my-guide",
                valueName: "name|path"),
            completion: .guides)
        var guide: String?

        func validate() throws {
            if guide?.isEmpty == true { throw ValidationError("--guide is empty: write a name, or leave it out.") }
        }

        func run(in console: Console) throws -> ExitStatus {
            let text =
                try guide.map { try GuideManual.page(loadGuide($0)) }
                ?? GuideManual(Guide.embedded.map { try loadGuide($0) }).contents()
            console.writeOutput(text.visibleLines)
            return .ready
        }
    }
}
