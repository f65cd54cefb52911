/// Software of others that is in every program, or in the shared libraries that a program uses.
///
/// `Packaging/describe-parts` fails where something is linked into a program that is not listed here.
struct ThirdPartyPart: Sendable {
    let name: String
    /// Its license, as an SPDX expression.
    let license: String
    let address: String
    /// The names of its libraries, without their endings; none where each program is compiled from its source.
    var libraries: [String] = []

    static let all = ofEachProgram + ofTheSystem

    /// What each program has inside, or as a shared library of Swift's.
    static let ofEachProgram = ofPackages + ofSwift

    /// The packages of Package.swift, and what these bring.
    private static let ofPackages = [
        ThirdPartyPart(
            name: "swift-argument-parser", license: "Apache-2.0 WITH Swift-exception",
            address: "https://github.com/apple/swift-argument-parser"),
        ThirdPartyPart(
            name: "swift-mustache", license: "Apache-2.0",
            address: "https://github.com/hummingbird-project/swift-mustache"),
        ThirdPartyPart(
            name: "swift-subprocess", license: "Apache-2.0", address: "https://github.com/swiftlang/swift-subprocess"),
        ThirdPartyPart(
            name: "swift-system", license: "Apache-2.0 WITH Swift-exception",
            address: "https://github.com/apple/swift-system"),
        ThirdPartyPart(name: "Yams", license: "MIT", address: "https://github.com/jpsim/Yams"),
        ThirdPartyPart(name: "LibYAML", license: "MIT", address: "https://github.com/yaml/libyaml"),
    ]

    /// What the toolchain brings. ICU is Foundation's own copy.
    private static let ofSwift = [
        ThirdPartyPart(
            name: "Swift", license: "Apache-2.0 WITH Swift-exception", address: "https://github.com/swiftlang/swift",
            libraries: [
                "libswiftCore", "libswiftGlibc", "libswiftDispatch", "libswiftSynchronization", "libswift_Concurrency",
                "libswift_RegexParser", "libswift_StringProcessing",
            ]),
        ThirdPartyPart(
            name: "libdispatch", license: "Apache-2.0 WITH Swift-exception",
            address: "https://github.com/swiftlang/swift-corelibs-libdispatch",
            libraries: ["libdispatch", "libBlocksRuntime"]),
        ThirdPartyPart(
            name: "Foundation", license: "Apache-2.0 WITH Swift-exception",
            address: "https://github.com/swiftlang/swift-corelibs-foundation",
            libraries: [
                "libFoundation", "libFoundationEssentials", "libFoundationInternationalization", "libCoreFoundation",
                "lib_FoundationCShims", "lib_FoundationCollections",
            ]),
        ThirdPartyPart(
            name: "FoundationICU", license: "Unicode-3.0", address: "https://github.com/swiftlang/swift-foundation-icu",
            libraries: ["lib_FoundationICU"]),
    ]

    /// What is linked into the static program, and is a shared library of the system elsewhere; each has the name of its source
    /// package in Debian.
    private static let ofTheSystem = [
        ThirdPartyPart(
            name: "libxml2", license: "MIT", address: "https://gitlab.gnome.org/GNOME/libxml2", libraries: ["libxml2"]),
        ThirdPartyPart(
            name: "icu", license: "Unicode-DFS-2016", address: "https://icu.unicode.org",
            libraries: ["libicuuc", "libicui18n", "libicudata"]),
        ThirdPartyPart(
            name: "libarchive", license: "BSD-2-Clause", address: "https://www.libarchive.org",
            libraries: ["libarchive"]),
        ThirdPartyPart(name: "zlib", license: "Zlib", address: "https://zlib.net", libraries: ["libz"]),
        ThirdPartyPart(
            name: "bzip2", license: "bzip2-1.0.6", address: "https://sourceware.org/bzip2", libraries: ["libbz2"]),
        ThirdPartyPart(
            name: "xz-utils", license: "LicenseRef-public-domain", address: "https://tukaani.org/xz",
            libraries: ["liblzma"]),
        ThirdPartyPart(
            name: "libzstd", license: "BSD-3-Clause", address: "https://facebook.github.io/zstd", libraries: ["libzstd"]
        ),
        ThirdPartyPart(
            name: "nettle", license: "LGPL-3.0-or-later OR GPL-2.0-or-later",
            address: "https://www.lysator.liu.se/~nisse/nettle", libraries: ["libnettle"]),
        ThirdPartyPart(
            name: "glibc", license: "LGPL-2.1-or-later", address: "https://www.gnu.org/software/libc",
            libraries: ["libc", "libm", "libpthread", "libdl", "librt", "ld-linux-x86-64", "ld-linux-aarch64"]),
        ThirdPartyPart(
            name: "gcc", license: "GPL-3.0-or-later WITH GCC-exception-3.1", address: "https://gcc.gnu.org",
            libraries: ["libstdc++", "libgcc", "libgcc_eh", "libgcc_s"]),
    ]
}
