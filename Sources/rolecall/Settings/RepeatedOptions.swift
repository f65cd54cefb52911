import ArgumentParser
import Foundation

/// Refuses an option that takes one value and was given several times.
///
/// The parser of the command line takes the last value then, and says nothing: `--profile A --profile B` would audit B
/// alone.
struct RepeatedOptions {
    /// What the parser knows about a command's options, as it prints it for tools. Only what is needed is read.
    private struct Known: Decodable {
        struct Command: Decodable {
            let arguments: [Argument]?
        }

        struct Argument: Decodable {
            let kind: String
            let isRepeating: Bool
            let names: [Name]?
        }

        struct Name: Decodable {
            let kind: String
            let name: String

            /// As it is typed.
            var typed: String { kind == "short" ? "-\(name)" : "--\(name)" }
        }

        let command: Command
    }

    /// The options that were given too often, as the command names them, in the order in which they were typed.
    let names: [String]

    /// - Parameters:
    ///   - arguments: What was typed.
    ///   - command: The command that was called.
    init(in arguments: [String], of command: any ParsableCommand.Type) {
        // What begins with a dash is the name of an option: no value may, unless it follows an equals sign.
        let typed = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("-") && $0 != "-" }
            .map { String($0.prefix { $0 != "=" }) }
        let counts = typed.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        // One option may have a long name and a short one. Most calls repeat nothing, and need not ask the parser.
        guard counts.count < typed.count || typed.contains(where: { !$0.hasPrefix("--") }),
            let known = try? JSONDecoder().decode(Known.self, from: Data(command._dumpHelp().utf8))
        else {
            names = []
            return
        }
        let single = (known.command.arguments ?? []).filter { $0.kind == "option" && !$0.isRepeating }
            .map { ($0.names ?? []).map(\.typed) }
        names = single.filter { $0.reduce(0) { $0 + (counts[$1] ?? 0) } > 1 }
            .compactMap { names in typed.first { names.contains($0) } }
            .sorted { (typed.firstIndex(of: $0) ?? 0) < (typed.firstIndex(of: $1) ?? 0) }
    }

    /// - Throws: `CommandFailure` where there are any.
    func refuse() throws(CommandFailure) {
        guard !names.isEmpty else { return }
        throw CommandFailure(
            names.map { "\($0) is given more than once, but it takes one value. Leave out all but one." },
            status: .usage)
    }
}
