import Foundation
import OrgModel
import TestSupport
import Testing

@Suite("UserExport: permission set licenses")
struct LicenseExportTests {
    static let users =
        "Id,Username,IsActive,Profile.Name,UserRole.DeveloperName\n005000000000001,a@x,true,P,R\n005000000000002,b@x,true,P,R\n"
    static let json = #"""
        {"totalSize":1,"done":true,"records":[{"attributes":{"type":"PermissionSetLicenseAssign"},
        "AssigneeId":"005000000000001AAA","PermissionSetLicense":{"DeveloperName":"Psl","MasterLabel":"The license"}}]}
        """#

    @Test(
        "A license is known by API name and label, from JSON and from CSV",
        arguments: [
            json,
            "AssigneeId,PermissionSetLicense.DeveloperName,PermissionSetLicense.MasterLabel\n005000000000001,Psl,The license\n",
            "Assignee.Username,PermissionSetLicense.DeveloperName,PermissionSetLicense.MasterLabel\nA@x,Psl,The license\n",
        ])
    func read(text: String) throws {
        let files = try UserFiles(texts: ["users": Self.users, "licenses": text])
        let export = files.read("users", "licenses")
        #expect(export.problems == [])
        #expect(export.licenses.map(\.names) == [["Psl", "The license"]])
        #expect(export.licenses.map { $0.username.lowercased() } == ["a@x"])
        #expect(export.wholeLicenses == Place(file: files.path("licenses")))
        // They are not an assignments of permission sets.
        #expect(!export.hasAssignments)
        #expect(export.foreignAssignments == nil)
    }

    @Test("A result that is cut off does not show who lacks a license, and neither does a license without a name")
    func incomplete() throws {
        let cut = try UserFiles(texts: [
            "l": Self.json.replacing("\"totalSize\":1", with: "\"totalSize\":9"), "u": Self.users,
        ]).read("u", "l")
        #expect(cut.wholeLicenses == nil)
        #expect(cut.truncatedAssignments == nil)
        #expect(cut.problems.map(\.severity) == [.error])
        let nameless = try UserFiles.read("Assignee.Username,PermissionSetLicense.DeveloperName\na@x,\n")
        #expect(nameless.wholeLicenses == nil)
        #expect(nameless.problems.map(\.message).contains { $0.contains("permission set license without a name") })
        let idsAlone = try UserFiles.read("AssigneeId,PermissionSetLicenseId\n005000000000001,0PL000000000001\n")
        #expect(idsAlone.wholeLicenses == nil)
        #expect(
            idsAlone.problems.contains {
                $0.severity == .error && $0.message.contains("PermissionSetLicense.DeveloperName")
            })
    }

    @Test("The user has what is assigned to it; an unknown Id may be that of any user without one")
    func held() throws {
        let foreign = "AssigneeId,PermissionSetLicense.DeveloperName\n005000000000001,Psl\n005000000000009,Psl\n"
        func licenses(_ username: String, users: String) throws -> Principal.HeldLicenses {
            let files = try UserFiles(texts: ["u": users, "l": foreign])
            let assigned = AssignedUsers(
                files.read("u", "l"),
                in: try TemporaryFolder(["permissionsets/Set.permissionset": document("PermissionSet")]).org(),
                standardProfiles: [:], on: Date(timeIntervalSince1970: 0))
            return assigned.principal(username).principal.permissionSetLicenses
        }
        #expect(try licenses("a@x", users: Self.users).names == ["Psl"])
        #expect(try licenses("b@x", users: Self.users).names == [])
        #expect(try licenses("b@x", users: Self.users).toldBy != nil)
        let withoutIDs = "Username,IsActive,Profile.Name,UserRole.DeveloperName\nb@x,true,P,R\n"
        #expect(try licenses("b@x", users: withoutIDs).toldBy == nil)
    }
}

@Suite("UserExport: call centers")
struct CallCenterExportTests {
    static let users = """
        Username,IsActive,UserRole.DeveloperName,Profile.Name,CallCenterId
        ann@x,true,R,P,04v000000000001AAA
        ben@x,true,R,P,04v000000000002
        cid@x,true,R,P,
        dan@x,true,R,P,04v000000000009AAA

        """
    static let json = #"""
        {"totalSize":2,"done":true,"records":[
        {"attributes":{"type":"CallCenter"},"Id":"04v000000000001AAA","Name":"Chat Adapter","InternalName":"chatAdapter"},
        {"attributes":{"type":"CallCenter"},"Id":"04v000000000002AAA","Name":"Phone","InternalName":"phone"}]}
        """#

    private func assigned(_ callCenters: String?, users: String = users) throws -> AssignedUsers {
        let files = try UserFiles(texts: ["users": users, "callcenters": callCenters ?? ""])
        let export = callCenters == nil ? files.read("users") : files.read("callcenters", "users")
        return AssignedUsers(
            export, in: try TemporaryFolder(["permissionsets/Set.permissionset": document("PermissionSet")]).org(),
            standardProfiles: [:], on: Date(timeIntervalSince1970: 0))
    }

    @Test(
        "Call centers are read from JSON and from CSV",
        arguments: [
            json, "Id,Name,InternalName\n04v000000000001,Chat Adapter,chatAdapter\n04v000000000002,Phone,phone\n",
        ])
    func read(text: String) throws {
        let export = try UserFiles.read(text)
        #expect(export.problems == [])
        #expect(export.callCenters.map(\.names) == [["Chat Adapter", "chatAdapter"], ["Phone", "phone"]])
        #expect(export.callCenters[0].has(id: "04v000000000001"))
        #expect(export.knowsAllCallCenters)
        #expect(!(try UserFiles.read(Self.users).knowsAllCallCenters))
    }

    @Test("Not all are known where the result is cut off or a record has no name")
    func incomplete() throws {
        #expect(
            !(try UserFiles.read(Self.json.replacing("\"totalSize\":2", with: "\"totalSize\":3")).knowsAllCallCenters))
        #expect(!(try UserFiles.read("Id,Name,InternalName\n04v1,,\n").knowsAllCallCenters))
    }

    @Test("Each end user's call center has its names where records contain them")
    func membership() throws {
        let users = try assigned(Self.json).endUsers([.role("R")], except: nil).users
        #expect(
            users.map(\.callCenter) == [
                .member(id: "04v000000000001AAA", names: ["Chat Adapter", "chatAdapter"]),
                .member(id: "04v000000000002", names: ["Phone", "phone"]), .none,
                .member(id: "04v000000000009AAA", names: []),
            ])
        let withoutColumn = try assigned(
            nil, users: "Username,IsActive,UserRole.DeveloperName,Profile.Name\nann@x,true,R,P\n")
        #expect(withoutColumn.endUsers([.role("R")], except: nil).users.map(\.callCenter) == [.notStated])
    }

    @Test(
        "A call center may be given by its Id or by one of its names",
        arguments: [
            "04v000000000001", "chatadapter", "Chat Adapter",
        ])
    func selector(_ typed: String) throws {
        let found = try assigned(Self.json).endUsers([.callCenter(typed)], except: nil)
        #expect(found.users.compactMap(\.username) == ["ann@x"])
        #expect(found.problems == [])
    }

    @Test("A name that no call center has is an error with the nearest, or with how to have names")
    func unknownSelector() throws {
        func problems(_ callCenters: String?) throws -> [String] {
            try assigned(callCenters).endUsers([.callCenter("Chat Adaptor")], except: nil).problems.map(\.message)
        }
        #expect(try problems(Self.json).map { $0.contains("\"Chat Adapter\"") } == [true])
        #expect(try problems(nil).map { $0.contains("export CallCenter") } == [true])
        // No Id is of such characters.
        for typed in ["04vé", "04v 1"] {
            let message = try assigned(nil).endUsers([.callCenter(typed)], except: nil).problems.first?.message
            #expect(message?.contains("export CallCenter") == true)
        }
    }

    @Test("Call centers are offered by a name that no other one has, and by their Ids where there is none")
    func choices() throws {
        let choices = try assigned(Self.json.replacing("\"Phone\"", with: "\"chat adapter\""))
            .endUserChoices(except: nil)
        let callCenters = choices.map(\.selector).filter { if case .callCenter = $0 { true } else { false } }
        #expect(
            Set(callCenters) == [
                .callCenter("04v000000000009AAA"), .callCenter("chatAdapter"), .callCenter("phone"),
            ])
    }
}
