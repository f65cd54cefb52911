import ArgumentParser
import Foundation

// The folder Usage: what is typed before it is parsed, and what is said about it: help, completions, and what was wrong.

/// What the parser of the command line knows about a command, as it prints it for tools. Only what is needed is read.
struct KnownCommand: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    private let arguments: [Argument]?
    private let subcommands: [KnownCommand]?

    struct Argument: Decodable {
        let kind: Kind
        let abstract: String?
        let valueName: String?
        let sectionTitle: String?
        let isRepeating: Bool
        let isOptional: Bool
        let shouldDisplay: Bool
        let allValues: [String]?
        let defaultValue: String?
        private let names: [Name]?

        enum Kind: String, Decodable {
            case positional, option, flag
        }

        private struct Name: Decodable {
            let kind: String
            let name: String

            var typed: String { kind == "short" ? "-\(name)" : "--\(name)" }
        }

        /// The names of an option, as they are typed, the short one first.
        var flags: [String] {
            let typed = (names ?? []).map(\.typed)
            return typed.filter { !$0.hasPrefix("--") } + typed.filter { $0.hasPrefix("--") }
        }
    }

    private struct Dump: Decodable {
        let command: KnownCommand
    }

    /// The whole program.
    static let rolecall = KnownCommand(Rolecall.self)

    /// - Returns: `nil` where the parser prints something else than it did.
    init?(_ command: any ParsableCommand.Type) {
        guard let dump = try? JSONDecoder().decode(Dump.self, from: Data(command._dumpHelp().utf8)) else { return nil }
        self = dump.command
    }

    /// The commands below it that are shown.
    var commands: [KnownCommand] { (subcommands ?? []).filter { $0.commandName != "help" } }

    var positionals: [Argument] { (arguments ?? []).filter { $0.kind == .positional } }

    /// Its options and flags.
    var options: [Argument] { (arguments ?? []).filter { $0.kind != .positional } }

    func option(_ flag: String) -> Argument? { options.first { $0.flags.contains(flag) } }

    /// The commands that words begin with, each below the one before it; this one is the first.
    func path(of words: [String]) -> [KnownCommand] {
        guard let word = words.first, let next = commands.first(where: { $0.commandName == word }) else {
            return [self]
        }
        return [self] + next.path(of: Array(words.dropFirst()))
    }
}

extension [KnownCommand] {
    /// `rolecall guide list`
    var words: String { map(\.commandName).joined(separator: " ") }
}

extension KnownCommand.Argument {
    /// What it is, in a few words.
    var summary: String { sentences.first ?? "" }

    /// What else there is to know.
    var details: String { sentences.dropFirst().joined(separator: " ") }

    /// How it is used.
    var example: String? { parts.count > 1 ? parts[1] : nil }

    private var parts: [String] { (abstract ?? "").components(separatedBy: " Example: ") }

    private var sentences: [String] {
        let text = parts.first ?? ""
        guard let end = text.firstRange(of: ". ") else { return [text] }
        return [String(text[..<end.lowerBound]) + ".", String(text[end.upperBound...])]
    }

    /// How it is typed: `-o, --output <file>`.
    var usage: String {
        let value = "<\(valueName ?? "value")>"
        switch kind {
        case .positional: return value + (isRepeating ? " ..." : "")
        case .option: return flags.joined(separator: ", ") + " " + value
        case .flag: return flags.joined(separator: ", ")
        }
    }
}
