package import Documents
import Foundation
import OrgModel
import Yams

/// Why a file of waivers cannot be used: every error in it.
package struct WaiverError: Error, Sendable, CustomStringConvertible {
    /// The errors, in the order of the file.
    package let diagnostics: [Diagnostic]
    /// What to paste into the file by hand, where that is all that helps.
    package let linesToPaste: [String]

    init(_ diagnostics: [Diagnostic], linesToPaste: [String] = []) {
        self.diagnostics = diagnostics.sorted { $0.line < $1.line }
        self.linesToPaste = linesToPaste
    }

    /// One error a line.
    package var description: String { (diagnostics.map(\.description) + linesToPaste).joined(separator: "\n") }
}

extension Waiver {
    /// Reads the text of a file of waivers, and checks all of it.
    ///
    /// - Parameters:
    ///   - text: What the file contains.
    ///   - file: How the file is called in errors and reports.
    /// - Throws: ``WaiverError`` with every error, each with its line.
    package static func read(_ text: String, file: String) throws(WaiverError) -> [Waiver] {
        let diagnostics = Diagnostics()
        let whole = YAMLValue.read(text, file: file, as: shape, diagnostics)
        guard diagnostics.all.isEmpty else { throw WaiverError(diagnostics.all) }
        return (whole?["waivers"].list ?? []).compactMap(Waiver.init)
    }

    /// What a file of waivers must be; `Rules/schemas/waivers.schema.json` is made of it.
    package static let shape = Shape.keys(
        Keys(
            "rolecall-waivers.yml: failures that are accepted and manual steps that are done, each with a reason, an owner and a last day.",
            [
                // What is left of a list whose last waiver was removed is nothing.
                Key(
                    "waivers", .orNothing(.list(of: .keys(keys))),
                    "What failed is accepted, and a manual step is attested; what is unknown stays unknown.")
            ]))

    private static let keys = Keys(
        "A waiver.",
        [
            Key(
                "requirement", .text(.text),
                "The id of a requirement, as reports show it, or a pattern in which each * represents any run of characters, slashes included."
            ),
            Key(
                "reason", .text(.text),
                "Why the failure is accepted, or when and how the manual step was done. Line breaks are read as spaces."
            ),
            Key("owner", .text(.text), "Who answers for it."),
            Key("expires", .text(.day), "The last day on which it is valid, in UTC."),
            Key(
                optional: "guide", .text(.line),
                "The id of the one guide for which it is valid; without it, every guide."),
        ])

    private init?(_ item: YAMLValue) {
        guard let expires = item["expires"].text.flatMap({ Date(day: $0) }) else { return nil }
        func line(_ key: String) -> String { (item[key].text ?? "").inOneLine }
        self.init(
            requirement: line("requirement"), reason: line("reason"), owner: line("owner"), expires: expires,
            guide: item["guide"].text, place: item.place)
    }

    // MARK: Writing

    /// The text of a file with one more waiver at its end; whatever was there stays as it is, byte for byte.
    ///
    /// The new text is read back before it is returned, so that nothing that was there means anything else now.
    ///
    /// - Throws: ``WaiverError`` where the text is not a sound file of waivers, or is written in a way to which nothing can
    ///   be added; then the message contains the lines to paste.
    package static func appending(_ waiver: Waiver, to text: String, file: String) throws(WaiverError) -> String {
        let hasList = text.split(whereSeparator: \.isNewline).contains(where: \.isWithinYAML)
        let old = hasList ? try read(text, file: file) : []
        let ending = text.utf8.contains(UInt8(ascii: "\r")) ? "\r\n" : "\n"
        let indent = String(repeating: " ", count: hasList ? indentation(of: text) : 2)
        let lines = (hasList ? [] : ["waivers:"]) + waiver.yaml.map { indent + $0 }
        let isEnded = text.isEmpty || text.unicodeScalars.last == "\n"
        let new = withoutEmptyList(text) + (isEnded ? "" : ending) + lines.map { $0 + ending }.joined()
        let all = try? read(new, file: file)
        guard let all, Array(all.dropLast()) == old, all.count == old.count + 1 else {
            let message =
                "Nothing can be added to this file without changing how it is written. Add these lines to its list:"
            throw WaiverError(
                [Diagnostic(file: file, line: 1, message: message)], linesToPaste: waiver.yaml.map { "  " + $0 })
        }
        return new
    }

    /// How far the items of the list are indented.
    private static func indentation(of text: String) -> Int {
        guard let list = try? Yams.compose(yaml: text)?.mapping?["waivers"]?.sequence, !list.isEmpty,
            let mark = list.mark
        else { return 2 }
        return mark.column - 1
    }

    /// The text without the brackets of a list that is empty, to which nothing could be added.
    private static func withoutEmptyList(_ text: String) -> String {
        text.replacing(#/(?m)^waivers:[ \t]*\[[ \t]*\]/#, with: "waivers:", maxReplacements: 1)
    }

    /// The waiver as an item of a YAML list.
    private var yaml: [String] {
        [
            "- requirement: \(requirement.yamlScalar)", "  reason: \(reason.inOneLine.yamlScalar)",
            "  owner: \(owner.inOneLine.yamlScalar)", "  expires: \(expires.day)",
        ] + (guide.map { ["  guide: \($0.yamlScalar)"] } ?? [])
    }
}

extension TextRule {
    /// A day: `2026-12-31`.
    static let day = TextRule(pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$") { text in
        Date(day: text) == nil ? "\"\(text)\" is not a day. Write it as in 2026-12-31." : nil
    }
}

extension Substring {
    /// Whether a line says something, and not only to people.
    fileprivate var isWithinYAML: Bool {
        let text = drop { $0.isWhitespace || $0 == "\u{FEFF}" }
        return !text.isEmpty && !text.hasPrefix("#")
    }
}

extension String {
    /// The text with each line break, and the space around it, as one space.
    fileprivate var inOneLine: String {
        split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }.joined(separator: " ")
    }
}
