/// Changes of one file's text, by offset in bytes, applied all at once.
///
/// Every change wraps a whole part of the syntax tree or replaces one, so that they nest: none begins in the middle of
/// another.
struct Edits {
    private enum Change {
        /// Outer ones are found first: they open first and close last.
        case open(String)
        case close(String)
        case replace(end: Int, text: String)
        case run(Run)
    }

    /// Statements that follow each other, each of which may change places with the next.
    struct Run {
        var statements: [Range<Int>]
        /// By place: the number of the mutant that swaps this statement and the next; nil: none does.
        var swaps: [Int?]

        var range: Range<Int> { statements[0].lowerBound..<statements[statements.count - 1].upperBound }
    }

    private var changes: [Int: [Change]] = [:]

    mutating func wrap(_ range: Range<Int>, _ opening: String, _ closing: String) {
        changes[range.lowerBound, default: []].append(.open(opening))
        changes[range.upperBound, default: []].append(.close(closing))
    }

    mutating func replace(_ range: Range<Int>, by text: String) {
        changes[range.lowerBound, default: []].append(.replace(end: range.upperBound, text: text))
    }

    mutating func swap(_ run: Run) {
        changes[run.range.lowerBound, default: []].insert(.run(run), at: 0)
    }

    func applied(to text: [UInt8]) -> String {
        String(decoding: render(text, 0..<text.count, isInside: false), as: UTF8.self)
    }

    /// - Parameter isInside: the range is a statement of a run that is being written: that run does not begin again.
    private func render(_ text: [UInt8], _ range: Range<Int>, isInside: Bool) -> [UInt8] {
        var out: [UInt8] = []
        var place = range.lowerBound
        while place <= range.upperBound {
            let here = changes[place] ?? []
            if place > range.lowerBound || !isInside {
                for case .close(let closing) in here.reversed() { out += Array(closing.utf8) }
            }
            if place == range.upperBound, isInside { break }
            if let run = run(here), run.range.upperBound <= range.upperBound, run.range != range,
                !(isInside && place == range.lowerBound)
            {
                out += write(run, text)
                place = run.range.upperBound
                // What closes here was closed by the last statement.
                if place >= range.upperBound { break }
                out.append(text[place])
                place += 1
                continue
            }
            for case .open(let opening) in here { out += Array(opening.utf8) }
            if let (end, replacement) = replacement(here) {
                out += Array(replacement.utf8)
                place = end
                continue
            }
            if place < range.upperBound { out.append(text[place]) }
            place += 1
        }
        return out
    }

    private func run(_ changes: [Change]) -> Run? {
        for case .run(let run) in changes { return run }
        return nil
    }

    private func replacement(_ changes: [Change]) -> (Int, String)? {
        for case .replace(let end, let text) in changes { return (end, text) }
        return nil
    }

    /// At each place stands its own statement, unless it has changed places with a neighbour.
    private func write(_ run: Run, _ text: [UInt8]) -> [UInt8] {
        let statements = run.statements.map { render(text, $0, isInside: true) }
        var out: [UInt8] = []
        for place in statements.indices {
            var choices: [(Int, [UInt8])] = []
            if place > 0, let before = run.swaps[place - 1] { choices.append((before, statements[place - 1])) }
            if place < run.swaps.count, let after = run.swaps[place] { choices.append((after, statements[place + 1])) }
            if place > 0 { out += Array("\n".utf8) }
            for (number, other) in choices {
                out += Array("if mutantSwaps(\(number)) { ".utf8) + other + Array(" } else ".utf8)
            }
            out += choices.isEmpty ? statements[place] : Array("{ ".utf8) + statements[place] + Array(" }".utf8)
        }
        return out
    }
}
