import AuditEngine
import OrgModel
import Testing

@Suite("Features that not every customer uses")
struct FeatureTests {
    private static let rows = """
          - permission: ApiEnabled
            label: API Enabled
            requires: granted
            purpose: It connects.
          - permission: EditTask
            label: Edit Tasks
            requires: granted
            purpose: It writes tasks.
            feature: tasks
          - permission: EditEvent
            label: Edit Events
            requires: granted
            purpose: It writes events.
            feature: events
        """

    private func load(table: String = "", rows: String = rows) throws -> Guide {
        try guide(
            features: "tasks: { title: Task Log, default: on }\n  events: { title: the calendar, default: off }",
            table: table,
            rows: rows
        ).load()
    }

    @Test(
        "A row is required where its feature is used: as the guide says, unless the audit is reported otherwise",
        arguments: [
            ([:], Verdict.failed, Verdict.notApplicable), (["tasks": false], .notApplicable, .notApplicable),
            (["events": true], .failed, .failed), (["tasks": false, "events": true], .notApplicable, .failed),
        ])
    func switches(features: [String: Bool], tasks: Verdict, events: Verdict) throws {
        var options = AuditOptions()
        options.features = features
        let result = try Export().permissionSet("A", user("ApiEnabled")).audit(.set("A"), options, against: load())
        try result.expect("system/ApiEnabled", .passed)
        try result.expect("system/EditTask", tasks)
        try result.expect("system/EditEvent", events)
        #expect(result.outcome == (tasks == .failed || events == .failed ? .notReady : .ready))
    }

    @Test("What is not required says with which feature it would be, and how to say so")
    func message() throws {
        let result = try Export().permissionSet("A").audit(.set("A"), against: load())
        #expect(
            try result.finding("system/EditEvent").message
                == "It is required only where the calendar is used. If it is, switch it on under features in "
                + "rolecall.yml (--feature events=on).")
    }

    @Test("A table's feature is that of all its rows")
    func table() throws {
        let rows = Self.rows.replacing("\n    feature: tasks", with: "").replacing("\n    feature: events", with: "")
        let folder = try guide(
            features: "events: { title: the calendar, default: off }", table: "feature: events", rows: rows)
        let result = try Export().permissionSet("A").audit(.set("A"), against: folder.load())
        #expect(result.findings.map(\.verdict) == [.notApplicable, .notApplicable, .notApplicable])
        #expect(result.outcome == .ready)
    }

    @Test("The sources nearest to a guide are measured by what it requires by default")
    func nearest() throws {
        let guide = try load()
        let nearest = try Export().permissionSet("A", user("ApiEnabled"), user("EditTask"), user("EditEvent"))
            .withOrg { guide.nearestSources(in: $0) }
        #expect(nearest.map(\.granted) == [2])
        #expect(nearest.map(\.total) == [2])
    }

    @Test("A muting permission set grants nothing, and is near to no guide")
    func nearestMuting() throws {
        let guide = try load()
        let nearest = try Export().muting("M", user("ApiEnabled"), user("EditTask")).permissionSet(
            "A", user("EditTask")
        )
        .withOrg { guide.nearestSources(in: $0) }
        #expect(nearest.map(\.id.fullName) == ["A"])
    }

    @Test("A permission set is measured by what its file grants, as if no profile's license were known")
    func nearestOfLicense() throws {
        let guide = try load()
        let nearest = try Export().permissionSet("A", license("Identity"), user("ApiEnabled"), user("EditTask"))
            .profile("P", user("ApiEnabled"))
            .withOrg { guide.nearestSources(in: $0) }
        #expect(nearest.map(\.id.fullName) == ["A", "P"])
        #expect(nearest.map(\.granted) == [2, 1])
    }

    @Test("What only an unused feature speaks of need not be retrieved")
    func plan() throws {
        let gong = try Guide.load("gong-salesforce")
        func objects(_ options: AuditOptions) -> [String] {
            gong.retrievePlan(for: .empty, Principal(), options: options).entries.first { $0.type == "CustomObject" }?
                .members ?? []
        }
        var options = AuditOptions()
        #expect(objects(options) == ["Account", "Contact", "Lead", "Opportunity"])
        options.features = ["engage": true]
        #expect(objects(options) == ["Account", "Campaign", "CampaignMember", "Contact", "Lead", "Opportunity"])
        options.disabledObjects = ["Lead"]
        #expect(objects(options) == ["Account", "Campaign", "CampaignMember", "Contact", "Opportunity"])
    }

    @Test("Nor need be retrieved what the installation is still to bring", arguments: [true, false])
    func planBeforeInstallation(isInstalled: Bool) throws {
        var options = AuditOptions()
        options.isInstalled = isInstalled
        let plan = try Guide.load("liveperson-connector").retrievePlan(for: .empty, Principal(), options: options)
        #expect(plan.entries.contains { $0.type == "CallCenter" } == isInstalled)
    }

    @Test("Nor need an installed part be retrieved that only an unused feature asks for", arguments: [true, false])
    func planOfParts(isUsed: Bool) throws {
        let rows = """
              - step: call-center
                callCenter: Acme
                label: Call Center
                requires: present
                purpose: The window needs it.
                remedy: { setup: Install it., metadata: <A/> }
                feature: window
            """
        let folder = try guide(
            kind: "install", features: "window: { title: the window, default: off }", rows: rows)
        var options = AuditOptions()
        options.features["window"] = isUsed
        let plan = try folder.load().retrievePlan(for: .empty, Principal(), options: options)
        #expect(plan.entries.contains { $0.type == "CallCenter" } == isUsed)
    }
}
