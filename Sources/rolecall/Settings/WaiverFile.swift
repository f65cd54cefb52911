import AuditEngine
import Foundation
import OrgModel

/// The file of waivers that is meant, which need not be there.
struct WaiverFile {
    /// Where it is; also how it is called in messages and reports.
    let path: String
    /// Whether somebody named it, so that it must be there.
    let isNamed: Bool
    /// Whether it merely lies in PATH, and nothing there is to be read: another configuration was named, or none is wanted.
    let isLeftAlone: Bool

    static let fileName = "rolecall-waivers.yml"

    /// The file that is typed, else the configured one, else the one that is where `rolecall.yml` does.
    init(_ typed: SubjectOptions, _ configuration: Configuration) {
        let named = typed.what.waivers ?? configuration.waivers
        let path = named ?? Configuration.path(of: Self.fileName, beside: typed.paths.first ?? ".")
        self.path = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        isNamed = named != nil
        isLeftAlone = named == nil && (typed.what.noConfig || typed.what.config != nil)
    }

    /// Refuses to speak of a file that no audit with the same options reads.
    func refuseLeavingAlone() throws(CommandFailure) {
        guard isLeftAlone else { return }
        throw CommandFailure(
            "Beside --config and --no-config the waivers in PATH do not count. Name the file with --waivers.",
            status: .usage)
    }

    /// The text with all that is there, a byte order mark too; `nil` where there is no file.
    ///
    /// - Throws: ``CommandFailure`` where it is there and cannot be read.
    func text() throws(CommandFailure) -> String? {
        guard !isLeftAlone, isAnything(at: path) else { return nil }
        if !isNamed {
            let folder = URL(fileURLWithPath: path).deletingLastPathComponent().relativePath
            try Configuration.refuseLeadingOut(path, of: folder, option: "--waivers")
        }
        do throws(TextFileError) {
            return try readWholeText(ofFile: path, .settings)
        } catch {
            throw CommandFailure("\(path) cannot be read: \(error.reason).")
        }
    }

    /// Its waivers; none where nobody named a file and none is there.
    ///
    /// - Throws: ``CommandFailure`` with every error in the file, with its line.
    func read() throws(CommandFailure) -> [Waiver] {
        guard let text = try text() else {
            if isNamed { throw CommandFailure("\(path) cannot be read: it does not exist.") }
            return []
        }
        do throws(WaiverError) {
            return try Waiver.read(text, file: path)
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension CommandFailure {
    /// Every error in a file of waivers.
    init(_ error: WaiverError) {
        self.init(lines: CommandFailure(error.diagnostics.map(\.description)).lines + error.linesToPaste)
    }
}
