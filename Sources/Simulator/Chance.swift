/// The only source of chance in the simulation: xoshiro256**, filled by SplitMix64, so that one seed gives one run on every
/// machine. Source of both: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021.
package struct Chance: Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter stream: one seed gives many independent streams, so that what is left out of one changes no other.
    package init(seed: UInt64, stream: UInt64 = 0) {
        var filler = seed ^ (stream &* 0xd1b5_4a32_d192_ed03)
        func next() -> UInt64 {
            filler &+= 0x9e37_79b9_7f4a_7c15
            var mixed = filler
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
        state = (next(), next(), next(), next())
    }

    package mutating func next() -> UInt64 {
        let scrambled = state.1 &* 5
        let result = (scrambled << 7 | scrambled >> 57) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// 0 up to `bound - 1`.
    package mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0, "nothing is below \(bound)")
        return Int(UInt64(bound).multipliedFullWidth(by: next()).high)
    }

    package mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
        range.lowerBound + Int64(below(Int(range.upperBound - range.lowerBound) + 1))
    }

    package mutating func happens(perMille: Int) -> Bool {
        perMille > 0 && below(1000) < perMille
    }

    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[below(elements.count)]
    }
}
