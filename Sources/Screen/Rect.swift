/// A place on the screen, counted from the top left corner.
package struct Position: Hashable, Sendable {
    package var row: Int
    package var column: Int

    package init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }
}

package struct Size: Hashable, Sendable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// A part of the screen. It may be empty, never negative: a panel that found no room draws into nothing, without an
/// `if`.
package struct Rect: Hashable, Sendable {
    package let row: Int
    package let column: Int
    package let rows: Int
    package let columns: Int

    package init(row: Int, column: Int, rows: Int, columns: Int) {
        self.row = row
        self.column = column
        self.rows = max(0, rows)
        self.columns = max(0, columns)
    }

    package init(_ size: Size) {
        self.init(row: 0, column: 0, rows: size.rows, columns: size.columns)
    }

    package var bottom: Int { row + rows }
    package var right: Int { column + columns }
    package var isEmpty: Bool { rows == 0 || columns == 0 }
    package var size: Size { Size(columns: columns, rows: rows) }
    package var origin: Position { Position(row: row, column: column) }

    package func contains(row: Int, column: Int) -> Bool {
        row >= self.row && row < bottom && column >= self.column && column < right
    }

    package func intersection(_ other: Rect) -> Rect {
        let top = max(row, other.row)
        let left = max(column, other.column)
        return Rect(
            row: top, column: left, rows: min(bottom, other.bottom) - top, columns: min(right, other.right) - left)
    }
}

/// Splitting: each takes what there is when less is left than was asked for.
extension Rect {
    package func splitTop(_ count: Int) -> (top: Rect, rest: Rect) {
        let count = min(max(0, count), rows)
        return (
            Rect(row: row, column: column, rows: count, columns: columns),
            Rect(row: row + count, column: column, rows: rows - count, columns: columns)
        )
    }

    package func splitBottom(_ count: Int) -> (rest: Rect, bottom: Rect) {
        let (rest, bottom) = splitTop(rows - min(max(0, count), rows))
        return (rest, bottom)
    }

    package func splitLeft(_ count: Int) -> (left: Rect, rest: Rect) {
        let count = min(max(0, count), columns)
        return (
            Rect(row: row, column: column, rows: rows, columns: count),
            Rect(row: row, column: column + count, rows: rows, columns: columns - count)
        )
    }

    package func splitRight(_ count: Int) -> (rest: Rect, right: Rect) {
        let (rest, right) = splitLeft(columns - min(max(0, count), columns))
        return (rest, right)
    }

    /// Side by side in `count` nearly equal parts; the first ones get the columns that are left over.
    package func columns(_ count: Int) -> [Rect] {
        var rest = self
        return (0..<max(0, count)).map { index in
            let left = count - index
            let (part, remainder) = rest.splitLeft((rest.columns + left - 1) / left)
            rest = remainder
            return part
        }
    }

    /// One above the other in `count` nearly equal parts.
    package func rows(_ count: Int) -> [Rect] {
        var rest = self
        return (0..<max(0, count)).map { index in
            let left = count - index
            let (part, remainder) = rest.splitTop((rest.rows + left - 1) / left)
            rest = remainder
            return part
        }
    }

    /// Without a margin: what is inside a box is `inset()`.
    package func inset(rows vertical: Int = 1, columns horizontal: Int = 1) -> Rect {
        Rect(
            row: row + min(vertical, rows), column: column + min(horizontal, columns), rows: rows - 2 * vertical,
            columns: columns - 2 * horizontal)
    }

    /// A rectangle of at most this size in the middle.
    package func centered(_ size: Size) -> Rect {
        let rows = min(size.rows, self.rows)
        let columns = min(size.columns, self.columns)
        return Rect(
            row: row + (self.rows - rows) / 2, column: column + (self.columns - columns) / 2, rows: rows,
            columns: columns)
    }
}
