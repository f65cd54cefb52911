/// What the export says of something that a package or its setup brings.
package enum InstallationTrace: Sendable, Hashable {
    /// An object is defined.
    case object(String)
    /// A package is installed, in this version where the file states one.
    case package(String, version: String?)
    /// For whom a package is installed.
    case securityType(String)
    case callCenter(String)
    /// A site is trusted.
    case trustedSite(String)
    case noUtilityBar
    case utilityBar(String)
    /// What a utility bar contains.
    case contains(String)
    /// A file of this type is there and not a part of the metadata.
    case skipped(MetadataType, Skipped)
    /// The manifest names this, and the export lacks it.
    case requested(String)

    var words: String {
        switch self {
        case .object(let name): "defines \(name)"
        case .package(let namespace, let version):
            "package \(namespace) is installed" + (version.map { " in version \($0)" } ?? "")
        case .securityType(let type): "securityType is \"\(type)\""
        case .callCenter(let name): "call center \"\(name)\""
        case .trustedSite(let endpoint): "\(endpoint) is trusted"
        case .noUtilityBar: "names no utility bar"
        case .utilityBar(let name): "names the utility bar \(name)"
        case .contains(let words): "contains \(words)"
        case .skipped(let type, let skipped): "a \(type.words) \(skipped.words)"
        case .requested(let asked): "the manifest names \(asked), and the export contains no such file"
        }
    }
}
