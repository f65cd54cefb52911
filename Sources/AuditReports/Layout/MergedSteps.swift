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
