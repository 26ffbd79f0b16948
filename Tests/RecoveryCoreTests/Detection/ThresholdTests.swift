import RecoveryCore
import Testing

@Suite struct ThresholdTests {
    /// available / total > numerator / denominator, reckoned with reduced fractions instead of products.
    private func isAbove(_ available: Int, _ total: Int, _ threshold: Threshold) -> Bool {
        // Whole parts and remainders, digit by digit, as on paper: no product of the two denominators is formed.
        var left = (available, total)
        var right = (threshold.numerator, threshold.denominator)
        for _ in 0..<64 {
            let digits = (left.0 / left.1, right.0 / right.1)
            if digits.0 != digits.1 { return digits.0 > digits.1 }
            left.0 = left.0 % left.1 * 2
            right.0 = right.0 % right.1 * 2
        }
        return false
    }

    @Test("M3: for 1 to 64 nodes and many thresholds the ratio is compared exactly")
    func exact() {
        let fractions = [(0, 1), (1, 2), (1, 3), (2, 3), (3, 5), (1, 4), (3, 4), (33, 100), (2, 4), (1, 1), (7, 13)]
        for (numerator, denominator) in fractions {
            let threshold = Threshold(numerator, denominator)
            for total in 1...64 {
                for available in 0...total {
                    let isAvailable = threshold.isExceeded(available: available, total: total)
                    #expect(isAvailable == isAbove(available, total, threshold), "\(available)/\(total) > \(threshold)")
                    #expect(isAvailable == (available > threshold.limit(total: total)), "the limit on the screen")
                }
            }
        }
    }

    @Test("M3: 2 of 4 is not available, 3 of 4 is; a cluster without nodes never is")
    func half() {
        #expect(!Threshold.half.isExceeded(available: 2, total: 4))
        #expect(Threshold.half.isExceeded(available: 3, total: 4))
        #expect(!Threshold.half.isExceeded(available: 0, total: 0))
    }
}
