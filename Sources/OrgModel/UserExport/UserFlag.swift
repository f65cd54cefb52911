/// What an exported user's record says of one of its flags, such as Marketing User: a column of User whose name begins with
/// `UserPermissions`.
package enum UserFlag: Sendable, Hashable {
    case on
    case off
    /// The record says neither of the two.
    case unclear(Unknown)

    /// How the columns begin.
    package static let prefix = "UserPermissions"

    /// Whether it is on; `nil` where the record does not say.
    package var isOn: Bool? {
        switch self {
        case .on: true
        case .off: false
        case .unclear: nil
        }
    }

    init(_ isOn: Bool) { self = isOn ? .on : .off }
}

/// The columns of a table of users that are flags.
struct UserFlagColumns {
    private let columns: [(column: Column, name: APIName)]

    init(_ table: ExportedTable) {
        let start = UserFlag.prefix.lowercased()
        columns = table.columns.filter { $0.key.hasPrefix(start) && $0.key != start }.values.sorted().map {
            (table.column($0), APIName(String($0.dropFirst(start.count))))
        }
    }

    func flags(of record: ExportedRecord, _ issues: inout RecordIssues) -> [APIName: UserFlag] {
        var flags: [APIName: UserFlag] = [:]
        for (column, name) in columns {
            guard let isOn = record.flag(column, &issues) else {
                let says = record.says(ofFlag: column) ?? "\(column.name) has no value"
                flags[name] = .unclear(
                    Unknown(
                        place: record.place, says: says,
                        resolvedBy: "Export User again, unedited: at \(record.place) \(says)."))
                continue
            }
            flags[name] = UserFlag(isOn)
        }
        return flags
    }
}

extension UserExport.User {
    /// What several records of one user come to, and the columns about which they differ.
    static func flags(
        of records: [UserExport.User], contradiction: (_ column: String, Place, Place) -> Unknown
    ) -> (flags: [APIName: UserFlag], differing: [String]) {
        var flags: [APIName: UserFlag] = [:]
        var places: [APIName: Place] = [:]
        var differing: Set<String> = []
        for record in records {
            for (name, flag) in record.flags {
                guard let known = flags[name], let place = places[name] else {
                    (flags[name], places[name]) = (flag, record.place)
                    continue
                }
                if known.isOn == nil {
                    // A record that says it counts more than one that does not.
                    if flag.isOn != nil, !differing.contains(UserFlag.prefix + name.spelling) {
                        (flags[name], places[name]) = (flag, record.place)
                    }
                } else if let isOn = flag.isOn, isOn != known.isOn {
                    let column = UserFlag.prefix + name.spelling
                    differing.insert(column)
                    flags[name] = .unclear(contradiction(column, place, record.place))
                }
            }
        }
        return (flags, differing.sorted())
    }
}
