/// The first line of foreign bytes as text that no terminal and no journal can be harmed by: printable ASCII stays,
/// anything else becomes a dot, and what is beyond `limit` an ellipsis.
func printable(_ bytes: some Collection<UInt8>, limit: Int) -> String {
    let line = bytes.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
    let shown = line.prefix(limit).map { (32...126).contains($0) ? $0 : UInt8(ascii: ".") }
    let text = String(decoding: shown, as: UTF8.self)
    return line.count > limit ? text + "..." : text
}
