import Foundation

/// The metadata types that rolecall reads; the raw value is Salesforce's name and the file's root element.
public enum MetadataType: String, Sendable, Hashable, CaseIterable {
    case profile = "Profile"
    case permissionSet = "PermissionSet"
    case permissionSetGroup = "PermissionSetGroup"
    case mutingPermissionSet = "MutingPermissionSet"
    case role = "Role"
    case customObject = "CustomObject"
    /// A field in a file of its own, as source format has it: `objects/<Object>/fields/<Field>.field-meta.xml`.
    case customField = "CustomField"
    case customApplication = "CustomApplication"
    case flexiPage = "FlexiPage"
    case callCenter = "CallCenter"
    case installedPackage = "InstalledPackage"
    case cspTrustedSite = "CspTrustedSite"
    case connectedApp = "ConnectedApp"
    case externalClientApplication = "ExternalClientApplication"
    case externalClientAppOauthPolicies = "ExtlClntAppOauthConfigurablePolicies"
    case externalClientAppPolicies = "ExtlClntAppConfigurablePolicies"
    case profileSessionSetting = "ProfileSessionSetting"
    /// Settings of the org; the root element is the file's name and this.
    case settings = "Settings"

    /// The ending of the type's files, before `-meta.xml` in source format.
    package var suffix: String {
        switch self {
        case .profile: "profile"
        case .permissionSet: "permissionset"
        case .permissionSetGroup: "permissionsetgroup"
        case .mutingPermissionSet: "mutingpermissionset"
        case .role: "role"
        case .customObject: "object"
        case .customField: "field"
        case .customApplication: "app"
        case .flexiPage: "flexipage"
        case .callCenter: "callCenter"
        case .installedPackage: "installedPackage"
        case .cspTrustedSite: "cspTrustedSite"
        case .connectedApp: "connectedApp"
        case .externalClientApplication: "eca"
        case .externalClientAppOauthPolicies: "ecaOauthPlcy"
        case .externalClientAppPolicies: "ecaPlcy"
        case .profileSessionSetting: "profileSessionSetting"
        case .settings: "settings"
        }
    }

    /// The folder in which Metadata API format keeps the type's files; files without `-meta.xml` count only there.
    package var directoryName: String {
        switch self {
        case .customObject: "objects"
        case .customField: "fields"
        case .customApplication: "applications"
        case .externalClientApplication: "externalClientApps"
        case .externalClientAppOauthPolicies: "extlClntAppOauthPolicies"
        case .externalClientAppPolicies: "extlClntAppPolicies"
        case .settings: suffix
        default: suffix + "s"
        }
    }

    /// The words for one component of the type, for messages.
    package var words: String {
        switch self {
        case .profile: "profile"
        case .permissionSet: "permission set"
        case .permissionSetGroup: "permission set group"
        case .mutingPermissionSet: "muting permission set"
        case .role: "role"
        case .customObject: "object"
        case .customField: "field"
        case .customApplication: "app"
        case .flexiPage: "Lightning page"
        case .callCenter: "call center"
        case .installedPackage: "installed package"
        case .cspTrustedSite: "trusted site"
        case .connectedApp: "connected app"
        case .externalClientApplication: "external client app"
        case .externalClientAppOauthPolicies: "OAuth policy of an external client app"
        case .externalClientAppPolicies: "policy of an external client app"
        case .profileSessionSetting: "session setting of a profile"
        case .settings: "settings file"
        }
    }

    /// The namespace of every metadata file.
    static let namespace = "http://soap.sforce.com/2006/04/metadata"
}

/// What identifies a component in an org: its type and its full name, percent-decoded.
public struct ComponentID: Sendable, Hashable, Comparable {
    /// The metadata type.
    public let type: MetadataType
    /// The full name (API name) as Salesforce has it; for a field `Object.Field`.
    public let fullName: String

    /// Makes an identity.
    public init(_ type: MetadataType, _ fullName: String) {
        self.type = type
        self.fullName = fullName
    }

    public static func < (left: ComponentID, right: ComponentID) -> Bool {
        (left.type.rawValue, left.fullName) < (right.type.rawValue, right.fullName)
    }
}

extension ComponentID: CustomStringConvertible {
    /// `Profile:Name`, the form that the Salesforce CLI uses.
    public var description: String { "\(type.rawValue):\(fullName)" }
}

/// The full name that a file name represents.
///
/// The Metadata API percent-encodes special characters in file names (`Custom%3A Sales Profile`). A name whose percent
/// signs are not a valid encoding is its own full name.
func decodedFullName(_ rawName: String) -> String {
    rawName.removingPercentEncoding ?? rawName
}
