import ArgumentParser
import Foundation
import OrgModel

/// What `--help` and `rolecall help` print of a command.
///
/// The parser's own help breaks examples and takes more than four screens; this shows a line for each option, and everything
/// about it where that is asked for.
struct CommandHelp {
    private let path: [KnownCommand]
    private let width: Int
    /// Whether everything is said, and not only what fits two screens.
    private let isLong: Bool

    init(_ path: [KnownCommand], width: Int = 80, isLong: Bool = false) {
        self.path = path
        self.width = width
        self.isLong = isLong
    }

    /// The command lines that name no command to run.
    private static let groups = [[], [GuideCommand._commandName], [WaiversCommand._commandName]]

    /// The help that is asked for; `nil` where none is.
    ///
    /// - Parameter words: What was typed, the name of the command first.
    /// - Throws: ``CommandFailure`` where help is asked for a command that there is not.
    init?(askedIn words: [String], width: Int) throws(CommandFailure) {
        let isLong = words.first == "help"
        guard isLong || Self.asksForHelp(words), let root = KnownCommand.rolecall else { return nil }
        let names = isLong ? Array(words.dropFirst().filter { !$0.hasPrefix("-") }) : words
        path = root.path(of: names)
        if isLong, path.count <= names.count, !path[path.count - 1].commands.isEmpty, let usage = WrongUsage(names) {
            throw CommandFailure(lines: usage.lines(orElse: []), status: .usage)
        }
        self.width = width
        self.isLong = isLong && path.count > 1
    }

    private static func asksForHelp(_ words: [String]) -> Bool {
        let options = words.prefix { $0 != "--" }
        if groups.contains(words) || options.contains("--help") || options.contains("-h") { return true }
        return words.count == 2 && words[1] == "help" && !isAnything(at: "help")
    }

    private var command: KnownCommand { path[path.count - 1] }

    /// Whether it has commands below it.
    private var isGroup: Bool { !command.commands.isEmpty }

    /// Where the texts of options begin: behind the longest of those that most commands have.
    private static let column = 34

    var text: String {
        let commands = command.commands.map { Entry(label: $0.commandName, text: $0.abstract ?? "") }
        let sections = [("Commands", commands)] + arguments
        let parts =
            [abstract, usage] + paragraphs
            + sections.filter { !$0.1.isEmpty }.map { title, entries in
                let column = path.count == 1 || isGroup ? (entries.map(\.label.count).max() ?? 0) + 4 : Self.column
                return "\(title.uppercased())\n"
                    + entries.map { rendered($0, column: column) }.joined(separator: isLong ? "\n\n" : "\n")
            } + [footer]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    // MARK: Above the options

    private var abstract: String { wrapped(command.abstract ?? "", indent: 0).joined(separator: "\n") }

    private var usage: String {
        let positionals = command.positionals.map { $0.isOptional ? "[\($0.usage)]" : $0.usage }
        let required = command.options.filter { !$0.isOptional }.map(\.usage)
        let words =
            !isGroup ? positionals + required + ["[options]"] : ["<command>"]
        let first = "Usage: \(path.words) "
        return wrapped(words, first: first, indent: 7).joined(separator: "\n")
    }

    /// The parts of the discussion: examples as they are, else wrapped. Without details only those that everybody needs.
    private var paragraphs: [String] {
        (command.discussion ?? "").components(separatedBy: "\n\n").filter { isLong || path.count == 1 || isForAll($0) }
            .map { paragraph in
                paragraph.hasPrefix("Example")
                    ? paragraph : wrapped(paragraph, indent: 0).joined(separator: "\n")
            }
    }

    private func isForAll(_ paragraph: String) -> Bool {
        paragraph.hasPrefix("Example") || paragraph.hasPrefix("Exit status")
    }

    /// The examples of the command.
    var examples: [String] {
        let paragraphs = (command.discussion ?? "").components(separatedBy: "\n\n")
        return paragraphs.first { $0.hasPrefix("Example") }?.split(separator: "\n").map(String.init) ?? []
    }

    private var footer: String {
        guard !isGroup else {
            return "\(path.words) <command> --help explains a command."
        }
        return isLong ? "" : "All about each option: rolecall help \(Array(path.dropFirst()).words)"
    }

    // MARK: Options

    private struct Entry {
        let label: String
        var text: String
        var details = ""
        var example: String?
    }

    /// The arguments and options under their headings, those without one first.
    private var arguments: [(String, [Entry])] {
        let all = (command.positionals + command.options).filter {
            $0.shouldDisplay && (isLong || !isForAllCommands($0))
        }
        let titles = all.map { $0.sectionTitle ?? ($0.kind == .positional ? "Arguments" : "Options") }
        return titles.deduplicated().map { title in
            (title, zip(all, titles).filter { $1 == title }.map { entry($0.0) })
        }
    }

    private func isForAllCommands(_ argument: KnownCommand.Argument) -> Bool {
        path.count > 1 && !Set(argument.flags).isDisjoint(with: ["--help", "--version"])
    }

    private func entry(_ argument: KnownCommand.Argument) -> Entry {
        var entry = Entry(label: argument.usage, text: argument.summary)
        let values = argument.allValues ?? []
        if !values.allSatisfy(argument.summary.contains) {
            entry.text += " \(values.joined(separator: ", "))."
        }
        if isLong { (entry.details, entry.example) = (argument.details, argument.example) }
        return entry
    }

    private func rendered(_ entry: Entry, column: Int) -> String {
        guard !isLong else { return renderedLong(entry) }
        let label = "  \(entry.label)"
        var lines = wrapped(entry.text, indent: column)
        if label.count < column, let first = lines.first {
            lines[0] = label + first.dropFirst(label.count)
        } else {
            lines.insert(label, at: 0)
        }
        return lines.joined(separator: "\n")
    }

    private func renderedLong(_ entry: Entry) -> String {
        var lines = ["  \(entry.label)"] + wrapped("\(entry.text) \(entry.details)", indent: 6)
        guard let example = entry.example else { return lines.joined(separator: "\n") }
        lines.append("      Example: \(example)")
        return lines.joined(separator: "\n")
    }

    // MARK: Lines

    private func wrapped(_ text: String, indent: Int) -> [String] {
        wrapped(
            text.split { $0.isWhitespace }.map(String.init), first: String(repeating: " ", count: indent),
            indent: indent)
    }

    /// Words in lines of the width; a word that is longer has a line of its own.
    private func wrapped(_ words: [String], first: String, indent: Int) -> [String] {
        var lines: [String] = []
        var line = first
        var isEmpty = true
        for word in words {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: indent)
                isEmpty = true
            }
            line += (isEmpty || line.hasSuffix(" ") ? "" : " ") + word
            isEmpty = false
        }
        return isEmpty ? lines : lines + [line]
    }
}
