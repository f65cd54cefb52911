import Foundation
import OrgModel

extension Encodable {
    /// The value as the text of a JSON report: keys in order, and nothing left that a terminal or a CI runner acts on.
    var jsonText: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { try $0.day.encode(to: $1) }
        // Strings, truth values and whole numbers alone cannot fail to encode.
        guard let data = try? encoder.encode(self) else { return "{}\n" }
        return String(decoding: data, as: UTF8.self).escapingHiddenCharactersInJSON + "\n"
    }
}

extension String {
    /// JSON text with hidden characters written as JSON's own escapes; it means the same to every parser.
    fileprivate var escapingHiddenCharactersInJSON: String {
        var result = ""
        for scalar in unicodeScalars {
            if scalar.isHidden, !scalar.isASCII || scalar == "\u{7F}" {
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
                }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        // "##word[" can be only inside a string, where "#" may be written as an escape. CI runners compare scalars,
        // so a combining mark after the bracket must not hide it.
        return result.replacing(#/##([A-Za-z]*)\[/#.matchingSemantics(.unicodeScalar)) { "#\\u0023\($0.1)[" }
    }
}
