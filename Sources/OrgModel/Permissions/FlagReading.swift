import Documents

/// Why a file does not tell whether something is true or false.
package enum FlagDoubt: Sendable, Hashable {
    /// It says neither of the two, but this.
    case invalid(String)
    /// It says both; where the later of them is.
    case contradicted(Place)
    /// Another file of the component says the other of the two, there.
    case contradictedInFile(Place)
    /// It says nothing, in an entry that takes something away.
    case unsaid
    /// It says that one flag is true and not another one that Salesforce never stores it without.
    case impossible(granted: String, lacking: String)
    /// It says that it is true, but leaves open another flag that it cannot be true without.
    case needing(String)
    /// It says that something is true which another file of the component proves to be missing.
    case missing(in: Place)
    /// What the whole component gives or takes away is in doubt: one file of its group names it, and this one does not.
    case unnamed(by: Place)
}

/// What the elements of one entry, or those of a file itself, say that are true or false.
struct FlagReading: Sendable, Equatable {
    /// The first value of each flag that is one.
    private var said: [String: Bool] = [:]
    /// The flags of which the file does not tell.
    private(set) var doubts: [String: FlagDoubt] = [:]

    /// The flags that are true beyond doubt.
    var granted: Set<String> { Set(said.lazy.filter { $0.value && doubts[$0.key] == nil }.map(\.key)) }

    /// What is said of a flag; `nil` where nothing is, and where it is in doubt.
    func value(of flag: String) -> Bool? { doubts[flag] == nil ? said[flag] : nil }

    /// Whether a flag is true, or may be so.
    func mayBeTrue(_ flag: String) -> Bool { doubts[flag] != nil || said[flag] == true }

    /// Leaves open the flags of which nothing is said.
    mutating func doubtUnsaid(_ flags: [String]) {
        for flag in flags where said[flag] == nil && doubts[flag] == nil { doubts[flag] = .unsaid }
    }

    /// Adds an element. The same value twice is no harm.
    ///
    /// - Returns: What is invalid about it.
    mutating func add(_ record: MetadataRecord, in file: String) -> Problem? {
        let (flag, place) = (record.element, Place(file: file, line: record.line))
        guard let value = record.flag else {
            doubts[flag] = doubts[flag] ?? .invalid(record.invalidValue)
            return Problem(
                .warning, kind: .invalidFlag, at: place,
                "<\(flag)> contains \"\(record.invalidValue)\", which is neither true nor false, so what depends on it is "
                    + "unknown. Write true or false, or retrieve the file again.")
        }
        guard let earlier = said[flag] else {
            said[flag] = value
            return nil
        }
        guard earlier != value, doubts[flag] == nil else { return nil }
        doubts[flag] = .contradicted(place)
        return Problem(
            .warning, kind: .contradictoryFlag, at: place,
            "<\(flag)> says \(value) here and \(earlier) before, so what depends on it is unknown. "
                + "Remove the one that is wrong.")
    }
}

extension MetadataRecord {
    /// The element's value, white space aside; `nil` for one that is neither true nor false.
    fileprivate var flag: Bool? { text == "true" ? true : text == "false" ? false : nil }

    /// What is in the place of a value: so much of it that one finds it, with blanks that look like none written out.
    fileprivate var invalidValue: String {
        if let child = children.first { return "<\(child.element)>" }
        let shown = text.unicodeScalars.prefix(40).map { scalar in
            scalar.isBlank ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
        }
        return shown.joined() + (text.unicodeScalars.count > 40 ? "…" : "")
    }
}

extension Unicode.Scalar {
    /// Whether it looks like a space, or like nothing at all, and is not a space that XML leaves aside.
    fileprivate var isBlank: Bool {
        !isASCII && (properties.isWhitespace || properties.generalCategory == .format)
    }
}

extension Problem.Kind {
    static let invalidFlag = Problem.Kind("invalid flag")
    static let contradictoryFlag = Problem.Kind("contradictory flag")
}
