import AuditEngine
import OrgModel
import TestSupport
import Testing

/// A guide in a folder of its own, which goes when the test is done.
final class GuideFolder: Sendable {
    private let folder: TemporaryFolder
    var path: String { folder.path }

    init(_ files: [String: String]) throws { folder = try TemporaryFolder(files) }

    /// A guide with one table of a kind.
    ///
    /// - Parameter rows: What is after `rows:`.
    static func table(of kind: String, rows: String) throws -> GuideFolder {
        try GuideFolder([
            "guide.yaml": """
            id: one
            title: One
            edition: First
            source: https://example.com/guide
            summary: A guide for tests.
            objects: {}
            tables: [t.yaml]
            """,
            "t.yaml": """
            table: "1"
            title: T
            caption: T
            kind: \(kind)
            severity: major
            rows:\(rows)
            """,
        ])
    }

    /// A guide that requires one system permission.
    static func guide(asking permission: String) throws -> Guide {
        try table(
            of: "systemPermission",
            rows: " [{ permission: \(permission), label: It, requires: granted, purpose: It works. }]"
        ).load()
    }

    /// The guide, which must be without errors.
    func load() throws -> Guide { try Guide.load(path) }

    /// The errors, with the files as they are called in the folder.
    func diagnostics() -> [Diagnostic] {
        do throws(GuideError) {
            _ = try Guide.load(path)
            return []
        } catch {
            return error.diagnostics
        }
    }

    /// Whether exactly one error was reported, at a file and line, with the given words.
    func expectOnly(
        _ file: String, _ line: Int, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let diagnostics = diagnostics()
        #expect(diagnostics.count == 1, "\(diagnostics)", sourceLocation: sourceLocation)
        #expect(diagnostics.first?.file == "\(path)/\(file)", sourceLocation: sourceLocation)
        #expect(diagnostics.first?.line == line, "\(diagnostics)", sourceLocation: sourceLocation)
        for word in words {
            #expect(diagnostics.first?.message.contains(word) == true, "\(diagnostics)", sourceLocation: sourceLocation)
        }
    }
}
