import AuditEngine
import Documents
import Foundation
import TestSupport
import Testing

@Suite("The JSON Schemas of rule files")
struct SchemaTests {
    static let shapes: [(name: String, shape: Shape)] =
        [("guide", GuideShapes.guide), ("table", GuideShapes.table), ("waivers", Waiver.shape)]
        + PlatformShapes.all.map { ("salesforce-\($0.file)", $0.shape) }

    @Test("Each schema says what the loader checks", arguments: shapes.map(\.name))
    func generated(name: String) throws {
        let shape = try #require(Self.shapes.first { $0.name == name }?.shape)
        try expect(JSONSchema.text(of: shape), equalsFile: "Rules/schemas/\(name).schema.json")
    }

    @Test("There is no other schema")
    func all() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: "\(root)/Rules/schemas")
        #expect(files.sorted() == Self.shapes.map { "\($0.name).schema.json" }.sorted())
    }

    // MARK: Loader and schema

    /// Files, each with what makes it valid or invalid, for which `.ci/check-consumers` expects the same of the schemas.
    private static let files = "\(root)/Tests/AuditEngineTests/RuleFiles"

    private static func cases(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(files)/\(folder)").sorted()
    }

    /// The errors of the loader in one file, beside which the others of its guide are valid.
    private func diagnostics(_ kind: String, _ path: String) throws -> [Diagnostic] {
        func text(_ path: String) throws -> String {
            try String(contentsOfFile: "\(Self.files)/\(path)", encoding: .utf8)
        }
        if kind == "waivers" {
            let text = try text(path)
            do throws(WaiverError) {
                _ = try Waiver.read(text, file: path)
                return []
            } catch { return error.diagnostics }
        }
        var texts = ["guide.yaml": try text("guide.yaml"), "table.yaml": try text("table.yaml")]
        texts["\(kind).yaml"] = try text(path)
        let folder = try GuideFolder(texts)
        return folder.diagnostics()
    }

    @Test("What is valid by the schemas is valid for the loader", arguments: ["guide", "table", "waivers"])
    func valid(kind: String) throws {
        for name in try Self.cases("valid/\(kind)") {
            #expect(try diagnostics(kind, "valid/\(kind)/\(name)") == [], "\(kind)/\(name)")
        }
    }

    @Test("What is invalid by the schemas is invalid for the loader", arguments: ["guide", "table", "waivers"])
    func invalid(kind: String) throws {
        for name in try Self.cases("invalid/\(kind)") {
            #expect(try !diagnostics(kind, "invalid/\(kind)/\(name)").isEmpty, "\(kind)/\(name)")
        }
    }
}
