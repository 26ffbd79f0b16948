/// Texts at random places, the same for the same seed: a probe draws them and a test knows what must be seen.
package enum Noise {
    package struct Text {
        package let content: String
        package let row: Int
        package let column: Int
    }

    package static func texts(seed: UInt64, columns: Int, rows: Int) -> [Text] {
        var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
        func next(_ count: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % count
        }
        let contents = ["日", "本語", "a", "bcd", "e\u{301}", "🎉", " ", "    ", "x日y", "━━▶"]
        return (0..<(columns * rows / 4)).map { _ in
            let content = contents[next(contents.count)]
            let row = next(rows)
            let column = next(columns + 2) - 2
            // libvterm 0.1.4 puts a mark that arrives apart from its letter, behind the last column, on the next row.
            let isLast = column == columns - 1 && content.unicodeScalars.count == 2
            return Text(content: isLast ? "e" : content, row: row, column: column)
        }
    }
}
