package import OrgModel

/// A vendor's installation guide as rules: what an integration's API user must be granted.
public struct Guide: Sendable {
    /// The name of the guide's folder.
    public let id: String
    /// The title.
    public let title: String
    /// The title of the edition that is audited.
    public private(set) var edition: String
    /// The editions that can be chosen, the default first, with their titles; empty where there is only one.
    package let editions: [Edition]
    /// Where the guide is published.
    package let source: String
    /// What the integration is and what its guide requires.
    package let summary: String
    /// How the guide was read where its words leave a choice.
    package let reading: [String]
    /// How much of what the vendor published the rules say.
    package let coverage: Coverage
    /// The objects of the guide, in its order.
    package let objects: [GuideObject]
    /// The features that a customer may do without, and for which alone some rows are required; in the guide's order.
    package let features: [Feature]
    /// The tables of every edition, in the guide's order.
    package let allTables: [GuideTable]
    /// The tables of the edition that is audited, in the guide's order.
    package private(set) var tables: [GuideTable]
    /// The platform's facts.
    package let platform: PlatformFacts
    /// What in its files may be wrong and does not keep it from being used.
    package let warnings: [Problem]
    /// What the text of its files is known by: of two reports with one digest the guide had the same rules.
    package let digest: String

    /// An edition of a guide.
    package struct Edition: Sendable, Equatable {
        /// What it is chosen by.
        package let key: String
        /// What it is called.
        public let title: String
    }

    /// How much of what a vendor published the rules of a guide say.
    package struct Coverage: Sendable, Equatable {
        /// The day on which the pages were read, `YYYY-MM-DD`; `nil` where it is not stated.
        package var day: String?
        /// The vendor's pages in addition to ``Guide/source``.
        package var pages: [String] = []
        /// Which part of the pages could not be read, as a sentence; `nil` where all was.
        package var partial: String?
        /// How many statements the pages make; `nil` where they were not counted.
        package var statements: Int?
        /// The statements that no row says.
        package var notEncoded: [Statement] = []

        /// A statement that no row says.
        package struct Statement: Sendable, Equatable {
            /// What the vendor says, as a sentence.
            package let text: String
            /// Why no row says it, as a sentence.
            package let reason: String
            /// How many of the guide's statements it is.
            package let count: Int
        }

        /// How many of the statements rows say; `nil` where they were not counted.
        package var encoded: Int? { statements.map { $0 - notEncoded.reduce(0) { $0 + $1.count } } }
    }

    /// A part of the integration that some customers do not use.
    package struct Feature: Sendable, Equatable {
        /// What it is switched by.
        package let key: String
        /// What the vendor calls it.
        public let title: String
        /// Whether it is taken as used where the user does not say.
        package let isOnByDefault: Bool
    }

    /// The same guide in one of its editions.
    ///
    /// - Parameter key: The edition's key; `nil` chooses the default.
    /// - Returns: `nil` where the guide has no such edition.
    func selecting(edition key: String?) -> Guide? {
        guard let edition = key.map({ key in editions.first { $0.key == key } }) ?? editions.first else {
            return key == nil ? self : nil
        }
        var guide = self
        guide.edition = edition.title
        guide.tables = allTables.filter { $0.edition == nil || $0.edition == edition.key }
        return guide
    }

    /// The same guide with only the rows that require permissions of the API user.
    var onlyPermissions: Guide {
        var guide = self
        guide.tables = tables.map(\.onlyPermissions)
        return guide
    }

    /// Every requirement, in the guide's order.
    public var requirements: [Requirement] { tables.flatMap(\.requirements) }

    /// The object of a key.
    package func object(_ key: String) -> GuideObject? {
        objects.first { $0.key == key }
    }

    /// The feature of a key.
    package func feature(_ key: String) -> Feature? {
        features.first { $0.key == key }
    }
}

/// An object as a guide speaks of it.
package struct GuideObject: Sendable, Equatable {
    /// The guide's name for it, as it is in requirement ids.
    package let key: String
    /// The words for it in texts.
    public let label: String
    /// The labels by which an object is found whose API name differs from org to org; empty where the key is the
    /// API name.
    package let find: [String]
}

/// One table of a guide.
package struct GuideTable: Sendable {
    /// The table's number in the guide, or a letter for a paragraph; before it the guide that includes bring it from.
    public internal(set) var id: String
    /// A short title.
    public let title: String
    /// The caption as the guide prints it.
    package let caption: String
    /// The edition to which the table belongs; `nil` for every one.
    package var edition: String?
    /// What the table's rows require.
    package var requirements: [Requirement]

    /// The same table with only the rows that require permissions of the API user.
    fileprivate var onlyPermissions: GuideTable {
        var table = self
        table.requirements = requirements.filter(\.asksForPermissions)
        return table
    }
}
