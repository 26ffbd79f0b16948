import Testing

@testable import Screen

@Suite struct RectTests {
    private let screen = Rect(Size(columns: 80, rows: 24))

    @Test func splittingTakesWhatThereIs() {
        let (top, rest) = screen.splitTop(2)
        #expect(top == Rect(row: 0, column: 0, rows: 2, columns: 80))
        #expect(rest == Rect(row: 2, column: 0, rows: 22, columns: 80))
        #expect(screen.splitBottom(1).bottom == Rect(row: 23, column: 0, rows: 1, columns: 80))
        #expect(screen.splitRight(30).right == Rect(row: 0, column: 50, rows: 24, columns: 30))
        #expect(screen.splitTop(100).rest.isEmpty)
        #expect(screen.splitLeft(-3).left.isEmpty)
    }

    @Test func partsCoverTheWhole() {
        #expect(screen.columns(3).map(\.columns) == [27, 27, 26])
        #expect(screen.columns(3).last?.right == 80)
        #expect(Rect(row: 0, column: 0, rows: 2, columns: 4).rows(3).map(\.rows) == [1, 1, 0])
        #expect(screen.columns(0).isEmpty)
    }

    @Test func nothingIsNegative() {
        #expect(Rect(row: 5, column: 5, rows: 1, columns: 1).inset().isEmpty)
        #expect(Rect(row: 0, column: 0, rows: -1, columns: 3).isEmpty)
        #expect(screen.intersection(Rect(row: 90, column: 90, rows: 5, columns: 5)).isEmpty)
    }

    @Test func aDialogStandsInTheMiddle() {
        #expect(screen.centered(Size(columns: 40, rows: 10)) == Rect(row: 7, column: 20, rows: 10, columns: 40))
        #expect(screen.centered(Size(columns: 400, rows: 100)) == screen)
    }
}
