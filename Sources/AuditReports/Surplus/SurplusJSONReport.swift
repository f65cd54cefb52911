import AuditEngine
import Foundation
import OrgModel

/// Surplus as JSON, version 1.1: a stable format with a schema of its own (`Schemas/surplus-1.1.schema.json`), so its
/// types are apart from the model and change only with the version.
struct SurplusJSONReport: Encodable {
    let schemaVersion = "1.1"
    let label: String?
    let asOf: Date?
    let configuration: AuditBasis
    let tool: AuditSnapshot.Tool
    let guide: AuditSnapshot.GuideReference
    let principal: PrincipalNames
    let worstRisk: String?
    let counts: Counts
    let systemPermissions: [Grant]
    let objectRights: [Grant]
    let fields: [Fields]
    let carriedTogether: [String]
    let restrictions: [Restriction]
    let sources: [Source]
    let unknown: [Unknown]
    let notes: [String]
    let problems: [Problem]

    struct Counts: Encodable {
        let critical: Int
        let high: Int
        let medium: Int
        let low: Int
        let notRated: Int
        let fields: Int
    }

    struct Grant: Encodable {
        let name: String?
        let object: String?
        let right: String?
        let label: String
        let risk: String?
        let why: String?
        let source: String?
        let certain: Bool
        let grantedBy: [GrantedBy]
        let carries: [String]
    }

    struct GrantedBy: Encodable {
        let component: String
        let group: String?
        let file: String?
        let line: Int?
        let doubt: String?
    }

    struct Fields: Encodable {
        let object: String
        let editable: [String]
        let readable: [String]
        let effective: Bool?
        let certain: Bool
        let risk: String?
        let grantedBy: [String]
    }

    struct Restriction: Encodable {
        let name: String
        let label: String
        let says: String
        let file: String?
        let line: Int?
    }

    struct Source: Encodable {
        let component: String
        let group: String?
        let file: String?
        let systemPermissions: Int
        let objectRights: Int
        let fields: Int
        let remedy: String
    }

    struct Unknown: Encodable {
        let says: String
        let file: String?
        let line: Int?
        let resolvedBy: String
    }

    init(_ result: SurplusResult, _ settings: ReportSettings) {
        label = result.basis.label
        asOf = result.basis.asOf
        configuration = result.basis
        tool = AuditSnapshot.Tool(version: settings.toolVersion)
        guide = AuditSnapshot.GuideReference(result.guide)
        principal = PrincipalNames(result.principal)
        worstRisk = result.worstRisk?.rawValue
        counts = Counts(
            critical: result.count(.critical), high: result.count(.high), medium: result.count(.medium),
            low: result.count(.low), notRated: result.count(nil), fields: result.fieldCount)
        let grants = result.grants.map(Grant.init)
        systemPermissions = grants.filter { $0.object == nil }
        objectRights = grants.filter { $0.object != nil }
        fields = result.fields.map(Fields.init)
        carriedTogether = result.carriedTogether.map(\.id)
        restrictions = result.restrictions.map {
            Restriction(name: $0.name, label: $0.label, says: $0.says, file: $0.place?.file, line: $0.place?.line)
        }
        sources = result.sources.map(Source.init)
        unknown = result.gaps.map {
            Unknown(says: $0.says, file: $0.place?.file, line: $0.place?.line, resolvedBy: $0.resolvedBy)
        }
        notes = result.notes
        problems = result.problems
    }

    func render() -> String { jsonText }
}

extension SurplusJSONReport.Grant {
    init(_ grant: SurplusGrant) {
        switch grant.subject {
        case .systemPermission(let name): (self.name, object, right) = (name, nil, nil)
        case .objectRight(let object, let right): (name, self.object, self.right) = (nil, object, right.rawValue)
        }
        label = grant.label
        risk = grant.rating?.risk.rawValue
        why = grant.rating?.why
        source = grant.rating?.source
        certain = grant.isCertain
        grantedBy = grant.sources.map {
            SurplusJSONReport.GrantedBy(
                component: $0.id.description, group: $0.group?.fullName, file: $0.place?.file, line: $0.place?.line,
                doubt: $0.doubt)
        }
        carries = grant.carries.map(\.id)
    }
}

extension SurplusJSONReport.Fields {
    init(_ fields: SurplusFields) {
        object = fields.object
        editable = fields.editable
        readable = fields.readable
        effective = fields.isEffective
        certain = fields.isCertain
        risk = fields.risk?.rawValue
        grantedBy = fields.sources.map(\.description)
    }
}

extension SurplusJSONReport.Source {
    init(_ source: SurplusSource) {
        component = source.id.description
        group = source.group?.fullName
        file = source.file
        systemPermissions = source.counts.permissions
        objectRights = source.counts.rights
        fields = source.counts.fields
        remedy = source.remedy
    }
}
