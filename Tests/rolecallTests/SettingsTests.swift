import ArgumentParser
import OrgModel
import TestSupport
import Testing

@testable import rolecall

@Suite("Settings, typed and configured")
struct SettingsTests {
    @Test("A list without names gives nothing")
    func emptyList() throws {
        #expect(try SettingsFile("permissionSets: []\n", path: "org/rolecall.yml", within: nil).values.isEmpty)
    }

    @Test("A flag is set where the configuration says on", arguments: [("on", true), ("off", false)])
    func flag(value: String, isSet: Bool) {
        var flag = false
        flag.fill(with: [ConfiguredName(name: value, value: value, place: Place(file: "rolecall.yml", line: 1))])
        #expect(flag == isSet)
    }

    @Test("The files that settings name are those that are read")
    func files() throws {
        #expect(try Settings.parse(["org", "--profile", "Api", "--waivers", "a.yml"]).files == ["a.yml"])
    }

    @Test("Each key that does not count is reported once")
    func unused() throws {
        let typed = try Settings.parse(["--api-user", "api@x"])
        let file = try SettingsFile("apiUser: other@x\nprofile: Api\n", path: "org/rolecall.yml", within: nil)
        #expect(typed.unused(of: file).map(\.place?.line) == [2])
    }

    @Test(
        "A file that is found in PATH names no place from outside",
        arguments: ["FOLDER/a.json", "b/../a.json", "../a.json"])
    func border(_ name: String) throws {
        try withTemporaryFolder { folder in
            let text = "records: [\(name.replacing("FOLDER", with: folder))]\n"
            let path = "\(folder)/rolecall.yml"
            let anywhere = try SettingsFile(text, path: path, within: nil)
            #expect(anywhere.values["records"]?.count == 1)
            #expect(throws: CommandFailure.self) { try SettingsFile(text, path: path, within: folder) }
        }
    }

    @Test(
        "No file that is found in PATH is written with a name from outside",
        arguments: [["--records", "README.md"], ["--guide", "./Rules/spekit"]])
    func writtenBorder(_ arguments: [String]) throws {
        try withTemporaryFolder { folder in
            let (settings, path) = (try Settings.parse(arguments), "\(folder)/rolecall.yml")
            let failure = #expect(throws: CommandFailure.self) {
                try SettingsText(settings, path: path, comment: "", within: folder)
            }
            #expect(failure?.lines.first?.hasPrefix("\(arguments[1]) is outside") == true)
            let anywhere = try SettingsText(settings, path: path, comment: "", within: nil)
            #expect(anywhere.text.contains(arguments[1].suffix(5)))
        }
    }
}
