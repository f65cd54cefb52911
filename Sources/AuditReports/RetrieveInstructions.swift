public import AuditEngine

extension RetrievePlan {
    /// The plan as a `package.xml`.
    public var packageXML: String { Templates.render("package.mustache", self) }
}

extension PlatformFacts {
    /// The commands of the Salesforce CLI that make the next export: the metadata that a manifest names, and the users.
    ///
    /// - Parameter manifest: The path of the manifest.
    public func retrieveCommands(manifest: String) -> String {
        let retrieve = "sf project retrieve start --manifest \(manifest.shellQuoted) --target-metadata-dir export --unzip"
        let queries = userQueries.map { file, query in
            "sf data query --query \(query.shellQuoted) --result-format json --output-file \(file)"
        }
        return ([retrieve] + queries).joined(separator: "\n") + "\n"
    }
}

extension String {
    /// The text as one word of a shell's command line.
    public var shellQuoted: String {
        let isPlain = !isEmpty && allSatisfy { ($0.isASCII && ($0.isLetter || $0.isNumber)) || "._-/=:".contains($0) }
        return isPlain ? self : "'" + replacing("'", with: "'\\''") + "'"
    }
}
