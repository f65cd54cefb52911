import ArgumentParser
import Foundation
import OrgModel

/// What was typed, as the parser of the command line takes it.
///
/// The parser knows neither that a PATH alone is audited, nor where the files end that follow `--records`.
struct TypedArguments {
    /// The words for the parser, the name of the command first.
    let words: [String]

    /// - Throws: ``CommandFailure`` where the first word is neither a command nor a file or folder.
    init(_ typed: [String]) throws(CommandFailure) {
        try Self.refuseLongDashes(typed)
        words = Self.spread(try Self.withCommand(typed))
    }

    /// Refuses options as word processors and web pages write them: with one long dash.
    private static func refuseLongDashes(_ typed: [String]) throws(CommandFailure) {
        guard let word = typed.first(where: { ["\u{2013}", "\u{2014}"].contains($0.prefix(1)) && !isAnything(at: $0) })
        else {
            return
        }
        throw CommandFailure(
            "\(word) begins with a long dash, as texts have it. Type two short ones: --\(word.drop { "\u{2013}\u{2014}".contains($0) })",
            status: .usage)
    }

    // MARK: The command

    /// What the program understands without a command.
    private static let ownOptions: Set = [
        "-h", "--help", "--version", "--licenses", "---completion", "--generate-completion-script",
        "--experimental-dump-help",
    ]

    /// The names of the commands.
    static var commands: [String] { Rolecall.configuration.subcommands.map { $0._commandName } }

    /// Adds the command that is meant where none is typed: `rolecall PATH` audits.
    private static func withCommand(_ typed: [String]) throws(CommandFailure) -> [String] {
        guard let first = typed.first, !(commands + ["help"]).contains(first) else { return typed }
        let audit = [Audit._commandName] + typed
        // As with --version, nothing that follows is run.
        if first == "--licenses" { return [first] }
        if first.hasPrefix("-") {
            return ownOptions.contains(String(first.prefix { $0 != "=" })) ? typed : audit
        }
        // A word with a slash or a dot is a path, and an empty one a variable that is not set: the audit says of each what is wrong.
        if first.isBlank || first.contains("/") || first.contains(".") || isAnything(at: first) { return audit }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: ".")) ?? []
        let meant =
            likelyName(first, among: commands + ["--version"])
            ?? likelyName(first, among: names.filter { !$0.hasPrefix(".") })
        throw CommandFailure(
            lines: [
                "There is no command \"\(first)\", and no file or folder of that name either."
                    + (meant.map { " Did you mean: rolecall \($0)" } ?? ""),
                "The commands are \(commands.joined(separator: ", ")). rolecall --help explains them.",
            ], status: .usage)
    }

    // MARK: Options that take several values

    /// Repeats an option that takes several values for each of them, so that no PATH behind the last is taken for one:
    /// `--records a.json b.json org` means `--records a.json --records b.json org`.
    private static func spread(_ typed: [String]) -> [String] {
        let rest = typed.prefix { $0 != "--" }
        var words: [String] = []
        var option: (flag: String, takes: (String) -> Bool)?
        var isFirst = false
        for word in rest {
            if let takes = severalValues[word] {
                option = (word, takes)
                isFirst = true
                words.append(word)
            } else if word.hasPrefix("-"), word != "-" {
                option = severalValues[String(word.prefix { $0 != "=" })].map {
                    (String(word.prefix { $0 != "=" }), $0)
                }
                isFirst = false
                words.append(word)
            } else if let current = option, isFirst || current.takes(word) {
                words += isFirst ? [word] : [current.flag, word]
                isFirst = false
            } else {
                option = nil
                words.append(word)
            }
        }
        return words + typed.dropFirst(rest.count)
    }

    /// The options that take several values, each with what it takes after the first one.
    private static let severalValues: [String: @Sendable (String) -> Bool] = [
        "--records": { isRecords($0) }, "--users": { isRecords($0) },
        "--end-users": { EndUserSelector($0) != nil && !isAnything(at: $0) },
    ]

    /// Whether a path is of query results rather than of an export: a file that is no zip archive, or a folder that has results
    /// directly in it and is no project.
    private static func isRecords(_ path: String) -> Bool {
        switch FileKind(of: path) {
        case .file, .special: return !path.lowercased().hasSuffix(".zip")
        case nil: return ResultFiles.isResult(path)
        case .folder:
            let marks = ["sfdx-project.json", "package.xml", SettingsFile.fileName]
            return !marks.contains { isAnything(at: "\(path)/\($0)") } && !ResultFiles([path]).paths.isEmpty
        }
    }
}
