import Documents
import OrgModel

/// What represents a right on an object for which Salesforce offers no object permissions: all of it is needed.
struct StandIn: Sendable {
    /// The system permissions and the rights on other objects.
    let needs: [Need]
    /// Why the right may be there without them, as half a sentence; `nil` where it is not.
    let doubt: String?
    /// The system permissions without which there is no such doubt; where there are none, there always is.
    let doubtfulWith: [String]
}

extension StandIn {
    /// How `Rules/salesforce/objects.yaml` states it.
    static let keys = Keys(
        "What represents a right on an object without object permissions.", name: "standIn",
        [
            Key(
                optional: "permissions", .list(of: .text(.apiName), atLeast: 1),
                "System permissions, all of which it takes, by API name."),
            Key(
                optional: "rights", .named(.apiName, .choices(ObjectRight.self, atLeast: 1)),
                "Rights on other objects, all of which it takes, by the object's API name."),
            Key(
                optional: "doubt", .text(.line),
                "Why a user may have the right without them, so that a row is never failed for want of them. Half a sentence: begins in lower case, without a period."
            ),
            Key(
                optional: "doubtfulWith", .list(of: .text(.apiName), atLeast: 1),
                "System permissions without any of which there is no such doubt, by API name."),
        ],
        rules: [
            .atLeastOne(
                ["permissions", "rights"], "What stands for the right is missing here: permissions, or rights."),
            .with("doubtfulWith", ["doubt"]),
        ])

    init(_ entry: YAMLValue) {
        let rights = (entry["rights"].entries ?? []).flatMap { object in
            object.value.choices(ObjectRight.self).map { Need.objectPermission(object.key, $0) }
        }
        needs = entry["permissions"].texts.map(Need.systemPermission) + rights
        doubt = entry["doubt"].text
        doubtfulWith = entry["doubtfulWith"].texts
    }
}

extension PlatformFacts {
    /// What represents a right on an object; `nil` where an entry of the object grants it.
    func standIn(for right: ObjectRight, on object: String) -> StandIn? { objects[object]?.standIns[right] }

    /// The objects with object permissions that decide rights on one without.
    func objectsStanding(for object: String) -> [String] {
        (objects[object]?.standIns ?? [:]).values.flatMap(\.needs).compactMap(\.objectOfRight).deduplicated().sorted()
    }

    /// That another right or permission is what decides a right on an object, as a sentence; `nil` where an entry of the object
    /// does.
    func substitution(for right: ObjectRight, on object: String) -> String? {
        guard let standIn = standIn(for: right, on: object) else { return nil }
        let words = standIn.needs.map { need in
            if case .objectPermission(let other, let right) = need {
                "\(label(of: right)) on \(plural(of: other))"
            } else {
                Wording(platform: self).words(need)
            }
        }
        return "Salesforce has no object permissions for \(plural(of: object)); \(words.listedWithAnd) "
            + "\(words.count > 1 ? "stand" : "stands") for \(label(of: right))."
    }
}
