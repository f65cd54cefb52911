import Foundation
import Testing

/// Two users and four assignments of one org, in a shape that some export writes.
///
/// Ada is the API user, with a package's permission set, a group, and the permission set that her profile owns. Bob may
/// no longer log in, has no role, and had a permission set until the end of 2025; his profile's name is awkward.
struct UserExportShape: Sendable, CustomTestStringConvertible {
    let name: String
    let users: [UInt8]
    let assignments: [UInt8]
    var testDescription: String { name }

    init(_ name: String, users: String, assignments: String) {
        self.init(name, users: Array(users.utf8), assignments: Array(assignments.utf8))
    }

    init(_ name: String, users: [UInt8], assignments: [UInt8]) {
        self.name = name
        self.users = users
        self.assignments = assignments
    }

    static let all: [UserExportShape] = [
        UserExportShape(
            "sf data query --json",
            users: #"{"status":0,"result":\#(userResult),"warnings":[]}"#,
            assignments: #"{"status":0,"result":\#(assignmentResult),"warnings":[]}"#),
        UserExportShape(
            "sf data query --result-format json",
            users: #"{"status": 0, "result": \#(userResult)}"#,
            assignments: #"{"status": 0, "result": \#(assignmentResult)}"#),
        UserExportShape("sf data query --output-file", users: userResult, assignments: assignmentResult),
        UserExportShape("bare array of nested records", users: userRecords, assignments: assignmentRecords),
        UserExportShape("sf data query --result-format csv", users: userCSV, assignments: assignmentCSV),
        UserExportShape("sf data export bulk, JSON", users: flatUsers, assignments: flatAssignments),
        UserExportShape(
            "sf data export bulk, CSV with CRLF", users: userCSV.withCRLF, assignments: assignmentCSV.withCRLF),
        UserExportShape(
            "sf data export bulk, CSV with semicolons",
            users: userCSV.replacingSeparators(by: ";"), assignments: assignmentCSV.replacingSeparators(by: ";")),
        UserExportShape("sf data export tree", users: userTree, assignments: assignmentTree),
        UserExportShape(
            "Data Loader, capitals",
            users: "\u{FEFF}" + userCSV.quotedThroughout(header: { $0.uppercased() }),
            assignments: "\u{FEFF}" + assignmentCSV.quotedThroughout(header: { $0.uppercased() })),
        UserExportShape(
            "Data Loader, small letters, CRLF",
            users: "\u{FEFF}" + userCSV.quotedThroughout(header: { $0.lowercased() }).withCRLF,
            assignments: "\u{FEFF}" + assignmentCSV.quotedThroughout(header: { $0.lowercased() }).withCRLF),
        UserExportShape(
            "PowerShell's redirection, UTF-16",
            users: userCSV.utf16LittleEndian, assignments: assignmentResult.utf16LittleEndian),
        UserExportShape(
            "UTF-16, big end first", users: userCSV.utf16BigEndian, assignments: assignmentCSV.utf16BigEndian),
    ]

    // MARK: JSON

    private static let userResult = #"{"records":\#(userRecords),"totalSize":2,"done":true}"#
    private static let assignmentResult = #"{"records":\#(assignmentRecords),"totalSize":4,"done":true}"#

    private static let userRecords = #"""
        [
          {
            "attributes": {"type": "User", "url": "/services/data/v62.0/sobjects/User/005000000000001AAA"},
            "Username": "ada@example.com", "IsActive": true, "UserType": "Standard",
            "UserRole": {"attributes": {"type": "UserRole", "url": "/x"}, "DeveloperName": "Care_Manager"},
            "Profile": {
              "attributes": {"type": "Profile", "url": "/x"}, "Name": "Minimum Access - API Only Integrations",
              "UserLicense": {"attributes": {"type": "UserLicense", "url": "/x"}, "Name": "Salesforce Integration"}
            },
            "CallCenterId": "04v000000000001AAA"
          },
          {
            "attributes": {"type": "User", "url": "/services/data/v62.0/sobjects/User/005000000000002AAA"},
            "Username": "Bob@example.com", "IsActive": false, "UserType": "CspLitePortal",
            "UserRole": null,
            "Profile": {
              "attributes": {"type": "Profile", "url": "/x"}, "Name": "\u0301East, \"old\"\nTeam \ud83d\ude80",
              "UserLicense": {"attributes": {"type": "UserLicense", "url": "/x"}, "Name": "Salesforce"}
            },
            "CallCenterId": null
          }
        ]
        """#

    private static let assignmentRecords = #"""
        [
          {
            "attributes": {"type": "PermissionSetAssignment", "url": "/x"},
            "Assignee": {"attributes": {"type": "User", "url": "/x"}, "Username": "ada@example.com"},
            "PermissionSet": {
              "attributes": {"type": "PermissionSet", "url": "/x"}, "Name": "Agent", "NamespacePrefix": "lpc",
              "IsOwnedByProfile": false
            },
            "PermissionSetGroup": null, "IsActive": true, "ExpirationDate": null
          },
          {
            "attributes": {"type": "PermissionSetAssignment", "url": "/x"},
            "Assignee": {"attributes": {"type": "User", "url": "/x"}, "Username": "ada@example.com"},
            "PermissionSet": {
              "attributes": {"type": "PermissionSet", "url": "/x"}, "Name": "Care_1", "NamespacePrefix": null,
              "IsOwnedByProfile": false
            },
            "PermissionSetGroup": {
              "attributes": {"type": "PermissionSetGroup", "url": "/x"}, "DeveloperName": "Care", "NamespacePrefix": null
            },
            "IsActive": true, "ExpirationDate": null
          },
          {
            "attributes": {"type": "PermissionSetAssignment", "url": "/x"},
            "Assignee": {"attributes": {"type": "User", "url": "/x"}, "Username": "ada@example.com"},
            "PermissionSet": {
              "attributes": {"type": "PermissionSet", "url": "/x"}, "Name": "X00e000000000001AAA", "NamespacePrefix": null,
              "IsOwnedByProfile": true
            },
            "PermissionSetGroup": null, "IsActive": true, "ExpirationDate": null
          },
          {
            "attributes": {"type": "PermissionSetAssignment", "url": "/x"},
            "Assignee": {"attributes": {"type": "User", "url": "/x"}, "Username": "Bob@example.com"},
            "PermissionSet": {
              "attributes": {"type": "PermissionSet", "url": "/x"}, "Name": "Reports", "NamespacePrefix": null,
              "IsOwnedByProfile": false
            },
            "PermissionSetGroup": null, "IsActive": false, "ExpirationDate": "2025-12-31T23:59:59.000+0000"
          }
        ]
        """#

    private static let flatUsers = #"""
        [
        {"Username":"ada@example.com","IsActive":"true","UserType":"Standard","UserRole.DeveloperName":"Care_Manager",
        "Profile.Name":"Minimum Access - API Only Integrations","Profile.UserLicense.Name":"Salesforce Integration",
        "CallCenterId":"04v000000000001AAA"},
        {"Username":"Bob@example.com","IsActive":"false","UserType":"CspLitePortal","UserRole.DeveloperName":"",
        "Profile.Name":"\#u{301}East, \"old\"\nTeam 🚀","Profile.UserLicense.Name":"Salesforce","CallCenterId":""}
        ]
        """#

    private static let flatAssignments = #"""
        [
        {"Assignee.Username":"ada@example.com","PermissionSet.Name":"Agent","PermissionSet.NamespacePrefix":"lpc",
        "PermissionSet.IsOwnedByProfile":"false","PermissionSetGroup.DeveloperName":"","IsActive":"true","ExpirationDate":""},
        {"Assignee.Username":"ada@example.com","PermissionSet.Name":"Care_1","PermissionSet.NamespacePrefix":"",
        "PermissionSet.IsOwnedByProfile":"false","PermissionSetGroup.DeveloperName":"Care","IsActive":"true","ExpirationDate":""},
        {"Assignee.Username":"ada@example.com","PermissionSet.Name":"X00e000000000001AAA","PermissionSet.NamespacePrefix":"",
        "PermissionSet.IsOwnedByProfile":"true","PermissionSetGroup.DeveloperName":"","IsActive":"true","ExpirationDate":""},
        {"Assignee.Username":"Bob@example.com","PermissionSet.Name":"Reports","PermissionSet.NamespacePrefix":"",
        "PermissionSet.IsOwnedByProfile":"false","PermissionSetGroup.DeveloperName":"","IsActive":"false",
        "ExpirationDate":"2025-12-31T23:59:59.000Z"}
        ]
        """#

    /// Nulls are omitted, and Ids that point into the export have become references.
    private static let userTree = #"""
        {"records": [
          {"attributes": {"type": "User", "referenceId": "UserRef1"},
           "Username": "ada@example.com", "IsActive": true, "UserType": "Standard",
           "UserRole": {"attributes": {"type": "UserRole"}, "DeveloperName": "Care_Manager"},
           "Profile": {"attributes": {"type": "Profile"}, "Name": "Minimum Access - API Only Integrations",
                       "UserLicense": {"attributes": {"type": "UserLicense"}, "Name": "Salesforce Integration"}},
           "CallCenterId": "04v000000000001AAA"},
          {"attributes": {"type": "User", "referenceId": "UserRef2"},
           "Username": "Bob@example.com", "IsActive": false, "UserType": "CspLitePortal",
           "Profile": {"attributes": {"type": "Profile"}, "Name": "\u0301East, \"old\"\nTeam \ud83d\ude80",
                       "UserLicense": {"attributes": {"type": "UserLicense"}, "Name": "Salesforce"}}}
        ]}
        """#

    private static let assignmentTree = #"""
        {"records": [
          {"attributes": {"type": "PermissionSetAssignment", "referenceId": "PermissionSetAssignmentRef1"},
           "AssigneeId": "@UserRef1", "IsActive": true,
           "PermissionSet": {"attributes": {"type": "PermissionSet"}, "Name": "Agent", "NamespacePrefix": "lpc",
                             "IsOwnedByProfile": false}},
          {"attributes": {"type": "PermissionSetAssignment", "referenceId": "PermissionSetAssignmentRef2"},
           "AssigneeId": "@UserRef1", "IsActive": true,
           "PermissionSet": {"attributes": {"type": "PermissionSet"}, "Name": "Care_1", "IsOwnedByProfile": false},
           "PermissionSetGroup": {"attributes": {"type": "PermissionSetGroup"}, "DeveloperName": "Care"}},
          {"attributes": {"type": "PermissionSetAssignment", "referenceId": "PermissionSetAssignmentRef3"},
           "AssigneeId": "@UserRef1", "IsActive": true,
           "PermissionSet": {"attributes": {"type": "PermissionSet"}, "Name": "X00e000000000001AAA",
                             "IsOwnedByProfile": true}},
          {"attributes": {"type": "PermissionSetAssignment", "referenceId": "PermissionSetAssignmentRef4"},
           "AssigneeId": "@UserRef2", "IsActive": false, "ExpirationDate": "2025-12-31T23:59:59.000+0000",
           "PermissionSet": {"attributes": {"type": "PermissionSet"}, "Name": "Reports", "IsOwnedByProfile": false}}
        ]}
        """#

    // MARK: CSV

    private static let userCSV = #"""
        Username,IsActive,UserType,UserRole.DeveloperName,Profile.Name,Profile.UserLicense.Name,CallCenterId
        ada@example.com,true,Standard,Care_Manager,Minimum Access - API Only Integrations,Salesforce Integration,04v000000000001AAA
        Bob@example.com,false,CspLitePortal,,"\#u{301}East, ""old""
        Team 🚀",Salesforce,

        """#

    private static let assignmentCSV = #"""
        Assignee.Username,PermissionSet.Name,PermissionSet.NamespacePrefix,PermissionSet.IsOwnedByProfile,PermissionSetGroup.DeveloperName,IsActive,ExpirationDate
        ada@example.com,Agent,lpc,false,,true,
        ada@example.com,Care_1,,false,Care,true,
        ada@example.com,X00e000000000001AAA,,true,,true,
        Bob@example.com,Reports,,false,,false,2025-12-31T23:59:59.000Z

        """#
}

extension String {
    /// The line breaks inside a value stay as they are: they are the org's, not the file's.
    fileprivate var withCRLF: String {
        replacing("\n", with: "\r\n").replacing("\"\"\r\nTeam", with: "\"\"\nTeam")
    }

    fileprivate func replacingSeparators(by separator: String) -> String {
        replacing(",", with: separator).replacing("East;", with: "East,")
    }

    /// Quotes every value that is not quoted, as Data Loader does.
    fileprivate func quotedThroughout(header: (String) -> String) -> String {
        let lines = split(separator: "\n", maxSplits: 1).map(String.init)
        var quoted = "\""
        var isInside = false
        for scalar in (header(lines[0]) + "\n" + lines[1].dropLast()).unicodeScalars {
            switch scalar {
            case "\"":
                isInside.toggle()
                quoted.unicodeScalars.append(scalar)
            case "," where !isInside: quoted += "\",\""
            case "\n" where !isInside: quoted += "\"\n\""
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        // The one value that was quoted before now has two quotes at either end.
        return quoted.replacing("\"\"\u{301}East", with: "\"\u{301}East").replacing("🚀\"\"", with: "🚀\"") + "\"\n"
    }

    var utf16LittleEndian: [UInt8] {
        [0xFF, 0xFE] + utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
    }

    var utf16BigEndian: [UInt8] {
        [0xFE, 0xFF] + utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }
}
