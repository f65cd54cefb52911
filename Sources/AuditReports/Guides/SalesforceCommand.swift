/// A command of the Salesforce CLI, to run or to paste: both have the same arguments.
package struct SalesforceCommand: Sendable, Equatable {
    /// The program's name.
    package static let program = "sf"

    /// The arguments, each as the program gets it.
    package let arguments: [String]

    /// The command as one line to paste.
    package var line: String { ShellCommand(Self.program).arguments(arguments).line }

    /// Asks whether an org can be reached.
    package static func display(org: String) -> SalesforceCommand {
        SalesforceCommand(arguments: ["org", "display"] + target(org) + ["--json"])
    }

    /// What is asked: a query, or the file that has it.
    package enum Question: Sendable, Equatable {
        case text(String)
        case file(String)

        fileprivate var arguments: [String] {
            switch self {
            case .text(let text): ["--query", text]
            case .file(let path): ["--file", path.asPathArgument]
            }
        }
    }

    /// Asks for records, and writes them to a file.
    package static func query(
        _ question: Question, org: String, output: String, apiVersion: Int
    ) -> SalesforceCommand {
        SalesforceCommand(
            arguments: ["data", "query"] + target(org) + question.arguments + [
                "--result-format", "json", "--output-file", output.asPathArgument, "--api-version", "\(apiVersion).0",
            ])
    }

    /// Retrieves metadata into a folder, which needs no project.
    ///
    /// - Parameters:
    ///   - manifest: The path of the `package.xml`.
    ///   - org: The org's alias.
    ///   - folder: The folder that gets the metadata.
    ///   - isForProgram: Whether a program reads what the command prints.
    package static func retrieve(
        manifest: String, org: String, folder: String, isForProgram: Bool = false
    ) -> SalesforceCommand {
        SalesforceCommand(
            arguments: ["project", "retrieve", "start"] + target(org) + [
                "--manifest", manifest.asPathArgument, "--target-metadata-dir", folder.asPathArgument, "--unzip",
            ] + (isForProgram ? ["--json"] : []))
    }

    private static func target(_ org: String) -> [String] {
        org.startsLikeOption ? ["--target-org=\(org)"] : ["--target-org", org]
    }
}
