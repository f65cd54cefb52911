import Documents
import Foundation
import TestSupport
import Testing

@testable import OrgModel

@Suite("The zip archive of a retrieve")
struct InputArchiveTests {
    private let profile = document("Profile", userPermission("ApiEnabled"))

    private func export(_ zip: ZipArchive, name: String = "unpackaged.zip") throws -> TemporaryFolder {
        let export = try TemporaryFolder()
        try export.write(zip.data, to: name)
        return export
    }

    private func catalog(_ zip: ZipArchive) throws -> MetadataCatalog {
        let export = try export(zip)
        return try withExtendedLifetime(export) {
            try MetadataCatalog.scan(["\(export.path)/unpackaged.zip"], from: "\(export.path)/unpackaged.zip")
        }
    }

    private func failure(_ data: Data) throws -> String {
        let export = try TemporaryFolder()
        try export.write(data, to: "unpackaged.zip")
        let failure = #expect(throws: MetadataCatalog.Failure.self) {
            try MetadataCatalog.scan(["\(export.path)/unpackaged.zip"], from: "\(export.path)/unpackaged.zip")
        }
        let description = try #require(failure?.description)
        #expect(description.contains("\(export.path)/unpackaged.zip"))
        return description
    }

    // MARK: What is read

    @Test(
        "Entries at the root or in one folder for each package; the archive may be gone before they are read",
        arguments: [
            "", "unpackaged/", "unpackaged/My Package/",
        ])
    func layouts(folder: String) throws {
        let catalog = try catalog(
            ZipArchive([
                "\(folder)package.xml": manifest(version: "61.0", objects: "Account"),
                "\(folder)profiles/Admin.profile": profile,
                "\(folder)classes/Admin.cls": "class Admin {}",
            ]))
        let id = ComponentID(.profile, "Admin")
        let source = try #require(Org.read(catalog).readingGrants(of: [id]).sources[id])
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.problems.isEmpty)
        #expect(source.scope.apiVersion == 61)
        #expect(source.scope.manifest?.file == "\(folder)package.xml")
        #expect(
            source.entry(.userPermission, "ApiEnabled")?.place
                == Place(file: "\(folder)profiles/Admin.profile", line: 3))
    }

    @Test("Several packages each have their own manifest, and what two of them contain alike is not reported")
    func severalPackages() throws {
        let catalog = try catalog(
            ZipArchive([
                "one/package.xml": manifest(version: "50.0"), "one/roles/CEO.role": document("Role"),
                "two/package.xml": manifest(version: "60.0"), "two/roles/CEO.role": document("Role"),
                "two/roles/CFO.role": document("Role"),
            ]))
        #expect(catalog.names == ["Role:CEO", "Role:CFO"])
        #expect(
            catalog.components.values.flatMap(\.files).map { catalog.scope(of: $0).apiVersion }.sorted() == [
                50, 60, 60,
            ])
        #expect(catalog.problems.isEmpty)
    }

    @Test("Compressed entries, and folders among the entries")
    func compressed() throws {
        var zip = ZipArchive()
        zip.entries.append(.init(path: "profiles/", text: "", mode: 0o040755))
        zip.entries.append(.init(path: "profiles/Admin.profile", text: profile, isDeflated: true))
        let id = ComponentID(.profile, "Admin")
        let org = Org.read(try catalog(zip)).readingGrants(of: [id])
        #expect(org.sources[id]?.entry(.userPermission, "ApiEnabled") != nil)
        #expect(org.problems.isEmpty)
    }

    @Test(
        "A backslash separates folders as well, also beside slashes, where libarchive leaves it as it is",
        arguments: [
            "unpackaged/profiles\\Admin.profile", "unpackaged\\profiles/Admin.profile",
            "unpackaged\\profiles\\Admin.profile",
        ])
    func backslashes(path: String) throws {
        var zip = ZipArchive()
        zip.entries.append(.init(path: path, text: profile))
        let catalog = try catalog(zip)
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.problems.isEmpty)
    }

    @Test("Names beyond ASCII, with and without the archive's word that they are UTF-8", arguments: [true, false])
    func names(hasFlag: Bool) throws {
        var zip = ZipArchive()
        zip.entries.append(.init(path: "profiles/Vertrieb Süd%2FOst.profile", text: profile, hasUTF8Flag: hasFlag))
        #expect(try catalog(zip).names == ["Profile:Vertrieb Süd/Ost"])
    }

    @Test("Where there are several PATHs, the archive's path is before its entries'")
    func amongSeveralPaths() throws {
        let export = try export(
            ZipArchive(["package.xml": manifest(version: "61.0"), "profiles/Admin.profile": profile]))
        try export.write(document("Role"), to: "src/roles/CEO.role")
        let zip = "\(export.path)/unpackaged.zip"
        let catalog = try MetadataCatalog.scan([zip, "\(export.path)/src"])
        let file = try #require(catalog.components[ComponentID(.profile, "Admin")]?.files.first)
        #expect(file.file.path == "\(zip)/profiles/Admin.profile")
        #expect(catalog.scope(of: file).manifest?.file == "\(zip)/package.xml")
    }

    // MARK: What is omitted and reported

    @Test(
        "An entry that leads outside is refused and reported, and the rest is read",
        arguments: [
            "/etc/profiles/Evil.profile", "../profiles/Evil.profile", "a/../../profiles/Evil.profile",
            "..\\profiles\\Evil.profile", "a/..\\../profiles/Evil.profile", "C:/profiles/Evil.profile",
            "\\\\server\\profiles\\Evil.profile",
        ])
    func leadsOutside(path: String) throws {
        var zip = ZipArchive(["profiles/Admin.profile": profile])
        zip.entries.append(.init(path: path, text: profile))
        zip.entries.append(.init(path: path, text: profile))
        let catalog = try catalog(zip)
        #expect(catalog.names == ["Profile:Admin"])
        let problem = try #require(catalog.problems.first)
        #expect(catalog.problems.count == 1)
        #expect(problem.severity == .warning)
        #expect(problem.message.contains("leads outside the archive"))
        #expect(problem.message.contains("1 more"))
    }

    @Test("A symbolic link is omitted and reported")
    func link() throws {
        var zip = ZipArchive(["profiles/Admin.profile": profile])
        zip.entries.append(.init(path: "profiles/Link.profile", text: "/etc/passwd", mode: 0o120777))
        let catalog = try catalog(zip)
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.problems.map(\.message).first?.contains("\"profiles/Link.profile\" is a symbolic link") == true)
    }

    @Test(
        "An entry whose name is not UTF-8 is reported by its bytes, whether or not it is said to be UTF-8",
        arguments: [true, false])
    func nameNoUTF8(hasFlag: Bool) throws {
        let words = "The entry \"profiles/S\\xFC\\x1Bd.profile\""
        var zip = ZipArchive(["profiles/Admin.profile": profile])
        zip.entries.append(
            .init(
                path: "", rawPath: Array("profiles/S".utf8) + [0xFC, 0x1B] + Array("d.profile".utf8), text: profile,
                hasUTF8Flag: hasFlag))
        let catalog = try catalog(zip)
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.problems.map(\.message) == ["\(words) has a name that is not UTF-8; it is omitted."])
    }

    @Test("The same entry twice is read once, and reported")
    func twiceAlike() throws {
        var zip = ZipArchive(["profiles/Admin.profile": profile, "package.xml": manifest(version: "61.0")])
        zip.entries += zip.entries
        let catalog = try catalog(zip)
        #expect(catalog.files(.profile, "Admin") == ["profiles/Admin.profile"])
        let message = try #require(catalog.problems.map(\.message).first)
        #expect(catalog.problems.count == 1)
        #expect(
            message.hasPrefix(
                "The entry \"package.xml\" is in the archive more than once, each time the same; it is read once."))
        #expect(message.contains("1 more"))
    }

    @Test(
        "Two entries of one path that differ are a file that cannot be read",
        arguments: ["profiles/Admin.profile", "package.xml"])
    func twice(path: String) throws {
        var zip = ZipArchive(["profiles/Admin.profile": profile, "package.xml": manifest(version: "61.0")])
        zip.entries.append(
            .init(path: path, text: path == "package.xml" ? manifest(version: "39.0") : document("Profile")))
        let org = Org.read(try catalog(zip))
        let problems = org.problems + org.unreadable.values
        #expect(problems.map(\.place?.file) == [path])
        #expect(problems.allSatisfy { $0.message.contains("The archive contains this entry more than once") })
    }

    // MARK: What two programs would read differently

    @Test(
        "An archive that contradicts itself about an entry is refused",
        arguments: [
            (
                ZipArchive.Entry(path: "profiles/B.profile", text: "<a/>", ownPath: "profiles/C.profile"),
                "names \"profiles/B.profile\" where"
            ),
            (
                ZipArchive.Entry(path: "readme.txt", text: "<a/>", ownPath: "profiles/C.profile"),
                "is called \"profiles/C.profile\""
            ),
            (ZipArchive.Entry(path: "profiles/B.profile", text: "<a/>", ownSize: 3), "how the entry is packed"),
            (
                ZipArchive.Entry(path: "profiles/B.profile", text: "<a/>", isDeflated: true, ownMethod: 0),
                "how the entry is packed"
            ),
            (ZipArchive.Entry(path: "profiles/B.profile", text: "<a/>", isListed: false), "does not name"),
        ])
    func contradiction(entry: ZipArchive.Entry, words: String) throws {
        for isFirst in [true, false] {
            var zip = ZipArchive(["profiles/Admin.profile": profile, "profiles/Z.profile": profile])
            zip.entries.insert(entry, at: isFirst ? 0 : 1)
            let failure = try failure(zip.data)
            #expect(failure.contains("contradicts itself") && failure.contains(words), "\(failure)")
        }
    }

    @Test("So is one with a second list of entries in its comment")
    func twoLists() throws {
        let (one, other) = (
            ZipArchive(["profiles/Admin.profile": profile]).data,
            ZipArchive(["profiles/Z.profile": document("Profile")]).data
        )
        let length = UInt16(other.count)
        let data = one.dropLast(2) + [UInt8(length & 0xFF), UInt8(length >> 8)] + other
        let failure = try failure(data)
        #expect(failure.contains("It has two lists of its entries."), "\(failure)")
    }

    @Test("What other programs put before and after an archive, and a whole archive in it, is not a contradiction")
    func harmless() throws {
        let inner = ZipArchive(["a.txt": "text"]).data
        var zip = ZipArchive(["profiles/Admin.profile": profile])
        zip.entries.append(
            .init(path: "staticresources/a.resource", text: String(decoding: inner.map { $0 & 0x7F }, as: UTF8.self)))
        let export = try TemporaryFolder()
        try export.write(Data("#!/bin/sh\n".utf8) + zip.data, to: "unpackaged.zip")
        #expect(try ZipHeaders.entries(of: "\(export.path)/unpackaged.zip", limit: 10).count == 2)
    }

    @Test("What macOS puts into its archives is left alone")
    func macOSEntries() throws {
        let catalog = try catalog(
            ZipArchive(["profiles/Admin.profile": profile, "__MACOSX/profiles/._Admin.profile": "not XML"]))
        #expect(catalog.names == ["Profile:Admin"])
        #expect(catalog.problems.isEmpty)
    }

    // MARK: What cannot be read

    @Test(
        "A damaged or encrypted entry is a file that cannot be read; the others are",
        arguments: [
            (ZipArchive.Entry(path: "profiles/Bad.profile", text: "<Profile/>", checksum: 1), "damaged"),
            (
                ZipArchive.Entry(path: "profiles/Bad.profile", text: "<Profile/>", isDeflated: true, checksum: 1),
                "damaged"
            ),
            (ZipArchive.Entry(path: "profiles/Bad.profile", text: "<Profile/>", isDeflated: true, size: 3), "damaged"),
            (ZipArchive.Entry(path: "profiles/Bad.profile", text: "<Profile/>", isEncrypted: true), "encrypted"),
        ])
    func unreadableEntry(entry: ZipArchive.Entry, words: String) throws {
        var zip = ZipArchive(["profiles/Admin.profile": profile])
        zip.entries.append(entry)
        let org = Org.read(try catalog(zip))
        #expect(org.headers.keys.map(\.fullName) == ["Admin"])
        let problem = try #require(org.unreadable(.profile, "Bad"))
        #expect(problem.place == Place(file: "profiles/Bad.profile"))
        #expect(problem.message.contains("is \(words) in the archive"))
    }

    @Test("An archive of which every entry is encrypted is refused")
    func encrypted() throws {
        var zip = ZipArchive()
        zip.entries.append(.init(path: "profiles/Admin.profile", text: profile, isEncrypted: true))
        #expect(try failure(zip.data).contains("is encrypted"))
    }

    @Test("An archive that breaks off is refused, wherever it does", arguments: [0.1, 0.5, 0.9, 0.99])
    func truncated(part: Double) throws {
        let data = ZipArchive(["package.xml": manifest(version: "61.0"), "profiles/Admin.profile": profile]).data
        let message = try failure(data.prefix(Int(Double(data.count) * part)))
        #expect(message.contains("breaks off or is damaged"))
    }

    @Test("A file that is not a zip archive is refused", arguments: ["", "P", "notes", "\u{1F}\u{8B}\u{8}"])
    func noArchive(text: String) throws {
        #expect(try failure(Data(text.utf8)).contains("is a file, and not a zip archive"))
    }

    @Test(
        "An archive without metadata says so",
        arguments: [
            ([:], "without entries"), (["notes.txt": "notes"], "contains no metadata"),
        ])
    func empty(files: [String: String], words: String) throws {
        #expect(try failure(ZipArchive(files).data).contains(words))
    }

    @Test("A FIFO given as PATH is not waited for", .mustEnd)
    func fifo() throws {
        let export = try TemporaryFolder()
        try #require(mkfifo("\(export.path)/pipe", 0o600) == 0)
        let failure = #expect(throws: MetadataCatalog.Failure.self) {
            try MetadataCatalog.scan(["\(export.path)/pipe"], from: "\(export.path)/pipe")
        }
        #expect(failure?.description.contains("neither a folder nor a file") == true)
    }

    // MARK: Bounds

    private func archive(_ zip: ZipArchive, limits: InputArchive.Limits) throws -> InputArchive {
        let export = try export(zip)
        return try withExtendedLifetime(export) {
            try InputArchive(
                reading: Root("\(export.path)/unpackaged.zip", from: "\(export.path)/unpackaged.zip"), limits: limits
            ) {
                $0.name.hasSuffix(".profile")
            }
        }
    }

    @Test("An entry beyond the bound cannot be read, with any stated size; the others are read")
    func bytesOfOne() throws {
        var zip = ZipArchive(["a.profile": "short", "c.profile": "short"])
        zip.entries.insert(
            .init(path: "b.profile", text: String(repeating: "x", count: 1000), isDeflated: true, size: 5), at: 1)
        let files = try archive(zip, limits: .init(bytesOfOne: 100)).files
        #expect(files.map(\.path) == ["a.profile", "b.profile", "c.profile"])
        #expect(throws: DocumentError.self) { try files[1].bytes() }
        #expect(try files[2].bytes() == Array("short".utf8))
    }

    @Test("An archive beyond the bound for all bytes is refused; entries that are not required do not count")
    func bytesOfAll() throws {
        let zip = ZipArchive(["a.profile": "12345", "b.profile": "12345", "c.cls": String(repeating: "x", count: 1000)])
        #expect(try archive(zip, limits: .init(bytesOfAll: 10)).files.count == 2)
        let failure = #expect(throws: MetadataCatalog.Failure.self) { try archive(zip, limits: .init(bytesOfAll: 9)) }
        #expect(failure?.description.contains("expands to more than") == true)
    }

    /// A deflate stream of about 1 MB that expands to 160 MB: one byte, and then "the same 258 times" without an end.
    private static var expanding: Data {
        // The last block, with fixed codes; a zero; the longest length and the shortest distance, sixteen times.
        let bits = "110" + "00110000" + String(repeating: "11000101" + "00000", count: 16)
        let bytes = (0..<15).map { start in
            bits.dropFirst(start * 8).prefix(8).reversed().reduce(UInt8(0)) { $0 << 1 | ($1 == "1" ? 1 : 0) }
        }
        // Thirteen bits eight times are thirteen bytes, which repeat after the two that contain the beginning.
        return Data(bytes.prefix(2)) + Data((0..<78_000).flatMap { _ in bytes.dropFirst(2) })
    }

    @Test("A small entry that expands to more than any file has costs no more than the bound", .mustEnd)
    func bomb() throws {
        var zip = ZipArchive(["profiles/Admin.profile": profile])
        zip.entries.append(.init(path: "profiles/Bad.profile", text: "", isDeflated: true, stream: Self.expanding))
        let org = Org.read(try catalog(zip))
        #expect(org.headers.keys.map(\.fullName) == ["Admin"])
        #expect(
            org.unreadable(.profile, "Bad")?.message.contains(
                "damaged in the archive: it expands to more than the archive says") == true)
    }

    @Test("An entry that says itself that it expands to more than any file has is not decompressed, and does not count")
    func honestBomb() throws {
        var zip = ZipArchive(["profiles/Admin.profile": profile])
        for name in ["A", "B", "C", "D", "E"] {
            zip.entries.append(
                .init(
                    path: "profiles/\(name).profile", text: "", isDeflated: true, stream: Self.expanding,
                    size: 160 << 20))
        }
        let org = Org.read(try catalog(zip))
        #expect(org.headers.keys.map(\.fullName) == ["Admin"])
        #expect(org.unreadable(.profile, "E")?.message.contains("expands to more than 128 MB") == true)
    }

    @Test("A file of an archive is read as often as it is required, byte by byte the same", arguments: [true, false])
    func readAgain(isDeflated: Bool) throws {
        // Longer than what is read at once, and than what one block of a deflate stream contains.
        let text = (0..<4_000).map { "line \($0)\n" }.joined()
        var zip = ZipArchive(["a.profile": "short"])
        zip.entries.append(.init(path: "b.profile", text: text, isDeflated: isDeflated))
        let long = String(repeating: text, count: 3)
        zip.entries.append(.init(path: "c.profile", text: long))
        let files = try archive(zip, limits: .init()).files
        for _ in 0..<2 {
            #expect(try files.map { String(decoding: try $0.bytes(), as: UTF8.self) } == ["short", text, long])
        }
    }

    @Test("A name with a zero byte, which ends it for some programs, is refused")
    func zeroByte() throws {
        var zip = ZipArchive(["profiles/Admin.profile": profile])
        zip.entries.append(.init(path: "profiles/B.profile\0.txt", text: profile))
        #expect(try failure(zip.data).contains("contains a zero byte"))
    }

    @Test("An entry that is not where the list of entries says is damage")
    func entryElsewhere() throws {
        var data = ZipArchive(["profiles/Admin.profile": profile, "readme.txt": "text"]).data
        data[data.startIndex] = 0
        let message = try failure(data)
        #expect(
            message.contains("breaks off or is damaged: the entry \"profiles/Admin.profile\" is not where"),
            "\(message)")
    }

    @Test("An archive with too many entries is refused")
    func entries() throws {
        let zip = ZipArchive(["a.profile": "", "b.cls": "", "c.cls": ""])
        #expect(try archive(zip, limits: .init(entries: 3)).files.count == 1)
        let failure = #expect(throws: MetadataCatalog.Failure.self) { try archive(zip, limits: .init(entries: 2)) }
        #expect(failure?.description.contains("more than 2 entries") == true)
    }
}

extension [Int?] {
    fileprivate func sorted() -> [Int] { compactMap { $0 }.sorted() }
}
