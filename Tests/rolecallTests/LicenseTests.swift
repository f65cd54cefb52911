import TestSupport
import Testing

@testable import rolecall

#if os(Linux)
    private let isLinux = true
#else
    private let isLinux = false
#endif

@Suite("rolecall --licenses")
struct LicenseTests {
    private static let xml = "/usr/lib/x86_64-linux-gnu/libxml2.so.2"
    private static let swift = "/opt/swift/usr/lib/swift/linux/libswiftCore.so"

    /// The names of the parts in the paragraph that begins with these words.
    private func parts(_ beginning: String, in listing: LicenseListing) throws -> [String] {
        let paragraph = try #require(listing.text.split(separator: "\n\n").first { $0.hasPrefix(beginning) })
        return paragraph.split(separator: "\n").dropFirst().compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
    }

    @Test("A static program has everything inside")
    func staticProgram() throws {
        let listing = LicenseListing(sharedLibraries: [])
        #expect(try parts("The program is static", in: listing) == ThirdPartyPart.all.map(\.name))
    }

    @Test("Of a program with shared libraries, what is not loaded and not Swift's is in neither list")
    func sharedLibraries() throws {
        let listing = LicenseListing(sharedLibraries: [Self.xml, Self.xml, "/usr/lib/libunheard.so.1"])
        let inside = try parts("In the program are", in: listing)
        #expect(inside == ThirdPartyPart.ofEachProgram.map(\.name))
        #expect(try parts("It uses these shared libraries", in: listing) == ["libxml2"])
        #expect(listing.text.contains("\n\n  /usr/lib/libunheard.so.1\n  \(Self.xml)\n\n"))
    }

    @Test("Swift's runtime is inside, or a shared library")
    func runtime() throws {
        let listing = LicenseListing(sharedLibraries: [Self.swift])
        #expect(try parts("It uses these shared libraries", in: listing) == ["Swift"])
        #expect(try !parts("In the program are", in: listing).contains("Swift"))
    }

    @Test("Where the system does not say what is shared, neither does the listing")
    func unknown() throws {
        let run = Run("--licenses")
        #expect(run.status == 0)
        #expect(run.output == LicenseListing(sharedLibraries: nil).text)
        #expect(run.output.contains("where /proc is mounted"))
        #expect(!run.output.contains("static"))
        #expect(Run("--licenses", "audit", "\(root)/SampleMetadata/gaps").output == run.output)
    }

    @Test(
        "Linux says that this process, which the tests run in, has libxml2 as a shared library", .enabled(if: isLinux))
    func process() throws {
        let libraries = try #require(Console.sharedLibrariesOfProcess())
        for name in ["/libxml2.so", "/libarchive.so", "/libc.so"] {
            #expect(libraries.contains { $0.contains(name) }, "\(name)")
        }
        #expect(libraries.allSatisfy { $0.hasPrefix("/") })
    }

    @Test("The license of each part is one expression, so that columns can be told apart by two spaces")
    func columns() {
        for part in ThirdPartyPart.all {
            #expect(!"\(part.name)\(part.license)\(part.address)".contains("  "))
            #expect(part.address.hasPrefix("https://"))
        }
        #expect(Set(ThirdPartyPart.all.map(\.name)).count == ThirdPartyPart.all.count)
    }
}
