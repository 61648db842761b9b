// swift-tools-version: 6.2
import PackageDescription

// The floors of the project: a target depends only on targets of its own floor that stand above it here, and on
// lower floors.
let system = "Sources/System/"
let core = "Sources/Core/"
let engine = "Sources/Engine/"
let server = "Sources/Server/"

let package = Package(
    name: "roost",
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "RetrievalEngine", targets: ["RetrievalEngine"]),
        .executable(name: "roost", targets: ["roost"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // MARK: System
        .systemLibrary(
            name: "CArchive",
            path: system + "CArchive",
            pkgConfig: "libarchive",
            providers: [.apt(["libarchive-dev"])]
        ),
        .systemLibrary(
            name: "CXML",
            path: system + "CXML",
            pkgConfig: "libxml-2.0",
            providers: [.apt(["libxml2-dev"])]
        ),
        .systemLibrary(
            name: "CCurl",
            path: system + "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(
            name: "CXXHash",
            path: system + "CXXHash",
            pkgConfig: "libxxhash",
            providers: [.apt(["libxxhash-dev"])]
        ),
        .target(name: "CSIMDKernels", path: system + "CSIMDKernels"),

        // MARK: Core
        .target(name: "VectorKernels", dependencies: ["CSIMDKernels"], path: core + "VectorKernels"),
        .target(name: "Tokenization", path: core + "Tokenization"),
        .target(
            name: "SentenceEncoder",
            dependencies: ["VectorKernels", "Tokenization"],
            path: core + "SentenceEncoder"
        ),
        .target(name: "VectorIndex", dependencies: ["CXXHash", "VectorKernels"], path: core + "VectorIndex"),
        .target(name: "Chunking", dependencies: ["Tokenization"], path: core + "Chunking"),
        .target(name: "Ranking", dependencies: ["Tokenization"], path: core + "Ranking"),

        // MARK: Engine
        .target(
            name: "DocumentExtraction",
            dependencies: [
                "CArchive", "CXML", "VectorKernels", "Chunking",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: engine + "DocumentExtraction"
        ),
        .target(
            name: "DocumentStore",
            dependencies: [
                "Chunking",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            path: engine + "DocumentStore"
        ),
        .target(
            name: "LanguageModel",
            dependencies: ["CCurl", "Tokenization", "SentenceEncoder", "Ranking"],
            path: engine + "LanguageModel"
        ),
        .target(
            name: "RetrievalEngine",
            dependencies: [
                "Tokenization", "SentenceEncoder", "VectorKernels", "VectorIndex", "Chunking", "Ranking",
                "DocumentExtraction", "DocumentStore", "LanguageModel",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: engine + "RetrievalEngine"
        ),

        // MARK: Server
        .target(name: "HTTPFormats", path: server + "HTTPFormats"),
        .target(
            name: "RoostServer",
            dependencies: [
                "HTTPFormats", "RetrievalEngine", "LanguageModel", "DocumentStore",
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "SystemPackage", package: "swift-system"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            path: server + "RoostServer"
        ),
        .executableTarget(
            name: "roost",
            dependencies: [
                "RetrievalEngine", "RoostServer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: server + "roost"
        ),

        // MARK: Tests
        .target(
            name: "TestSupport",
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/TestSupport"
        ),
        .testTarget(name: "VectorKernelsTests", dependencies: ["VectorKernels", "CSIMDKernels", "TestSupport"]),
        .testTarget(name: "TokenizationTests", dependencies: ["Tokenization", "TestSupport"]),
        .testTarget(
            name: "SentenceEncoderTests",
            dependencies: ["SentenceEncoder", "Tokenization", "VectorKernels", "TestSupport"]
        ),
        .testTarget(
            name: "VectorIndexTests",
            dependencies: ["CXXHash", "VectorIndex", "VectorKernels", "TestSupport"]
        ),
        .testTarget(name: "ChunkingTests", dependencies: ["Chunking", "Tokenization", "TestSupport"]),
        .testTarget(name: "RankingTests", dependencies: ["Ranking", "TestSupport"]),
        .testTarget(name: "DocumentExtractionTests", dependencies: ["DocumentExtraction", "Chunking", "TestSupport"]),
        .testTarget(
            name: "DocumentStoreTests",
            dependencies: [
                "DocumentStore", "Chunking", "Ranking", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
            ]
        ),
        .testTarget(
            name: "LanguageModelTests",
            dependencies: ["LanguageModel", "SentenceEncoder", "Ranking", "TestSupport"]
        ),
        .testTarget(
            name: "RetrievalEngineTests",
            dependencies: [
                "RetrievalEngine", "LanguageModel", "DocumentStore", "Chunking", "Ranking", "VectorIndex",
                "TestSupport",
            ]
        ),
        .testTarget(name: "HTTPFormatsTests", dependencies: ["HTTPFormats", "LanguageModel", "TestSupport"]),
        .testTarget(
            name: "RoostServerTests",
            dependencies: [
                "RoostServer", "RetrievalEngine", "LanguageModel", "DocumentStore", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["roost", "RetrievalEngine", "LanguageModel", "DocumentStore", "TestSupport"]
        ),
    ]
)

// Programs that only measurements need: `ROOST_BENCHMARKS=1 swift build -c release --product answer-tuning`.
if Context.environment["ROOST_BENCHMARKS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "answer-tuning",
            dependencies: ["LanguageModel", "SentenceEncoder", "Ranking", "Chunking", "Tokenization"],
            path: "Benchmarks/answering/AnswerTuning"
        )
    )
}

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]
for target in package.targets where ![.system, .plugin].contains(target.type) && target.name != "CSIMDKernels" {
    target.swiftSettings = settings
}

// The program that feeds parsers what libFuzzer makes up: `make fuzz`.
if Context.environment["ROOST_FUZZERS"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CArchive", "CXXHash", "VectorKernels", "Tokenization", "SentenceEncoder", "VectorIndex", "Chunking",
                "Ranking",
                "DocumentExtraction", "DocumentStore", "LanguageModel", "HTTPFormats",
            ],
            path: "Tests/Fuzzing/Fuzz",
            // To call libFuzzer, which no header declares.
            swiftSettings: settings + [.enableExperimentalFeature("Extern")]
        )
    )
}
