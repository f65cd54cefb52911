import Foundation
import TestSupport
import Testing

@testable import rolecall

/// Each sample, its components split as other programs split them.
@Suite("Split samples")
struct SplitSampleTests {
    enum Strategy: CaseIterable {
        case byID, byTag, byTagNested, byIDBesideWhole, byIDHidden
    }

    static let samples = ["ready", "gaps", "muted", "overprivileged"]
    static let types = [
        "profile": "Profile", "permissionset": "PermissionSet", "mutingpermissionset": "MutingPermissionSet",
        "flexipage": "FlexiPage",
    ]

    /// The verdicts and messages of an audit, and its problems, without their places.
    private func verdicts(_ path: String, of sample: String) throws -> [String] {
        let run = Run([
            "audit", path, "--config", "\(root)/SampleMetadata/\(sample)/rolecall.yml", "--report", "json", "--as-of",
            "2026-06-01",
        ])
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any], "\(run.error)")
        let requirements = try #require(report["requirements"] as? [[String: Any]])
        let problems = report["problems"] as? [[String: Any]] ?? []
        return requirements.map { "\($0["id"] ?? "") \($0["verdict"] ?? "") \($0["message"] ?? "")" }
            + problems.map { "\($0["severity"] ?? "") \($0["message"] ?? "")" }
    }

    /// The sample's files, each component of the types above split.
    private func files(of sample: String, _ strategy: Strategy) throws -> [String: String] {
        let folder = "\(root)/SampleMetadata/\(sample)"
        var files: [String: String] = [:]
        var count = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            guard let text = try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8) else { continue }
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            let parts = name.split(separator: ".").map(String.init)
            guard path.hasSuffix("-meta.xml"), parts.count == 3,
                let element = Self.types[String(parts[1].dropLast("-meta".count))]
            else {
                files[path] = text
                continue
            }
            count += 1
            let suffix = String(parts[1].dropLast("-meta".count))
            let component = path.dropLast(name.count) + parts[0]
            for (part, content) in split(text, root: element, strategy) {
                files["\(component)/\(part.isEmpty ? "\(parts[0]).\(suffix)-meta" : part).xml"] = content
            }
            if strategy == .byIDBesideWhole || strategy == .byIDHidden { files[path] = text }
            if strategy == .byIDHidden {
                files[".forceignore", default: ""] += "**/\(suffix)s/**/*.xml\n!**/\(suffix)s/*.\(suffix)-meta.xml\n"
            }
        }
        try #require(count > 0)
        return files
    }

    /// A component's file as parts, by their names without `.xml`; the empty name is that of its own file.
    private func split(_ text: String, root: String, _ strategy: Strategy) -> [String: String] {
        let comments = text.replacing(#/(?s)<!--.*?-->/#, with: "")
        guard let body = comments.firstMatch(of: #/(?s)<\w+ xmlns="[^"]*">(.*)<\/\w+>/#) else { return [:] }
        var parts: [String: String] = ["": ""]
        for (number, match) in String(body.1).matches(of: #/(?s)<(\w+)>(.*?)<\/\1>/#).enumerated() {
            let (element, inner) = (String(match.1), String(match.2))
            let object = inner.firstMatch(of: #/<(?:object|field)>(\w+)/#).map { String($0.1) } ?? ""
            let part =
                if !inner.contains("<") {
                    ""
                } else if strategy == .byTag {
                    element
                } else if strategy == .byTagNested {
                    object.isEmpty ? element : "\(element)/\(object).\(element)-meta"
                } else {
                    "\(element)/\(number).\(element)-meta"
                }
            parts[part, default: ""] += String(match.0)
        }
        return parts.mapValues { "<\(root) xmlns=\"http://soap.sforce.com/2006/04/metadata\">\($0)</\(root)>" }
    }

    @Test(
        "They get the verdicts of the sample, as a folder and as a zip of the repository", arguments: samples)
    func verdicts(sample: String) throws {
        let expected = try verdicts("\(root)/SampleMetadata/\(sample)", of: sample)
        for strategy in Strategy.allCases {
            try withTemporaryFolder { folder in
                let files = try files(of: sample, strategy)
                for (path, text) in files { try write(text, to: "\(folder)/project/\(path)") }
                let zip = ZipArchive(
                    Dictionary(uniqueKeysWithValues: files.map { ("\(sample)-main/\($0.key)", $0.value) }))
                try zip.data.write(to: URL(fileURLWithPath: "\(folder)/project.zip"))
                #expect(try verdicts("\(folder)/project", of: sample) == expected, "\(strategy)")
                #expect(try verdicts("\(folder)/project.zip", of: sample) == expected, "\(strategy)")
            }
        }
    }
}
