extension UInt8 {
    /// The letter in lower case; any other byte as it is. Salesforce compares names so.
    @inlinable package var lowercasedLetter: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
