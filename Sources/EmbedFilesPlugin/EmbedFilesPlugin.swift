import Foundation
import PackagePlugin

/// Makes a folder of text files a Swift value of the target: `Rules/` for the engine, the templates for the reports.
/// A new file in the folder is found by itself; no list has to be kept.
@main
struct EmbedFilesPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        guard let (typeName, folder, endings) = embedding(of: target, in: context.package.directoryURL) else {
            return []
        }
        let output = context.pluginWorkDirectoryURL.appending(path: "\(typeName).swift")
        return [
            .buildCommand(
                displayName: "Embedding \(folder.lastPathComponent)",
                executable: try context.tool(named: "EmbedFiles").url,
                arguments: [output.path, typeName, folder.path] + endings.sorted(),
                // The folders too: a file that is added changes its folder, and the tool looks for files by itself.
                inputFiles: [folder] + (try everything(below: folder)),
                outputFiles: [output]
            )
        ]
    }

    private func embedding(of target: any Target, in package: URL) -> (String, URL, Set<String>)? {
        switch target.name {
        case "AuditEngine": ("EmbeddedRules", package.appending(path: "Rules"), ["yaml"])
        case "AuditReports":
            ("EmbeddedTemplates", target.directoryURL.appending(path: "Templates"), ["mustache", "css", "js"])
        default: nil
        }
    }

    private func everything(below folder: URL) throws -> [URL] {
        try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted().map { folder.appending(path: $0) }
    }
}
