import Documents
import OrgModel

/// A step for a person, which leaves no trace in an export. It is listed, and no gate depends on it.
struct ManualStep: RowKind {
    let step: String

    static let kind = "manual"
    static let columns = RequirementColumns(first: "Step", second: .purpose)
    var id: String { "manual/\(step)" }
    var requires: String { "done" }
    var isForPerson: Bool { true }

    static let forms = [
        RowForm(
            selectedBy: "step",
            Keys(
                "A step for a person, which leaves no trace in an export. A waiver of its id attests that it is done.",
                [
                    Key("step", .text(.identifier), "The step's name in requirement ids: manual/<step>."),
                    Key("requires", .choice(["done"]), "What the person must have done."),
                ]))
    ]

    static func read(_ row: YAMLValue, in table: TableContext) -> [ManualStep] {
        row["step"].text.map { [ManualStep(step: $0)] } ?? []
    }

    /// What is said of a step that a waiver attests.
    static let attested = "No export shows whether this is done; the waiver attests that it is."

    func judge(
        _ requirement: Requirement, in evaluation: Evaluation, _ permissions: PermissionEvaluation
    ) -> Judgement {
        .manual(
            "No export shows whether this is done. When it is, attest it: rolecall waivers add, with who did it and when."
        )
    }

    func problems(decisiveFor finding: Finding, in evaluation: Evaluation) -> [Problem] { [] }
}
