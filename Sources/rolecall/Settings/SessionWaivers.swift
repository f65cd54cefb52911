import AuditEngine
import Foundation
import OrgModel

/// The file of waivers that is meant, which need not be there.
extension Session {
    /// Where it is; also how it is called in messages and reports: the file that is typed, else the configured one, else
    /// the one that is where `rolecall.yml` would be.
    var waiversPath: String {
        let path =
            settings.what.waivers
            ?? SettingsFile.path(of: SettingsFile.waiversFileName, beside: typed.paths.first ?? ".")
        return path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    }

    /// Whether the waivers in PATH are not to be read: another configuration was named, or none is wanted.
    var ignoresWaiversInPath: Bool {
        settings.what.waivers == nil && (typed.what.noConfig || typed.what.config != nil)
    }

    /// Refuses to speak of a file that no audit with the same options reads.
    func refuseIgnoredWaivers() throws(CommandFailure) {
        guard ignoresWaiversInPath else { return }
        throw CommandFailure(
            "Beside --config and --no-config the waivers in PATH do not count. Name the file with --waivers.",
            status: .usage)
    }

    /// The file's waivers; none where no file was named and none is there.
    ///
    /// - Throws: ``CommandFailure`` with every error in the file, with its line.
    var waivers: [Waiver] {
        get throws(CommandFailure) {
            guard let text = try waiversText else {
                if settings.what.waivers == nil { return [] }
                throw CommandFailure("\(waiversPath) cannot be read: it does not exist.")
            }
            do throws(WaiverError) {
                return try Waiver.read(text, file: waiversPath)
            } catch {
                throw CommandFailure(error)
            }
        }
    }

    /// Reads the file's text; `nil` where there is no file.
    ///
    /// - Throws: ``CommandFailure`` where it is there and cannot be read.
    func readWaivers() throws(CommandFailure) -> String? {
        guard !ignoresWaiversInPath, isAnything(at: waiversPath) else { return nil }
        if settings.what.waivers == nil {
            let folder = SettingsFile.folder(of: waiversPath)
            try SettingsFile.refuseLeadingOut(waiversPath, of: folder, option: "--waivers")
        }
        do throws(FileError) {
            return try readWholeText(ofFile: waiversPath, .settings)
        } catch {
            throw CommandFailure("\(waiversPath) cannot be read: \(error.reason).")
        }
    }
}

extension CommandFailure {
    /// Every error in a file of waivers.
    init(_ error: WaiverError) {
        self.init(lines: CommandFailure(error.diagnostics.map(\.description)).lines + error.linesToPaste)
    }
}
