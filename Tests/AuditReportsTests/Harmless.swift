import AuditEngine
import Foundation
import OrgModel
import Testing

extension AwkwardResult {
    /// Every character at which a terminal or a viewer does something instead of showing it, and line breaks.
    static let activeCharacters: [Unicode.Scalar] = [
        0x00...0x1F, 0x7F...0x9F, 0x061C...0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF...0xFEFF,
    ].joined().compactMap { (value: UInt32) in Unicode.Scalar(value) }

    /// One name for each of ``activeCharacters``; XML and JSON escape some of them, so they are apart.
    static let activeNames = activeCharacters.map { "Evil\($0)31m" }

    /// Those names wherever a result contains one.
    static func active() throws -> AuditResult {
        var principal = Principal()
        principal.username = activeNames[0x9B - 0x7F + 0x20]
        principal.permissionSets = activeNames.map { ComponentID(.permissionSet, $0) }
        principal.endUsers = activeNames.map { .init(username: $0, role: .role($0)) }
        let evidence = activeNames.map {
            Evidence(component: ComponentID(.profile, $0), place: Place(file: $0, line: 1), says: $0)
        }
        return try FormatResults.findings(
            activeNames, evidence: evidence, principal: principal,
            problems: activeNames.map { Problem(.error, at: Place(file: $0, line: 1), $0) },
            roleTree: RoleTree(
                roles: activeNames.map { Role(name: $0, place: Place(file: $0)) }, apiUserRole: activeNames[1]))
    }
}

/// Expects that nothing in a text makes a terminal or a CI runner do anything.
///
/// - Parameter mayCommand: Whether lines may be commands of GitHub's, which the format "github" is for.
func expectHarmless(_ text: String, mayCommand: Bool = false, sourceLocation: SourceLocation = #_sourceLocation) {
    // A byte order mark at the start of a file is meant: Excel requires one.
    let scalars = text.unicodeScalars.drop { $0 == "\u{FEFF}" }
    let active = Set(AwkwardResult.activeCharacters).subtracting(["\n"]).intersection(scalars)
    #expect(active.map { String($0.value, radix: 16) }.sorted() == [], sourceLocation: sourceLocation)
    #expect(text.firstMatch(of: #/##[A-Za-z]*\[/#) == nil, sourceLocation: sourceLocation)
    for line in text.split(separator: "\n") where !mayCommand {
        #expect(!line.drop(while: \.isWhitespace).hasPrefix("::"), "\(line)", sourceLocation: sourceLocation)
    }
}
