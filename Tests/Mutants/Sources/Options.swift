/// What was asked for on the command line.
struct Options {
    static let usage = """
        mutants [--resume] [--seeds N] [--first S] [--tests-only] [--both] [--kind KIND] [--since REVISION]
                [--list | --report]

        --resume      goes on where the last run was stopped; without it everything is tried anew
        --seeds N     so many simulated worlds for each mutant that the core's tests have not noticed (default 2000)
        --first S     the first of them (default 1)
        --tests-only  no simulated worlds
        --both        simulated worlds also for those that the core's tests have noticed
        --kind KIND   simulated worlds only for these: \(Mutant.Kind.allCases.map(\.rawValue).joined(separator: " "))
        --since REVISION  only mistakes on lines that have changed since this revision
        --list        what there is, without trying it
        --report      what the last run has found
        """

    private(set) var isResumed = false
    private(set) var isTestsOnly = false
    private(set) var isBoth = false
    private(set) var isListed = false
    private(set) var isReported = false
    private(set) var seeds: ClosedRange<UInt64> = 1...2000
    private(set) var kind: Mutant.Kind?
    private(set) var since: String?

    init(_ words: some Sequence<String>) throws {
        var words = words.makeIterator()
        var count: UInt64 = 2000
        var first: UInt64 = 1
        while let word = words.next() {
            switch word {
            case "--resume": isResumed = true
            case "--tests-only": isTestsOnly = true
            case "--both": isBoth = true
            case "--list": isListed = true
            case "--report": isReported = true
            case "--seeds": count = try Self.number(words.next())
            case "--first": first = try Self.number(words.next())
            case "--kind":
                kind = words.next().flatMap(Mutant.Kind.init(rawValue:))
                if kind == nil { throw Refusal(Self.usage) }
            case "--since":
                since = words.next()
                if since == nil { throw Refusal(Self.usage) }
            default: throw Refusal(Self.usage)
            }
        }
        seeds = first...first + count - 1
    }

    private static func number(_ word: String?) throws -> UInt64 {
        guard let number = word.flatMap({ UInt64($0) }), (1...1_000_000_000).contains(number) else {
            throw Refusal(usage)
        }
        return number
    }
}
