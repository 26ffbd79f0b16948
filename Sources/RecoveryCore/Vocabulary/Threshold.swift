/// The preset share of nodes above which a cluster is available, as an exact fraction from 0 to 1.
package struct Threshold: Hashable, Codable, Sendable, CustomStringConvertible {
    package let numerator: Int
    package let denominator: Int

    package static let half = Threshold(1, 2)

    /// Precondition: `0 <= numerator <= denominator` and `0 < denominator <= 1_000_000`, which keeps the products of
    /// `isExceeded` far from overflow. The settings refuse anything else with its line.
    package init(_ numerator: Int, _ denominator: Int) {
        precondition(0 <= numerator && numerator <= denominator && 0 < denominator && denominator <= 1_000_000)
        self.numerator = numerator
        self.denominator = denominator
    }

    /// M3: available / total > threshold, strictly, compared as integers. A cluster of no nodes is not available.
    package func isExceeded(available: Int, total: Int) -> Bool {
        available * denominator > numerator * total
    }

    /// The largest number of available nodes that still fails: the "must be more than" of the screen.
    package func limit(total: Int) -> Int {
        numerator * total / denominator
    }

    package var description: String { "\(numerator)/\(denominator)" }
}
