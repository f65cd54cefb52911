import Foundation
import TestSupport
import Testing

@testable import rolecall

/// One org in every layout in which it can arrive.
@Suite("One org in every layout")
struct LayoutTests {
    private let ready = "\(root)/SampleMetadata/ready"

    /// What a JSON report says, without the files that it says it about.
    private func verdicts(_ path: String, _ arguments: String...) throws -> String {
        let run = Run(["audit", path, "--config", "\(ready)/rolecall.yml", "--report", "json"] + arguments)
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.error)")
        let requirements = try #require(report["requirements"] as? [[String: Any]])
        let told = requirements.map { requirement in
            let evidence = (requirement["evidence"] as? [[String: Any]] ?? []).map { $0["says"] as? String ?? "" }
            return
                "\(requirement["id"] ?? "") \(requirement["verdict"] ?? "") \(requirement["message"] ?? "") \(evidence)"
        }
        let problems = (report["problems"] as? [[String: Any]] ?? []).map { "\($0["message"] ?? "")" }
        return (told + problems).joined(separator: "\n")
    }

    /// The sample's files as Metadata API format has them, by path below the package's folder.
    private func metadataAPIFiles() throws -> [String: String] {
        var files: [String: String] = [:]
        var fields: [String: [String]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: ready) where path.hasSuffix("-meta.xml") {
            let text = try String(contentsOfFile: "\(ready)/\(path)", encoding: .utf8)
            let parts = path.dropLast("-meta.xml".count).split(separator: "/").map(String.init)
            if path.hasSuffix(".field-meta.xml") {
                let inner = text.replacing(#/<\?xml.*?\?>|<\/?CustomField[^>]*>/#, with: "")
                fields[parts[parts.count - 3], default: []].append("<fields>\(inner)</fields>")
            } else if path.hasSuffix(".object-meta.xml") {
                files["objects/\(parts[parts.count - 1])"] = text
            } else {
                files[parts.suffix(2).joined(separator: "/")] = text
            }
        }
        for (object, definitions) in fields {
            let path = "objects/\(object).object"
            let empty = "<CustomObject xmlns=\"http://soap.sforce.com/2006/04/metadata\"></CustomObject>"
            files[path] = (files[path] ?? empty).replacing(
                "</CustomObject>", with: "\(definitions.joined())</CustomObject>")
        }
        files["package.xml"] = try String(contentsOfFile: "\(ready)/manifest/package.xml", encoding: .utf8)
        return files
    }

    @Test("A Metadata API folder and its zip say what the DX project says")
    func metadataAPI() throws {
        try withTemporaryFolder { folder in
            let files = try metadataAPIFiles()
            for (path, text) in files { try write(text, to: "\(folder)/mdapi/unpackaged/\(path)") }
            let entries = files.map { ("unpackaged/\($0.key)", $0.value) }
            let zip = ZipArchive(Dictionary(uniqueKeysWithValues: entries))
            try zip.data.write(to: URL(fileURLWithPath: "\(folder)/org.zip"))
            let expected = try verdicts(ready)
            let unpacked = try verdicts("\(folder)/mdapi")
            let zipped = try verdicts("\(folder)/org.zip")
            #expect(unpacked == expected)
            #expect(zipped == expected)
            #expect(expected.contains("field/Case.AccountId passed"))
        }
    }

    @Test("A project with decomposed permission sets says the same, in both presets", arguments: [false, true])
    func decomposed(_ isSecondPreset: Bool) throws {
        try withTemporaryFolder { folder in
            let project = "\(folder)/project"
            try copyFiles(from: ready, to: project)
            let sets = "\(project)/force-app/main/default/permissionsets"
            for name in ["LivePerson_Integration", "LivePerson_System_Access"] {
                try decompose(name, in: sets, isSecondPreset: isSecondPreset)
            }
            let expected = try verdicts(ready)
            let decomposed = try verdicts(project)
            #expect(decomposed == expected)
        }
    }

    /// Splits a permission set's file: one file for each entry, or one for each kind and each object.
    private func decompose(_ name: String, in folder: String, isSecondPreset: Bool) throws {
        let file = "\(folder)/\(name).permissionset-meta.xml"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try FileManager.default.removeItem(atPath: file)
        var rest = text
        var parts: [String: String] = [:]
        for (number, match) in text.matches(
            of: #/(?s)<(userPermissions|objectPermissions|fieldPermissions)>(.*?)<\/\1>/#
        ).enumerated() {
            let kind = String(match.1)
            let object =
                String(match.2).firstMatch(of: #/<(?:object|field)>([A-Za-z0-9_]+)/#).map { String($0.1) } ?? ""
            rest = rest.replacing(String(match.0), with: "")
            if isSecondPreset {
                let path =
                    kind == "userPermissions" ? "\(name).userPermission" : "objectSettings/\(object).objectSettings"
                parts[path, default: ""] += String(match.0)
            } else {
                parts["\(kind)/entry\(number).\(kind.dropLast())"] = String(match.2)
            }
        }
        try write(rest, to: "\(folder)/\(name)/\(name).permissionset-meta.xml")
        for (path, content) in parts {
            let element =
                isSecondPreset
                ? "PermissionSet"
                : (path.split(separator: ".").last.map { $0.prefix(1).uppercased() + $0.dropFirst() } ?? "")
            let namespace = isSecondPreset ? "" : " xmlns=\"http://soap.sforce.com/2006/04/metadata\""
            try write("<\(element)\(namespace)>\(content)</\(element)>", to: "\(folder)/\(name)/\(path)-meta.xml")
        }
    }
}
