import Documents

/// What a column of a vendor's table says.
enum ColumnRole: Equatable {
    case object, objectAPI, field, api, permission, access, purpose, note, severity, required
    /// One right, with a check mark in each row that asks for it.
    case right(ObjectRight)
    /// What the rows are called, where nothing says what they are.
    case name
}

/// The columns of a table: what its first rows call them.
struct TableColumns {
    let roles: [ColumnRole?]
    /// What each is called.
    let titles: [String]
    /// The rows above those that require something.
    let count: Int

    /// - Returns: `nil` where no row says what the columns are.
    init?(_ table: PageTable) {
        guard let first = table.rows.prefix(4).firstIndex(where: Self.isHeader) else { return nil }
        var roles = Self.roles(of: table.rows[first])
        var titles = table.rows[first].cells.map(\.text.shownLine)
        var count = first + 1
        // A heading that spans several columns has theirs below it.
        if count < table.rows.count, Self.isSecondHeader(table.rows[count], below: table.rows[first]) {
            for (column, role) in Self.roles(of: table.rows[count]).enumerated() where column < roles.count {
                guard let role else { continue }
                roles[column] = role
                titles[column] = table.rows[count].text(column).shownLine
            }
            count += 1
        }
        (self.roles, self.titles, self.count) = (Self.resolved(roles), titles, count)
    }

    init(roles: [ColumnRole?]) {
        (self.roles, titles, count) = (roles, roles.map { _ in "" }, 0)
    }

    func first(_ role: ColumnRole) -> Int? { roles.firstIndex(of: role) }

    func has(_ role: ColumnRole) -> Bool { roles.contains(role) }

    /// The columns for one right each.
    var rights: [(column: Int, right: ObjectRight)] {
        roles.enumerated().compactMap { column, role in
            if case .right(let right) = role { (column, right) } else { nil }
        }
    }

    /// The titles of the columns that are not read.
    var unused: [String] {
        zip(roles, titles).filter { $0.0 == nil && !$0.1.isEmpty }.map(\.1)
    }

    // MARK: Headers

    private static func roles(of row: PageRow) -> [ColumnRole?] { row.cells.map { role($0.text.shownLine) } }

    private static func isHeader(_ row: PageRow) -> Bool {
        let known = roles(of: row).compactMap(\.self)
        let subjects: [ColumnRole] = [.object, .objectAPI, .field, .api, .permission, .name]
        let hasRights = known.contains { if case .right = $0 { true } else { false } }
        guard known.contains(where: subjects.contains) || hasRights || known.contains(.access) else { return false }
        // "Account Object" beside an empty cell is a heading, and "Account" beside "Read" is a requirement.
        let isWhole = row.cells.allSatisfy { !$0.text.isEmpty } && row.cells.contains(where: \.isHeader)
        return row.cells.count == 1 || known.count > 1 || isWhole || known.contains(.permission)
    }

    private static func isSecondHeader(_ row: PageRow, below first: PageRow) -> Bool {
        let isSpanned = first.cells.contains { $0.origin == .left } || row.cells.contains { $0.origin == .above }
        let own = row.cells.filter { $0.origin == .own && !$0.text.isEmpty }
        return isSpanned && !own.isEmpty && own.allSatisfy { role($0.text.shownLine) != nil }
    }

    /// Of several columns of one kind the first counts, and a permission beside an object or a field is access to it.
    private static func resolved(_ roles: [ColumnRole?]) -> [ColumnRole?] {
        let hasSubject = roles.contains { $0 == .object || $0 == .field || $0 == .objectAPI }
        var seen: [ColumnRole] = []
        var roles = roles
        let isNamed = hasSubject || roles.contains(.permission) || roles.contains(.name) || roles.contains(.api)
        if !isNamed, roles.first == .some(nil) { roles[0] = .name }
        let changed = roles.map { role in
            hasSubject && role == .permission && !roles.contains(.access) ? .access : role
        }
        return changed.map { role in
            guard let role, !seen.contains(role) else { return nil }
            seen.append(role)
            return role
        }
    }

    /// What a column is that has a title; `nil` where the title does not say.
    static func role(_ title: String) -> ColumnRole? {
        let name = title.looseName
        if let right = rightTitles[name] ?? rightTitles[name.withoutEnding("access")] { return right }
        if let exact = exactTitles[name] { return exact }
        let words = Set(title.lowercased().split { !$0.isLetter }.map(String.init))
        // A longer text is a sentence.
        guard words.count <= 5 else { return nil }
        func says(_ others: String...) -> Bool { !words.isDisjoint(with: others) }
        if says("name", "names"), says("api", "developer", "technical") {
            return says("object", "sobject") ? .objectAPI : .api
        }
        if says("access", "rights", "right", "crud", "fls", "privilege", "privileges") { return .access }
        if says("permission", "permissions") {
            return says("object", "objects", "field", "fields") ? .access : .permission
        }
        if says("why", "purpose", "reason", "description", "justification", "explanation", "usage", "used", "rationale")
        {
            return .purpose
        }
        if says("required", "mandatory", "optional", "needed", "requirement") { return .required }
        if says("field", "fields") { return .field }
        if says("object", "objects", "sobject", "entity") { return .object }
        if says("note", "notes", "comment", "comments", "remarks", "details") { return .note }
        if says("severity", "priority", "importance", "criticality") { return .severity }
        return nil
    }

    private static let exactTitles: [String: ColumnRole] = [
        "apiname": .api, "name": .name, "label": .name, "setting": .permission, "systempermission": .permission,
        "systempermissions": .permission, "userpermission": .permission, "appandsystempermissions": .permission,
        "accesslevel": .access, "fieldlevelsecurity": .access, "objectpermissions": .access, "operation": .access,
        "operations": .access, "requiredaccess": .access, "requiredpermission": .permission,
        "requiredpermissions": .permission, "requiredfield": .field, "requiredfields": .field,
        "requiredobject": .object,
        "requiredobjects": .object, "use": .purpose, "usecase": .purpose, "what": .purpose, "feature": .note,
    ]

    private static let rightTitles: [String: ColumnRole] = {
        let names: [ObjectRight: [String]] = [
            .read: ["read", "r", "view", "visible"], .create: ["create", "c", "insert"],
            .edit: ["edit", "update", "write", "e", "u"], .delete: ["delete", "d"],
            .viewAll: ["viewall", "viewallrecords"], .modifyAll: ["modifyall", "modifyallrecords"],
            .viewAllFields: ["viewallfields"],
        ]
        var titles: [String: ColumnRole] = [:]
        for (right, words) in names {
            for word in words { titles[word] = .right(right) }
        }
        return titles
    }()
}

extension String {
    fileprivate func withoutEnding(_ ending: String) -> String {
        hasSuffix(ending) && self != ending ? String(dropLast(ending.count)) : self
    }
}
