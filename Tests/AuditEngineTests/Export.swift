import AuditEngine
import Foundation
import OrgModel
import TestSupport
import Testing

/// An export that a test makes up: files by path, written to a folder of its own for as long as the audit lasts.
///
/// Every entry is one line and the first one is on line ``firstLine``, so that a test can name the line on which
/// a verdict must rest.
struct Export {
    static let firstLine = 3

    private(set) var files: [String: String] = [:]

    /// A file with any content, also one that is not metadata.
    func file(_ path: String, _ text: String) -> Export {
        var export = self
        export.files[path] = text
        return export
    }

    /// Puts a file elsewhere, if there is one.
    mutating func move(_ path: String, to other: String) {
        if let text = files.removeValue(forKey: path) { files[other] = text }
    }

    /// A metadata file, each of whose entries is one line.
    func metadata(_ root: String, _ path: String, _ lines: [String]) -> Export {
        file(path, document(root, parts: lines))
    }

    func profile(_ name: String, _ lines: String...) -> Export {
        metadata("Profile", "profiles/\(name).profile", lines)
    }

    func permissionSet(_ name: String, _ lines: String...) -> Export {
        metadata("PermissionSet", "permissionsets/\(name).permissionset", lines)
    }

    func muting(_ name: String, _ lines: String...) -> Export {
        metadata("MutingPermissionSet", "mutingpermissionsets/\(name).mutingpermissionset", lines)
    }

    func group(_ name: String, _ lines: String...) -> Export {
        metadata("PermissionSetGroup", "permissionsetgroups/\(name).permissionsetgroup", lines)
    }

    func role(_ name: String, under parent: String? = nil) -> Export {
        metadata(
            "Role", "roles/\(name).role",
            ["<name>\(name)</name>"] + (parent.map { ["<parentRole>\($0)</parentRole>"] } ?? []))
    }

    /// Roles written as `Agent < Lead < CEO`: each is under the next one.
    func roles(_ chains: String...) -> Export {
        chains.reduce(self) { export, chain in
            let names = chain.split(separator: "<").map { $0.trimmingCharacters(in: .whitespaces) }
            return zip(names, names.dropFirst().map(Optional.init) + [nil]).reduce(export) { export, pair in
                // A role that an earlier chain has placed stays where it is.
                export.files["roles/\(pair.0).role"] == nil || pair.1 != nil
                    ? export.role(pair.0, under: pair.1) : export
            }
        }
    }

    func object(_ name: String, label: String? = nil, _ lines: String...) -> Export {
        metadata("CustomObject", "objects/\(name).object", (label.map { ["<label>\($0)</label>"] } ?? []) + lines)
    }

    func manifest(version: String? = nil, objects: String...) -> Export {
        let types = objects.map { "<members>\($0)</members>" }.joined()
        return metadata(
            "Package", "package.xml",
            (objects.isEmpty ? [] : ["<types>\(types)<name>CustomObject</name></types>"])
                + (version.map { ["<version>\($0)</version>"] } ?? []))
    }

    // MARK: Auditing

    /// Audits the export against a guide, the first built-in one where none is given.
    func audit(
        _ principal: Principal, _ options: AuditOptions = AuditOptions(), against guide: Guide? = nil
    ) throws -> AuditResult {
        try withOrg { org in try (guide ?? Self.guide.get()).audit(org, principal, options: options) }
    }

    /// What a permission set would have to grant.
    func missingGrants(
        _ principal: Principal, _ options: AuditOptions = AuditOptions(), against guide: Guide? = nil,
        includesUnknown: Bool = false, waivers: [Waiver] = []
    ) throws -> MissingGrants {
        try withOrg { org in
            try (guide ?? Self.guide.get()).missingGrants(
                in: org, of: principal, options: options, includesUnknown: includesUnknown, waivers: waivers)
        }
    }

    /// Audits it with sources named as a user types them.
    func audit(typed names: (String, MetadataType)...) throws -> AuditResult {
        try withOrg { org in
            let guide = try Self.guide.get()
            var principal = Principal()
            var problems: [Problem] = []
            for (name, type) in names {
                let match = org.match(name, type, standardProfiles: guide.platform.standardProfiles)
                problems += [match.problem].compactMap(\.self)
                principal.add(match.id)
            }
            return guide.audit(org, principal, problems: problems)
        }
    }

    /// Compares the export with the guide that rolecall contains.
    func surplus(_ principal: Principal, _ options: AuditOptions = AuditOptions()) throws -> SurplusResult {
        try withOrg { org in try Self.guide.get().surplus(org, principal, options: options) }
    }

    private static let guide = Result { try Guide.load("liveperson-connector") }

    /// Grants and fields are read when they are required, so the folder outlives the audit.
    ///
    /// - Parameter paths: What is given as PATHs, below the export's folder; the folder itself where there is none.
    func withOrg<Value>(paths: [String] = [], _ body: (Org) throws -> Value) throws -> Value {
        let folder = try TemporaryFolder(files)
        let paths = paths.isEmpty ? [folder.path] : paths.map { "\(folder.path)/\($0)" }
        return try withExtendedLifetime(folder) {
            try body(Org.read(MetadataCatalog.scan(paths, from: paths.count == 1 ? paths[0] : "")))
        }
    }
}

// MARK: Entries

func user(_ permission: String, _ enabled: String = "true") -> String { userPermission(permission, enabled) }

/// An object's entry with the letters that the letters of `flags` represent: read, create, edit, delete, view all,
/// modify all, and all fields.
func object(_ name: String, _ flags: String) -> String {
    let elements: [(Character, String)] = [
        ("c", "allowCreate"), ("d", "allowDelete"), ("e", "allowEdit"), ("r", "allowRead"), ("m", "modifyAllRecords"),
        ("v", "viewAllRecords"), ("f", "viewAllFields"),
    ]
    let children = elements.map { "<\($1)>\(flags.contains($0))</\($1)>" }.joined()
    return "<objectPermissions>\(children)<object>\(name)</object></objectPermissions>"
}

func field(_ name: String, _ flags: String) -> String {
    fieldPermission(name, editable: flags.contains("e"), readable: flags.contains("r"))
}

func member(_ set: String) -> String { "<permissionSets>\(set)</permissionSets>" }
func mutedBy(_ set: String) -> String { "<mutingPermissionSets>\(set)</mutingPermissionSets>" }
func license(_ name: String) -> String { "<license>\(name)</license>" }
let sessionBased = "<hasActivationRequired>true</hasActivationRequired>"

// MARK: Principals

extension Principal {
    static func profile(_ name: String) -> Principal { Principal().with(ComponentID(.profile, name)) }
    static func set(_ names: String...) -> Principal {
        names.reduce(Principal()) { $0.with(ComponentID(.permissionSet, $1)) }
    }
    static func group(_ names: String...) -> Principal {
        names.reduce(Principal()) { $0.with(ComponentID(.permissionSetGroup, $1)) }
    }

    func and(profile name: String) -> Principal { with(ComponentID(.profile, name)) }
    func and(set name: String) -> Principal { with(ComponentID(.permissionSet, name)) }
    func and(group name: String) -> Principal { with(ComponentID(.permissionSetGroup, name)) }

    func with(_ id: ComponentID) -> Principal {
        var principal = self
        principal.add(id)
        return principal
    }

    mutating func add(_ id: ComponentID) {
        switch id.type {
        case .profile: profile = id
        case .permissionSetGroup: permissionSetGroups.append(id)
        default: permissionSets.append(id)
        }
    }

    /// An API user known by role alone, and end users likewise; `nil` for a user who has none.
    static func roles(_ role: RoleAssignment, endUsers: [RoleAssignment]?) -> Principal {
        var principal = Principal()
        principal.role = role
        principal.endUsers = endUsers?.map { EndUser(role: $0) }
        return principal
    }
}

// MARK: Statements

extension Statement {
    static func noEntry(_ name: String) -> Statement { .says(.noEntry(name)) }

    /// The statement, and those that it is made of.
    var parts: [Statement] {
        switch self {
        case .implied(let statement, _, _): [self] + statement.parts
        case .doubted(let statement, let doubt): [self] + statement.parts + doubt.parts
        case .grantsUnknown(_, let predicate), .mayBeMuted(_, _, let predicate): [self, .says(predicate)]
        default: [self]
        }
    }
}

// MARK: Expectations

extension AuditResult {
    func finding(_ id: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Finding {
        try #require(
            findings.first { $0.requirement.id == id }, "no finding \(id)", sourceLocation: sourceLocation)
    }

    /// Expects a verdict, and that some evidence says something at the given place.
    ///
    /// - Parameters:
    ///   - words: Words of what the evidence says; anything where they are `nil`.
    ///   - statement: What the evidence states, by itself or as a part of more; anything where it is `nil`.
    ///   - place: `file:line`, or the file alone where no line can say it; `nil` where the platform says it.
    @discardableResult
    func expect(
        _ id: String, _ verdict: Verdict, says words: String? = nil, states statement: Statement? = nil,
        at place: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Finding {
        let finding = try finding(id, sourceLocation: sourceLocation)
        let told = finding.evidence.map { "\($0.place?.description ?? "-"): \($0.says)" }.joined(separator: "\n")
        #expect(finding.verdict == verdict, "\(id): \(finding.message)\n\(told)", sourceLocation: sourceLocation)
        if words != nil || statement != nil || place != nil {
            #expect(
                finding.evidence.contains { evidence in
                    words.map(evidence.says.contains) != false && evidence.place?.description == place
                        && statement.map(evidence.statement.parts.contains) != false
                },
                "\(id): nothing says \(words ?? statement.map { "\($0)" } ?? "") at \(place ?? "-"), but:\n\(told)",
                sourceLocation: sourceLocation)
        }
        return finding
    }

    /// Expects a problem of the given weight whose text contains all the given words.
    func expectProblem(
        _ severity: Problem.Severity, _ words: String..., at place: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            problems.contains { problem in
                problem.severity == severity && words.allSatisfy(problem.message.contains)
                    && (place == nil || problem.place?.description == place)
            },
            "no \(severity) \(words) at \(place ?? "any place") in \(problems)", sourceLocation: sourceLocation)
    }

    /// The problems except the remark that no profile was named.
    var problemsBesidesNoProfile: [Problem] {
        problems.filter { !$0.message.hasPrefix("No profile was named") }
    }
}
