/// How long news wait after a drawing: so long that drawing them takes less than a hundredth of a processor. On a small system that
/// is less than the engine's own pause between two states; with ten thousand nodes nobody reads twenty screens a second.
package enum DrawingRest {
    package static let most = Duration.milliseconds(500)

    package static func after(cost: Duration) -> Duration { min(max(cost, .zero) * 120, most) }
}
