/// Text in Prometheus's exposition format, version 0.0.4.
struct Exposition {
    enum Kind: String { case gauge, counter, histogram }

    private(set) var text = ""
    private let system: String

    /// - Parameter system: a label of every sample.
    init(system: String) {
        self.system = system
    }

    /// A metric with its samples; without samples it is left out.
    mutating func add(
        _ name: String, _ kind: Kind, _ help: String, _ samples: [(labels: [(String, String)], value: Double)]
    ) {
        guard !samples.isEmpty else { return }
        begin(name, kind, help)
        for sample in samples { line(name, sample.labels, sample.value) }
    }

    mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Double) {
        add(name, kind, help, [([], value)])
    }

    mutating func add(_ name: String, _ help: String, _ histogram: Histogram) {
        begin(name, .histogram, help)
        var count: UInt64 = 0
        for (bound, inside) in zip(Histogram.bounds, histogram.counts) {
            count += inside
            line(name + "_bucket", [("le", Self.words(bound))], Double(count))
        }
        count += histogram.counts[Histogram.bounds.count]
        line(name + "_bucket", [("le", "+Inf")], Double(count))
        line(name + "_sum", [], histogram.sum)
        line(name + "_count", [], Double(count))
    }

    private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let shown = ([("system", system)] + labels).map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
        text += "\(name){\(shown.joined(separator: ","))} \(Self.words(value))\n"
    }

    private static func words(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}

/// How often something took how long; seconds.
package struct Histogram: Sendable {
    static let bounds = [
        0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    /// One more than bounds: the last is for what is longer than all.
    private(set) var counts = [UInt64](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0

    package init() {}

    package mutating func add(_ seconds: Double) {
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
    }
}
