import Foundation

extension Encodable {
    /// The value as the text of a JSON report: keys in order, and nothing left that a terminal or a CI runner acts on.
    var jsonText: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        // Strings, truth values and whole numbers alone cannot fail to encode.
        guard let data = try? encoder.encode(self) else { return "{}\n" }
        return String(decoding: data, as: UTF8.self).escapingActiveCharactersInJSON + "\n"
    }
}

extension String {
    /// JSON text with active characters written as JSON's own escapes; it means the same to every parser.
    fileprivate var escapingActiveCharactersInJSON: String {
        var result = ""
        for scalar in unicodeScalars {
            if scalar.isEscapedInJSON {
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        // "##word[" can stand only inside a string, where "#" may be written as an escape. CI runners compare scalars,
        // so a combining mark behind the bracket must not hide it.
        return result.replacing(#/##([A-Za-z]*)\[/#.matchingSemantics(.unicodeScalar)) { "#\\u0023\($0.1)[" }
    }
}

extension Unicode.Scalar {
    /// What the encoder leaves as it is, though a terminal or a viewer acts on it.
    fileprivate var isEscapedInJSON: Bool {
        switch value {
        case 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x2028, 0x2029, 0xFEFF: true
        default: false
        }
    }
}
