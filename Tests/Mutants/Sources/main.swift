import Foundation

// make mutants: every small mistake in the core, one at a time, against the core's tests and simulated worlds.
do {
    let isGood = try Run(Options(CommandLine.arguments.dropFirst())).carryOut()
    exit(isGood ? 0 : 1)
} catch {
    FileHandle.standardError.write(Data("mutants: \(error)\n".utf8))
    exit(1)
}
