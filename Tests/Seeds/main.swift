import Glibc
import Simulator

// The simulator alone: what `make test` and `make bench` run many seeds with, in release, without building the whole
// program. People use `drtop simulate`.
let flags = CommandLine.arguments.dropFirst().filter { $0.hasPrefix("--") }
let numbers = CommandLine.arguments.dropFirst().filter { !$0.hasPrefix("--") }.map { UInt64($0) }
guard numbers.count == 3, let first = numbers[0], let count = numbers[1], let minutes = numbers[2], count > 0,
    (1...1440).contains(minutes), flags.allSatisfy({ ["--coverage", "--figure", "--tale"].contains($0) })
else {
    print("usage: drtop-simulate FIRST-SEED SEEDS MINUTES [--coverage] [--figure] [--tale]")
    exit(64)
}
let isFigure = flags.contains("--figure")
// A figure is of worlds of one size: two clusters of six nodes.
let campaign = Campaign(
    minutes: Int(minutes), isCovered: flags.contains("--coverage"), nodesPerCluster: isFigure ? 6 : nil)
if flags.contains("--tale") {
    // All of one world, where the shrunk story does not say enough.
    var told = Simulation(campaign.script(first), isTold: true)
    told.run()
    for line in told.tale { print(line) }
    print(told.violation.map { "\($0)" } ?? "no violation")
    exit(told.violation == nil ? 0 : 1)
}
let clock = ContinuousClock()
let start = clock.now
var coverage = Coverage()
var digest = Digest()
var time: Moment = 0
var failures = 0
var seed = first
// After so many the rest would only repeat them.
while seed < first + count, failures < 20 {
    let batch = min(Campaign.batch, first + count - seed)
    for outcome in campaign.outcomes(from: seed, count: batch) {
        digest.add(outcome.digest.value)
        time += outcome.time
        if let reached = outcome.coverage { coverage.add(reached) }
        guard let violation = outcome.violation else { continue }
        failures += 1
        print("seed \(outcome.seed): \(violation)")
        print("replay: drtop simulate --seed \(outcome.seed) --minutes \(minutes)")
        guard failures <= 3, let small = Shrinking(campaign.script(outcome.seed)) else { continue }
        for line in small.story { print(line) }
    }
    seed += batch
    fflush(nil)  // whoever waits for a night of seeds reads a file
}
let spent = max((clock.now - start) / .seconds(1), 0.001)
if isFigure {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    let processor = Double(usage.ru_utime.tv_sec) + Double(usage.ru_utime.tv_usec) / 1e6
    print("{\"simulated_seconds\": \(time / .second), \"cpu_seconds\": \(processor), \"failures\": \(failures)}")
} else {
    print("digest \(digest)")
    print("\(seed - first) seeds, \(time / .second) simulated seconds in \(Int(spent.rounded())) s")
    print("\(Int(Double(time) / 1e6 / spent)) a second on \(campaign.jobs) cores; \(failures) failures")
    for line in campaign.isCovered ? coverage.report : [] { print(line) }
}
exit(failures == 0 ? 0 : 1)
