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
        let list = StrictYAML.read(text, file: file, diagnostics: diagnostics)?.mapping(["waivers"])?.required(
            "waivers")
        // What is left of a list whose last waiver was removed.
        let waivers = list?.isNull == true ? [] : list?.list?.compactMap(decode)
        guard let waivers, diagnostics.all.isEmpty else { throw WaiverError(diagnostics.all) }
        return waivers
    }

    private static func decode(_ item: StrictYAML) -> Waiver? {
        guard let values = item.mapping(["requirement", "reason", "owner", "expires", "guide"]) else { return nil }
        let requirement = values.required("requirement").flatMap { line($0, "id of a requirement, or a pattern") }
        let reason = values.required("reason").flatMap { line($0, "reason why the failure is accepted") }
        let owner = values.required("owner").flatMap { line($0, "name of who answers for it") }
        let expires = values.required("expires").flatMap(day)
        let guide = values["guide"]?.name
        guard let requirement, let reason, let owner, let expires else { return nil }
        return Waiver(
            requirement: requirement, reason: reason, owner: owner, expires: expires, guide: guide, place: item.place)
    }

    /// The text in one line; an error where it says nothing.
    private static func line(_ value: StrictYAML, _ wanted: String) -> String? {
        guard let text = value.text else { return nil }
        let line = text.inOneLine
        guard !line.isBlank, !value.isNull else {
            value.diagnostic("This is empty: write the \(wanted).")
            return nil
        }
        return line
    }

    private static func day(_ value: StrictYAML) -> Date? {
        let wanted = "last day on which the waiver is valid, for example 2026-12-31"
        guard line(value, wanted) != nil, let text = value.text else { return nil }
        guard let day = Date(day: text) else {
            value.diagnostic("\"\(text)\" is not a day. Write the \(wanted).")
            return nil
        }
        return day
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
        guard let all, Array(all.dropLast()) == old, let last = all.last, last.saysTheSame(as: waiver) else {
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

    private func saysTheSame(as other: Waiver) -> Bool {
        requirement == other.requirement && reason == other.reason.inOneLine && owner == other.owner.inOneLine
            && expires == other.expires && guide == other.guide
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

    /// The text as a YAML scalar on one line: plain where it can be nothing else, else in double quotes.
    fileprivate var yamlScalar: String {
        // No colon or hash, no space at the end, no single word that could be a truth value or null.
        let isPlain =
            wholeMatch(of: /[A-Za-z][A-Za-z0-9_.,@\/()*+ -]*[A-Za-z0-9_.)*]/) != nil
            && contains(where: { " ./@".contains($0) })
        guard !isPlain else { return self }
        return "\"" + unicodeScalars.map(\.inYAMLQuotes).joined() + "\""
    }
}

extension Unicode.Scalar {
    /// The character between double quotes in YAML (YAML 1.1, 5.6).
    fileprivate var inYAMLQuotes: String {
        switch self {
        case "\"", "\\": return "\\\(self)"
        case "\t": return "\\t"
        default: break
        }
        let isShown =
            properties.generalCategory != .control && properties.generalCategory != .format
            && properties.generalCategory != .lineSeparator && properties.generalCategory != .paragraphSeparator
            && !properties.isNoncharacterCodePoint
        guard !isShown else { return String(self) }
        let hex = String(value, radix: 16, uppercase: true)
        let (letter, width) = value <= 0xFF ? ("x", 2) : value <= 0xFFFF ? ("u", 4) : ("U", 8)
        return "\\\(letter)" + String(repeating: "0", count: width - hex.count) + hex
    }
}
