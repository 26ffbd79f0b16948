/// The text of a settings file, once it is known to be text.
struct SettingsText {
    /// A larger one is refused unread.
    static let limit = 8 << 20

    var text: String
    var faults: [SettingsFault] = []

    /// Finds bytes that are not UTF-8 and control characters, each with its place. Either spoils the whole file.
    init(bytes: [UInt8], file: String) {
        text = String(decoding: bytes, as: UTF8.self)
        var line = 1
        var lineStart = 0
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\n") {
                line += 1
                lineStart = index + 1
            } else if byte < 0x20 && byte != UInt8(ascii: "\t") && byte != UInt8(ascii: "\r") || byte == 0x7f {
                let column = Self.column(bytes[lineStart..<index])
                faults.append(
                    SettingsFault(
                        place: Place(file: file, line: line, column: column),
                        what: "control character 0x\(String(byte, radix: 16)) at byte \(index)", remedy: "remove it"))
                if faults.count >= 20 { return }
            }
        }
        guard let index = Self.firstInvalid(bytes) else { return }
        let before = bytes[..<index]
        let start = (before.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
        let place = Place(
            file: file, line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: Self.column(bytes[start..<index]))
        faults.append(
            SettingsFault(
                place: place, what: "byte \(index) (0x\(String(bytes[index], radix: 16))) is not UTF-8",
                remedy: "save the file as UTF-8"))
    }

    /// The column after these bytes of a line.
    private static func column(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.count { $0 & 0xc0 != 0x80 } + 1
    }

    /// The place of the first byte that begins no valid character.
    private static func firstInvalid(_ bytes: [UInt8]) -> Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var decoder = UTF8()
        var input = bytes.makeIterator()
        var position = 0
        while true {
            switch decoder.decode(&input) {
            case .scalarValue(let scalar): position += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return position
            }
        }
    }
}
