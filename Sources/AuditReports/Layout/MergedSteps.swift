import Foundation
import OrgModel

extension [String] {
    /// Steps, each once; several that differ in one quoted name alone are one step with all of the names.
    ///
    /// `tick "Edit" for "A"` and `tick "Edit" for "B"` are `tick "Edit" for "A", "B"`.
    var mergingNames: [String] {
        var merged: [MergedStep] = []
        for step in deduplicated() {
            let step = MergedStep(step)
            if !merged.indices.contains(where: { merged[$0].absorb(step) }) { merged.append(step) }
        }
        return merged.map(\.text)
    }
}

/// Steps that begin at the same place in Setup.
struct StepsBelow {
    /// Where they begin: `Setup > Permission Sets > Agents > Object Settings`; `nil` of a single step.
    private(set) var path: String?
    /// What follows, of a single step all of it.
    var steps: [String] { path == nil ? whole : whole.map { Self.words(Self.levels($0).dropFirst(shared.count)) } }

    private var whole: [String]
    private var shared: [String]

    fileprivate init(_ step: String) {
        (whole, shared) = ([step], Self.levels(step))
    }

    /// Takes a step in that begins at the same place, which is not the first level or two of Setup.
    ///
    /// - Returns: Whether it does.
    fileprivate mutating func absorb(_ step: String) -> Bool {
        // The last level is what to do there.
        let own = path == nil ? shared.dropLast() : shared[...]
        let common = zip(own, Self.levels(step).dropLast()).prefix { $0 == $1 }.map(\.0)
        // Object Settings of one permission set are a place, and so is one object among them.
        guard common.count > 2, path == nil || common == shared || common.count > 3 else { return false }
        whole.append(step)
        (shared, path) = (common, Self.words(common))
        return true
    }

    private static let separator = " > "
    private static func levels(_ step: String) -> [String] { step.components(separatedBy: separator) }
    private static func words(_ levels: some Sequence<String>) -> String { levels.joined(separator: separator) }
}

extension [String] {
    /// Steps, with what those one after the other have in common at their beginnings.
    var byPath: [StepsBelow] {
        reduce(into: []) { groups, step in
            if groups.isEmpty || !groups[groups.count - 1].absorb(step) { groups.append(StepsBelow(step)) }
        }
    }
}

private struct MergedStep {
    /// The texts outside of quotes and within them, by turns.
    private let parts: [String]
    /// Which of them is the one in which the steps differ.
    private var position: Int?
    private var names: [String] = []

    init(_ step: String) {
        parts = step.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
    }

    /// Takes a step in that differs in one name.
    ///
    /// - Returns: Whether it does.
    mutating func absorb(_ step: MergedStep) -> Bool {
        let other = step.parts
        guard other.count == parts.count, !parts.count.isMultiple(of: 2) else { return false }
        let differing = parts.indices.filter { parts[$0] != other[$0] }
        guard differing.count == 1, !differing[0].isMultiple(of: 2), position ?? differing[0] == differing[0] else {
            return false
        }
        if position == nil { names = [parts[differing[0]]] }
        position = differing[0]
        names.append(other[differing[0]])
        return true
    }

    var text: String {
        guard let position else { return parts.joined(separator: "\"") }
        var texts = parts
        texts[position] = names.joined(separator: "\", \"")
        return texts.joined(separator: "\"")
    }
}
