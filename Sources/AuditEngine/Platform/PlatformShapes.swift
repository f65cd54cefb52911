package import Documents
import OrgModel

/// What the files of `Rules/salesforce` must be: ``PlatformFacts`` are checked with it, and `Rules/schemas` are made of it.
package enum PlatformShapes {
    /// Every file, by its name.
    package static let all: [(file: String, shape: Shape)] = [
        ("object-permissions", .keys(rights)), ("permissions", .keys(permissions)), ("objects", .keys(objects)),
        ("standard-profiles", .keys(standardProfiles)), ("standard-apps", .keys(standardApps)),
        ("user-licenses", .keys(licenses)), ("people", .keys(people)), ("risks", .keys(RiskFacts.keys)),
        ("exports", .keys(exports)), ("remedies", .keys(remedies)), ("connections", .keys(ConnectionFacts.keys)),
    ]

    private static let apiNames = Shape.list(of: .text(.apiName), atLeast: 1)
    private static let names = Shape.list(of: .text(.line), atLeast: 1)
    private static let someRights = Shape.choices(ObjectRight.self, atLeast: 1)

    // MARK: Rights and permissions

    static let rights = Keys(
        "The rights that can be granted on an object.",
        [
            Key(
                "rights", .each(ObjectRight.self, "The rights, in Salesforce's own order.", .keys(right)),
                "The rights, in Salesforce's own order."),
            Key(
                "entries",
                .keys(
                    Keys(
                        "By element of an entry, those that must be true with it.",
                        [
                            Key("fieldPermissions", .named(.apiName, apiNames), "Entries of fields.")
                        ])),
                "What elements of an entry cannot be true without; of objects the rights say it."),
        ])

    private static let right = Keys(
        "One right on an object.", name: "right",
        [
            Key("flag", .text(.apiName), "The element of <objectPermissions> that grants it."),
            Key("label", .text(.line), "Its name in Setup."),
            Key("needs", .choices(ObjectRight.self), "The rights without which it cannot be granted."),
            Key(
                optional: "needsOnBigObjects", .choices(ObjectRight.self),
                "The rights without which it cannot be granted on a big object, where those are others."),
            Key(
                optional: "needsOnMaster", someRights,
                "The rights that it needs on each object that the object is a detail of."),
            Key(
                optional: "lackedWherePrivate", .text(.prose),
                "What a user lacks without it where the object's org-wide default is Private; reported where its row is waived."
            ),
        ])

    static let permissions = Keys(
        "Salesforce's system permissions: their names, and what one implies.",
        [
            Key("permissions", .named(.apiName, .keys(permission)), "System permissions by API name."),
            Key("withoutColumn", apiNames, "System permissions for which PermissionSet has no column, by API name."),
            Key(
                "known", .text(.text),
                "Further system permissions, one a line: the API name, and its name in Setup where that is known (Name: Label)."
            ),
        ])

    private static let permission = Keys(
        "One system permission.",
        [
            Key("label", .text(.line), "Its name in Setup."),
            Key(optional: "brings", apiNames, "System permissions that come with it, by API name."),
            Key(optional: "bringsOnEveryObject", someRights, "Rights that it gives on every object that has them."),
            Key(
                optional: "satisfies", .named(.apiName, .text(.prose)),
                "System permissions whose effect it has without granting them: API name, and why."),
            Key(
                optional: "needs", apiNames,
                "System permissions without which Salesforce refuses to deploy it in a permission set, by API name."),
            Key(
                optional: "needsOnObject", .named(.apiName, someRights),
                "Rights on objects without which Salesforce refuses to deploy it in a permission set, by the object's API name."
            ),
            Key(optional: "since", .number(from: 1), "The first API version whose exports know it."),
            Key(optional: "exported", .choice(["never"]), "never: no export lists it."),
            Key(
                optional: "mayOpen", .choice(FieldAccess.self),
                "Access to every field that it may give, though sources do not say so for certain."),
            Key(
                optional: "doubt", .text(.line),
                "What leaves that uncertain. Half a sentence: begins in lower case, without a period."),
        ], rules: [.with("mayOpen", ["doubt"]), .with("doubt", ["mayOpen"])])

    // MARK: Objects

    static let objects = Keys(
        "Salesforce's standard objects, and which of their fields have no field-level security.",
        [
            Key(
                "everyObject",
                .keys(
                    Keys(
                        "What applies to every object.",
                        [
                            Key("fields", fields, "Standard fields by API name."),
                            Key(
                                "custom", .keys(customKinds),
                                "Kinds of custom fields without full field-level security."),
                        ])),
                "What applies to every object."),
            Key("objects", .named(.apiName, .keys(object)), "Standard objects by API name."),
        ])

    private static let customKinds = Keys(
        "Kinds of custom fields.",
        ["required", "masterDetail", "autoNumber", "formula", "rollUp", "nameField"].map { Key($0, .keys(customKind)) })

    private static let fields = Shape.named(.apiName, .keys(field))

    private static let object = Keys(
        "One standard object.",
        [
            Key("label", .text(.line), "The object's label."),
            Key("plural", .text(.line), "The object's plural label, as Setup lists it."),
            Key(
                optional: "objectPermissions", .choice(["none"]),
                "none: Salesforce offers no object permissions for it."),
            Key(
                optional: "instead",
                .keys(
                    Keys(
                        "What represents each right on an object without object permissions; a guide cannot require one that is not here.",
                        ObjectRight.allCases.map { Key(optional: $0.rawValue, .keys(StandIn.keys)) })),
                "What represents each right on it; a guide cannot require one that is not here."),
            Key(
                optional: "sharesFieldsWith", .text(.apiName),
                "API name of the object with which its custom fields are shared; an entry for either counts."),
            Key(
                optional: "definesFieldsOn", .text(.apiName),
                "API name of the object whose definition contains the custom fields of this one."),
            Key(
                optional: "detailOf", apiNames,
                "API names of the objects that the object is a detail of: rights on it need rights on them."),
            Key(optional: "without", someRights, "Rights that do not exist on the object."),
            Key(optional: "fields", fields, "Standard fields by API name."),
        ],
        rules: [.with("objectPermissions", ["instead"]), .with("instead", ["objectPermissions"])])

    private static let field = Keys(
        "A standard field. Without `follows` it has field-level security.", name: "field",
        [Key("label", .text(.line), "The field's label in Setup.")] + access + [
            Key(optional: "reason", .text(.prose), reason)
        ],
        rules: [.with("follows", ["reason"]), .with("editable", ["reason"])])

    private static let customKind = Keys(
        "A kind of custom field whose access is not, or not wholly, decided by field-level security.",
        name: "customKind", access + [Key("reason", .text(.prose), reason)],
        rules: [
            .atLeastOne(
                ["follows", "editable"],
                "A kind of field without full security follows the object, or is never editable.")
        ])

    private static let reason = "Why, as a report says it."

    private static let access = [
        Key(
            optional: "follows", .choice(["object"]),
            "object: the field has no field-level security, and access to the object decides."),
        Key(
            optional: "editable", .choice(["never"]),
            "never: no user can edit the field, and a row that requires edit is judged as read."),
    ]

    // MARK: Names

    static let standardProfiles = Keys(
        "Standard profiles whose file name is not their name in Setup.",
        [Key("profiles", .named(.apiName, .text(.line)), "File name (API name) and name in Setup.")])

    static let standardApps = Keys(
        "Names in Setup of standard Lightning apps, by full name.",
        [
            Key(
                "apps", .named(.apiName, .text(.line)),
                "The full name (file name) of each app, and the name that the App Manager shows.")
        ])

    // MARK: Users

    static let licenses = Keys(
        "Names of user licenses; any other license name is a permission set license. What some user licenses need or cannot contain.",
        [
            Key("userLicenses", names, "Names as written in profiles and permission sets."),
            Key("permissionSetLicenses", .named(.apiName, .text(.line)), "Names in Setup, by API name."),
            Key(
                "objectPermissionsNeed", .named(.line, .text(.apiName)),
                "By user license, the API name of the permission set license without which no object permission can be assigned."
            ),
            Key(
                "setsWithoutStandardObjects", .list(of: .text(.line)),
                "User licenses whose permission sets cannot contain object and field permissions of standard objects."),
            Key(
                "limits", .list(of: .keys(limit), atLeast: 1),
                "What user licenses cannot contain, even where permission sets grant it."),
            Key(
                "profilesWithoutSystemPermissions", names,
                "User licenses whose profiles may well contain no system permission at all."),
        ])

    private static let limit = Keys(
        "What some user licenses cannot contain.",
        [
            Key("licenses", names, "User licenses."),
            Key(
                optional: "userTypes", names, "Values of User.UserType that only users with such licenses have."),
            Key(
                optional: "objects", namesOrAll,
                "Objects of which they have nothing: API names, or * for all that Salesforce makes."),
            Key(optional: "rights", someRights, "Rights that they have on no object."),
            Key(
                optional: "permissions", namesOrAll,
                "System permissions that they do not contain: API names, or * for all that Salesforce makes."),
        ])

    private static let namesOrAll = Shape.list(
        of: .text(
            TextRule(pattern: "^([*]|[A-Za-z][A-Za-z0-9_]*)$") {
                $0 == LicenseLimit.Names.all ? nil : TextRule.apiName.fault($0)
            }),
        atLeast: 1)

    static let people = Keys(
        "Which users are people, and which are programs.",
        [
            Key("userTypes", names, "Values of User.UserType that people of the company have."),
            Key(
                "otherUserTypes", .named(.apiName, .text(.line)),
                "The other values of User.UserType, and what a user of each is, as the end of a sentence, without its period."
            ),
            Key("automatedLicenses", names, "User licenses that only the platform's own programs have."),
            Key("automatedProfiles", names, "Profiles, by their names in Setup, that only these programs have."),
            Key("integrationLicenses", names, "User licenses that only integrations have."),
            Key("integrationProfiles", names, "Profiles, by their names in Setup, that only integrations have."),
            Key(
                "userFlags", .named(.apiName, .text(.line)),
                "Flags of a user's record by name, which is the column of User without UserPermissions, and their names in Setup."
            ),
        ])

    // MARK: Exports and remedies

    static let exports = Keys(
        "What a metadata export does and does not contain.",
        [
            Key(
                "permissionSets",
                .keys(
                    Keys(
                        "API versions, from which on an exported permission set is complete in some way.",
                        [
                            Key(
                                "completeFromApiVersion", .number(from: 1),
                                "A permission set retrieved with this API version or a later one lists all that it grants."
                            ),
                            Key(
                                "viewAllFieldsFromApiVersion", .number(from: 1),
                                "A permission set retrieved with this API version or a later one lists View All Fields of an object."
                            ),
                        ])),
                "How complete an exported permission set is."),
            Key(
                "permissionSetGroups",
                .keys(
                    Keys(
                        "API versions, from which on an exported group contains something.",
                        [
                            Key(
                                "mutingFromApiVersion", .number(from: 1),
                                "A group retrieved with this API version or a later one names its muting permission sets."
                            ),
                            Key(
                                "sessionBasedFromApiVersion", .number(from: 1),
                                "A group retrieved with this API version or a later one says whether it is session-based."
                            ),
                        ])),
                "What an exported permission set group says."),
            Key(
                "manifest",
                .keys(
                    Keys(
                        "What a package.xml for the next export says.",
                        [Key("apiVersion", .number(from: 45), "The API version to retrieve with.")])),
                "What a package.xml for the next export says."),
            Key(
                "queries", .each(RecordKind.self, "Queries for records.", .keys(query)),
                "How records are asked for that metadata does not contain."),
        ])

    private static let query = Keys(
        "A query, apart from its conditions.", name: "query",
        [
            Key("object", .text(.apiName), "The object that is queried."),
            Key("columns", .list(of: .text(column), atLeast: 1), "Its columns, those of parents as Parent.Column."),
        ])

    private static let column = TextRule(pattern: "^[A-Za-z][A-Za-z0-9_]*([.][A-Za-z][A-Za-z0-9_]*)*$") { text in
        text.split(separator: ".", omittingEmptySubsequences: false).lazy.compactMap {
            TextRule.apiName.fault(String($0))
        }
        .first
    }

    static let remedies = Keys(
        "The platform's own steps for each kind of missing grant.",
        [
            Key(
                "systemPermission",
                .keys(Keys("A system permission that is not granted.", [Key("granted", .keys(Remedy.steps))])),
                "A system permission that is not granted."),
            Key(
                "objectPermission",
                .each(ObjectRight.self, "A right on an object that is not granted.", .keys(Remedy.steps)),
                "A right on an object that is not granted."),
            Key(
                "fieldPermission",
                .each(FieldAccess.self, "Access to a field that is not granted.", .keys(Remedy.steps)),
                "Access to a field that is not granted."),
            Key("muted", .keys(Remedy.steps), "What is granted, and muted in a group."),
            Key("forbidden", .keys(Remedy.steps), "What is granted, and must not be held."),
            Key("fromProfile", .keys(Remedy.steps), "What the profile itself must grant, and does not."),
            Key(
                "surplus",
                .each(SurplusSource.Kind.self, "The click path in Setup.", .text(.prose)),
                "How what is granted beyond a guide is taken out of each kind of source. Placeholders: {name}, {group}."
            ),
            Key("inactiveUser", .keys(Remedy.steps), "A user who is inactive."),
            Key("newUser", .keys(Remedy.steps), "A user who is still to be made."),
        ] + UserRemedies.keys)
}
