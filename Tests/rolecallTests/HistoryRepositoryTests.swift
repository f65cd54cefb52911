import ArgumentParser
import AuditEngine
import Foundation
import OrgModel
import TestSupport
import Testing

@testable import rolecall

private let set = "my export/permissionsets/API.permissionset"

/// What is special about a repository, each told clearly.
@Suite("rolecall history of repositories of every kind")
struct HistoryRepositoryTests {
    /// An export whose second commit revokes a field.
    private func revoked() throws -> HistoryExport {
        var export = try HistoryExport()
        try export.add(
            "Revoke Email", "2026-01-03", [HistoryExport.email: "newFailure"],
            [set: HistoryExport.permissionSet(email: false)])
        return export
    }

    private func run(_ path: String, _ export: HistoryExport, _ arguments: [String] = []) -> Run {
        Run(["history", path] + export.options + arguments, environment: GitFolder.environment)
    }

    // MARK: Nothing to read

    @Test("Without git nothing is known, and it is said what to install")
    func noGit() throws {
        let export = try HistoryExport()
        let run = export.run(environment: ["PATH": "/nonexistent:bin"])
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(
            run.error
                == "rolecall: git is not installed, or not in PATH. Install it: the commits of a repository are read by it.\n"
        )
    }

    @Test("A PATH outside of a repository is refused")
    func noRepository() throws {
        let export = try HistoryExport()
        let folder = try TemporaryFolder(["permissionsets/API.permissionset": HistoryExport.permissionSet()])
        let run = run(folder.path, export)
        #expect(run.status == 2)
        #expect(
            run.error.contains("is not in a Git repository that can be read. git says: fatal: not a git repository"))
    }

    @Test("A PATH in another repository than the first one is refused")
    func twoRepositories() throws {
        let (export, other) = (try HistoryExport(), try HistoryExport())
        let run = Run(["history", export.path, other.path] + export.options, environment: GitFolder.environment)
        #expect(run.status == 2)
        #expect(run.error.contains("\(other.path) is not in the repository of \(export.path)."))
    }

    @Test("A branch without a commit is refused")
    func unborn() throws {
        let export = try HistoryExport()
        try export.repository.git("checkout", "--quiet", "--orphan", "new")
        let run = export.run()
        #expect(run.status == 2)
        #expect(run.error.contains("has no commit on its branch yet. Commit the export first."))
    }

    @Test("A revision that is none is refused", arguments: ["--since", "--until"])
    func noRevision(_ option: String) throws {
        let export = try HistoryExport()
        let run = export.run(option, "v9")
        #expect(run.status == 2)
        #expect(
            run.error.hasPrefix(
                "rolecall: \"v9\" is not a commit of this repository. Give a branch, a tag or the id of a commit"))
    }

    @Test("A row that the guide lacks is refused")
    func noRow() throws {
        let run = try HistoryExport().run("--row", "field/Contact.Emial")
        #expect(run.status == 64)
        #expect(run.error.contains("field/Contact.Email"))
    }

    @Test("A file in a commit is no export")
    func zip() throws {
        let export = try HistoryExport()
        try export.repository.commit("Pack", ["export.zip": "PK"])
        let run = run("\(export.repository.path)/export.zip", export)
        #expect(run.status == 2)
        #expect(run.error.contains("of a commit only folders are read"))
    }

    // MARK: Other places

    @Test("A bare repository is read, with PATH below its folder")
    func bare() throws {
        let export = try revoked()
        let clone = try TemporaryFolder()
        try export.repository.git("clone", "--quiet", "--bare", export.repository.path, "\(clone.path)/org.git")
        let run = run("\(clone.path)/org.git/my export", export, ["--json"])
        #expect(run.status == 0)
        let report = try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
        #expect(report.changes[export.commits[1].id] == [HistoryExport.email: "newFailure"])
        #expect(report.notes == [])
        // Git's own folder of one with a working tree is read like it.
        let within = self.run("\(export.repository.path)/.git/my export", export)
        #expect(within.status == 0)
        #expect(within.error == "")
    }

    @Test("A commit without a message, by an author with odd characters, is told of all the same")
    func oddCommit() throws {
        let export = try revoked()
        try export.repository.folder.write(HistoryExport.permissionSet(), to: set)
        try export.repository.git(
            "commit", "--quiet", "--all", "--allow-empty-message", "--message", "", "--author",
            "A\u{1B}[31m <a@example.com>")
        let run = export.run("--row", HistoryExport.email)
        #expect(run.status == 0)
        #expect(run.output.contains("A\\u{1b}[31m: no message"))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test("The repository is the one of PATH, whatever GIT_DIR says")
    func environment() throws {
        let (export, other) = (try revoked(), try GitFolder())
        let report = try export.history(environment: [
            "GIT_DIR": "\(other.path)/.git", "GIT_WORK_TREE": other.path, "GIT_INDEX_FILE": "/nonexistent",
            "GIT_OBJECT_DIRECTORY": "/nonexistent", "GIT_LITERAL_PATHSPECS": "0", "GIT_EXTERNAL_DIFF": "false",
            "GIT_TRACE": "1",
        ])
        #expect(report.changes[export.commits[1].id] == [HistoryExport.email: "newFailure"])
    }

    @Test("Nothing that a repository names is run")
    func programs() throws {
        let export = try revoked()
        let trap = try TemporaryFolder(["trap": "#!/bin/sh\ntouch \"$(dirname \"$0\")/sprung\"\ncat\n"])
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: "\(trap.path)/trap")
        try export.repository.commit("Filter", [".gitattributes": "* filter=trap diff=trap\n"])
        for key in [
            "core.fsmonitor", "diff.external", "diff.trap.textconv", "diff.trap.command", "filter.trap.clean",
            "filter.trap.smudge", "core.pager", "core.sshCommand",
        ] {
            try export.repository.git("config", key, "\(trap.path)/trap")
        }
        try export.repository.git("config", "filter.trap.required", "true")
        try export.repository.folder.write(HistoryExport.permissionSet(), to: set)
        let report = try export.history()
        #expect(report.changes[export.commits[1].id] == [HistoryExport.email: "newFailure"])
        #expect(!FileManager.default.fileExists(atPath: "\(trap.path)/sprung"))
    }

    // MARK: Missing commits

    @Test("A shallow clone says that older commits are missing")
    func shallow() throws {
        let export = try revoked()
        let clone = try TemporaryFolder()
        try export.repository.git(
            "clone", "--quiet", "--depth", "1", "file://\(export.repository.path)", "\(clone.path)/org")
        let run = run("\(clone.path)/org/my export", export, ["--json"])
        #expect(run.status == 0)
        let report = try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
        #expect(report.events(of: HistoryExport.email).map(\.change) == ["first"])
        #expect(report.notes.first?.hasPrefix("The clone is shallow: older commits are missing") == true)
        let missing = self.run("\(clone.path)/org/my export", export, ["--since", "HEAD~1"])
        #expect(missing.status == 2)
        #expect(missing.error.contains("The clone is shallow: git fetch --unshallow brings the rest of its commits."))
    }

    @Test("A content that a partial clone lacks cannot be read, and is not fetched")
    func partial() throws {
        let export = try revoked()
        let clone = try TemporaryFolder()
        try export.repository.git("config", "uploadpack.allowFilter", "true")
        try export.repository.git(
            "clone", "--quiet", "--no-checkout", "--filter=blob:none", "file://\(export.repository.path)",
            "\(clone.path)/org")
        let run = run("\(clone.path)/org/my export", export, ["--json"])
        #expect(run.status == 2)
        let report = try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
        #expect(report.requirements.map(\.verdict) == ["unknown", "unknown", "unknown", "unknown"])
        #expect(
            report.gaps.first?.problems.first?.message.hasPrefix("The file cannot be read from the repository.") == true
        )
    }

    @Test("Only commits after a revision are looked at, and the state before them is not their doing")
    func since() throws {
        var export = try revoked()
        try export.add(
            "Grant Email", "2026-01-04", [HistoryExport.email: "fixed"], [set: HistoryExport.permissionSet()])
        let report = try export.history("--since", export.commits[1].id)
        #expect(report.changes == [export.commits[2].id: [HistoryExport.email: "fixed"]])
        #expect(report.range.commits == 1)
        #expect(report.notes == [])
        let none = try export.history("--since", "HEAD")
        #expect(none.changes == [:])
        #expect(none.range.oldest == nil)
    }

    @Test("A revision that the branch does not have any more is said to be none of its commits")
    func forcePush() throws {
        var export = try revoked()
        let pushed = export.commits[1].id
        try export.repository.git("reset", "--quiet", "--hard", export.commits[0].id)
        try export.add(
            "Revoke API Enabled", "2026-01-05", [HistoryExport.api: "newFailure"],
            [set: HistoryExport.permissionSet(api: false)])
        let report = try export.history("--since", pushed)
        #expect(report.changes == [export.commits[2].id: [HistoryExport.api: "newFailure"]])
        #expect(
            report.notes.first?.hasPrefix("\(pushed) is not a commit before HEAD: the branch was rewritten") == true)
    }

    @Test("What came with a merge is shown between its parents")
    func mergeFromWithin() throws {
        let export = try HistoryExport.story()
        let merge = try #require(export.commits.first { $0.subject.hasPrefix("Merge") }).id
        let report = try export.history("--since", "\(merge)^1", "--until", "\(merge)^2")
        #expect(report.changes.values.map { $0 } == [[HistoryExport.api: "newFailure"]])
        #expect(report.commits.first?.subject == "Revoke API Enabled aside")
    }

    // MARK: Odd contents

    @Test("An export that the newest commit has not is unknown since the commit that removed it")
    func removed() throws {
        var export = try revoked()
        try export.repository.git("rm", "--quiet", "-r", "my export")
        try export.add("Remove the export", "2026-01-06")
        let run = export.run("--json")
        #expect(run.status == 2)
        let report = try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
        #expect(report.requirements.map(\.verdict) == ["unknown", "unknown", "unknown", "unknown"])
        #expect(report.events(of: HistoryExport.email).map(\.change) == ["becameUnknown", "newFailure", "first"])
        #expect(
            report.events(of: HistoryExport.email).first?.message.hasSuffix("does not exist in the commit.") == true)
    }

    @Test("A PATH that no commit has is refused")
    func never() throws {
        let export = try HistoryExport()
        let run = run("\(export.repository.path)/nowhere", export)
        #expect(run.status == 2)
        #expect(run.output == "")
        #expect(run.error.hasPrefix("rolecall: No commit of HEAD has an export to audit. "))
    }

    @Test("What is in a submodule is not audited, and a note says so")
    func submodule() throws {
        var export = try revoked()
        let other = try GitFolder()
        try other.commit("Begin", ["roles/X.role": HistoryExport.role("X")])
        try export.repository.git("submodule", "--quiet", "add", other.path, "my export/shared parts")
        try export.add("Add a submodule", "2026-01-07")
        let report = try export.history()
        #expect(report.complete)
        #expect(
            report.notes == [
                "What the submodule my export/shared parts contains is in another repository; it is not audited."
            ])
    }

    @Test("A link that leads out of PATH is not followed, and leaves open what it may contain")
    func linkOutside() throws {
        var export = try revoked()
        try export.repository.folder.write(
            HistoryExport.permissionSet(), to: "elsewhere/permissionsets/More.permissionset")
        try export.repository.folder.link("my export/more", to: "../elsewhere")
        try export.add("Link elsewhere", "2026-01-08")
        let run = export.run("--json")
        #expect(run.status == 2)
        let report = try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
        #expect(
            report.gaps.first?.problems.first?.message.contains(
                "it leads out of what is read of the commit, to ../elsewhere") == true)
    }

    @Test("Changes that are not committed are no part of it, and a note says so")
    func uncommitted() throws {
        let export = try revoked()
        try export.repository.folder.write(HistoryExport.permissionSet(), to: set)
        try export.repository.folder.write("", to: "my export/permissionsets/New.permissionset")
        try export.repository.folder.write("nothing", to: "my export/notes.txt")
        let report = try export.history()
        #expect(report.requirements.first { $0.id == HistoryExport.email }?.verdict == "failed")
        #expect(
            report.notes == [
                "\(set) and 1 other file have changes that are not committed; they are not a part of this."
            ])
    }

    // MARK: Query results

    private static func users(_ isActive: Bool) -> String {
        """
        {"totalSize":1,"done":true,"records":[{"attributes":{"type":"User"},"Id":"005000000000001AAA",\
        "Username":"bot@example.com","IsActive":\(isActive),"UserRole":{"DeveloperName":"Bot"}}]}
        """
    }

    @Test("Query results are those of the commit where they are kept beside the export, and else those of now")
    func records() throws {
        var export = try HistoryExport()
        let records = "\(export.repository.path)/my records"
        try export.add("Add users", "2026-01-09", [:], ["my records/users.json": Self.users(true)])
        try export.add("Deactivate", "2026-01-10", [:], ["my records/users.json": Self.users(false)])
        let options = ["--guide", "\(export.guide.path)/demo", "--records", records, "--api-user", "bot@example.com"]
        let arguments = ["--permission-set", "API", "--end-user-role", "Sales", "--no-config", "--json"]
        func history() throws -> HistoryReport {
            let run = Run(["history", export.path] + options + arguments, environment: GitFolder.environment)
            return try JSONDecoder().decode(HistoryReport.self, from: Data(run.output.utf8))
        }
        let committed = try history()
        #expect(committed.changes[export.commits[1].id]?[HistoryExport.above] == "resolved")
        #expect(committed.gaps.contains { $0.first == export.commits[2].id })
        #expect(committed.notes == [])
        try export.repository.git("rm", "--quiet", "--cached", "-r", "my records")
        try export.repository.git("commit", "--quiet", "--message", "Keep them elsewhere")
        let onDisk = try history()
        #expect(onDisk.changes[export.commits[1].id] == nil)
        #expect(onDisk.notes.first == "\(records) is not in the newest commit, and counts for every commit as of now.")
    }

    @Test("A waived row began to fail where it did")
    func waived() throws {
        let export = try revoked()
        let waivers = try TemporaryFolder([
            "waivers.yml": """
            waivers:
              - requirement: \(HistoryExport.email)
                reason: It writes no address.
                owner: Jane
                expires: 2027-12-31

            """
        ])
        let report = try export.history("--waivers", "\(waivers.path)/waivers.yml")
        #expect(report.changes[export.commits[1].id] == [HistoryExport.email: "waived"])
    }

    // MARK: Interruption

    @Test("Ctrl-C keeps what is known so far")
    func interrupted() throws {
        let signal = Interruption.isIgnored(SIGINT) ? SIGTERM : SIGINT
        let export = try HistoryExport.story()
        // A git that has the parent interrupted once it has told of some commits.
        let stand = try TemporaryFolder([
            "bin/git": """
            #!/bin/sh
            PATH=${PATH#*:}
            case "$*" in
                *" log "*" --raw "*"--no-walk"*) exec git "$@" ;;
                *" log "*" --raw "*) git "$@" | head -c 4000; kill -\(signal) $PPID; sleep 1; git "$@" | tail -c +4001 ;;
                *) exec git "$@" ;;
            esac

            """
        ])
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(stand.path)/bin/git")
        let process = Process()
        process.executableURL = Bundle.main.bundleURL.appending(path: "rolecall")
        process.arguments =
            ["history", export.path] + export.options + ["--report", "json=\(stand.path)/history.json"]
        process.environment = GitFolder.environment.merging(
            ["PATH": "\(stand.path)/bin:\(GitFolder.environment["PATH"] ?? "")"]) { $1 }
        process.standardError = Pipe()
        // The threads of tests block every signal, and processes that they start inherit that.
        var (none, blocked) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &blocked)
        defer { pthread_sigmask(SIG_SETMASK, &blocked, nil) }
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(process.terminationStatus == signal)
        let text = try Data(contentsOf: URL(fileURLWithPath: "\(stand.path)/history.json"))
        let report = try JSONDecoder().decode(HistoryReport.self, from: text)
        #expect(!report.complete)
        #expect(report.range.commits < export.commits.count)
        #expect(report.notes.first == "It was interrupted: what older commits did is not known.")
    }
}

@Suite("rolecall compare --git")
struct CompareCommitsTests {
    private struct Report: Decodable {
        struct Change: Decodable { let id, change: String }
        struct Side: Decodable { let commit: HistoryReport.Commit }
        let old, new: Side
        let changes: [Change]
        let notes: [String]
    }

    private func run(_ old: String, _ new: String, _ export: HistoryExport, _ arguments: String...) -> Run {
        Run(
            ["compare", "--git", old, new, export.path] + export.options + arguments,
            environment: GitFolder.environment)
    }

    @Test("Two commits are compared, and only a new failure closes the gate")
    func commits() throws {
        let export = try HistoryExport.story()
        func id(_ subject: String) throws -> String { try #require(export.commits.first { $0.subject == subject }).id }
        let (added, revoked, broken) = (try id("Add the export"), try id("Revoke Email"), try id("Break the file"))
        let worse = run(added, revoked, export, "--json")
        #expect(worse.status == 1)
        let report = try JSONDecoder().decode(Report.self, from: Data(worse.output.utf8))
        #expect(report.changes.filter { $0.change == "newFailure" }.map(\.id) == [HistoryExport.email])
        #expect(report.old.commit.id == added)
        #expect(report.new.commit.subject == "Revoke Email")
        #expect(report.notes == [])
        #expect(run(revoked, added, export).status == 0)
        #expect(run(revoked, revoked, export).status == 0)
        #expect(run(added, broken, export).status == 2)
        let text = run(added, revoked, export).output.replacing("\(export.repository.path)/", with: "")
        try expect(text.components(separatedBy: "Both audits:")[0], equals: "compare-commits.txt")
    }

    @Test("A commit without an export leaves everything open")
    func removed() throws {
        let export = try HistoryExport.story()
        let away = try #require(export.commits.first { $0.subject == "Move the export away" }).id
        #expect(run("HEAD", away, export).status == 2)
        #expect(run(away, "HEAD", export).status == 1)
    }

    @Test("A third side without --git is refused, and so is a revision that is none")
    func usage() throws {
        let export = try HistoryExport()
        let run = Run("compare", "a", "b", "c")
        #expect(run.status == 64)
        #expect(
            run.error.contains("c is one too many: compare takes two sides. To compare two commits of it, say --git."))
        #expect(self.run("nope", "HEAD", export).error.contains("\"nope\" is not a commit of this repository."))
    }

    @Test(
        "A DX project is audited in a commit as it is in a checkout", arguments: ["ready", "gaps", "muted", "fetched"])
    func samples(_ sample: String) throws {
        let repository = try GitFolder()
        try copyFiles(from: "\(root)/SampleMetadata/\(sample)", to: "\(repository.path)/org")
        try repository.commit("Add", [:])
        let date = Date(timeIntervalSince1970: 1_800_000_000)
        let checkout = try Session(auditing: try Settings.parse(["\(repository.path)/org"]), on: date)
        let committed = try CommittedExport(checkout, at: "HEAD", in: GitFolder.environment)
        let audit = try committed.audit(CommitTree(of: committed.newest, in: committed.repository, committed.paths))
        #expect(audit.hasExport)
        let expected = AuditSnapshot(try checkout.result(), toolVersion: rolecallVersion)
        #expect(try audit.audit.text == expected.text)
    }
}
