// swift-tools-version:6.2
import PackageDescription

// The arrows between the targets are the architecture: `make` builds with
// `--explicit-target-dependency-import-check error`, so an import that is not named here does not compile.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]
let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let yaml = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let http: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HummingbirdTLS", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Mustache", package: "swift-mustache"),
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "Logging", package: "swift-log"),
]

// One file to copy, and half the time to start. Not by `swift build --static-swift-stdlib`, so that plain builds have it
// too; Foundation's parts are named because the dependencies are compiled for the dynamic one.
let staticRuntime =
    ["-static-stdlib"]
    + [
        "Foundation", "FoundationInternationalization", "FoundationEssentials", "CoreFoundation", "_FoundationICU",
        "_FoundationCShims", "_FoundationCollections", "swiftSynchronization", "dispatch", "BlocksRuntime", "stdc++",
    ].map { "-l\($0)" }

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "drtop",
    products: [
        .executable(name: "drtop", targets: ["drtop"]),
        // For LD_PRELOAD, in tests only.
        .library(name: "FaultyMachine", type: .dynamic, targets: ["CFaultyMachine"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        // Only the interface's, and heavy.
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    ],
    targets: [
        // What decides.
        module("RecoveryCore"),
        module("Engine", ["RecoveryCore"]),
        module("Simulator", ["RecoveryCore", "Engine"]),
        // What does.
        module("Drivers", ["RecoveryCore", "Engine", "CLinux", sqlite, yaml]),
        .target(name: "CLinux"),
        module("Interface", ["RecoveryCore", "Engine"] + http),
        // What is seen.
        module("Screen", [yaml]),
        module("Dashboard", ["RecoveryCore", "Screen"]),
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
        module("Terminal", ["Screen", "CNcurses", "CLinux"]),
        // The program.
        .executableTarget(
            name: "drtop",
            dependencies: [
                "RecoveryCore", "Engine", "Drivers", "Simulator", "Interface", "Screen", "Dashboard", "Terminal",
                "CLinux",
                arguments,
            ],
            swiftSettings: strict, linkerSettings: [.unsafeFlags(staticRuntime, .when(configuration: .release))]),
        // What proves it.
        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal", linkerSettings: [.linkedLibrary("util")]),
        .systemLibrary(
            name: "CVTerm", path: "Tests/CVTerm", pkgConfig: "vterm", providers: [.apt(["libvterm-dev"])]),
        .target(name: "CFaultyMachine", path: "Tests/CFaultyMachine"),
        .target(
            name: "TestSupport", dependencies: ["CPseudoTerminal", "CVTerm"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .executableTarget(
            name: "drtop-bench",
            dependencies: ["Drivers", "Engine", "RecoveryCore", "Dashboard", "Screen", "Terminal"], path: "Tests/Bench",
            exclude: ["run", "figures"], swiftSettings: strict),
        .executableTarget(
            name: "drtop-simulate", dependencies: ["Simulator"], path: "Tests/Seeds", swiftSettings: strict),
        tests("RecoveryCoreTests", ["RecoveryCore"], exclude: ["Stories"]),
        tests("EngineTests", ["Engine", "RecoveryCore"]),
        .executableTarget(
            name: "JournalProbe", dependencies: ["Drivers", "Engine", "RecoveryCore"], path: "Tests/JournalProbe",
            swiftSettings: strict),
        tests("DriversTests", ["Drivers", "Engine", "RecoveryCore", "TestSupport", "JournalProbe", sqlite]),
        tests(
            "InterfaceTests",
            ["Interface", "Engine", "RecoveryCore", "TestSupport", .product(name: "NIOEmbedded", package: "swift-nio")]
                + http),
        tests("SimulatorTests", ["Simulator", "RecoveryCore"], exclude: ["TrackRecord.md"]),
        tests("ModelTests", ["RecoveryCore"], exclude: ["Failover.pml"]),
        tests("ScreenTests", ["Screen", "CPseudoTerminal"]),
        tests("DashboardTests", ["Dashboard", "Screen", "RecoveryCore", "Terminal"], exclude: ["Pictures"]),
        .executableTarget(
            name: "TerminalProbe", dependencies: ["Terminal", "Screen", "CLinux", "TestSupport"],
            path: "Tests/TerminalProbe", swiftSettings: strict),
        tests("TerminalTests", ["Terminal", "Screen", "TestSupport", "TerminalProbe"]),
        tests("EndToEndTests", ["TestSupport", "drtop", "Drivers", "Engine", "RecoveryCore", sqlite]),
        tests("HouseStyleTests", ["Screen"]),
    ],
    swiftLanguageModes: [.v6]
)
