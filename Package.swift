// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// Foreign products by the name that targets below use for them.
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let inMemoryLogging = Target.Dependency.product(name: "InMemoryLogging", package: "swift-log")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioFileSystem = Target.Dependency.product(name: "_NIOFileSystem", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioFoundationCompat = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")

/// A library target under `Sources/`.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A test target under `Tests/`.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
    name: "pollux",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "pollux", targets: ["pollux"]),
        .library(name: "Gemini", targets: ["Gemini"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        library("ChatDomain", []),
        library("EventLoops", [nioCore]),
        library("Observability", [logging]),
        library("Store", ["ChatDomain"]),
        library("SQLiteStore", ["Observability", "Store", grdb, grdbSQLite, crypto, logging]),
        library("Attachments", ["ChatDomain", crypto, nioCore, nioPosix]),
        library("ChatActions", ["Attachments", "Store", "CArgon2", crypto, logging, nioCore, nioPosix]),
        library("Gemini", [asyncHTTPClient, nioCore, nioFileSystem, nioFoundationCompat, nioHTTP1]),
        library(
            "Answering",
            ["ChatActions", "EventLoops", "Gemini", "Live", "Observability", logging, nioCore, nioPosix]
        ),
        library(
            "Exporting",
            ["Attachments", "CArchive", "ChatDomain", "Live", "Store", logging, nioCore, nioPosix]
        ),
        library(
            "Importing",
            ["CArchive", "ChatActions", "ChatDomain", "Live", "Store", crypto, logging, nioCore, nioPosix]
        ),
        library(
            "Backups",
            ["Attachments", "CArchive", "ChatActions", "ChatDomain", "SQLiteStore", crypto, nioPosix]
        ),
        library("Live", ["ChatDomain", "Observability", "Store", logging, nioCore]),
        library(
            "WebSocketUpgrade",
            [
                "EventLoops", hummingbirdCore, httpTypes, logging, nioCore, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1,
                nioWebSocket,
            ]
        ),
        library(
            "WebAPI",
            [
                "Answering", "CBrotli", "CZlib", "ChatActions", "Exporting", "Gemini", "Importing", "Live",
                "Observability", "WebSocketUpgrade", crypto,
                httpTypes,
                hummingbird,
                hummingbirdCore, logging, nioCore, nioHTTP1, nioHTTPTypes, nioHTTPTypesHTTP1, serviceLifecycle,
            ]
        ),
        library(
            "GeminiStandIn",
            [
                "EventLoops", crypto, hummingbird, hummingbirdCore, httpTypes, logging, nioCore, nioHTTPTypes,
                serviceLifecycle,
            ]
        ),
        library(
            "PolluxServer",
            [
                "Answering", "Attachments", "ChatActions", "Exporting", "Gemini", "GeminiStandIn", "Importing",
                "Live", "Observability",
                "SQLiteStore", "Store", "WebAPI",
                asyncHTTPClient,
                configuration, hummingbird, logging, nioCore, nioHTTP1, nioPosix, nioSSL, serviceLifecycle,
                systemPackage,
                unixSignals,
            ]
        ),
        .executableTarget(
            name: "pollux",
            dependencies: [
                "Backups", "Observability", "PolluxServer", "GeminiStandIn", "SQLiteStore", argumentParser,
                configuration,
                logging,
                serviceLifecycle, unixSignals,
            ],
            swiftSettings: settings
        ),

        .target(
            name: "PolluxTesting",
            dependencies: [
                "GeminiStandIn", "Observability", "PolluxServer", "WebSocketTesting", asyncHTTPClient, configuration,
                crypto,
                inMemoryLogging,
                logging,
                nioCore, nioHTTP1, nioPosix, serviceLifecycle,
            ],
            path: "Tests/PolluxTesting",
            swiftSettings: settings
        ),
        .target(
            name: "WebSocketTesting",
            dependencies: [nioCore, nioPosix],
            path: "Tests/WebSocketTesting",
            swiftSettings: settings
        ),
        .target(name: "TimeTesting", path: "Tests/TimeTesting", swiftSettings: settings),
        .executableTarget(
            name: "WebSocketEcho",
            dependencies: ["WebSocketUpgrade", hummingbird, logging, nioCore],
            path: "Tests/WebSocketEcho",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ChatLoad",
            dependencies: ["WebSocketTesting", argumentParser, asyncHTTPClient, nioCore, nioHTTP1, nioPosix],
            path: "Tests/Load",
            swiftSettings: settings
        ),
        tests("ChatDomainTests", ["ChatDomain", "TimeTesting"]),
        tests("SQLiteStoreTests", ["SQLiteStore", grdb, grdbSQLite]),
        tests("AttachmentsTests", ["Attachments", nioCore]),
        tests("ChatActionsTests", ["Attachments", "ChatActions", "SQLiteStore", "TimeTesting", nioCore]),
        tests("GeminiTests", ["Gemini", "GeminiStandIn", "TimeTesting", asyncHTTPClient, nioCore, nioPosix, nioHTTP1]),
        tests("GeminiStandInTests", ["GeminiStandIn", asyncHTTPClient, hummingbird, logging, nioCore, nioHTTP1]),
        tests(
            "AnsweringTests",
            [
                "Answering", "Attachments", "GeminiStandIn", "SQLiteStore", "TimeTesting", asyncHTTPClient,
                inMemoryLogging, logging, serviceLifecycle,
            ]
        ),
        tests(
            "BackupsTests",
            ["Attachments", "Backups", "CArchive", "ChatDomain", "SQLiteStore", "Store", crypto, grdb, logging]
        ),
        tests("ExportingTests", ["Attachments", "ChatDomain", "Exporting", "SQLiteStore", logging]),
        tests(
            "ImportingTests",
            [
                "Attachments", "CArchive", "ChatActions", "ChatDomain", "Importing", "SQLiteStore", "Store", logging,
                nioCore,
            ]
        ),
        tests("LiveTests", ["Live", nioEmbedded]),
        tests("ObservabilityTests", ["Observability", logging]),
        tests(
            "FuzzTests",
            [
                "ChatActions", "ChatDomain", "Gemini", "Importing", "Live", "WebAPI", "WebSocketUpgrade", httpTypes,
                nioCore,
            ]
        ),
        tests(
            "WebAPITests",
            [
                "ChatDomain", "Live", "WebAPI", httpTypes, nioCore, nioEmbedded, nioHTTP1, nioHTTPTypes,
                nioHTTPTypesHTTP1,
            ]
        ),
        tests(
            "WebSocketUpgradeTests",
            [
                "WebSocketUpgrade", "WebSocketTesting", httpTypes, hummingbird, hummingbirdCore, logging, nioCore,
                nioEmbedded, nioHTTPTypes, nioWebSocket, serviceLifecycle,
            ]
        ),
        tests(
            "PolluxServerTests",
            [
                "CArchive", "ChatDomain", "GeminiStandIn", "PolluxServer", "PolluxTesting", "TimeTesting",
                "WebSocketTesting", configuration, grdb, logging, nioCore, nioHTTP1, nioPosix, nioSSL,
            ]
        ),
    ]
)
