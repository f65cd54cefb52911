// swift-tools-version: 6.1
import PackageDescription

// A package of its own, so that building rolecall does not fetch what only measuring needs:
//   cd Benchmarks && swift package benchmark --grouping metric
let package = Package(
    name: "rolecall-benchmarks",
    platforms: [.macOS(.v13)],
    dependencies: [
        .package(name: "rolecall", path: ".."),
        // Without its traits it needs no jemalloc, and counts no allocations: those it shows as 0 say nothing.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        // The plugin takes everything in a folder named Benchmarks for a benchmark.
        .executableTarget(
            name: "Micro",
            dependencies: [
                .product(name: "OrgModel", package: "rolecall"),
                .product(name: "AuditEngine", package: "rolecall"),
                .product(name: "AuditReports", package: "rolecall"),
                .product(name: "Benchmark", package: "benchmark"),
            ],
            path: "Micro",
            swiftSettings: [.swiftLanguageMode(.v6)],
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    ]
)
