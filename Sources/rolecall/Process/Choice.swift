import Foundation
import OrgModel

/// A question with answers to choose from, by number or by name.
struct Choice {
    /// One answer.
    struct Answer {
        let name: String
        /// What is known of it.
        let words: String
    }

    let question: String
    let answers: [Answer]
    /// How many answers are listed; the others can be chosen by name.
    var limit = 20
    var takesSeveral = false
    var isOptional = false
    /// Why names cannot be chosen together; `nil` where they can.
    var objection: ([String]) -> String? = { _ in nil }

    /// The first answers, numbered.
    var lines: [String] {
        let listed = answers.prefix(limit)
        let width = min(listed.map(\.name.count).max() ?? 0, 48)
        let rest = answers.count - listed.count
        return listed.enumerated().map { number, answer in
            let padding = String(repeating: " ", count: max(0, width - answer.name.count))
            return
                "\("\(number + 1)".leftPadded(to: 4))  \(answer.name)\(answer.words.isEmpty ? "" : "\(padding)  \(answer.words)")"
        } + (rest > 0 ? ["      and \(rest) more, by name"] : [])
    }

    /// Asks until the answer is one.
    ///
    /// - Returns: The names that are chosen; none only where the question is optional.
    /// - Throws: ``CommandFailure`` where the input ends.
    func ask(in console: Console) throws(CommandFailure) -> [String] {
        console.writeError(question)
        for line in lines { console.writeError(line) }
        let what = takesSeveral ? "Numbers or names, with commas" : "Number or name"
        while let typed = console.ask("\(what)\(isOptional ? " (Enter for none)" : ""):") {
            do throws(Refusal) {
                return try chosen(by: typed)
            } catch {
                console.writeError(error.words)
            }
        }
        console.writeError("")
        throw CommandFailure("The input ended before the question was answered.")
    }

    private struct Refusal: Error {
        let words: String
    }

    private func chosen(by typed: String) throws(Refusal) -> [String] {
        var names: [String] = []
        for word in words(of: typed.trimmingCharacters(in: .whitespaces)) { names.append(try name(word)) }
        names = names.deduplicated()
        if names.isEmpty, !isOptional { throw Refusal(words: "Choose one.") }
        if names.count > 1, !takesSeveral { throw Refusal(words: "Choose one only.") }
        if let objection = objection(names) { throw Refusal(words: objection) }
        return names
    }

    /// The parts of an answer; a name may contain commas, and between numbers spaces will do.
    private func words(of typed: String) -> [String] {
        if answers.contains(where: { $0.name.lowercased() == typed.lowercased() }) { return [typed] }
        let numbers = typed.split { $0 == "," || $0.isWhitespace }.map(String.init)
        if numbers.allSatisfy({ Int($0) != nil }) { return numbers }
        return typed.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private func name(_ word: String) throws(Refusal) -> String {
        let named = answers.first { $0.name == word } ?? answers.first { $0.name.lowercased() == word.lowercased() }
        if let named { return named.name }
        let listed = answers.prefix(limit)
        guard let number = Int(word) else {
            let nearest = nearestNames(to: word, among: answers.map(\.name)).listed(limit: 3)
            throw Refusal(words: "\"\(word)\" is not one of them. The nearest are \(nearest).")
        }
        guard listed.indices.contains(number - 1) else {
            throw Refusal(words: "There is no number \(word): choose from 1 to \(listed.count).")
        }
        return listed[number - 1].name
    }
}

extension String {
    fileprivate func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
