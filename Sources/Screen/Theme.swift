/// A look for every role, with colours and without.
package struct Theme: Hashable, Sendable {
    package enum Variant: String, CaseIterable, Hashable, Sendable {
        /// Made for a dark or for a light terminal.
        case dark
        case light
    }

    package let name: String
    package let variant: Variant
    /// Without colours at every depth.
    package let isMono: Bool
    private let styles: [Role: Style]
    private let monoAttributes: [Role: Attributes]

    init(name: String, variant: Variant, styles: [Role: Style], mono: [Role: Attributes]) {
        self.name = name
        self.variant = variant
        self.styles = styles
        monoAttributes = mono
        isMono = styles.values.allSatisfy { $0.foreground == nil && $0.background == nil }
    }

    package func style(_ role: Role, depth: ColorDepth) -> Style {
        switch depth {
        case .direct, .indexed256, .named16: styles[role] ?? .plain
        case .mono: Style(attributes: monoAttributes[role] ?? [])
        }
    }
}
