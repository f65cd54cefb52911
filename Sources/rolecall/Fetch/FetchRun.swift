import AuditEngine
import AuditReports
import Foundation
import OrgModel

/// The steps of a fetch, one after the other. What arrived stays, whatever comes after it.
final class FetchRun {
    private var plan: FetchPlan
    private let folder: FetchFolder
    private let cli: SalesforceCLI
    private let org: String
    private let console: Console
    private var apiVersion: Int
    /// What did not arrive, by the name that it would have below the folder.
    private(set) var left: [String] = []
    /// Whether nothing more can be asked.
    private var isOver = false
    private var isConnected = false

    init(_ plan: FetchPlan, from org: String, into folder: FetchFolder, by cli: SalesforceCLI, in console: Console) {
        (self.plan, self.org, self.folder, self.cli, self.console) = (plan, org, folder, cli, console)
        apiVersion = plan.apiVersion
    }

    /// Goes through all steps.
    ///
    /// - Throws: ``CommandFailure`` where there is nothing to go on with.
    func run() throws(CommandFailure) {
        try folder.refuseForeign(plan.queries)
        try connect()
        try folder.withTemporaryFolder { () throws(CommandFailure) in
            try askAll()
            try retrieve()
            try stopIfInterrupted()
        }
    }

    /// The users of whom one may be the API user, those that are made for integrations first.
    func candidates() throws(CommandFailure) -> [APIUserCandidate] {
        try folder.refuseForeign(plan.queries)
        try connect()
        var candidates: [APIUserCandidate] = []
        try folder.withTemporaryFolder { () throws(CommandFailure) in
            guard let query = plan.queries.first(where: { $0.name == RecordKind.users.rawValue }) else { return }
            do throws(SalesforceFailure) {
                _ = try ask(query)
            } catch {
                throw CommandFailure(lines: lines(error, "The users did not arrive", command(query)))
            }
            candidates = plan.candidates(ofUsersIn: temporaryResult(query), on: console.date)
        }
        return candidates
    }

    /// Takes whom the user has chosen.
    func take(apiUser: String) { plan.take(apiUser: apiUser) }

    // MARK: The org

    private func connect() throws(CommandFailure) {
        if isConnected { return }
        isConnected = true
        let command = SalesforceCommand.display(org: org)
        do throws(SalesforceFailure) {
            let connected = try cli.run(command).envelope(of: ConnectedOrg.self)
            guard connected.isConnected else {
                throw SalesforceFailure(.sessionExpired, says: connected.connectedStatus ?? "", isQuoted: true)
            }
            let version = connected.apiVersion.flatMap { $0.split(separator: ".").first }.flatMap { Int($0) }
            apiVersion = min(apiVersion, version ?? apiVersion)
            console.writeError("Connected to \(org)\(connected.username.map { " as \($0)" } ?? "").")
        } catch {
            throw CommandFailure(lines: lines(error, "\(org) cannot be reached", command))
        }
    }

    // MARK: Records

    private func askAll() throws(CommandFailure) {
        var asked: Set<String> = []
        while let query = plan.queries.first(where: { !asked.contains($0.name) }) {
            asked.insert(query.name)
            try stopIfInterrupted()
            guard let records = try records(of: query) else { continue }
            if query.name == RecordKind.sources.rawValue { plan.take(assignments: records) }
            if query.name == RecordQuery.entitiesByLabel {
                for remark in plan.take(definitions: records) { console.writeError("rolecall: \(remark)") }
            }
        }
    }

    /// Every user has a profile, which owns a permission set.
    private var noSuchUser: CommandFailure {
        CommandFailure(
            "Nothing is assigned to the user \"\(plan.apiUser ?? "")\" in \(org), not even a profile, so there is no such user. Check "
                + "the username: in a sandbox it ends with the sandbox's name.")
    }

    /// The records of a query, of an earlier call where they are whole; `nil` where they did not arrive.
    private func records(of query: RecordQuery) throws(CommandFailure) -> FetchedRecords? {
        let name = "records/\(query.name).json"
        switch folder.state(of: query) {
        case .whole(let records) where !folder.replacesAll:
            console.writeError("\(name): \(records.words), from an earlier call")
            return records
        case .foreign where !folder.replacesAll:
            leave(name, ["\(name) or its query is there already, and not of this fetch: --force replaces it."])
            return nil
        default: break
        }
        guard !isOver else {
            left.append(name)
            return nil
        }
        let answer: (question: String, bytes: [UInt8], records: FetchedRecords)
        do throws(SalesforceFailure) {
            answer = try ask(query)
        } catch {
            let consequence = "  Until it does, what depends on \(query.answers) is unknown, unless metadata says it."
            leave(name, lines(error, "\(name) did not arrive", command(query)) + [consequence])
            isOver = isOver || error.endsRun
            return nil
        }
        // Nothing is kept of a name that was mistyped: it would be in the way of the right one.
        if query.name == RecordKind.sources.rawValue, answer.records.records.isEmpty { throw noSuchUser }
        return keep(answer.question, answer.bytes, answer.records, of: query) ? answer.records : nil
    }

    /// Asks a query, again without each column that the org does not have.
    private func ask(_ query: RecordQuery) throws(SalesforceFailure) -> (String, [UInt8], FetchedRecords) {
        var omitted: Set<String> = []
        while true {
            let text = query.text(omitting: omitted)
            do throws(SalesforceFailure) {
                let (bytes, records) = try ask(text, as: query)
                return (text, bytes, records)
            } catch {
                let lacking =
                    error.unknownColumn.map { name in
                        RecordQuery.columns(of: text).filter { $0.split(separator: ".").contains(Substring(name)) }
                    } ?? []
                guard !lacking.isEmpty else { throw error }
                omitted.formUnion(lacking)
                console.writeError(
                    "rolecall: The org has no \(lacking.joined(separator: " and no ")), so \(query.name) is asked without. What "
                        + "depends on it is left to the metadata.")
            }
        }
    }

    private func ask(_ text: String, as query: RecordQuery) throws(SalesforceFailure) -> ([UInt8], FetchedRecords) {
        let (question, result) = ("\(folder.temporary)/\(query.name).soql", temporaryResult(query))
        do throws(CommandFailure) {
            try folder.write([OutputFile(path: question, text: text)])
        } catch {
            throw SalesforceFailure(.cannotWrite, says: error.message)
        }
        let output = try cli.run(.query(.file(question), org: org, output: result, apiVersion: apiVersion))
        guard output.isSuccess else {
            throw SalesforceFailure(saying: output.standardError + "\n" + output.standardOutput)
        }
        guard let data = FileManager.default.contents(atPath: result), let records = FetchedRecords(data) else {
            throw SalesforceFailure(.notJSON, says: "The file that sf wrote is not a result of a query.")
        }
        return ([UInt8](data), records)
    }

    private func temporaryResult(_ query: RecordQuery) -> String { "\(folder.temporary)/\(query.name).json" }

    /// Writes a result beside its query.
    private func keep(_ question: String, _ bytes: [UInt8], _ records: FetchedRecords, of query: RecordQuery) -> Bool {
        let name = "records/\(query.name).json"
        do throws(CommandFailure) {
            try folder.write(question, bytes, of: query)
        } catch {
            leave(name, error.lines)
            isOver = true
            return false
        }
        guard !records.isWhole else {
            console.writeError("\(name): \(records.words)")
            return true
        }
        let (count, total) = (records.records.count, records.totalSize)
        let (words, limit) =
            total > count
            ? ("contains \(count) of \(total) records: sf cut it", "\(total)")
            : ("contains \(records.words) and says that it is not done", "a higher number")
        leave(
            name,
            [
                "\(name) \(words). Set the environment variable SF_ORG_MAX_QUERY_LIMIT to \(limit), and call rolecall "
                    + "again. Until then \(query.answers) that are not in it are unknown."
            ])
        return true
    }

    // MARK: Metadata

    private func retrieve() throws(CommandFailure) {
        guard plan.knowsSources else {
            leave("export", ["Nothing was retrieved: what is assigned to the API user is not known."])
            return
        }
        let manifest = try plan.manifest(apiVersion: apiVersion)
        if folder.hasExport(of: manifest) {
            console.writeError("export: from an earlier call")
            return
        }
        guard !isOver else {
            left.append("export")
            return
        }
        let (file, export) = ("\(folder.temporary)/\(RetrieveInstructions.manifestName)", "\(folder.temporary)/export")
        do throws(CommandFailure) {
            try folder.write([OutputFile(path: file, text: manifest)])
            let command = SalesforceCommand.retrieve(manifest: file, org: org, folder: export, isForProgram: true)
            let answer: RetrieveAnswer
            do throws(SalesforceFailure) {
                answer = try cli.run(command).envelope(of: RetrieveAnswer.self)
                // sf makes the folder before it asks for anything.
                guard let contents = try? FileManager.default.contentsOfDirectory(atPath: export), !contents.isEmpty
                else { throw SalesforceFailure(.other, says: "sf retrieved nothing.") }
            } catch {
                throw CommandFailure(lines: lines(error, "export did not arrive", nil))
            }
            for problem in answer.problems { console.writeError("rolecall: Retrieved without: \(problem)") }
            try folder.replaceExport(with: export, manifest: manifest)
            console.writeError("export:\(answer.fileCount.map { " \($0.of("file"))" } ?? " retrieved")")
        } catch {
            leave("export", error.lines)
        }
    }

    // MARK: Words

    /// The command to try by hand; the query's file is gone by then.
    private func command(_ query: RecordQuery) -> SalesforceCommand {
        .query(.text(query.line), org: org, output: "\(query.name).json", apiVersion: apiVersion)
    }

    private func stopIfInterrupted() throws(CommandFailure) {
        if Interruption.isPending { throw CommandFailure("Interrupted. The same command again goes on from here.") }
    }

    private func leave(_ name: String, _ lines: [String]) {
        left.append(name)
        if Interruption.isPending { return }
        for (number, line) in lines.enumerated() { console.writeError(number == 0 ? "rolecall: \(line)" : line) }
    }

    private func lines(_ failure: SalesforceFailure, _ what: String, _ command: SalesforceCommand?) -> [String] {
        let says = failure.says.isEmpty ? "" : failure.isQuoted ? " sf said: \(failure.says)" : " \(failure.says)"
        return ["\(what).\(says)", "  \(failure.advice(org: org, command))"]
    }
}
