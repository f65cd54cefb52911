package import Documents

/// What the files of a guide must be: `GuideLoader` checks them with it, and `Rules/schemas` are made of it.
package enum GuideShapes {
    /// `guide.yaml`.
    package static let guide = Shape.keys(
        Keys(
            "A vendor's installation guide: what it is, how it was read, and which objects and tables it consists of.",
            [
                Key("id", .text(.identifier), "The guide's short name; the name of its folder."),
                Key("title", .text(.line), "The guide's title, as printed."),
                Key("edition", .text(.line), "Which edition of the guide the rules follow."),
                Key(
                    optional: "editions", .named(.line, .text(.line)),
                    "The editions that can be chosen with the key edition of rolecall.yml, the default first: key and title. A table with an edition counts only in it."
                ),
                Key("source", .text(.webAddress), "Web address of the guide."),
                Key(
                    optional: "pages", .list(of: .text(.webAddress)),
                    "Web addresses of the vendor's further pages that were read."),
                Key(optional: "read", .text(.day), "The day on which the pages were read."),
                Key(
                    optional: "partial", .text(.prose),
                    "Which part of the pages could not be read, so that the guide may require more; absent where all was read."
                ),
                Key(
                    optional: "statements", .number(from: 1),
                    "How many statements the pages make: a permission, a right on an object, access to a field, a setting."
                ),
                Key(
                    optional: "notEncoded", .list(of: .keys(notEncoded)),
                    "Statements that no row says."),
                Key(
                    optional: "includes", .list(of: .text(.identifier)),
                    "Built-in guides whose tables belong to this one too, after its own."),
                Key(
                    "summary", .text(.prose),
                    "Which integration this is and what the guide requires of its API user, in two or three sentences."),
                Key(
                    optional: "reading", .list(of: .text(.prose)),
                    "How the guide was read where it can be read in several ways."),
                Key(
                    "objects", .named(.line, .keys(object)),
                    "The guide's objects in its order. The key is the guide's own name for the object and is in requirement ids and in --object KEY=on|off."
                ),
                Key(
                    optional: "features", .named(featureKey, .keys(feature)),
                    "Parts of the integration that some customers do not use, for which alone some tables or rows are required. The key is what --feature KEY=on|off switches."
                ),
                Key(
                    "tables", .list(of: .text(tableFile), atLeast: 1),
                    "The table files, in the order in which the guide is read: names of files beside this one."),
                undecided,
            ]))

    private static let object = Keys(
        "Empty if the key is the API name. Otherwise the object's label and how to find it in an export.",
        [
            Key(optional: "label", .text(.line), "What the guide calls the object."),
            Key(
                optional: "find", .list(of: .text(.line)),
                "Object labels by which the object is found in an export, exactly as they are in the org."),
            undecided,
        ])

    private static let notEncoded = Keys(
        "A statement that no row says.",
        [
            Key("statement", .text(.prose), "What the guide says, in other words."),
            Key("reason", .text(.prose), "Why no row says it."),
            Key(
                optional: "count", .number(from: 1),
                "How many of the guide's statements this is; 1 where it does not say."),
        ])

    /// What `rolecall guide draft` leaves to the person who finishes the guide.
    private static let undecided = Key(
        optional: "decide", .undecided,
        "What a draft leaves to be decided. A guide with such a mark is refused: decide, and remove it.")

    private static let feature = Keys(
        "What the feature is called, and whether it is taken as used where the user does not say.",
        [
            Key("title", .text(.line), "What the vendor calls it, as it is inside a sentence."),
            Key(
                "default", .truth, "on where the guide lists it among what is required, off where it is an extra."),
        ])

    private static let featureKey = TextRule.word(
        "A-Za-z0-9-", canBeNumber: true,
        fault: { key in
            "The name of a feature contains letters, digits and \"-\" only: it is typed in --feature \(key)=on."
        })

    /// The file of a table is in the guide's folder or below it.
    static let tableFile = TextRule(pattern: #"^(?!/)(?!(.*/)?\.\.(/|$)).*\S.*$"#) { file in
        TextRule.line.fault(file)
            ?? (file.hasPrefix("/") || file.split(separator: "/").contains("..")
                ? "The file of a table is in the guide's folder or below it. Move it there." : nil)
    }

    // MARK: Tables

    /// A file with a table.
    package static let table = Shape.keys(
        Keys(
            "One table of a guide: its rows are requirements, in the guide's order and words.",
            [
                Key(
                    "table", .text(.line),
                    "The guide's number for the table, or a letter or a word for a paragraph without a number."),
                Key("title", .text(.line), "Short title, shown in reports."),
                Key("caption", .text(.line), "The table's heading, as the guide prints it."),
                Key(
                    "kind", .choice(RequirementKinds.all.map { $0.kind }),
                    "What the rows are about; it decides which keys they have."),
                Key(
                    optional: "edition", .text(.line),
                    "The edition to which the table belongs, a key of guide.yaml's editions; absent for every edition."),
                Key(
                    optional: "feature", .text(.line),
                    "The feature to which all of the table belongs, a key of guide.yaml's features; absent where its rows name it or belong to none."
                ),
                severity("Severity of the rows that state none."), level("Level of the rows that state none."),
                Remedy.key, undecided,
            ],
            variants: Variants(by: "kind", RequirementKinds.all.map { Variant($0.kind, keys(ofTable: $0)) })))

    private static func keys(ofTable kind: any RowKind.Type) -> [Key] {
        let rows = Shape.list(of: row(kind), atLeast: 1)
        return [
            kind.isAboutObjectOfTable
                ? objectOfGuide
                : Key(optional: "object", .never("Only a table of fieldPermission rows has an object.")),
            askedOf(kind, "All rows of the table are asked of each end user instead of the API user."),
            Key("rows", rows, "The requirements, in the guide's order."),
        ] + RowModifiers.keys(of: kind)
    }

    private static func row(_ kind: any RowKind.Type) -> Shape {
        let forms = kind.forms.map {
            Shape.Selection($0.key, .keys($0.keys.adding(everyRow(of: kind) + RowModifiers.keys(of: kind))))
        }
        let anyOf =
            kind is any SinglePermission.Type
            ? AnyOf.row
            : .never(
                "Only permissions can be required in several ways, not what a \(kind.kind) row is about.")
        return .selected(by: [.init("anyOf", anyOf)] + forms.dropLast(), otherwise: forms.last?.shape ?? .anything)
    }

    /// The keys of every row.
    ///
    /// - Parameter kind: The kind of their table; `nil` where any kind of permission may be meant.
    static func everyRow(remedy: Key = Remedy.key, of kind: (any RowKind.Type)? = nil) -> [Key] {
        [
            Key("label", .text(.line), "The row's label, as the guide prints it."),
            Key(
                optional: "feature", .text(.line),
                "The feature for which alone this is required, a key of guide.yaml's features; absent where it is always required."
            ),
            Key("purpose", .text(.prose), "Why the integration needs this, in one or two sentences."),
            severity("Severity of this row, if it is not the table's."),
            level("Level of this row, if it is not the table's."),
            askedOf(kind, "The row is asked of each end user instead of the API user."),
            Key(
                optional: "note", .text(.prose), "How the row was read, or why it is judged otherwise than printed."),
            remedy, undecided,
        ]
    }

    /// An object of the guide, by key.
    static let objectOfGuide = Key("object", .text(.line), "A key of the guide's objects.")

    private static func level(_ whose: String) -> Key {
        Key(
            optional: "level", .choice(RequirementLevel.self),
            "\(whose) required, unless it says otherwise. recommended: reported, and never fails.")
    }

    private static func askedOf(_ kind: (any RowKind.Type)?, _ description: String) -> Key {
        kind?.canBeAskedOfEndUsers != false
            ? Key(
                optional: "of", .choice(["endUsers"]),
                "\(description) The requirement id begins with end-users/.")
            : Key(
                optional: "of",
                .never("Only permissions, permission sets, licenses, flags and assignments can be asked of end users."))
    }

    private static func severity(_ whose: String) -> Key {
        Key(
            optional: "severity", .choice(RequirementSeverity.self),
            "\(whose) critical: without it the integration cannot connect, or cannot write its core records at all. "
                + "major: one of its features fails. minor: something is read or shown incompletely.")
    }
}
