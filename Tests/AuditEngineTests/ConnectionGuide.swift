import AuditEngine
import OrgModel
import TestSupport
import Testing

/// A guide with one table of a kind that is about connections.
func connectionGuide(_ kind: String, _ rows: String...) throws -> Guide {
    try connectionGuideFolder(kind, rows).load()
}

/// - Parameter remedy: The remedy of each row; `nil` where it has none, or one of its own.
func connectionGuideFolder(
    _ kind: String, _ rows: [String], remedy: String? = "{ setup: Click., metadata: <A/> }"
) throws -> GuideFolder {
    let texts = rows.map { row in
        let lines = row.split(separator: "\n").map(String.init) + (remedy.map { ["remedy: \($0)"] } ?? [])
        return "  - label: It\n    purpose: It connects.\n" + lines.map { "    \($0)" }.joined(separator: "\n")
    }
    return try GuideFolder.table(of: kind, rows: "\n" + texts.joined(separator: "\n"))
}

extension Export {
    /// A manifest that asks for all of some types.
    func manifest(askingForAllOf types: String..., version: String = "63.0") -> Export {
        metadata(
            "Package", "package.xml",
            types.map { "<types><members>*</members><name>\($0)</name></types>" } + ["<version>\(version)</version>"])
    }
}
