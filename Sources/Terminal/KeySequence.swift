import Screen

/// What the sequences mean, in both forms that terminals send: ESC [ A and ESC O A are the same arrow. Modifiers are
/// ignored.
enum KeySequence {
    static func byte(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x0d, 0x0a: .enter
        case 0x09: .tab
        case 0x08, 0x7f: .backspace
        case 0x20...0x7e: .character(Character(Unicode.Scalar(byte)))
        case 0x00, 0x1c...0x1f: .control(Character(Unicode.Scalar(byte + 0x40)))
        case 0x01...0x1a: .control(Character(Unicode.Scalar(byte + 0x60)))
        default: nil
        }
    }

    /// ESC O letter.
    static func single(_ letter: UInt8) -> Key? {
        switch Unicode.Scalar(letter) {
        case "M": .enter
        case "I": .tab
        case "X": .character("=")
        case "j"..."y": .character(Character(Unicode.Scalar(letter - 0x40)))  // the keypad: j is *, p is 0
        default: cursor(letter)
        }
    }

    /// ESC [ parameters final.
    static func control(_ parameters: [UInt8], final: UInt8) -> Key? {
        if parameters == [UInt8(ascii: "[")] {
            return 0x41...0x45 ~= final ? .function(Int(final) - 0x40) : nil
        }
        if parameters.first == UInt8(ascii: "<") { return mouse(parameters.dropFirst(), final: final) }
        guard parameters.allSatisfy({ $0 == UInt8(ascii: ";") || 0x30...0x39 ~= $0 }) else { return nil }
        switch Unicode.Scalar(final) {
        case "Z": return .backTab
        case "I": return parameters.isEmpty ? .focusIn : nil
        case "O": return parameters.isEmpty ? .focusOut : nil
        case "~": return numbered(parameters)
        default: return cursor(final)
        }
    }

    /// ESC [ < button ; column ; row M, counted from 1. Moves, releases and other buttons are nothing.
    private static func mouse(_ parameters: ArraySlice<UInt8>, final: UInt8) -> Key? {
        let numbers = String(decoding: parameters, as: UTF8.self).split(separator: ";").compactMap { Int($0) }
        guard numbers.count == 3, final == UInt8(ascii: "M"), numbers[1] > 0, numbers[2] > 0 else { return nil }
        switch numbers[0] {
        case 0: return .click(Position(row: min(numbers[2], 10_000) - 1, column: min(numbers[1], 10_000) - 1))
        case 64: return .wheelUp
        case 65: return .wheelDown
        default: return nil
        }
    }

    static func isPasteStart(_ parameters: [UInt8], final: UInt8) -> Bool {
        final == UInt8(ascii: "~") && parameters == Array("200".utf8)
    }

    private static func cursor(_ letter: UInt8) -> Key? {
        switch Unicode.Scalar(letter) {
        case "A": .up
        case "B": .down
        case "C": .right
        case "D": .left
        case "H": .home
        case "F": .end
        case "P"..."S": .function(Int(letter) - 0x4f)
        default: nil
        }
    }

    private static func numbered(_ parameters: [UInt8]) -> Key? {
        let digits = parameters.prefix { $0 != UInt8(ascii: ";") }
        guard let number = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
        switch number {
        case 1, 7: return .home
        case 2: return .insert
        case 3: return .delete
        case 4, 8: return .end
        case 5: return .pageUp
        case 6: return .pageDown
        case 11...15: return .function(number - 10)
        case 17...21: return .function(number - 11)
        case 23...26: return .function(number - 12)
        case 28, 29: return .function(number - 13)
        case 31...34: return .function(number - 14)
        default: return nil
        }
    }
}
