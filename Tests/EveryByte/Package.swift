// swift-tools-version:6.2
import PackageDescription

// The drivers with their tests, and nothing else: `make faults` builds them for speed, because a journal injured at every
// byte is opened six hundred thousand times.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]
let sqlite = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")

let package = Package(
    name: "everybyte",
    products: [.library(name: "FaultyMachine", type: .dynamic, targets: ["CFaultyMachine"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        .target(name: "RecoveryCore", swiftSettings: strict),
        .target(name: "Engine", dependencies: ["RecoveryCore"], swiftSettings: strict),
        .target(name: "CLinux"),
        .target(
            name: "Drivers",
            dependencies: ["RecoveryCore", "Engine", "CLinux", sqlite, .product(name: "Yams", package: "Yams")],
            swiftSettings: strict),
        .target(name: "CPseudoTerminal", path: "Tests/CPseudoTerminal", linkerSettings: [.linkedLibrary("util")]),
        .systemLibrary(
            name: "CVTerm", path: "Tests/CVTerm", pkgConfig: "vterm", providers: [.apt(["libvterm-dev"])]),
        .target(name: "CFaultyMachine", path: "Tests/CFaultyMachine"),
        .target(
            name: "TestSupport", dependencies: ["CPseudoTerminal", "CVTerm"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .executableTarget(
            name: "JournalProbe", dependencies: ["Drivers", "Engine", "RecoveryCore"], path: "Tests/JournalProbe",
            swiftSettings: strict),
        .testTarget(
            name: "DriversTests",
            dependencies: ["Drivers", "Engine", "RecoveryCore", "TestSupport", "JournalProbe", sqlite],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
