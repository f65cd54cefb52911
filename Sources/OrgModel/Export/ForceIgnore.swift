import Documents

/// A `.forceignore`: which files in source format the Salesforce CLI leaves alone.
///
/// The syntax is that of `.gitignore`, without regard to case. The patterns that the CLI adds by itself are omitted
/// here: they are about files that rolecall does not read.
struct ForceIgnore: Sendable {
    static let fileName = ".forceignore"

    private let patterns: [Pattern]

    /// How many lines say something.
    var count: Int { patterns.count }

    /// - Parameter text: The file's text.
    init(_ text: String) {
        let withoutMark = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        let lines = withoutMark.split(omittingEmptySubsequences: false) { $0.isNewline }
        patterns = lines.enumerated().compactMap { Pattern($0.element, line: $0.offset + 1) }
    }

    /// The line that hides a file; `nil` for a file that is not hidden.
    ///
    /// - Parameter path: The file's path relative to the folder of the `.forceignore`.
    func lineHiding(_ path: String) -> Int? {
        // A file below a hidden folder stays hidden, whatever a later line says of the file itself.
        let ends = path.indices.filter { path[$0] == "/" } + [path.endIndex]
        return ends.lazy.compactMap { lineHiding(path[..<$0], isFolder: $0 < path.endIndex) }.first
    }

    /// The line that hides a file or folder by its own path, whatever hides those above it.
    func lineHiding(_ path: Substring, isFolder: Bool) -> Int? {
        let components = path.split(separator: "/").map { Array($0.lowercased().unicodeScalars) }
        let last = patterns.last { $0.matches(components[...], isFolder: isFolder) }
        return last.flatMap { $0.isNegated ? nil : $0.line }
    }
}

/// One line of a `.forceignore`.
private struct Pattern: Sendable {
    let line: Int
    /// Shows again what an earlier line hides.
    let isNegated: Bool
    private let matchesFoldersOnly: Bool
    private let segments: [Segment]

    /// What is between two slashes.
    private enum Segment {
        /// `**`: any number of folders.
        case folders
        case name(NamePattern)

        var isFolders: Bool {
            if case .folders = self { true } else { false }
        }

        func matches(_ component: [Unicode.Scalar]) -> Bool {
            switch self {
            case .folders: true
            case .name(let name): name.matches(component)
            }
        }
    }

    /// - Returns: `nil` for a blank line, a comment, and a pattern that matches nothing.
    init?(_ text: Substring, line: Int) {
        var text = Self.withoutTrailingSpaces(text)
        if text.hasPrefix("#") { return nil }
        self.line = line
        isNegated = text.hasPrefix("!")
        if isNegated { text = text.dropFirst() }
        matchesFoldersOnly = text.hasSuffix("/")
        if matchesFoldersOnly { text = text.dropLast() }
        guard !text.isEmpty else { return nil }

        // Only a pattern with a slash before its end is bound to the folder of the .forceignore.
        var segments: [Segment] = text.contains("/") ? [] : [.folders]
        let parts = (text.hasPrefix("/") ? text.dropFirst() : text).split(
            separator: "/", omittingEmptySubsequences: false)
        for part in parts {
            if Self.isFolders(part) {
                segments.append(.folders)
            } else if let name = NamePattern(part) {
                segments.append(.name(name))
            } else {
                return nil
            }
        }
        // At the end, ** is everything inside the folder, but not the folder itself.
        if parts.last.map(Self.isFolders) == true { segments.append(.name(.anything)) }
        self.segments = segments
    }

    private static func isFolders(_ part: Substring) -> Bool {
        part.count >= 2 && part.allSatisfy { $0 == "*" }
    }

    private static func withoutTrailingSpaces(_ text: Substring) -> Substring {
        var text = text
        while text.last == " " || text.last == "\t" {
            let isEscaped = text.dropLast().reversed().prefix { $0 == "\\" }.count % 2 == 1
            if isEscaped { break }
            text = text.dropLast()
        }
        return text
    }

    func matches(_ components: ArraySlice<[Unicode.Scalar]>, isFolder: Bool) -> Bool {
        if matchesFoldersOnly, !isFolder { return false }
        // Most patterns end with a name, and most names are others.
        if let last = segments.last, !last.isFolders, let name = components.last, !last.matches(name) { return false }
        return matchesWithWildcards(components, segments, isWildcard: \.isFolders) { $1.matches($0) }
    }
}

/// A pattern for the name of one file or folder.
private struct NamePattern: Sendable {
    private enum Element {
        case exactly(Unicode.Scalar)
        /// `?`
        case any
        /// `*`
        case anyNumber
        /// `[a-z]` and `[!a-z]`
        case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)

        var isAnyNumber: Bool {
            if case .anyNumber = self { true } else { false }
        }

        func matches(_ scalar: Unicode.Scalar) -> Bool {
            switch self {
            case .exactly(let other): scalar == other
            case .any, .anyNumber: true
            case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(scalar) } != isNegated
            }
        }
    }

    private let elements: [Element]
    /// How many characters a name has at least.
    private let least: Int

    static let anything = NamePattern([.any, .anyNumber])

    private init(_ elements: [Element]) {
        self.elements = elements
        least = elements.count { !$0.isAnyNumber }
    }

    /// - Returns: `nil` for a pattern that matches nothing: an empty one, or one that breaks off.
    init?(_ text: Substring) {
        var rest = Array(text.lowercased().unicodeScalars)[...]
        var elements: [Element] = []
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                guard let escaped = rest.popFirst() else { return nil }
                elements.append(.exactly(escaped))
            case "?": elements.append(.any)
            case "*": if elements.last?.isAnyNumber != true { elements.append(.anyNumber) }
            case "[":
                guard let set = Self.set(&rest) else { return nil }
                elements.append(set)
            default: elements.append(.exactly(scalar))
            }
        }
        guard !elements.isEmpty else { return nil }
        self.init(elements)
    }

    /// Adds a set of characters up to its closing bracket; `nil` where there is none.
    private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Element? {
        let isNegated = rest.first == "!" || rest.first == "^"
        if isNegated { rest.removeFirst() }
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var isFirst = true
        while let scalar = rest.popFirst() {
            // A bracket that comes first is a character like others.
            if scalar == "]", !isFirst { return .oneOf(ranges, isNegated: isNegated) }
            isFirst = false
            guard let lower = scalar == "\\" ? rest.popFirst() : scalar else { return nil }
            var upper = lower
            if rest.first == "-", let after = rest.dropFirst().first, after != "]" {
                rest.removeFirst()
                rest.removeFirst()
                guard let end = after == "\\" ? rest.popFirst() : after else { return nil }
                upper = end
            }
            // A range from high to low contains nothing.
            if lower <= upper { ranges.append(lower...upper) }
        }
        return nil
    }

    func matches(_ name: [Unicode.Scalar]) -> Bool {
        name.count >= least && matchesWithWildcards(name[...], elements, isWildcard: \.isAnyNumber) { $1.matches($0) }
    }
}

/// Whether items are what a pattern says, where a wildcard represents any number of items.
///
/// When something does not match, the last wildcard takes one item more, and no earlier one has to: what the earlier
/// ones could reach, the last one can. So this takes time in the product of the two lengths at most.
private func matchesWithWildcards<Item, Element>(
    _ items: ArraySlice<Item>, _ pattern: [Element], isWildcard: (Element) -> Bool, matches: (Item, Element) -> Bool
) -> Bool {
    var item = items.startIndex
    var position = 0
    var wildcard: (position: Int, item: Int)?
    while item < items.endIndex {
        if position < pattern.count, isWildcard(pattern[position]) {
            wildcard = (position, item)
            position += 1
        } else if position < pattern.count, matches(items[item], pattern[position]) {
            item += 1
            position += 1
        } else if let last = wildcard {
            wildcard = (last.position, last.item + 1)
            item = last.item + 1
            position = last.position + 1
        } else {
            return false
        }
    }
    return pattern[position...].allSatisfy(isWildcard)
}
