import Glibc
import RecoveryCore

extension TextForm {
    /// `host:port`: a host name, an IPv4 address or an IPv6 address in brackets.
    static func address(_ text: String) throws(Malformed) -> NodeAddress {
        let host: Substring
        let rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else {
                throw Malformed(what: "\(quoted(text)) has no closing bracket", remedy: "write [::1]:6379")
            }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard isAddress(String(host), AF_INET6) else {
                throw Malformed(what: "\(quoted(String(host))) is not an IPv6 address", remedy: "write [::1]:6379")
            }
        } else {
            let colon = text.firstIndex(of: ":") ?? text.endIndex
            host = text[..<colon]
            rest = text[colon...]
            guard rest.dropFirst().firstIndex(of: ":") == nil else {
                throw Malformed(
                    what: "\(quoted(text)) has more than one colon",
                    remedy: "write IPv6 addresses in brackets: [::1]:6379")
            }
            try check(host: String(host))
        }
        guard rest.hasPrefix(":"), let port = wholeNumber(String(rest.dropFirst())), (1...65535).contains(port) else {
            throw Malformed(
                what: "\(quoted(text)) has no port from 1 to 65535", remedy: "write host:port, like 10.1.0.11:6379")
        }
        return NodeAddress(host: String(host), port: UInt16(port))
    }

    /// The same for all ways to write one address, to find it in two places.
    static func canonical(_ address: NodeAddress) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET6, address.host, &bytes) == 1 { return "\(bytes):\(address.port)" }
        return "\(address.host.lowercased()):\(address.port)"
    }

    private static func check(host: String) throws(Malformed) {
        let isNumeric = host.utf8.allSatisfy { (48...57).contains($0) || $0 == UInt8(ascii: ".") }
        if isNumeric && !host.isEmpty {
            guard isAddress(host, AF_INET) else {
                throw Malformed(what: "\(quoted(host)) is not an IPv4 address", remedy: "write four numbers, 10.1.0.11")
            }
            return
        }
        let fits = host.utf8.allSatisfy {
            isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        guard (1...253).contains(host.utf8.count), fits, !host.hasPrefix("-"), !host.hasPrefix(".") else {
            throw Malformed(what: "\(quoted(host)) is not a host", remedy: "write a host name or an IP address")
        }
    }

    private static func isAddress(_ text: String, _ family: Int32) -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16)
        return inet_pton(family, text, &bytes) == 1
    }
}
