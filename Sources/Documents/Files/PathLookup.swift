import Foundation

// What is at a path of the file system, before anything is opened.

/// Whether anything is at a path: a symbolic link that leads nowhere counts, so that a reader of the file gets its error.
package func isAnything(at path: String) -> Bool {
    var status = stat()
    return unsafe lstat(path, &status) == 0
}

/// Whether what a path leads to, symbolic links followed, is outside a folder; false where it leads nowhere.
package func leadsOut(_ path: String, of folder: String) -> Bool {
    guard let place = realPath(path) else { return false }
    guard let border = realPath(folder) else { return true }
    return !lies(place, in: border)
}

/// Whether a path is in a folder or below it; both as the system spells them.
package func lies(_ path: String, in folder: String) -> Bool {
    path == folder || path.hasPrefix(folder.hasSuffix("/") ? folder : folder + "/")
}

/// The one absolute path of what is there, without symbolic links; `nil` where a path leads nowhere.
package func realPath(_ path: String) -> String? {
    // The system makes the text, which ends with a zero; it is copied and freed at once.
    guard let resolved = unsafe realpath(path, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(validatingCString: resolved)
}

/// What a path on disk leads to, symbolic links followed.
package enum FileKind {
    case folder
    case file
    /// What would be waited for, such as a FIFO, and devices.
    case special

    /// `nil` where the path leads nowhere.
    package init?(of path: String) {
        guard let status = status(path) else { return nil }
        self.init(status)
    }

    fileprivate init(_ status: stat) {
        switch status.st_mode & S_IFMT {
        case S_IFDIR: self = .folder
        case S_IFREG: self = .file
        default: self = .special
        }
    }
}

/// What is found at a path on disk, or why nothing is.
package enum PathLookup {
    case found(FileKind)
    /// There is nothing.
    case absent
    /// There is a symbolic link, and nothing where it leads.
    case leadsNowhere
    /// There is a symbolic link, and for this reason it is not known what it leads to.
    case closedLink(reason: String)
    /// For this reason it is not known what is there: mostly a folder above it that may not be searched.
    case unreadableFolder(reason: String)

    private static let codesOfNothing: Set<Int32> = [ENOENT, ENOTDIR, ELOOP]

    package var isFound: Bool { if case .found = self { true } else { false } }

    /// Whether there is what would be waited for, or a device.
    package var isSpecial: Bool { if case .found(.special) = self { true } else { false } }

    /// Why it is not known what is there; `nil` where it is.
    package var reasonClosed: String? {
        switch self {
        case .closedLink(let reason), .unreadableFolder(let reason): reason
        case .found, .absent, .leadsNowhere: nil
        }
    }

    package init(_ path: String) {
        var status = stat()
        if unsafe stat(path, &status) == 0 {
            self = .found(FileKind(status))
            return
        }
        let code = errno
        let isThere = unsafe lstat(path, &status) == 0
        let reason = systemReason(code)
        switch (isThere, Self.codesOfNothing.contains(code)) {
        case (true, true): self = .leadsNowhere
        case (true, false): self = .closedLink(reason: reason)
        case (false, true): self = .absent
        case (false, false): self = .unreadableFolder(reason: reason)
        }
    }
}

/// What says whether two paths lead to one file or folder.
package struct FileIdentity: Hashable {
    private let device: UInt64
    private let inode: UInt64
    /// Whether hard links give it more names than the one that it is known by.
    package let hasSeveralNames: Bool

    /// `nil` where the path leads nowhere.
    package init?(of path: String) {
        guard let status = status(path) else { return nil }
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        hasSeveralNames = status.st_nlink > 1
    }
}

private func status(_ path: String) -> stat? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? status : nil
}
