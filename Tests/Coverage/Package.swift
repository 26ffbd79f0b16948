// swift-tools-version:6.2
import PackageDescription

// The decision core with the tests that need no server, and nothing else: `make coverage` builds a minute's work.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny")]

let package = Package(
    name: "coverage",
    targets: [
        .target(name: "RecoveryCore", swiftSettings: strict),
        .target(name: "Engine", dependencies: ["RecoveryCore"], swiftSettings: strict),
        .target(name: "Simulator", dependencies: ["Engine", "RecoveryCore"], swiftSettings: strict),
        .testTarget(
            name: "RecoveryCoreTests", dependencies: ["RecoveryCore"], exclude: ["Stories"], swiftSettings: strict),
        .testTarget(
            name: "SimulatorTests", dependencies: ["Simulator", "RecoveryCore"], exclude: ["TrackRecord.md"],
            swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
