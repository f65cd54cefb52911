import ArgumentParser
import AuditEngine
import AuditReports
import Documents
import Foundation
import OrgModel

extension GuideCommand {
    /// `rolecall guide draft`: a guide of a vendor's page, as far as the page says it plainly.
    struct Draft: ConsoleCommand {
        static let configuration = CommandConfiguration(
            commandName: "draft",
            abstract: "Drafts a guide from the tables of a vendor's page (HTML, Markdown or CSV).",
            discussion: """
                Examples:
                  rolecall guide draft page.html --output-dir my-guide --source https://example.com/permissions
                  rolecall guide draft page.md --output-dir my-guide --records org/records

                What the tables say plainly becomes a row. Where something is not sure, the row has its likeliest reading and a \
                mark, "decide", that says what is to be decided and quotes the page; rolecall guide check lists the marks, and the \
                guide is refused until each is removed. What is not used of the page is listed, here and in guide.yaml.

                With records of EntityDefinition and FieldDefinition, as rolecall manifest asks for them, objects and fields are \
                known by their labels.

                Exit status: 0 written; 2 not written; 64 wrong usage.
                """)

        @Argument(
            help: ArgumentHelp(
                "The page that was saved, or its table. Example: page.html", valueName: "file"),
            completion: .file())
        var page: String

        @Option(
            name: .customLong("output-dir"),
            help: ArgumentHelp(
                "The guide's folder, made where there is none. Example: --output-dir my-guide", valueName: "folder"),
            completion: .directory)
        var folder: String

        @Option(
            help: ArgumentHelp(
                "Exported records of objects and fields. Files, or folders of them. Example: --records org/records",
                valueName: "file|folder"),
            completion: .file(extensions: ["json", "csv"]))
        var records: [String] = []

        @Option(
            help: ArgumentHelp(
                "The guide's title; else the page's. Example: --title \"Acme for Salesforce\"", valueName: "text"))
        var title: String?

        @Option(
            help: ArgumentHelp(
                "The page's address in the web. Example: --source https://example.com/permissions", valueName: "url"))
        var source: String?

        @Option(
            help: ArgumentHelp("The guide's short name; else the folder's. Example: --id acme", valueName: "name"))
        var id: String?

        @Flag(help: "Replaces files that are there already. Example: --force")
        var force = false

        func validate() throws {
            let texts = [("--output-dir", folder), ("--title", title), ("--source", source), ("--id", id)]
            for (flag, value) in texts + records.map({ ("--records", $0) }) where value?.isBlank == true {
                throw ValidationError("\(flag) is empty: write a name, or leave it out.")
            }
            if let fault = source.flatMap(TextRule.webAddress.fault) { throw ValidationError("--source: \(fault)") }
            if let fault = id.flatMap(TextRule.identifier.fault) { throw ValidationError("--id: \(fault)") }
        }

        func run(in console: Console) throws -> ExitStatus {
            let definitions = try readDefinitions(console)
            let draft = try makeDraft(definitions, console)
            let path = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
            let files = draft.files.map { OutputFile(path: "\(path)/\($0.name)", text: $0.text) }
            try refuseReplacing(files)
            try writeFiles(files, sparing: ReadFiles([page] + records), makesFolders: true)
            for problem in draft.unused.prefix(Self.maximumLines) { console.writeError("rolecall: \(problem.line)") }
            if draft.unused.count > Self.maximumLines {
                console.writeError(
                    "rolecall: \(draft.unused.count - Self.maximumLines) more parts are not used; guide.yaml lists all of them."
                )
            }
            console.writeOutput(
                """
                Wrote \(path): guide.yaml and \((draft.files.count - 1).of("table")) with \(draft.rows.of("row")). \
                \(draft.marks.of("mark is", "marks are")) to be decided.

                Next, until it finds no error:
                  \(ShellCommand("rolecall guide check").paths([path]).line)

                """.visibleLines)
            return .ready
        }

        private static let maximumLines = 40
    }
}

extension GuideCommand.Draft {
    private func makeDraft(
        _ definitions: ExportedDefinitions, _ console: Console
    ) throws(CommandFailure) -> GuideDraft {
        do throws(DocumentError) {
            let page = try Page.read(try bytes(), name: page)
            let platform = try facts()
            let day = console.date.formatted(.iso8601.year().month().day())
            return try GuideDraft.make(
                of: page,
                from: .init(
                    file: URL(fileURLWithPath: self.page).lastPathComponent, day: day,
                    id: id ?? URL(fileURLWithPath: folder).lastPathComponent.slug, title: title, source: source),
                platform, definitions)
        } catch {
            throw CommandFailure("\(Place(file: page, line: error.line)): \(error.message)")
        }
    }

    private func bytes() throws(DocumentError) -> [UInt8] {
        do throws(FileError) {
            return try RegularFile(page).readToEnd(limit: TextFileSize.rules.rawValue)
        } catch {
            throw DocumentError(error)
        }
    }

    private func facts() throws(DocumentError) -> PlatformFacts {
        do throws(GuideError) {
            return try PlatformFacts.load()
        } catch {
            throw DocumentError(message: error.description)
        }
    }

    /// The objects and fields of the records; what is wrong with a file ends the command, because names would be missing.
    private func readDefinitions(_ console: Console) throws(CommandFailure) -> ExportedDefinitions {
        guard !records.isEmpty else { return ExportedDefinitions([], []) }
        let export = UserExport.read(records)
        let errors = export.problems.errors
        guard errors.isEmpty else { throw CommandFailure(errors.bounded.map(\.line)) }
        if export.definitions.objects.isEmpty, export.definitions.fields.isEmpty {
            throw CommandFailure(
                "The records define no object and no field. Export EntityDefinition and FieldDefinition; rolecall manifest prints the "
                    + "queries.")
        }
        return export.definitions
    }

    private func refuseReplacing(_ files: [OutputFile]) throws(CommandFailure) {
        let inTheWay = files.map(\.path).filter(isAnything)
        guard !inTheWay.isEmpty, !force else { return }
        throw CommandFailure(
            "\(inTheWay.listed(limit: 3)) \(inTheWay.count > 1 ? "are" : "is") there already; nothing was written. Name another "
                + "--output-dir, or say --force.")
    }
}
