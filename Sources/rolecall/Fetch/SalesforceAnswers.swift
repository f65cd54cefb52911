import AuditReports
import Foundation
import OrgModel

// What the Salesforce CLI prints and writes, as far as rolecall reads it.

/// What `sf` prints with `--json`.
struct SalesforceEnvelope<Result: Decodable>: Decodable {
    let result: Result?
    let name: String?
    let message: String?
}

/// A result that may be of a failure: with `--json`, a retrieve that the org could not do ends like one that it did.
protocol SalesforceResult: Decodable {
    /// What failed, in the words of Salesforce.
    var failure: String? { get }
}

/// What is known of an org to which `sf` has a login. What opens the org is in the answer too, and is not read.
struct ConnectedOrg: SalesforceResult {
    /// Of the connection it says more: see ``isConnected``.
    var failure: String? { nil }
    let username: String?
    let connectedStatus: String?
    let apiVersion: String?

    /// Whether `sf` reached the org. Of scratch orgs it may not say.
    var isConnected: Bool { connectedStatus.map { ["connected", "unknown"].contains($0.lowercased()) } ?? true }
}

/// What a retrieve did.
struct RetrieveAnswer: SalesforceResult {
    /// What it could not find.
    let problems: [String]
    let fileCount: Int?
    let failure: String?

    private enum Keys: CodingKey {
        case messages, files, success, status, errorStatusCode, errorMessage
    }

    private struct Message: Decodable {
        let problem: String?
    }

    private struct File: Decodable {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        // One message is an object, several are an array.
        let several = try? container.decode([Message].self, forKey: .messages)
        let one = try? container.decode(Message.self, forKey: .messages)
        problems = (several ?? [one].compactMap(\.self)).compactMap(\.problem)
        fileCount = (try? container.decode([File].self, forKey: .files))?.count
        let error = [Keys.errorStatusCode, .errorMessage].compactMap { try? container.decode(String.self, forKey: $0) }
        let status = try? container.decode(String.self, forKey: .status)
        let isSuccess = (try? container.decode(Bool.self, forKey: .success)) ?? true
        failure = isSuccess ? nil : error.isEmpty ? status ?? "success is false" : error.joined(separator: ": ")
    }
}

extension SalesforceCLI.Output {
    /// Reads what was printed with `--json`.
    ///
    /// - Throws: ``SalesforceFailure`` with what it says, or where it is not JSON.
    func envelope<Result: SalesforceResult>(of _: Result.Type) throws(SalesforceFailure) -> Result {
        let data = Data(standardOutput.utf8)
        guard let envelope = try? JSONDecoder().decode(SalesforceEnvelope<Result>.self, from: data) else {
            guard let error = try? JSONDecoder().decode(SalesforceEnvelope<Nothing>.self, from: data), !isSuccess else {
                // What it printed instead may be anything, also what opens the org.
                throw standardError.isEmpty
                    ? SalesforceFailure(.notJSON, says: "What sf printed is not JSON, as it should be with --json.")
                    : SalesforceFailure(saying: standardError)
            }
            throw SalesforceFailure(saying: [error.name, error.message].compactMap(\.self).joined(separator: ": "))
        }
        guard isSuccess, let result = envelope.result, result.failure == nil else {
            let words = [envelope.name, envelope.message, envelope.result?.failure]
            throw SalesforceFailure(saying: words.compactMap(\.self).joined(separator: ": "))
        }
        return result
    }
}

private struct Nothing: Decodable {}

/// The records of a query, as `sf` writes them to a file.
struct FetchedRecords: Decodable {
    let records: [FetchedRecord]
    let totalSize: Int
    let done: Bool

    /// Whether nothing is missing.
    var isWhole: Bool { done && totalSize == records.count }

    /// - Returns: `nil` for a file that is not there or is not such a result.
    init?(ofFile path: String) {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)), let records = Self(data) else { return nil }
        self = records
    }

    init?(_ data: Data) {
        guard let records = try? JSONDecoder().decode(Self.self, from: data) else { return nil }
        self = records
    }
}

/// A record, as far as what is asked next depends on it.
struct FetchedRecord: Decodable {
    struct PermissionSet: Decodable {
        let name: String?
        let namespacePrefix: String?
        let isOwnedByProfile: Bool?
        let profile: Profile?

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case namespacePrefix = "NamespacePrefix"
            case isOwnedByProfile = "IsOwnedByProfile"
            case profile = "Profile"
        }
    }

    struct Group: Decodable {
        let developerName: String?
        let namespacePrefix: String?

        private enum CodingKeys: String, CodingKey {
            case developerName = "DeveloperName"
            case namespacePrefix = "NamespacePrefix"
        }
    }

    struct Profile: Decodable {
        let name: String?

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
        }
    }

    let permissionSet: PermissionSet?
    let permissionSetGroup: Group?
    let qualifiedAPIName: String?
    let label: String?

    private enum CodingKeys: String, CodingKey {
        case permissionSet = "PermissionSet"
        case permissionSetGroup = "PermissionSetGroup"
        case qualifiedAPIName = "QualifiedApiName"
        case label = "Label"
    }
}
