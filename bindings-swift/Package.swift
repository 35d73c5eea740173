// swift-tools-version:6.0
// For this repository: it links the library that cargo built. An app uses the package with the XCFramework
// that `build-xcframework` makes (see README.md).
import PackageDescription

let package = Package(
    name: "CustomerCore",
    products: [.library(name: "CustomerCore", targets: ["CustomerCore"])],
    targets: [
        .systemLibrary(name: "CustomerCoreFFI", path: "Sources/CustomerCoreFFI"),
        .target(
            name: "CustomerCore",
            dependencies: ["CustomerCoreFFI"],
            swiftSettings: [.swiftLanguageMode(.v6)],
            linkerSettings: [
                .unsafeFlags(["-Llib"]), .linkedLibrary("customer_core_uniffi"), .linkedLibrary("m"),
                .linkedLibrary("dl"), .linkedLibrary("pthread"),
            ]
        ),
        .executableTarget(
            name: "Player", dependencies: ["CustomerCore"], swiftSettings: [.swiftLanguageMode(.v5)]
        ),
        // The file stands in examples/swift.
        .executableTarget(
            name: "SupportApp", dependencies: ["CustomerCore"], swiftSettings: [.swiftLanguageMode(.v6)]
        ),
        .testTarget(
            name: "CustomerCoreTests", dependencies: ["CustomerCore"], swiftSettings: [.swiftLanguageMode(.v6)]
        ),
    ]
)
