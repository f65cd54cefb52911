/// Why something that a source grants may not count.
package enum Reservation: Sendable, Hashable {
    /// A user or profile of this license or type cannot have what it grants, in Setup's words.
    case cannotContain(limit: String, what: String)
    /// The set is made for one user license, and the holder has another one.
    case madeForLicense(ComponentID, String, holder: String, other: String)
    /// The set needs a permission set license that the user does not have.
    case needsLicense(ComponentID, String, user: String)
    /// The object permissions of the set need a permission set license that the user does not have.
    case objectsNeedLicense(ComponentID, String, user: String)
    /// Read of this field is muted, but not View All Fields.
    case readIsMuted(String)
    /// The source grants a permission, in Setup's words, that is muted and beside which no entry is stored.
    case besideMuted(ComponentID, String)
    /// A permission that this one needs is muted, both in Setup's words.
    case neededIsMuted(String, needed: String)
    /// Nothing says whether the source must be activated.
    case activationNotKnown(ComponentID)
    /// A permission set or a group that must be activated.
    case sessionBased(ComponentID)
    /// Salesforce has not computed the group yet from its members, or from what mutes them.
    case stale(ComponentID, String, mayStillGrant: Bool)

    var words: String {
        switch self {
        case .cannotContain(let limit, let what):
            "\(limit) cannot contain \(what), and Salesforce refuses to assign a set that grants it"
        case .madeForLicense(let set, let own, let holder, let other):
            "\(set.words) is made for the license \"\(own)\" and \(holder) has \"\(other)\", and Salesforce does not let one "
                + "user have both"
        case .needsLicense(let set, let license, let user):
            "\(set.words) needs the permission set license \"\(license)\", which \(user) does not have"
        case .objectsNeedLicense(let set, let license, let user):
            "\(set.words) grants object permissions, which \(user) cannot have without the permission set license "
                + "\"\(license)\""
        case .readIsMuted(let name):
            "Read on \(name) is muted in the group, and which of the two counts is not known"
        case .besideMuted(let source, let label):
            "\(source.words) grants \(label) too, which is muted in the group: beside it Salesforce stores no entry of an "
                + "object"
        case .neededIsMuted(let label, let needed):
            "\(needed) is muted in the group, and \(label) needs it: whether it is left is not known"
        case .activationNotKnown(let source): "whether \(source.words) is session-based is not known"
        case .sessionBased(let id):
            (id.type == .permissionSetGroup ? "group \"\(id.fullName)\"" : id.words)
                + " is session-based and grants only in a session that activates it"
        case .stale(let group, let status, let mayStillGrant):
            "group \"\(group.fullName)\" has \(status), so Salesforce may "
                + (mayStillGrant ? "still grant what the group mutes by now" : "not grant what its members do")
        }
    }
}
