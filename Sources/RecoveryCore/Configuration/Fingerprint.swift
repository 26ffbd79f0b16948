/// A 64-bit FNV-1a hash over length-prefixed parts: names a plan or a document, and shows that one has changed. It guards
/// against mistakes, not against forgers. Source of the constants: RFC 9923, "FNV Non-Cryptographic Hash Algorithm".
package struct Fingerprint: Sendable {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package mutating func add(_ text: String) {
        add(UInt64(text.utf8.count))
        for byte in text.utf8 { mix(byte) }
    }

    package mutating func add(_ texts: String...) {
        for text in texts { add(text) }
    }

    package mutating func add(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { mix(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    private mutating func mix(_ byte: UInt8) {
        hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    /// 16 hexadecimal digits.
    package var long: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// 8 hexadecimal digits, for people: both halves folded together.
    package var short: String {
        let folded = UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
        let digits = String(folded, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
