import AuditEngine
import Foundation
import OrgModel

/// What a command about an org works with, each part made once, when it is first needed.
///
/// A part that cannot be made ends the command with the reason.
final class Session {
    /// What was typed.
    let typed: Settings
    /// What counts: what was typed, and what the configuration adds.
    let settings: Settings
    let configuration: SettingsFile
    let guide: Guide
    /// When assignments and waivers must be valid.
    let date: Date
    let endUsers: [EndUserSelector]
    /// Where the export is.
    private let tree: any FileTree
    /// Whether it is also about what the guide does not ask for.
    private let asksForAllEntries: Bool
    private var known: NamedUsers?
    private var textOfWaivers: String??

    /// - Parameters:
    ///   - date: The day of the run, which counts where no other one was typed.
    ///   - hasExport: Whether users are looked up in records that must be there; `false` for the commands that get them.
    ///   - ofNewUser: Whether it is about an API user who is still to be made, and not about the one that is named.
    ///   - asksForAllEntries: Whether it is also about what the guide does not ask for.
    /// - Throws: ``CommandFailure`` where the settings contradict themselves or the guide cannot be loaded.
    init(
        _ typed: Settings, on date: Date, hasExport: Bool = true, ofNewUser: Bool = false,
        asksForAllEntries: Bool = false
    ) throws(CommandFailure) {
        self.typed = typed
        self.asksForAllEntries = asksForAllEntries
        self.date = typed.what.asOf?.date ?? date
        configuration = try SettingsFile.find(for: typed)
        let completed = typed.completed(by: configuration)
        settings = ofNewUser ? completed.withoutAPIUser : completed
        guide = try settings.loadGuide(typed: typed, configuration)
        endUsers = try Self.endUsers(settings, typed, configuration, hasExport: hasExport)
        tree = FilesOnDisk()
    }

    /// A session that asks the same of another export.
    ///
    /// - Parameters:
    ///   - other: What asks: with its settings, guide and waivers.
    ///   - tree: Where the other export is.
    init(_ other: Session, in tree: any FileTree) {
        (typed, settings, configuration, guide) = (other.typed, other.settings, other.configuration, other.guide)
        (date, endUsers, textOfWaivers) = (other.date, other.endUsers, other.textOfWaivers)
        asksForAllEntries = other.asksForAllEntries
        self.tree = tree
    }

    /// A session about the access of a user.
    ///
    /// - Throws: ``CommandFailure`` where there is nothing to audit, or no user was named.
    convenience init(
        auditing typed: Settings, on date: Date, asksForAllEntries: Bool = false
    ) throws(CommandFailure) {
        try self.init(typed, on: date, asksForAllEntries: asksForAllEntries)
        try requireUser()
    }

    // MARK: What is read

    var options: AuditOptions {
        get throws(CommandFailure) { try settings.options(for: guide) }
    }

    /// The org, with the roles and definitions that exported records add to it.
    var org: Org {
        get throws(CommandFailure) { try users.org }
    }

    var principal: Principal {
        get throws(CommandFailure) { try users.principal }
    }

    /// What was found on the way to the principal.
    var problems: [Problem] {
        get throws(CommandFailure) { try users.problems }
    }

    /// The users that the settings name, as the export and exported users know them.
    var users: NamedUsers {
        get throws(CommandFailure) {
            do throws(MetadataCatalog.Failure) {
                return try readUsers()
            } catch {
                throw CommandFailure(error.description)
            }
        }
    }

    /// The same; `nil` where PATH is a folder without metadata, which the next export is to fill.
    var usersSoFar: NamedUsers? {
        get throws(CommandFailure) {
            do throws(MetadataCatalog.Failure) {
                return try readUsers()
            } catch {
                if error.isFolderWithoutMetadata { return nil }
                throw CommandFailure(error.description)
            }
        }
    }

    /// The same, with the reason where nothing can be audited.
    func readUsers() throws(MetadataCatalog.Failure) -> NamedUsers {
        if let known { return known }
        // The files of exported users are read at the same time as the export.
        let files = settings.who.records
        let exported = files.isEmpty ? nil : Background { [tree] in UserExport.read(files, in: tree) }
        let catalog = try MetadataCatalog.scan(typed.paths, in: tree)
        let org = Org.read(catalog) { org in expectedGrants(exported?.value, in: org) }
        let users = NamedUsers(self, endUsers, in: org, exported?.value)
        known = users
        return users
    }

    /// The grants that the commands will require, as far as that can be known without the labels of the sources' files.
    private func expectedGrants(_ exported: UserExport?, in org: Org) -> ExpectedGrants {
        let who = settings.who
        let typed =
            [who.profile].compactMap(\.self).map { ComponentID(.profile, $0) }
            + who.permissionSets.map { ComponentID(.permissionSet, $0) }
            + who.permissionSetGroups.map { ComponentID(.permissionSetGroup, $0) }
        let assigned = who.apiUser.flatMap { exported?.namesOfSources(of: $0) } ?? []
        let sources = (typed + assigned).map {
            org.match($0.fullName, $0.type, standardProfiles: guide.platform.standardProfiles).id
        }
        let asked = asksForAllEntries ? nil : (try? options).map { guide.askedEntries(in: org, $0) }
        return ExpectedGrants(of: sources, keeping: asked ?? .all)
    }

    /// Who may be meant, where nobody is named.
    var candidates: Candidates {
        get throws(CommandFailure) { Candidates(guide, try users) }
    }

    /// The text of the file of waivers with all that is there, a byte order mark too; `nil` where there is no file.
    var waiversText: String? {
        get throws(CommandFailure) {
            if let textOfWaivers { return textOfWaivers }
            let text = try readWaivers()
            textOfWaivers = .some(text)
            return text
        }
    }

    /// What the verdicts rest on in addition to the export.
    var basis: AuditBasis {
        get throws(CommandFailure) {
            AuditBasis(
                label: settings.what.label, configuration: configuration.path, guideFolder: settings.guideFolder,
                waivers: try waiversText == nil ? nil : waiversPath,
                isInstalled: settings.what.isInstalled, asOf: date,
                isDayChosen: typed.what.asOf != nil)
        }
    }

    /// The files that are read in addition to the export. Also one that is not there yet, and would be read.
    var files: ReadFiles {
        ReadFiles(
            [configuration.path].compactMap(\.self) + settings.files + (ignoresWaiversInPath ? [] : [waiversPath])
                + guide.files(in: settings.guideFolder))
    }

    /// All that is read.
    var read: ReadFiles {
        get throws(CommandFailure) { files + ReadFiles(of: [try org.catalog]) }
    }

    // MARK: Audit

    /// - Parameter others: The waivers that count instead of the file's, which then need not be there.
    /// - Throws: ``CommandFailure`` where there is nothing to audit, or no user was named.
    func requireUser(waiving others: [Waiver]? = nil) throws(CommandFailure) {
        _ = try options
        if others == nil { _ = try waivers }
        let users = try users
        guard users.principal.isEmpty else { return }
        throw CommandFailure(
            lines: NobodyNamed(typed, configuration, try candidates, users.problems + users.org.problemsOfInput).lines)
    }

    /// The result of the audit, with the waivers applied.
    ///
    /// - Parameter others: These instead of the file's.
    func result(waiving others: [Waiver]? = nil) throws(CommandFailure) -> AuditResult {
        let counted = if let others { others } else { try waivers }
        var result = guide.audit(try org, try principal, options: try options, problems: try problems)
            .waiving(counted, on: date)
        result.basis = try basis
        return result
    }

    // MARK: Checks

    private static func endUsers(
        _ settings: Settings, _ typed: Settings, _ file: SettingsFile, hasExport: Bool
    ) throws(CommandFailure) -> [EndUserSelector] {
        if typed.who.apiUser != nil, typed.who.profile != nil {
            throw CommandFailure(
                "--api-user says whose access is meant, and --records which profile that user has; leave out --profile, "
                    + "or leave out --api-user.", status: .usage)
        }
        var selectors: [EndUserSelector] = []
        for text in settings.who.endUsers {
            guard let selector = EndUserSelector(text) else {
                throw CommandFailure(
                    "\"\(text)\" is not a selector of end users.\(Self.meant(text)) Known forms: "
                        + "\(EndUserSelector.forms.joined(separator: ", ")).",
                    configuredAt: typed.gives(.endUsers) ? nil : file.place(of: text, in: "endUsers"))
            }
            selectors.append(selector)
        }
        if hasExport, settings.who.records.isEmpty, settings.who.apiUser != nil || !selectors.isEmpty {
            throw missingUsers(typed, file)
        }
        return selectors
    }

    /// The selector that was most likely meant: one of a kind that is nearly typed, or of a name without its kind.
    private static func meant(_ typed: String) -> String {
        let parts = typed.split(separator: ":", maxSplits: 1).map(String.init)
        let kinds = EndUserSelector.forms.map { String($0.prefix { $0 != ":" }) }
        guard parts.count == 2 else { return " Did you mean role:\(typed)?" }
        return likelyName(parts[0], among: kinds).map { " Did you mean \($0):\(parts[1])?" } ?? ""
    }

    private static func missingUsers(_ typed: Settings, _ file: SettingsFile) -> CommandFailure {
        let isTyped = typed.who.apiUser != nil || !typed.who.endUsers.isEmpty
        return CommandFailure(
            "\(isTyped ? "--api-user and --end-users" : "apiUser and endUsers") are looked up in exported users: name the "
                + "files with --records\(isTyped ? "" : ", or under records"). rolecall manifest prints the queries that make them.",
            configuredAt: isTyped ? nil : file.places["apiUser"] ?? file.places["endUsers"])
    }
}
