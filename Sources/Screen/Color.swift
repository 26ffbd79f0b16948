/// A colour by three hand-picked levels: what a terminal with 16 colours shows is chosen, not computed.
package struct Color: Hashable, Sendable {
    package let rgb: RGB
    package let indexed: UInt8
    package let named: NamedColor

    package init(rgb: RGB, indexed: UInt8, named: NamedColor) {
        self.rgb = rgb
        self.indexed = indexed
        self.named = named
    }
}

package struct RGB: Hashable, Sendable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8

    package init(red: UInt8, green: UInt8, blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// From `#d55e00`.
    package init?(hexadecimal text: some StringProtocol) {
        guard text.utf8.count == 7, text.first == "#", !text.contains("+"),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(red: UInt8(value >> 16), green: UInt8(value >> 8 & 255), blue: UInt8(value & 255))
    }

    /// 0xRRGGBB.
    package var value: Int32 { Int32(red) << 16 | Int32(green) << 8 | Int32(blue) }
}

/// The sixteen colours that every colour terminal has, in the order of their numbers. What they look like is the user's
/// choice.
package enum NamedColor: String, CaseIterable, Hashable, Sendable {
    case black
    case red
    case green
    case yellow
    case blue
    case magenta
    case cyan
    case white
    case brightBlack = "bright-black"
    case brightRed = "bright-red"
    case brightGreen = "bright-green"
    case brightYellow = "bright-yellow"
    case brightBlue = "bright-blue"
    case brightMagenta = "bright-magenta"
    case brightCyan = "bright-cyan"
    case brightWhite = "bright-white"

    package var number: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How many colours are used. `direct` is only found, never asked for: there a number is a colour's value.
package enum ColorDepth: Hashable, Sendable {
    case direct
    case indexed256
    case named16
    case mono
}
