import AuditReports
import Foundation

/// Why the Salesforce CLI did not do what it was asked to, and what to do about it.
struct SalesforceFailure: Error {
    /// What is wrong, as far as that is known.
    enum Kind: CaseIterable {
        case notInstalled, cannotRun, killed, cannotWrite, printsTooMuch, notJSON, interrupted
        case noSuchOrg, sessionExpired, network, tooManyRequests, diskFull
        case unknownColumn, noAccess, unknownObject
        case other
    }

    let kind: Kind
    /// What `sf` said, or what is to be said of it.
    let says: String
    /// Whether these are words of `sf`.
    let isQuoted: Bool
    /// The column, or the parent of columns, that the org does not have.
    let unknownColumn: String?

    init(_ kind: Kind, says: String, isQuoted: Bool = false) {
        (self.kind, self.says, self.isQuoted, unknownColumn) = (kind, says, isQuoted, nil)
    }

    /// What a command failed with.
    ///
    /// - Parameter text: The error that it printed: the name and message of JSON, or all of standard error.
    init(saying text: String) {
        let text = text.withoutEscapeSequences
        let lowercased = text.lowercased()
        kind = Kind.allCases.first { kind in kind.signs.contains { lowercased.contains($0.lowercased()) } } ?? .other
        says = text.essence
        isQuoted = true
        let patterns = [#/No such column '([^']+)' on entity/#, #/Didn't understand relationship '([^']+)'/#]
        unknownColumn = patterns.lazy.compactMap { text.firstMatch(of: $0).map { String($0.1) } }.first
    }

    /// Whether nothing else can be asked either.
    var endsRun: Bool {
        switch kind {
        case .notInstalled, .cannotRun, .cannotWrite, .interrupted: true
        case .noSuchOrg, .sessionExpired, .network, .tooManyRequests, .diskFull: true
        case .killed, .printsTooMuch, .notJSON, .unknownColumn, .noAccess, .unknownObject, .other: false
        }
    }

    /// What to do.
    ///
    /// - Parameters:
    ///   - org: The alias that was typed.
    ///   - command: What failed.
    func advice(org: String, _ command: SalesforceCommand?) -> String {
        let login = ShellCommand("sf org login web").option("--alias", org).line
        switch kind {
        case .notInstalled:
            return
                "Install the Salesforce CLI (https://developer.salesforce.com/tools/salesforcecli), or add its folder to PATH, "
                + "and log in: \(login)"
        case .noSuchOrg: return "List the orgs that sf knows with sf org list, or log in: \(login)"
        case .sessionExpired: return "Log in again: \(login)"
        case .noAccess:
            return
                "The user who is logged in needs View Setup and Configuration (and Modify Metadata Through Metadata API "
                + "Functions to retrieve metadata). Log in as an administrator: \(login)"
        case .unknownObject:
            return
                "The org does not have this object, or the user who is logged in may not see it (View Setup and Configuration)."
        case .network:
            return "Check the connection to Salesforce (a proxy is set with HTTPS_PROXY), and call rolecall again."
        case .tooManyRequests: return "The org's API requests of the day are used up: call rolecall again tomorrow."
        case .diskFull: return "Make room on the disk, and call rolecall again."
        case .notJSON, .printsTooMuch: return "Update the Salesforce CLI (sf update), and call rolecall again."
        case .cannotWrite: return "Change that, or name another --output-dir."
        case .interrupted: return "The same command again goes on from here."
        case .killed: return "The system may have been short of memory. The same command again goes on from here."
        case .cannotRun, .unknownColumn, .other:
            return command.map { "Try it by itself: \($0.line)" } ?? "Call rolecall again."
        }
    }
}

extension SalesforceFailure.Kind {
    /// What `sf` prints then, of which any is enough.
    ///
    /// They are names of errors in the sources of `@salesforce/core` and jsforce, codes of the API, and Node's codes.
    fileprivate var signs: [String] {
        switch self {
        case .noSuchOrg:
            [
                "NamedOrgNotFound", "NoAuthInfoFound", "No authorization information found", "NoOrgFound",
                "No default environment",
            ]
        case .sessionExpired:
            [
                "INVALID_SESSION_ID", "RefreshTokenAuthError", "expired access/refresh token", "INVALID_LOGIN",
                "inactive user", "AuthDecryptError", "invalid_grant",
            ]
        case .network:
            [
                "ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EAI_AGAIN", "DomainNotFoundError",
                "socket hang up",
            ]
        case .tooManyRequests: ["REQUEST_LIMIT_EXCEEDED"]
        case .diskFull: ["ENOSPC", "no space left on device", "EDQUOT"]
        case .unknownColumn: ["INVALID_FIELD", "No such column '", "Didn't understand relationship '"]
        case .noAccess: ["INSUFFICIENT_ACCESS", "insufficient access", "INSUFFICIENT_ACCESS_OR_READONLY"]
        case .unknownObject: ["INVALID_TYPE", "' is not supported"]
        case .notInstalled, .cannotRun, .killed, .cannotWrite, .printsTooMuch, .notJSON, .interrupted, .other: []
        }
    }
}

extension String {
    /// The text without what colors it on a terminal (ECMA-48, CSI).
    fileprivate var withoutEscapeSequences: String { replacing(#/\u{1B}\[[0-9;?]*[A-Za-z]/#, with: "") }

    /// The text on one line, without what it says of progress, and not too long.
    fileprivate var essence: String {
        let lines = split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        let saying = lines.filter {
            !$0.isEmpty && $0 != "^" && !$0.hasPrefix("Querying Data...") && !$0.hasPrefix("›")
        }
        let text = saying.joined(separator: " ")
        return text.count > 600 ? "\(text.prefix(600))…" : text
    }
}
