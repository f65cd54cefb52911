import ArgumentParser
import AuditEngine
import Foundation
import OrgModel

extension CompletionKind {
    /// Built-in guides, and folders that contain one.
    static let guides = custom { _, _, prefix in TypedNames.guides(beginning: prefix) }

    /// The requirement ids of the guide that is meant.
    static let requirements = custom { words, index, _ in TypedNames(words, index).guide?.requirements.map(\.id) ?? [] }

    /// The editions of the guide that is meant.
    static let editions = custom { words, index, _ in TypedNames(words, index).guide?.editions.map(\.key) ?? [] }

    /// The objects of the guide that is meant, on and off.
    static let objects = custom { words, index, _ in
        TypedNames.switches(TypedNames(words, index).guide?.objects.map(\.key) ?? [])
    }

    /// The same for its features.
    static let features = custom { words, index, _ in
        TypedNames.switches(TypedNames(words, index).guide?.features.map(\.key) ?? [])
    }

    /// The names that differ from org to org.
    static let keys = custom { words, index, _ in (TypedNames(words, index).guide?.nameKeys ?? []).map { "\($0)=" } }

    /// The names of the export's components of a type.
    static func names(of type: MetadataType) -> CompletionKind {
        custom { words, index, _ in TypedNames(words, index).components(of: type) }
    }
}

/// What completes a word of a command line. What cannot be read is left out, without a word: completions are printed into
/// the line that somebody types.
private struct TypedNames {
    /// The words with the name of the program, without the one that is typed.
    private let words: [String]

    init(_ words: [String], _ index: Int) {
        self.words = words.enumerated().filter { $0.offset != index }.map { Self.unquoted($0.element) }
    }

    /// A word as the shell passes it on. What is inside is left alone: a name that does not fit completes nothing.
    private static func unquoted(_ word: String) -> String {
        var word = word
        for quote in ["\"", "'"] where word.hasPrefix(quote) {
            word = String(word.dropFirst())
            if word.hasSuffix(quote) { word = String(word.dropLast()) }
        }
        return word.replacing("\\", with: "")
    }

    // MARK: Guides

    static func guides(beginning prefix: String) -> [String] {
        let folder = prefix.lastIndex(of: "/").map { String(prefix[...$0]) } ?? ""
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        let folders = names.sorted().filter { FileKind(of: folder + $0) == .folder && !$0.hasPrefix(".") }
        return Guide.embedded
            + folders.map { name in
                let path = (folder.isEmpty ? "./" : folder) + name
                return isAnything(at: "\(path)/guide.yaml") ? path : "\(path)/"
            }
    }

    /// The guide that is named, or else the configured one, or else the default.
    var guide: Guide? {
        guard let settings = try? Settings.parse(typedSettings), let file = try? SettingsFile.find(for: settings) else {
            return nil
        }
        return try? settings.completed(by: file).loadGuide(typed: settings, file)
    }

    private var typedSettings: [String] {
        let named = ["--guide", "--edition", "--config"].flatMap { flag in value(of: flag).map { [flag, $0] } ?? [] }
        return named + (words.contains("--no-config") && value(of: "--config") == nil ? ["--no-config"] : []) + ["--"]
            + paths
    }

    static func switches(_ keys: [String]) -> [String] { keys.flatMap { ["\($0)=on", "\($0)=off"] } }

    // MARK: The export

    func components(of type: MetadataType) -> [String] {
        let exports = paths.isEmpty ? ["."] : paths
        // Never all of somebody's home folder.
        guard exports.allSatisfy(Self.isExport), let catalog = try? MetadataCatalog.scan(exports) else { return [] }
        return catalog.components(of: type).map(\.id.fullName).sorted()
    }

    private static func isExport(_ path: String) -> Bool {
        guard FileKind(of: path) == .folder else { return FileKind(of: path) == .file }
        let marks = [
            "sfdx-project.json", "package.xml", SettingsFile.fileName, "profiles", "permissionsets", "roles",
            "unpackaged",
            "main", "export",
        ]
        return marks.contains { isAnything(at: "\(path)/\($0)") }
    }

    /// The words that are paths: those behind `-d`, and those that are there and belong to no option.
    private var paths: [String] {
        zip(words, words.dropFirst()).compactMap { before, word in
            if ["-d", "--source-dir"].contains(before) { return word }
            let isValue = before.hasPrefix("-") && !before.contains("=") && !Self.flags.contains(before)
            return word.hasPrefix("-") || isValue || !isAnything(at: word) || TypedArguments.commands.contains(word)
                ? nil : word
        }
    }

    /// The options before a path that take no value.
    private static let flags: Set = [
        "--", "-q", "--quiet", "--json", "--no-config", "--verbose", "--allow-unknown", "--installed", "--force",
        "--all",
    ]

    private func value(of flag: String) -> String? {
        if let position = words.firstIndex(of: flag), position + 1 < words.count { return words[position + 1] }
        return words.first { $0.hasPrefix("\(flag)=") }.map { String($0.dropFirst(flag.count + 1)) }
    }
}
