import CLinux

/// Tells the screen that there is a newer state to draw. For any thread; many calls make one drawing.
package struct ScreenWaker: Sendable {
    package func wake() { drtop_signals_wake() }
}
