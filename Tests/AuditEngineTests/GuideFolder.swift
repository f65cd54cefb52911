import AuditEngine
import Foundation
import OrgModel
import Testing

/// A guide in a folder of its own, which goes when the test is done.
final class GuideFolder: Sendable {
    let path: String

    init(_ files: [String: String]) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("rolecall-guide-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (file, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(file)")) }
    }

    /// A guide that asks for one system permission.
    static func guide(asking permission: String) throws -> Guide {
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
                kind: systemPermission
                severity: major
                rows: [{ permission: \(permission), label: It, requires: granted, purpose: It works. }]
                """,
        ]).load()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The guide, which must be without mistakes.
    func load() throws -> Guide { try Guide.load(path) }

    /// The mistakes, with the files as they are called in the folder.
    func mistakes() -> [Mistake] {
        do throws(GuideError) {
            _ = try Guide.load(path)
            return []
        } catch {
            return error.mistakes
        }
    }

    /// Whether exactly one mistake was told, at a file and line, with the given words.
    func expectOnly(
        _ file: String, _ line: Int, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let mistakes = mistakes()
        #expect(mistakes.count == 1, "\(mistakes)", sourceLocation: sourceLocation)
        #expect(mistakes.first?.file == "\(path)/\(file)", sourceLocation: sourceLocation)
        #expect(mistakes.first?.line == line, "\(mistakes)", sourceLocation: sourceLocation)
        for word in words {
            #expect(mistakes.first?.message.contains(word) == true, "\(mistakes)", sourceLocation: sourceLocation)
        }
    }
}
