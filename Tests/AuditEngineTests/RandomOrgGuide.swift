import AuditEngine

extension RandomOrg {
    /// A guide with a row of every kind that permissions decide, about what the orgs that seeds make up say.
    static func guide() throws -> Guide { try loaded.get() }

    private static let loaded = Result {
        // The folder goes when it was read.
        try GuideFolder([
            "guide.yaml": """
            id: random
            title: Random
            edition: First
            source: https://example.com/guide
            summary: A guide for tests.
            objects:
              Case: {}
              Task: {}
              Chat: { label: Chat, find: [Demo Chat] }
            tables: [system.yaml, objects.yaml, case.yaml, task.yaml, chat.yaml]
            """,
            "system.yaml": table(
                "1", "kind: systemPermission",
                """
                  - { permission: ApiEnabled, label: API Enabled, requires: granted, purpose: It connects. }
                  - { permission: EditTask, label: Edit Tasks, requires: granted, purpose: It writes tasks. }
                  - { permission: ModifyMetadata, label: Modify Metadata, requires: granted, purpose: It is set up. }
                  - { permission: ViewSetup, label: View Setup, requires: granted, purpose: It is set up. }
                  - key: choice
                    label: Any of four
                    anyOf:
                      - [{ permission: ApiUserOnly, requires: granted }]
                      - - { permission: RunReports, requires: granted }
                        - { permission: ViewPublicReports, requires: granted }
                      - - { object: Case, requires: [viewAll] }
                        - { object: Case, field: Subject, requires: edit }
                      - [{ object: Chat, key: Text, find: [Transcript], requires: read }]
                    purpose: It can be had in four ways.
                """),
            "objects.yaml": table(
                "2", "kind: objectPermission",
                """
                  - { object: Case, label: Create, requires: [create, modifyAll], purpose: It writes cases. }
                  - { object: Chat, label: Create, requires: [create, modifyAll], purpose: It writes chats. }
                """),
            "case.yaml": table(
                "3", "kind: fieldPermission\nobject: Case",
                """
                  - { field: Subject, label: Subject, requires: edit, purpose: It writes it. }
                  - { field: Priority, label: Priority, requires: read, purpose: It reads it. }
                  - { field: OwnerId, label: Owner, requires: edit, purpose: It writes it. }
                  - { field: CreatedById, label: Created By, requires: edit, purpose: It reads it. }
                """),
            "task.yaml": table(
                "4", "kind: fieldPermission\nobject: Task",
                """
                  - { field: Type, label: Type, requires: edit, purpose: It writes it. }
                  - { field: Subject, label: Subject, requires: edit, purpose: It writes it. }
                """),
            "chat.yaml": table(
                "5", "kind: fieldPermission\nobject: Chat",
                """
                  - { key: Text, find: [Transcript], label: Transcript, requires: edit, purpose: It writes it. }
                  - { key: Key, find: [Key], label: Key, requires: edit, purpose: It reads it. }
                  - { key: Must, find: [Must], label: Must, requires: edit, purpose: It writes it. }
                  - { key: Of, find: [Of], label: Of, requires: read, purpose: It reads it. }
                """),
        ]).load()
    }

    private static func table(_ number: String, _ head: String, _ rows: String) -> String {
        """
        table: "\(number)"
        title: Table \(number)
        caption: Table \(number)
        \(head)
        severity: major
        rows:
        \(rows)
        """
    }
}
