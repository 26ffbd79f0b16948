/// Computes whether a theme can be read, and whether its states can be told apart, by everybody.
package struct ThemeCheck: Sendable {
    package struct Finding: Hashable, Sendable, CustomStringConvertible {
        package var isFault: Bool
        package var description: String
    }

    private let theme: Theme

    package init(_ theme: Theme) { self.theme = theme }

    /// Words must reach this, signs alone that.
    package static let words = 4.5
    package static let signs = 3.0
    /// What states must be apart, where nothing but the colour differs.
    package static let distance = 10.0

    /// Lines and bars are signs; everything else holds words.
    private static let signRoles: Set<Role> = [.border, .borderFocus, .gaugeFill, .gaugeMark, .graph]
    /// States that stand beside each other and must not be taken for one another.
    private static let neighbours: [(Role, Role)] = [
        (.nodeUp, .nodeLate), (.nodeLate, .nodeDown), (.nodeUp, .nodeDown), (.nodeDown, .nodeNoData),
        (.nodeLate, .nodeNoData), (.alarmP1, .alarmP2), (.alarmP2, .alarmP3), (.alarmP3, .alarmAcked),
        (.primary, .failed), (.text, .syncBad), (.diffOld, .diffNew), (.text, .alarmP2), (.bar, .barProduction),
    ]

    /// The terminal's own colours are not known: the least favourable of the usual ones.
    private var grounds: [RGB] {
        theme.variant == .dark
            ? [Self.gray(0), Self.gray(0x26)] : [Self.gray(255), RGB(red: 0xfd, green: 0xf6, blue: 0xe3)]
    }
    private var ink: RGB { theme.variant == .dark ? Self.gray(0xcc) : Self.gray(0x33) }

    private static func gray(_ value: UInt8) -> RGB { RGB(red: value, green: value, blue: value) }

    package var findings: [Finding] { contrasts + distances }
    package var faults: [Finding] { findings.filter(\.isFault) }

    /// Of each role the worst, at 24 bits and at 256 colours.
    private var contrasts: [Finding] {
        Role.allCases.map { role in
            let style = theme.style(role, depth: .indexed256)
            var worst = 21.0
            for ground in grounds {
                for level in [\Color.rgb, \Color.shown] {
                    let ratio = ColorVision.contrast(
                        style.foreground?[keyPath: level] ?? ink, style.background?[keyPath: level] ?? ground)
                    worst = min(worst, ratio)
                }
            }
            let needed = Self.signRoles.contains(role) ? Self.signs : Self.words
            return Finding(
                isFault: worst < needed,
                description: "contrast \(role.rawValue) \(Self.tenths(worst)):1, needs \(Self.tenths(needed)):1")
        }
    }

    private var distances: [Finding] {
        Self.neighbours.map { left, right in
            let (one, other) = (theme.style(left, depth: .indexed256), theme.style(right, depth: .indexed256))
            let apart = ColorVision.allCases.map { vision in
                (vision, [\Color.rgb, \Color.shown].map { distance(vision, one, other, $0) }.min() ?? 0)
            }
            let least = apart.map(\.1).min() ?? 0
            let isOtherwiseDifferent = Self.shape(one, of: left) != Self.shape(other, of: right)
            let figures = apart.map { "\($0.rawValue) \(Self.tenths($1))" }.joined(separator: ", ")
            let words = isOtherwiseDifferent ? "attributes differ" : "needs \(Self.tenths(Self.distance))"
            return Finding(
                isFault: least < Self.distance && !isOtherwiseDifferent,
                description: "distance \(left.rawValue) \(right.rawValue): \(figures); \(words)")
        }
    }

    /// What differs without colour. On a bar bold alone is too little: many terminals draw it as nothing.
    private static func shape(_ style: Style, of role: Role) -> Attributes {
        role == .bar || role == .barProduction ? style.attributes.subtracting(.bold) : style.attributes
    }

    /// Of what is seen most: the ground where one has a ground of its own, otherwise the ink.
    private func distance(_ vision: ColorVision, _ one: Style, _ other: Style, _ level: KeyPath<Color, RGB>) -> Double {
        let ground = grounds[0]
        let inks = vision.distance(
            one.foreground?[keyPath: level] ?? ink, other.foreground?[keyPath: level] ?? ink)
        let backs = vision.distance(
            one.background?[keyPath: level] ?? ground, other.background?[keyPath: level] ?? ground)
        return max(inks, backs)
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded(.down))
        return "\(tenths / 10).\(tenths % 10)"
    }
}
