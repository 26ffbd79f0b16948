extension SHA256 {
    /// The HMAC (RFC 2104) of a text with a secret, in hexadecimal.
    static func signature(of text: String, with secret: Secret) -> String {
        var key = Array(secret.reveal.utf8)
        if key.count > block { key = digest(key) }
        key += [UInt8](repeating: 0, count: block - key.count)
        let inner = digest(key.map { $0 ^ 0x36 } + Array(text.utf8))
        return digest(key.map { $0 ^ 0x5c } + inner).map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0\(text)" : text
        }.joined()
    }

    private static let block = 64

    private static func digest(_ bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.add(bytes)
        return hash.finish()
    }
}
