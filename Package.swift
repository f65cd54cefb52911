// swift-tools-version: 6.2
import PackageDescription

// The architecture is this manifest: every arrow between targets points down,
//   rolecall -> AuditReports -> AuditEngine -> OrgModel -> Documents -> CLibXML2
//                                              OrgModel -> CLibArchive
// and nothing flows back.

/// Written once, for every target of the package.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "rolecall",
    platforms: [.macOS(.v13)],
    products: [
        .executable(name: "rolecall", targets: ["rolecall"]),
        .library(name: "Documents", targets: ["Documents"]),
        .library(name: "OrgModel", targets: ["OrgModel"]),
        .library(name: "AuditEngine", targets: ["AuditEngine"]),
        .library(name: "AuditReports", targets: ["AuditReports"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        // Without its trait for Foundation, of which rolecall needs nothing here.
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2", traits: []),
    ],
    targets: [
        .systemLibrary(
            name: "CLibXML2",
            pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]
        ),
        .systemLibrary(
            name: "CLibArchive",
            pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"]), .brew(["libarchive"])]
        ),
        // bytes -> values with places: XML, JSON, YAML, CSV
        .target(
            name: "Documents",
            dependencies: ["CLibXML2", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict + [.strictMemorySafety()]
        ),
        // documents -> Org
        .target(
            name: "OrgModel",
            dependencies: ["Documents", "CLibArchive"],
            swiftSettings: strict + [.strictMemorySafety()]
        ),
        // Org + Principal + Guide -> AuditResult
        .target(
            name: "AuditEngine",
            dependencies: ["OrgModel", "Documents", .product(name: "Yams", package: "Yams")],
            swiftSettings: strict,
            plugins: ["EmbedFilesPlugin"]
        ),
        // AuditResult -> text in a format
        .target(
            name: "AuditReports",
            dependencies: [
                "AuditEngine", "OrgModel", "Documents", .product(name: "Mustache", package: "swift-mustache"),
            ],
            exclude: ["Templates", "Schemas"],
            swiftSettings: strict,
            plugins: ["EmbedFilesPlugin"]
        ),
        // arguments -> calls, streams, exit status
        .executableTarget(
            name: "rolecall",
            dependencies: [
                "AuditReports", "AuditEngine", "OrgModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict + [.strictMemorySafety()]
        ),

        // Build time only: turns Rules/ and the report templates into Swift values,
        // so that the one binary runs anywhere.
        .executableTarget(name: "EmbedFiles", swiftSettings: strict),
        .plugin(
            name: "EmbedFilesPlugin",
            capability: .buildTool(),
            dependencies: ["EmbedFiles"],
            path: "Sources/EmbedFilesPlugin"
        ),

        // What tests of several modules use
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        // What a program that embeds the libraries looks like
        .testTarget(
            name: "EmbeddingTests", dependencies: ["AuditReports", "AuditEngine", "OrgModel"], swiftSettings: strict),
        .testTarget(name: "DocumentsTests", dependencies: ["TestSupport", "Documents"], swiftSettings: strict),
        .testTarget(
            name: "OrgModelTests", dependencies: ["TestSupport", "OrgModel", "Documents"], swiftSettings: strict),
        .testTarget(
            name: "AuditEngineTests", dependencies: ["TestSupport", "AuditEngine", "OrgModel", "Documents"],
            exclude: ["RuleFiles"], swiftSettings: strict),
        .testTarget(
            name: "AuditReportsTests",
            dependencies: ["TestSupport", "AuditReports", "AuditEngine", "OrgModel"],
            exclude: ["Expected", "MadeUpGuide"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "rolecallTests",
            dependencies: [
                "TestSupport", "rolecall", "AuditReports", "AuditEngine", "OrgModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Expected"],
            swiftSettings: strict
        ),
    ]
)
