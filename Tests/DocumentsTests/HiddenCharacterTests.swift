import Testing

@testable import Documents

@Suite("What a reader cannot see")
struct HiddenCharacterTests {
    @Test(
        "A character without width, or one that acts instead of being shown, is hidden",
        arguments: [
            "\u{0}", "\n", "\u{1B}", "\u{7F}", "\u{85}", "\u{AD}", "\u{34F}", "\u{61C}", "\u{115F}", "\u{180E}",
            "\u{200B}", "\u{200D}", "\u{200F}",
            "\u{2028}", "\u{2029}", "\u{202E}", "\u{2060}", "\u{2069}", "\u{2800}", "\u{3164}", "\u{FE0F}", "\u{FEFF}",
            "\u{FFA0}", "\u{FFFB}", "\u{FFFF}",
            "\u{1D173}", "\u{E0041}", "\u{E01EF}",
        ])
    func hidden(_ character: Unicode.Scalar) {
        #expect(character.isHidden)
        #expect("a\(character)b".isBlank == false)
        #expect(" \(character)".isBlank)
    }

    @Test(
        "Letters, marks, signs and spaces of any script are not",
        arguments: ["a", " ", "\u{A0}", "é", "\u{301}", "م", "\u{600}", "आ", "漢", "🧑", "\u{E000}"])
    func seen(_ character: Unicode.Scalar) {
        #expect(!character.isHidden)
    }
}
