/// What a drawing yields: what to show now, and when the next drawing is due even if nothing happens.
package struct Frame: Sendable {
    package var canvas: Canvas
    /// Where text is being entered. The terminal's cursor is hidden when there is none.
    package var cursor: Position?
    /// For clocks and ages: an idle screen wakes at the next change of what it shows, not periodically.
    package var nextDrawing: Duration?

    package init(canvas: Canvas, cursor: Position? = nil, nextDrawing: Duration? = nil) {
        self.canvas = canvas
        self.cursor = cursor
        self.nextDrawing = nextDrawing
    }
}
