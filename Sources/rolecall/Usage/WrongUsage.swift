import ArgumentParser
import Foundation
import OrgModel

/// What is wrong with a command line that the parser refused, and what to type instead.
///
/// The parser's own messages remain for what is not recognized here.
struct WrongUsage {
    private let path: [KnownCommand]
    private let words: [String]

    /// - Parameter words: What was typed, the name of the command first.
    init?(_ words: [String]) {
        guard let root = KnownCommand.rolecall else { return nil }
        path = root.path(of: words)
        self.words = Array(words.dropFirst(path.count - 1))
    }

    /// What to print.
    ///
    /// - Parameter lines: The parser's own message, for what is not recognized.
    func lines(orElse lines: [String]) -> [String] {
        (message ?? lines + examples(for: lines)) + ["See: \(path.words) --help"]
    }

    /// An example of each option that a message names as it is used.
    private func examples(for lines: [String]) -> [String] {
        command.options.filter { option in lines.contains { $0.contains("\(option.usage)'") } }
            .compactMap { $0.example.map { "Example: \($0)" } }
    }

    private var command: KnownCommand { path[path.count - 1] }

    private var message: [String]? {
        if !command.commands.isEmpty { return [unknownCommand] }
        var positionals: [String] = []
        var given: Set<String> = []
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--" {
                positionals += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                positionals.append(word)
                continue
            }
            let flag = String(word.prefix { $0 != "=" })
            guard let option = command.option(flag) else {
                if !word.hasPrefix("--"), word.count > 2 { return oneDash(flag) }
                return unknownOption(flag)
            }
            given.formUnion(option.flags)
            guard option.kind == .option else { continue }
            let typed = word == flag ? rest.popFirst() : String(word.dropFirst(flag.count + 1))
            guard let value = typed, word != flag || !value.hasPrefix("-") || value == "-" else {
                return [Self.needsValue(option, flag)]
            }
            if let message = refusal(of: value, option, flag) { return message }
        }
        return missing(positionals, given) ?? tooMany(positionals)
    }

    // MARK: What may be wrong

    private var unknownCommand: String {
        let known = command.commands.map(\.commandName)
        let choice = "The commands are \(known.map { "\(path.words) \($0)" }.joined(separator: ", "))."
        guard let word = words.first(where: { !$0.hasPrefix("-") }) else { return "A command is missing. \(choice)" }
        let meant = likelyName(word, among: known)
        return "There is no command \"\(path.words) \(word)\"."
            + (meant.map { " Did you mean: \(path.words) \($0)" } ?? " \(choice)")
    }

    private func unknownOption(_ flag: String) -> [String] {
        let known = command.options.flatMap(\.flags)
        let message = "There is no option \(flag) in \(path.words)."
        let others = path[0].commands.filter { $0.option(flag) != nil }.map { "rolecall \($0.commandName)" }
        let long = known.filter { $0.hasPrefix("--") }
        let other = Self.otherNames[flag].flatMap { long.contains($0) ? $0 : nil }
        if let meant = other ?? likelyName(flag, among: long) {
            return ["\(message) Did you mean \(meant)?"]
        }
        return [message + (others.isEmpty ? "" : " It is an option of \(others.listed(limit: 5)).")]
    }

    /// A long name with one dash, or several short names in one word.
    private func oneDash(_ flag: String) -> [String]? {
        if command.option("-\(flag)") != nil { return ["A long option begins with two dashes: -\(flag)"] }
        let letters = flag.dropFirst().map { "-\($0)" }
        return letters.first { command.option($0) == nil }.flatMap(unknownOption)
    }

    /// What sf and other programs call an option.
    private static let otherNames = [
        "--username": "--api-user", "--user": "--api-user", "--target-username": "--api-user",
        "--permset": "--permission-set",
        "--psg": "--permission-set-group", "--format": "--report", "--result-format": "--report",
        "--output-file": "--output", "--output-dir": "--output", "--target-dir": "--output-dir",
        "--path": "--source-dir",
        "--end-user": "--end-users", "--userrole": "--role", "--date": "--as-of",
    ]

    private static func needsValue(_ option: KnownCommand.Argument, _ flag: String) -> String {
        "\(flag) needs a value: \(option.valueName ?? "a value"). "
            + (option.example.map { "Example: \($0)" } ?? option.summary)
    }

    /// Why an option does not take a value; `nil` where it may, as far as its values are known.
    private func refusal(of value: String, _ option: KnownCommand.Argument, _ flag: String) -> [String]? {
        let (known, typed) = (option.allValues ?? [], String(value.prefix { $0 != "=" }))
        if known.isEmpty || known.contains(typed) { return nil }
        let meant = likelyName(typed, among: known).map { " Did you mean \(flag) \($0)?" } ?? ""
        return ["\(flag) does not take \"\(typed)\".\(meant)", "It takes \(known.joined(separator: ", "))."]
    }

    private func missing(_ positionals: [String], _ given: Set<String>) -> [String]? {
        let names = command.positionals.dropFirst(positionals.count).filter { !$0.isOptional }.map(\.usage)
        let options = command.options.filter { !$0.isOptional && given.isDisjoint(with: $0.flags) }
        guard !names.isEmpty || !options.isEmpty else { return nil }
        let all = names + options.map(\.usage)
        let swallowed =
            names.isEmpty || given.isDisjoint(with: ["--records", "--end-users"])
            ? []
            : [
                "--records and --end-users take the files and selectors that follow them. Put \(names.joined(separator: " ")) "
                    + "before them, or behind --."
            ]
        return ["\(all.joined(separator: ", ")) \(all.count > 1 ? "are" : "is") missing."] + swallowed
            + CommandHelp(path).examples
    }

    private func tooMany(_ positionals: [String]) -> [String]? {
        let known = command.positionals
        guard !known.contains(where: \.isRepeating), positionals.count > known.count else { return nil }
        let more = positionals.dropFirst(known.count).map { "\"\($0)\"" }.joined(separator: ", ")
        let takes = known.isEmpty ? "nothing but options" : known.map(\.usage).joined(separator: " ") + " and options"
        return ["\(path.words) takes \(takes): leave out \(more). A name that contains spaces needs quotes."]
    }
}
