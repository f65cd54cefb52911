import Documents

/// Makes users of the records of one table: there may be a hundred thousand, so its columns are looked up once.
struct UserDecoder {
    private let roleNames: RecordNames
    private let usernames: RecordNames
    private let username: Column
    private let isActive: Column
    private let userType: Column
    private let role: (text: Column, name: Column, label: Column, id: Column, idOfParent: Column)
    private let profile: (text: Column, name: Column)
    private let license: (text: Column, name: Column)
    private let callCenter: Column
    private let flags: UserFlagColumns
    private let knowsRoles: Bool
    private let knowsCallCenters: Bool
    private let omitsNulls: Bool

    init(_ table: ExportedTable, roleNames: RecordNames, usernames: RecordNames) {
        self.roleNames = roleNames
        self.usernames = usernames
        username = table.column("Username")
        isActive = table.column("IsActive")
        userType = table.column("UserType")
        role = (
            table.column("UserRole"), table.column("UserRole.DeveloperName"), table.column("UserRole.Name"),
            table.column("UserRoleId"), table.column("UserRole.Id")
        )
        profile = (table.column("Profile"), table.column("Profile.Name"))
        license = (table.column("Profile.UserLicense"), table.column("Profile.UserLicense.Name"))
        callCenter = table.column("CallCenterId")
        flags = UserFlagColumns(table)
        knowsRoles = table.hasAny(of: ["userrole.developername", "userroleid", "userrole.id", "userrole.name"])
        knowsCallCenters = table.has("callcenterid")
        omitsNulls = table.omitsNulls
    }

    /// - Returns: `nil` for a record of which it is not known whose it is.
    func user(_ record: ExportedRecord, _ issues: inout RecordIssues) -> UserExport.User? {
        guard let username = record[username] else {
            issues.add(.noUsername, at: record.place)
            return nil
        }
        let key = username.lowercased()
        let id = record.id
        let isActive = record.flag(isActive, &issues)
        var doubts = UserDoubts()
        if isActive == nil, let says = record.says(ofFlag: self.isActive) {
            doubts[.isActive] = Unknown(
                place: record.place, says: says,
                resolvedBy: "Export User again, unedited: at \(record.place) \(says).")
        }
        var ofRole = RecordIssues()
        let (role, roleIsLabel) = role(of: record, &ofRole)
        doubts[.role] = ofRole.gap ?? gap(of: record, where: self.role.text, hides: self.role.name)
        issues.add(ofRole)
        doubts[.profile] = gap(of: record, where: profile.text, hides: profile.name)
        doubts[.license] =
            gap(of: record, where: profile.text, hides: license.name)
            ?? gap(of: record, where: license.text, hides: license.name)
        let callCenter = record[callCenter].map { CallCenterMembership.member(id: $0, names: []) }
        return UserExport.User(
            username: username,
            // The same memory for both, wherever it can be.
            key: key == username ? username : key, id: id, isActive: isActive, userType: record[userType], role: role,
            roleIsLabel: roleIsLabel, profile: record[profile.name], license: record[license.name],
            callCenter: callCenter ?? (knowsCallCenters ? .none : .notStated), flags: flags.flags(of: record, &issues),
            isKnownByID: id.flatMap { usernames[$0] } != nil, doubts: doubts, place: record.place)
    }

    /// Why a fact is not known where the record has text in the place of the parent that says it.
    private func gap(of record: ExportedRecord, where parent: Column, hides fact: Column) -> Unknown? {
        guard record[parent] != nil, record[fact] == nil else { return nil }
        return Unknown(
            place: record.place, says: "\(parent.name) is text and no record",
            resolvedBy: "Export User with \(fact.name) and `sf data query --result-format json`.")
    }

    private func role(
        of record: ExportedRecord, _ issues: inout RecordIssues
    ) -> (Principal.RoleAssignment, isLabel: Bool) {
        let id = record[role.id] ?? record[role.idOfParent]
        let nameByID = id.flatMap { roleNames[$0] }
        let (name, label) = (record[role.name], record[role.label])
        if let stated = name ?? label, contradicts(stated, isLabel: name == nil, id: id, nameByID) {
            issues.add(.otherRole(id: id, name: stated), at: record.place)
            return (.notStated, false)
        }
        if let name = name ?? nameByID { return (.role(name), false) }
        if let label { return (.role(label), true) }
        if id != nil {
            issues.add(.unknownRole, at: record.place)
            return (.notStated, false)
        }
        // Text in the place of the role is none that can be read, and not "no role".
        return (record[role.text] == nil && knowsRoles ? .none : .notStated, false)
    }

    /// Whether a record names a role and by its Id another one, or none.
    private func contradicts(_ stated: String, isLabel: Bool, id: String?, _ nameByID: String?) -> Bool {
        guard let id else { return role.id.isInFile && !omitsNulls }
        guard !isLabel else { return false }
        return nameByID.map { $0.lowercased() != stated.lowercased() } ?? roleNames.contradict(id: id, of: stated)
    }
}
