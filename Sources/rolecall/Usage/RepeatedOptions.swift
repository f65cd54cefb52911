import ArgumentParser

/// Refuses an option that takes one value and was given several times.
///
/// The parser of the command line takes the last value then, and says nothing: `--profile A --profile B` would audit B
/// alone.
struct RepeatedOptions {
    /// The options that were given too often, as the command names them, in the order in which they were typed.
    let names: [String]

    /// - Parameters:
    ///   - arguments: What was typed.
    ///   - command: The command that was called.
    init(in arguments: [String], of command: any ParsableCommand.Type) {
        // What begins with a dash is the name of an option: no value may, unless it follows an equals sign.
        let typed = arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("-") }
            .map { String($0.prefix { $0 != "=" }) }
        let counts = typed.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        // One option may have a long name and a short one. Most calls repeat nothing, and need not ask the parser.
        guard counts.count < typed.count || typed.contains(where: { !$0.hasPrefix("--") }),
            let known = KnownCommand(command)
        else {
            names = []
            return
        }
        let single = known.options.filter { $0.kind == .option && !$0.isRepeating }.map(\.flags)
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
