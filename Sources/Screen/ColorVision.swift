import Glibc

/// How colours are seen: contrast as WCAG 2 defines it, and how far two colours are apart for people who see less of them.
package enum ColorVision: String, CaseIterable, Sendable {
    case full
    /// No long, no middle, no short wavelength receptors.
    case protanopia, deuteranopia, tritanopia

    /// The ratio of two colours' luminances: from 1 to 21.
    package static func contrast(_ one: RGB, _ other: RGB) -> Double {
        let (first, second) = (luminance(one), luminance(other))
        return (max(first, second) + 0.05) / (min(first, second) + 0.05)
    }

    /// The distance in Lab (CIE 1976): below 2 nobody sees a difference, from 10 on everybody does.
    package func distance(_ one: RGB, _ other: RGB) -> Double {
        let (first, second) = (Self.lab(seen(one)), Self.lab(seen(other)))
        let difference = (first.0 - second.0, first.1 - second.1, first.2 - second.2)
        return sqrt(
            difference.0 * difference.0 + difference.1 * difference.1 + difference.2 * difference.2)
    }

    private typealias Linear = (Double, Double, Double)

    private static func luminance(_ color: RGB) -> Double {
        let (red, green, blue) = linear(color)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    private static func linear(_ color: RGB) -> Linear {
        func value(_ part: UInt8) -> Double {
            let share = Double(part) / 255
            return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
        }
        return (value(color.red), value(color.green), value(color.blue))
    }

    /// The simulation of Machado, Oliveira and Fernandes (2009) at full severity, in linear light.
    private func seen(_ color: RGB) -> Linear {
        let (red, green, blue) = Self.linear(color)
        func row(_ a: Double, _ b: Double, _ c: Double) -> Double { min(1, max(0, a * red + b * green + c * blue)) }
        return switch self {
        case .full: (red, green, blue)
        case .protanopia:
            (
                row(0.152286, 1.052583, -0.204868), row(0.114503, 0.786281, 0.099216),
                row(-0.003882, -0.048116, 1.051998)
            )
        case .deuteranopia:
            (
                row(0.367322, 0.860646, -0.227968), row(0.280085, 0.672501, 0.047413),
                row(-0.011820, 0.042940, 0.968881)
            )
        case .tritanopia:
            (
                row(1.255528, -0.076749, -0.178779), row(-0.078411, 0.930809, 0.147602),
                row(0.004733, 0.691367, 0.303900)
            )
        }
    }

    /// Under daylight (D65).
    private static func lab(_ color: Linear) -> Linear {
        let x = (0.4124 * color.0 + 0.3576 * color.1 + 0.1805 * color.2) / 0.95047
        let y = 0.2126 * color.0 + 0.7152 * color.1 + 0.0722 * color.2
        let z = (0.0193 * color.0 + 0.1192 * color.1 + 0.9505 * color.2) / 1.08883
        func root(_ value: Double) -> Double { value > 0.008856 ? cbrt(value) : 7.787 * value + 16.0 / 116 }
        return (116 * root(y) - 16, 500 * (root(x) - root(y)), 200 * (root(y) - root(z)))
    }
}

extension Color {
    /// What a terminal of 256 colours shows; of the first sixteen only their usual look is known.
    package var shown: RGB {
        if indexed < 16 { return rgb }
        if indexed >= 232 {
            let level = 8 + 10 * (indexed - 232)
            return RGB(red: level, green: level, blue: level)
        }
        let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
        let cube = Int(indexed) - 16
        return RGB(red: levels[cube / 36], green: levels[cube / 6 % 6], blue: levels[cube % 6])
    }
}
