import AuditEngine
import Foundation
import OrgModel

/// The guide that is meant where none is named.
let defaultGuide = "liveperson-connector"

/// Loads a guide by name or path.
///
/// - Throws: ``CommandFailure`` with every error in its files, or with the one in the choice.
func loadGuide(_ name: String, edition: String? = nil) throws(CommandFailure) -> Guide {
    do {
        return try Guide.load(name, edition: edition)
    } catch {
        throw CommandFailure(error, chosenAt: nil)
    }
}

extension Settings {
    /// Loads the guide that is typed, or else the configured one, or else the default.
    ///
    /// - Throws: ``CommandFailure``; where the configuration made a wrong choice, it names the line.
    func loadGuide(typed: Settings, _ file: SettingsFile) throws(CommandFailure) -> Guide {
        do {
            return try Guide.load(
                what.guide ?? defaultGuide, edition: what.edition, within: typed.what.guide == nil ? file.border : nil)
        } catch {
            let place: Place? =
                switch error.choice {
                case .guide: typed.what.guide == nil ? file.places["guide"] : nil
                case .edition: typed.what.edition == nil ? file.places["edition"] : nil
                case nil: nil
                }
            throw CommandFailure(error, chosenAt: place)
        }
    }

    /// What the guide is asked with; every key must be one that the guide has.
    func options(for guide: Guide) throws(CommandFailure) -> AuditOptions {
        let refusals =
            what.objects.map { ($0, guide.refusal(ofObject: $0.key)) }
            + what.features.map { ($0, guide.refusal(ofFeature: $0.key)) }
            + what.names.map { ($0, guide.refusal(ofName: $0.key)) }
        let configured = refusals.compactMap { pair, refusal in
            pair.place.flatMap { place in
                refusal.map { Diagnostic(file: place.file, line: place.line ?? 1, message: $0) }
            }
        }
        if !configured.isEmpty { throw CommandFailure(configured.sorted { $0.line < $1.line }.map(\.description)) }
        var options = AuditOptions()
        options.disabledObjects = Set(try Self.switches("--object", what.objects).filter { !$0.value }.keys)
        options.features = try Self.switches("--feature", what.features)
        let typed = refusals.compactMap(\.1)
        if !typed.isEmpty { throw CommandFailure(typed, status: .usage) }
        for name in what.names { options.names[name.key] = name.value }
        options.apps = what.apps
        options.isInstalled = what.isInstalled
        return options
    }

    /// What is on and off; of several pairs with one key the last counts.
    private static func switches(_ flag: String, _ pairs: [KeyValue]) throws(CommandFailure) -> [String: Bool] {
        var switches: [String: Bool] = [:]
        for pair in pairs {
            switch pair.value.lowercased() {
            case "on": switches[pair.key] = true
            case "off": switches[pair.key] = false
            default: throw CommandFailure("\(flag) \(pair.key)=\(pair.value): say on or off.", status: .usage)
            }
        }
        return switches
    }
}

extension Guide {
    /// Why the guide does not know an object; `nil` where it does.
    fileprivate func refusal(ofObject key: String) -> String? { refusal(of: "object", key, among: objects.map(\.key)) }

    /// The same for a feature.
    fileprivate func refusal(ofFeature key: String) -> String? {
        refusal(of: "feature", key, among: features.map(\.key))
    }

    /// The same for a key of `--name`.
    fileprivate func refusal(ofName key: String) -> String? { refusal(of: "name", key, among: nameKeys) }

    private func refusal(of what: String, _ key: String, among known: [String]) -> String? {
        if known.contains(key) { return nil }
        if known.isEmpty { return "The guide has no \(what) \"\(key)\", nor any other." }
        return
            "The guide has no \(what) \"\(key)\".\(didYouMean(key, among: known)) Known: \(known.joined(separator: ", "))."
    }
}

extension CommandFailure {
    fileprivate init(_ error: GuideError, chosenAt place: Place?) {
        let prefix = place.map { "\($0): " } ?? ""
        self.init(error.diagnostics.map { error.choice == nil ? $0.description : prefix + $0.message })
    }
}

extension Guide {
    /// The one requirement that a typed name means.
    ///
    /// - Throws: ``CommandFailure`` where it means none, or several.
    func requirement(named typed: String) throws(CommandFailure) -> Requirement {
        let found = requirements(named: typed)
        guard let first = found.first else { throw unknownRequirement(typed) }
        guard found.count > 1 else { return first }
        let listed = found.prefix(20).map { "  \($0.id)  \($0.label)" }
        let more = found.count > listed.count ? ["  and \(found.count - listed.count) more"] : []
        throw CommandFailure(
            lines: ["\"\(typed)\" may mean \(found.count) requirements. Name one by its id:"] + listed + more,
            status: .usage)
    }

    /// What to say of a requirement that a guide does not have.
    func unknownRequirement(_ typed: String) -> CommandFailure {
        let advice =
            likelyRequirementID(typed).map { "Did you mean \($0)?" }
            ?? "The nearest are \(requirementIDs(near: typed).joined(separator: ", "))."
        return CommandFailure(
            "The guide has no requirement \"\(typed)\". \(advice) rolecall guide list prints all.", status: .usage)
    }
}
