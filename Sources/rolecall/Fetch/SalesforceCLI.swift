import AuditReports
import Dispatch
import Foundation
import OrgModel
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The installed Salesforce CLI, which rolecall runs to fetch an export.
///
/// There is no shell in between, and what it prints is bounded.
struct SalesforceCLI {
    private let path: String
    private let environment: [String: String]

    /// What it printed, and how it ended.
    struct Output: Sendable {
        let isSuccess: Bool
        let standardOutput: String
        let standardError: String
    }

    /// Looks for it; `nil` where it is not installed.
    init?(in environment: [String: String]) {
        guard let path = installedProgram(SalesforceCommand.program, in: environment) else { return nil }
        self.path = path
        self.environment = environment
    }

    /// A retrieve lists each file that it wrote: some 300 bytes for each of 100,000.
    private static let maximumOutput = 64 << 20
    private static let maximumError = 4 << 20

    /// Runs a command to its end.
    ///
    /// - Throws: ``SalesforceFailure`` where it could not be run, or printed more than it should.
    func run(_ command: SalesforceCommand) throws(SalesforceFailure) -> Output {
        // Subprocess gives it to the program as standard input, and ends this process where it is not there.
        guard case .special? = FileKind(of: "/dev/null") else {
            throw SalesforceFailure(.cannotRun, says: "There is no /dev/null, without which no program can be run.")
        }
        let (path, environment) = (path, environment)
        let result = waiting { await Self.run(path, command.arguments, environment) }
        Interruption.passOn(to: nil)
        // Whatever it did then, nobody wants it any more.
        if Interruption.isPending { throw SalesforceFailure(.interrupted, says: "") }
        return try result.get()
    }

    /// `sf` may be a script that starts another program: both are one group, which can be ended together.
    private static var ownGroup: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        return options
    }

    private static func run(
        _ path: String, _ arguments: [String], _ environment: [String: String]
    ) async -> Result<Output, SalesforceFailure> {
        let variables = environment.compactMap { name, value in Environment.Key(rawValue: name).map { ($0, value) } }
        do {
            let result = try await Subprocess.run(
                .path(FilePath(path)), arguments: Arguments(arguments),
                environment: .custom(Dictionary(variables, uniquingKeysWith: { first, _ in first })),
                platformOptions: ownGroup, input: .none,
                output: .string(limit: maximumOutput), error: .string(limit: maximumError)
            ) { execution in
                Interruption.passOn(to: execution.processIdentifier.value)
            }
            if case .signaled(let number) = result.terminationStatus {
                return .failure(SalesforceFailure(.killed, says: "sf was ended by signal \(number)."))
            }
            return .success(
                Output(
                    isSuccess: result.terminationStatus.isSuccess, standardOutput: result.standardOutput,
                    standardError: result.standardError))
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .failure(SalesforceFailure(.printsTooMuch, says: "sf printed more than rolecall reads."))
        } catch {
            return .failure(SalesforceFailure(.cannotRun, says: "\(error)"))
        }
    }
}

/// Does what only asynchronous code can, and waits for it.
private func waiting(
    for body: @escaping @Sendable () async -> Result<SalesforceCLI.Output, SalesforceFailure>
) -> Result<SalesforceCLI.Output, SalesforceFailure> {
    let (box, done) = (ResultBox(), DispatchSemaphore(value: 0))
    Task.detached {
        box.result = await body()
        done.signal()
    }
    done.wait()
    return box.result
}

/// What one thread leaves for another, which takes it after a signal.
private final class ResultBox: @unchecked Sendable {
    var result: Result<SalesforceCLI.Output, SalesforceFailure> = .failure(SalesforceFailure(.cannotRun, says: ""))
}
