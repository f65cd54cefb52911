import ArgumentParser
import AuditReports
import Foundation
import OrgModel

/// How many values a setting takes.
enum SettingShape {
    case one, list, pairs
}

/// What an option can be declared as: a Bool, or an optional or an array of what a ``SettingName`` is.
protocol SettingValue {
    static var shape: SettingShape { get }
    /// What it is set to, of pairs the keys with their values; empty where it is not set.
    var values: [(name: String, value: String)] { get }
    func added(to command: ShellCommand, _ flag: String) -> ShellCommand
    mutating func fill(with configured: [ConfiguredName])
}

/// One value of an option.
protocol SettingName {
    static var isPair: Bool { get }
    init?(_ configured: ConfiguredName)
    var name: String { get }
    /// The name itself where it has no value.
    var value: String { get }
    /// The value as it is typed.
    var typed: String { get }
    func added(to command: ShellCommand, _ flag: String) -> ShellCommand
}

extension SettingName {
    func added(to command: ShellCommand, _ flag: String) -> ShellCommand { command.option(flag, typed) }
}

extension Bool: SettingValue {
    static var shape: SettingShape { .one }
    var values: [(name: String, value: String)] { self ? [("on", "on")] : [] }
    func added(to command: ShellCommand, _ flag: String) -> ShellCommand { self ? command.word(flag) : command }
    mutating func fill(with configured: [ConfiguredName]) {
        if configured.contains(where: { $0.value == "on" }) { self = true }
    }
}

extension Optional: SettingValue where Wrapped: SettingName {
    static var shape: SettingShape { .one }
    var values: [(name: String, value: String)] { map { [($0.name, $0.value)] } ?? [] }
    func added(to command: ShellCommand, _ flag: String) -> ShellCommand { self?.added(to: command, flag) ?? command }
    mutating func fill(with configured: [ConfiguredName]) {
        if self == nil { self = configured.first.flatMap(Wrapped.init) }
    }
}

extension Array: SettingValue where Element: SettingName {
    static var shape: SettingShape { Element.isPair ? .pairs : .list }
    var values: [(name: String, value: String)] { map { ($0.name, $0.value) } }
    func added(to command: ShellCommand, _ flag: String) -> ShellCommand { command.options(flag, map(\.typed)) }
    mutating func fill(with configured: [ConfiguredName]) {
        let configured = configured.compactMap(Element.init)
        // Of pairs with one key the last counts.
        if Element.isPair { self = configured + self } else if isEmpty { self = configured }
    }
}

extension String: SettingName {
    static var isPair: Bool { false }
    init?(_ configured: ConfiguredName) { self = configured.name }
    var name: String { self }
    var value: String { self }
    var typed: String { self }
}

/// A `KEY=VALUE` argument.
struct KeyValue: ExpressibleByArgument, SettingName {
    let key: String
    let value: String
    /// Where the configuration says it; `nil` where it is typed.
    let place: Place?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        (key, value, place) = (parts[0], parts[1], nil)
    }

    static var isPair: Bool { true }
    init?(_ configured: ConfiguredName) { (key, value, place) = (configured.name, configured.value, configured.place) }
    var name: String { key }
    var typed: String { "\(key)=\(value)" }
}

/// Whether what the guide installs is in the org.
enum InstallationState: String, EnumerableFlag, SettingName {
    case installed = "on"
    case beforeInstall = "off"

    static func help(for value: InstallationState) -> ArgumentHelp? {
        switch value {
        case .installed:
            "What the guide installs must be there. Even where the export shows nothing of it. Example: --installed"
        case .beforeInstall:
            "It is still to be installed. Rows about what it brings do not apply yet. Example: --before-install"
        }
    }

    static var isPair: Bool { false }
    init?(_ configured: ConfiguredName) { self.init(rawValue: configured.value) }
    var name: String { rawValue }
    var value: String { rawValue }
    var typed: String { self == .installed ? "--installed" : "--before-install" }
    func added(to command: ShellCommand, _ flag: String) -> ShellCommand { command.word(typed) }
}

/// A day.
struct Day: ExpressibleByArgument, SettingName {
    let typed: String
    /// Its beginning in UTC.
    let date: Date

    init?(argument: String) {
        guard let date = Date(day: argument) else { return nil }
        typed = argument
        self.date = date
    }

    static var isPair: Bool { false }
    init?(_ configured: ConfiguredName) { self.init(argument: configured.name) }
    var name: String { typed }
    var value: String { typed }
}
