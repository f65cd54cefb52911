import AuditEngine
import AuditReports
import Foundation
import OrgModel

// What a program writes that embeds rolecall. It is compiled as one of rolecall's tests and, by `.ci/check-embedding`,
// once more as a stranger's program, which sees nothing but what is public.

/// Audits an export against a guide.
///
/// - Parameters:
///   - export: The path of a project, a folder of metadata or a retrieved zip.
///   - permissionSets: The full names of the API user's permission sets.
/// - Returns: How the audit ends, what failed, and the report as JSON.
/// - Throws: An error that describes itself, where the export or the guide cannot be read.
func audit(
    _ export: String, profile: String, permissionSets: [String], role: String, endUserRoles: [String]
) throws -> (outcome: AuditResult.Outcome, failed: [String], report: String) {
    let org = try Org.read([export])
    let guide = try Guide.load("liveperson-connector")

    var principal = Principal()
    principal.profile = ComponentID(.profile, profile)
    principal.permissionSets = permissionSets.map { ComponentID(.permissionSet, $0) }
    principal.role = .role(role)
    principal.endUsers = endUserRoles.map { Principal.EndUser(role: .role($0)) }

    let result = guide.audit(org, principal)
    let failed = result.findings.filter { $0.verdict == .failed }
    for finding in failed {
        let place = finding.evidence.first?.place?.description ?? export
        print("\(place): \(finding.requirement.id): \(finding.message) \(finding.remedy?.setup ?? "")")
    }
    let settings = ReportSettings(toolVersion: "1.0", date: Date())
    return (result.outcome, failed.map(\.requirement.id), ReportFormat.json.render(result, settings))
}
