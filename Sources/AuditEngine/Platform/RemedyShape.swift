import Documents

extension Remedy {
    /// What a guide says of a remedy.
    static let keys = Keys(
        "What the platform's own steps (salesforce/remedies.yaml) do not say.", name: "remedy",
        [Key(optional: "setup", .text(.prose), setup), Key(optional: "metadata", .text(.text), metadata), then])

    static let key = Key(optional: "remedy", .keys(keys), "How what is missing is fixed.")

    /// The platform's own steps.
    static let steps = Keys(
        "How one kind of missing grant is fixed. Placeholders: {label}, {name}, {object}, {objects}, and for what is muted {muting}.",
        name: "steps", [Key("setup", .text(.prose), setup), Key("metadata", .text(.text), metadata)])

    static let then = Key(optional: "then", .text(.prose), "What to do afterwards.")

    private static let setup = "The click path in Setup."
    private static let metadata = "What to deploy, or the command that changes the data where it is not metadata."

    /// Reads a remedy.
    init(_ value: YAMLValue) {
        self.init(setup: value["setup"].text, metadata: value["metadata"].text, then: value["then"].text)
    }
}
