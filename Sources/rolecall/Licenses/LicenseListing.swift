import AuditReports
import Foundation

/// What `rolecall --licenses` prints: the licenses of this program, of what is in it, and of the shared libraries that it uses.
struct LicenseListing {
    /// The paths of the shared libraries that the process uses; `nil` where the system does not say.
    let sharedLibraries: [String]?

    /// Each path once, under the library's name.
    private var paths: [String: String] {
        let named = (sharedLibraries ?? []).map { (Self.name(ofLibrary: $0), $0) }
        return Dictionary(named, uniquingKeysWith: { first, _ in first })
    }

    /// The name without its endings: libxml2 of /usr/lib/libxml2.so.2.
    private static func name(ofLibrary path: String) -> String {
        let file = path.split(separator: "/").last ?? ""
        return String(file.split(separator: ".").first ?? "")
    }

    var text: String {
        (["rolecall \(rolecallVersion) has the license MIT."] + parts + [Self.texts]).joined(separator: "\n\n") + "\n"
    }

    private static let texts = """
        The texts of the licenses are in THIRD-PARTY.txt, beside the program in the archive of a release, or in
        /usr/share/doc/rolecall where the Debian package is installed.
        """

    private var parts: [String] {
        guard let sharedLibraries else {
            return [
                "This system does not say which shared libraries a process uses (Linux does where /proc is mounted). In the\n"
                    + "program, or used by it as shared libraries, are:\n"
                    + Self.rows(ThirdPartyPart.all)
            ]
        }
        guard !sharedLibraries.isEmpty else {
            return ["The program is static: it uses no shared library. In it are:\n" + Self.rows(ThirdPartyPart.all)]
        }
        let inside = ThirdPartyPart.ofEachProgram.filter { used(of: $0).isEmpty }
        return [
            "In the program are:\n" + Self.rows(inside),
            "It uses these shared libraries of the system:\n"
                + Self.rows(ThirdPartyPart.all.filter { !used(of: $0).isEmpty })
                + "\n\n" + Set(paths.values).sorted().map { "  \($0.visible)" }.joined(separator: "\n"),
        ]
    }

    /// The names of a part's libraries that the process uses.
    private func used(of part: ThirdPartyPart) -> [String] { part.libraries.filter { paths[$0] != nil } }

    private static func rows(_ parts: [ThirdPartyPart]) -> String {
        let name = (parts.map(\.name.count).max() ?? 0) + 2
        let license = (parts.map(\.license.count).max() ?? 0) + 2
        let lines = parts.map { part in
            "  " + part.name.padding(toLength: name, withPad: " ", startingAt: 0)
                + part.license.padding(toLength: license, withPad: " ", startingAt: 0) + part.address
        }
        return lines.joined(separator: "\n")
    }
}
