import Mustache

/// The templates that were embedded when the program was built.
enum Templates {
    /// Renders a template; it may use the others as partials.
    static func render(_ name: String, _ object: Any) -> String {
        do {
            return try library.get().render(reflected(object) ?? object, withTemplate: name)
                ?? "There is no template \(name).\n"
        } catch {
            // A template that does not parse is caught by every test of a format.
            return "The templates are broken: \(error)\n"
        }
    }

    /// The text of a file that is not a template: a style sheet, a script.
    static func text(_ name: String) -> String { EmbeddedTemplates.files[name] ?? "" }

    /// A value's stored properties, and those of what they have, as dictionaries; what is `nil` is omitted.
    ///
    /// The engine would reflect a value again for every name that it looks up in it, and a long report looks up many.
    private static func reflected(_ value: Any) -> Any? {
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional:
            return mirror.children.first.flatMap { reflected($0.value) }
        case .collection:
            return mirror.children.compactMap { reflected($0.value) }
        case .struct:
            return mirror.children.reduce(into: [String: Any]()) { properties, child in
                if let name = child.label { properties[name] = reflected(child.value) }
            }
        default:
            return value
        }
    }

    private static let library = Result {
        MustacheContentTypes.register(Markup(), named: "MARKUP")
        var library = MustacheLibrary()
        for (name, text) in EmbeddedTemplates.files where name.hasSuffix(".mustache") {
            try library.register("{{% CONTENT_TYPE:MARKUP}}" + text, named: name)
        }
        return library
    }

    private struct Markup: MustacheContentType {
        func escapeText(_ text: String) -> String { text.escapedForMarkup }
    }
}

extension String {
    /// The text inside markup, HTML or XML.
    ///
    /// The template engine's own escaping compares characters, so a combining mark after a quote hides the quote from it,
    /// and the name ends the attribute that it is in. This one compares Unicode scalars, as parsers do.
    var escapedForMarkup: String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            switch scalar {
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}
