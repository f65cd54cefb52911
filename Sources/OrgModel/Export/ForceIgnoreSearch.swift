import Documents

/// The `.forceignore` files below one audited PATH, each read when a file below it is asked about.
struct ForceIgnoreSearch {
    /// Those that cannot be read. They hide nothing, and what they would hide is counted all the same, so each is an error.
    private(set) var problems: [Problem] = []

    private let root: Root
    private let find: (ExportPath) -> InputFile?
    /// By folder relative to the PATH.
    private var known: [String: Answer<ForceIgnore>] = [:]
    /// The lines that hide folders, by the folder relative to the PATH.
    private var hidden: [Substring: Answer<Int>] = [:]
    /// How often a pattern was held against a file or folder.
    private var comparisons = 0
    private var isExhausted = false

    private let maximumComparisons: Int

    /// What a folder was found to have.
    private enum Answer<Found> {
        case found(Found)
        case nothing

        init(_ found: Found?) { self = found.map(Self.found) ?? .nothing }

        var found: Found? { if case .found(let found) = self { found } else { nil } }
    }

    /// - Parameters:
    ///   - root: The PATH.
    ///   - maximumComparisons: How often a pattern is held against a file or folder: a thousand patterns and twenty thousand
    ///     files.
    ///   - find: Finds a file.
    init(_ root: Root, maximumComparisons: Int = 20_000_000, find: @escaping (ExportPath) -> InputFile?) {
        self.root = root
        self.maximumComparisons = maximumComparisons
        self.find = find
    }

    /// Where it is written that a file is to be left alone.
    ///
    /// As in the Salesforce CLI, the nearest `.forceignore` above a file counts alone. It is not looked for above PATH.
    mutating func hiding(_ file: InputFile) -> Place? {
        let path = file.location.relative[...]
        var folder = path
        while !folder.isEmpty {
            folder = folder.lastIndex(of: "/").map { folder[..<$0] } ?? ""
            guard let ignore = forceIgnore(in: String(folder)) else { continue }
            return line(of: ignore, in: folder, hiding: path)
                .map { Place(file: location(in: folder).description, line: $0) }
        }
        return nil
    }

    /// The line that hides a file, or the first folder on the way to it that is hidden; each folder is looked at once.
    private mutating func line(of ignore: ForceIgnore, in folder: Substring, hiding path: Substring) -> Int? {
        let start = folder.isEmpty ? path.startIndex : path.index(after: folder.endIndex)
        var position = start
        while let slash = path[position...].firstIndex(of: "/") {
            let above = path[..<slash]
            let answer =
                hidden[above]
                ?? Answer(
                    spend(on: ignore, in: folder) ? ignore.lineHiding(path[start..<slash], isFolder: true) : nil)
            hidden[above] = answer
            if let line = answer.found { return line }
            position = path.index(after: slash)
        }
        return spend(on: ignore, in: folder) ? ignore.lineHiding(path[start...], isFolder: false) : nil
    }

    /// Whether patterns may be held against one more path. What they would hide beyond that is not known.
    private mutating func spend(on ignore: ForceIgnore, in folder: Substring) -> Bool {
        comparisons += ignore.count
        guard comparisons > maximumComparisons else { return true }
        guard !isExhausted else { return false }
        isExhausted = true
        problems.append(
            Problem(
                .error, at: Place(file: location(in: folder).description),
                "The file has \(ignore.count) patterns, too many for so many files. Which of the remaining files they hide is not "
                    + "known, so these are read. Shorten the file: a folder's name hides all that is below it."))
        return false
    }

    /// The `.forceignore` of a folder relative to the PATH.
    private func location(in folder: Substring) -> ExportPath {
        ExportPath(String(folder), below: root).appending(ForceIgnore.fileName)
    }

    private mutating func forceIgnore(in folder: String) -> ForceIgnore? {
        if let answer = known[folder] { return answer.found }
        let ignore = read(location(in: folder[...]))
        known[folder] = Answer(ignore)
        return ignore
    }

    private mutating func read(_ path: ExportPath) -> ForceIgnore? {
        guard let file = find(path) else { return nil }
        do throws(DocumentError) {
            return ForceIgnore(try text(of: file))
        } catch {
            problems.append(
                Problem(
                    .error, at: Place(file: file.path),
                    "\(error.message) Which files it hides is not known, so all are read. Fix or remove it."))
            return ForceIgnore("")
        }
    }

    private func text(of file: InputFile) throws(DocumentError) -> String {
        let bytes = try file.bytes(limit: Self.maximumBytes)
        try refusePlaceholder(startingWith: bytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DocumentError(message: "The file cannot be read: it is not UTF-8 text.")
        }
        // Two bytes for each character of ASCII are UTF-8 too, but no text.
        guard !bytes.contains(0) else {
            throw DocumentError(message: "The file cannot be read: it is not text, or not in UTF-8.")
        }
        return text
    }

    /// A megabyte of patterns is more than people write.
    private static let maximumBytes = 1 << 20
}
