/// A place in the input that a reader can open: a file, and a line where one is meant.
public struct Place: Sendable, Hashable, Comparable {
    /// The audited PATH as it was typed, then the file's path below it, as it is named on disk.
    public let file: String
    /// The line, from 1; `nil` where the file as a whole is meant.
    public let line: Int?

    /// Makes a place.
    public init(file: String, line: Int? = nil) {
        self.file = file
        self.line = line
    }

    public static func < (left: Place, right: Place) -> Bool {
        (left.file, left.line ?? 0) < (right.file, right.line ?? 0)
    }
}

extension Place: CustomStringConvertible {
    /// `file:line`, the form that terminals and editors recognize.
    public var description: String {
        line.map { "\(file):\($0)" } ?? file
    }
}
