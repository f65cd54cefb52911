package import Foundation

/// Writes the zip archives that the tests read, entry by entry and also wrongly where a test requires it.
///
/// Nothing is compressed: an entry marked as deflated contains its bytes in one uncompressed block of a deflate stream.
package struct ZipArchive {
    /// One entry, and how it deviates from an honest one.
    package struct Entry {
        package var path: String
        /// The path's bytes, where they are not text.
        package var rawPath: [UInt8]?
        package var text: String
        /// The kind and permissions that Unix keeps, as in `S_IFREG | 0o644`.
        package var mode: UInt32
        package var isDeflated: Bool
        /// The deflate stream to contain instead of the text's.
        package var stream: Data?
        package var isEncrypted: Bool
        package var hasUTF8Flag: Bool
        /// The checksum and size to state instead of the true ones.
        package var checksum: UInt32?
        package var size: UInt32?
        /// What the entry's own header says, where it is not what the list says.
        package var ownPath: String?
        package var ownSize: UInt32?
        package var ownMethod: UInt16?
        /// Whether the list names it.
        package var isListed: Bool

        package init(
            path: String, rawPath: [UInt8]? = nil, text: String, mode: UInt32 = 0o100644, isDeflated: Bool = false,
            stream: Data? = nil, isEncrypted: Bool = false, hasUTF8Flag: Bool = true, checksum: UInt32? = nil,
            size: UInt32? = nil, ownPath: String? = nil, ownSize: UInt32? = nil, ownMethod: UInt16? = nil,
            isListed: Bool = true
        ) {
            self.path = path
            self.rawPath = rawPath
            self.text = text
            self.mode = mode
            self.isDeflated = isDeflated
            self.stream = stream
            self.isEncrypted = isEncrypted
            self.hasUTF8Flag = hasUTF8Flag
            self.checksum = checksum
            self.size = size
            self.ownPath = ownPath
            self.ownSize = ownSize
            self.ownMethod = ownMethod
            self.isListed = isListed
        }
    }

    package var entries: [Entry] = []

    package init(_ files: [String: String] = [:]) {
        for (path, text) in files.sorted(by: { $0.key < $1.key }) { entries.append(Entry(path: path, text: text)) }
    }

    /// The archive's bytes.
    package var data: Data {
        var data = Data()
        var directory = Data()
        for entry in entries {
            let offset = UInt32(data.count)
            var own = entry
            if let path = entry.ownPath { own.path = path }
            own.size = entry.ownSize ?? entry.size
            data += [0x50, 0x4B, 0x03, 0x04] + own.commonHeader + bytes(UInt16(0)) + own.pathBytes + entry.body
            guard entry.isListed else { continue }
            var entry = entry
            entry.ownMethod = nil
            directory += [0x50, 0x4B, 0x01, 0x02] + bytes(UInt16(0x031E)) + entry.commonHeader
            // No extra field, no comment, first disk, no internal attributes.
            directory += bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt16(0))
            directory += bytes(entry.mode << 16) + bytes(offset) + entry.pathBytes
        }
        let start = UInt32(data.count)
        data += directory + [0x50, 0x4B, 0x05, 0x06] + bytes(UInt32(0))
        let count = entries.count { $0.isListed }
        data += bytes(UInt16(count)) + bytes(UInt16(count))
        return data + bytes(UInt32(directory.count)) + bytes(start) + bytes(UInt16(0))
    }
}

extension ZipArchive.Entry {
    fileprivate var pathBytes: Data { rawPath.map { Data($0) } ?? Data(path.utf8) }

    fileprivate var body: Data {
        if let stream { return stream }
        let text = Data(text.utf8)
        guard isDeflated else { return text }
        let length = UInt16(text.count)
        return [0x01] + bytes(length) + bytes(~length) + text
    }

    /// What the entry's own header and the one in the directory have in common, up to the length of the path.
    fileprivate var commonHeader: Data {
        let flags: UInt16 = (isEncrypted ? 1 : 0) | (hasUTF8Flag ? 1 << 11 : 0)
        return bytes(UInt16(20)) + bytes(flags) + bytes(ownMethod ?? UInt16(isDeflated ? 8 : 0)) + bytes(UInt32(0))
            + bytes(checksum ?? crc32(Data(text.utf8))) + bytes(UInt32(body.count))
            + bytes(size ?? UInt32(text.utf8.count)) + bytes(UInt16(pathBytes.count))
    }
}

private func bytes(_ value: some FixedWidthInteger) -> Data {
    Data((0..<value.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) })
}

/// The checksums of the single bytes. Without them every bit of an archive takes a step.
private let checksums: [UInt32] = (0..<256).map { (byte: UInt32) -> UInt32 in
    (0..<8).reduce(byte) { (value: UInt32, _) -> UInt32 in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
}

private func crc32(_ data: Data) -> UInt32 {
    ~data.reduce(~0) { checksum, byte in checksum >> 8 ^ checksums[Int(UInt8(truncatingIfNeeded: checksum) ^ byte)] }
}
