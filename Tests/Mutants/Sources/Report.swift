import Foundation

/// The figures, and every mutant that nothing has noticed, with its reason.
struct Report {
    /// Those that were tried.
    let mutants: [Mutant]
    /// All that there are.
    let all: [Mutant]
    let ledger: Ledger
    let reasons: Reasons

    /// These must all be noticed: what they break is what people trust.
    private static let vital: [Mutant.Kind] = [.guard, .order, .epoch]

    private func isLeft(_ mutant: Mutant) -> Bool { !ledger.isKilled(mutant.number) }

    var text: String {
        var lines = ["kind          all  tests  seeds  alive  unexplained"]
        for kind in Mutant.Kind.allCases { lines.append(row(kind.rawValue, mutants.filter { $0.kind == kind })) }
        lines.append(row("all", mutants))
        let killed = mutants.count { !isLeft($0) }
        let share = Double(killed) / Double(max(mutants.count, 1)) * 100
        lines.append("killed: \(killed) of \(mutants.count), \(String(format: "%.1f", share)) %")
        let seeds = ledger.entries.compactMap(\.seed).sorted()
        if let last = seeds.last {
            let middle = seeds[seeds.count / 2]
            lines.append("by seeds: \(seeds.count), half of them by seed \(middle), the last by \(last)")
        }
        lines += killers
        lines.append("alive:")
        for mutant in mutants where isLeft(mutant) {
            let reason = reasons[mutant].map { "  (\($0))" } ?? "  UNEXPLAINED"
            lines.append("  \(mutant.place) \(mutant.kind) \(mutant.change)\(reason)")
        }
        let untried = Set(all.map(\.key)).subtracting(mutants.map(\.key))
        for stale in reasons.stale(among: mutants.filter(isLeft)) where !untried.contains(stale) {
            lines.append("no longer alive, and still in \(Reasons.path): \(stale)")
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ name: String, _ mutants: [Mutant]) -> String {
        func count(_ trial: Ledger.Entry.Trial) -> Int {
            mutants.count { ledger.entry($0.number, trial)?.killer != nil }
        }
        let alive = mutants.filter(isLeft)
        let numbers = [mutants.count, count(.tests), count(.seeds), alive.count, alive.count { reasons[$0] == nil }]
        return name.padding(toLength: 11, withPad: " ", startingAt: 0)
            + numbers.map { String(format: "%7d", $0) }.joined()
    }

    /// Which invariant noticed how many, in simulated worlds.
    private var killers: [String] {
        var counts: [String: Int] = [:]
        for entry in ledger.entries where entry.trial == .seeds {
            guard let killer = entry.killer else { continue }
            counts[String(killer.prefix { $0 != ":" }), default: 0] += 1
        }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "  \($0.value) by \($0.key)" }
    }

    /// Every vital mutant that lives has a reason why it is no mistake, and 95 % of all are noticed.
    var isGood: Bool {
        let alive = mutants.filter(isLeft)
        return alive.allSatisfy { reasons[$0] != nil } && alive.count * 20 <= mutants.count
    }
}

/// Why mutants live, as `Survivors.md` says: a heading is the reason, and the list below it the mutants.
///
///     ## It draws the same conclusion again
///     - Recovery.swift step left out: recount()
struct Reasons {
    static let path = "Tests/Mutants/Survivors.md"
    private var reasons: [String: String] = [:]

    init(_ text: String) {
        var heading = ""
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
            if line.hasPrefix("- `"), line.hasSuffix("`") { reasons[String(line.dropFirst(3).dropLast())] = heading }
        }
    }

    subscript(mutant: Mutant) -> String? { reasons[mutant.key] }

    func stale(among alive: [Mutant]) -> [String] {
        let keys = Set(alive.map(\.key))
        return reasons.keys.filter { !keys.contains($0) }.sorted()
    }
}
