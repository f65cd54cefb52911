import Documents
import Foundation

/// Where the folders and files of an export are: on disk, or in a commit of a Git repository.
///
/// Paths are as on disk: PATH as it was typed, and what is below it.
package protocol FileTree: Sendable {
    /// What is read of the files, for where other trees are read too; `nil` where none is.
    var readings: TreeReadings? { get }

    /// What is at a path, behind symbolic links.
    func lookUp(_ path: String) -> PathLookup

    /// Which folder or file is at a path, behind symbolic links; `nil` where none is.
    func identity(of path: String) -> TreeIdentity?

    /// Whether a path is of a symbolic link itself.
    func isLink(_ path: String) -> Bool

    /// The names of what is directly in a folder.
    ///
    /// - Throws: What keeps the folder from being read.
    func names(inFolder path: String) throws -> [String]

    /// Where the bytes of a file are.
    func contents(of path: String) -> FileContents

    /// Whether a folder may be searched, or a file read.
    func mayRead(_ path: String, isFolder: Bool) -> Bool
}

/// What says whether two paths of one ``FileTree`` lead to one folder or file.
package enum TreeIdentity: Hashable {
    case onDisk(FileIdentity)
    /// Its path in the repository, behind symbolic links.
    case committed(String)
}

extension FileTree {
    /// A file that is looked for by its name; `nil` where nothing is there.
    ///
    /// What is there and is not a regular file is a file that cannot be read, which is reported where it is opened.
    func file(soughtAt location: ExportPath) -> InputFile? {
        if case .absent = lookUp(location.onDisk) { return nil }
        return file(at: location)
    }

    func file(at location: ExportPath) -> InputFile { InputFile(location, contents(of: location.onDisk)) }

    /// Whether there is a folder at a path.
    func isFolder(_ path: String) -> Bool { if case .found(.folder) = lookUp(path) { true } else { false } }
}

/// The folders and files on disk, as they are now.
package struct FilesOnDisk: FileTree {
    package let readings: TreeReadings? = nil

    /// All there are.
    package init() {}

    package func lookUp(_ path: String) -> PathLookup { PathLookup(path) }

    package func identity(of path: String) -> TreeIdentity? { FileIdentity(of: path).map(TreeIdentity.onDisk) }

    package func isLink(_ path: String) -> Bool {
        var status = stat()
        // The system fills a structure of this function's own.
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    package func names(inFolder path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path)
    }

    package func contents(of path: String) -> FileContents { .disk(path) }

    package func mayRead(_ path: String, isFolder: Bool) -> Bool {
        // The system reads the path, a text that ends with a zero, for as long as the call takes.
        unsafe access(path, isFolder ? R_OK | X_OK : R_OK) == 0
    }
}
