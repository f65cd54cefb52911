/// A role that two files, two exported records, or one of each put below different ones.
package struct RoleContradiction: Sendable {
    /// The role.
    package let id: ComponentID
    /// What is reported of it.
    package let problem: Problem
    /// Why nothing is known of the role.
    package let unknown: Unknown

    init(id: ComponentID, problem: Problem, resolvedBy: String) {
        self.id = id
        self.problem = problem
        unknown = Unknown(of: id, .says(.describedInTwoWays), resolvedBy: resolvedBy)
    }

    /// Two files of one role.
    ///
    /// - Parameter record: An exported record of the role, if there is one: which of them is old it does not tell.
    init(of id: ComponentID, _ first: Place, _ other: Place, record: Place? = nil) {
        let alsoRecord = record.map { ", nor does the exported record at \($0)" } ?? ""
        self.init(
            id: id,
            problem: Problem(
                .warning, at: other,
                "This file and \(first) disagree about the role above \"\(id.fullName)\", so neither counts\(alsoRecord), and what "
                    + "depends on it is unknown. Keep the file that is right."),
            resolvedBy:
                "Keep the file of the role \"\(id.fullName)\" that is right: \(first) and \(other) contradict each other."
        )
        places = (first, other)
    }

    private var places: (Place, Place)?

    /// The same, with an exported record of the role beside the files.
    func contradicted(byRecordAt record: Place) -> RoleContradiction {
        places.map { RoleContradiction(of: id, $0.0, $0.1, record: record) } ?? self
    }
}
