/// What the operator pressed, after decoding. Ctrl-C and Ctrl-Z are keys like others: what they may do depends on the
/// phase, so no signal comes of them.
package enum Key: Hashable, Sendable {
    case character(Character)
    /// With the lower-case letter, or one of `@ \ ] ^ _`; `control("@")` is Ctrl-Space.
    case control(Character)
    case function(Int)
    case enter
    case escape
    case tab
    case backTab
    case backspace
    case delete
    case insert
    case up
    case down
    case left
    case right
    case home
    case end
    case pageUp
    case pageDown
    /// Bracketed paste only: keys that merely arrive together are typing.
    case paste(String)
    /// The left button went down there; only where the mouse was asked for.
    case click(Position)
    case wheelUp
    case wheelDown
    case focusIn
    case focusOut
}
