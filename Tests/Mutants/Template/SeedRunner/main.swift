import Glibc
import MutantSwitch
import Simulator

// Runs seeds with the mutant in force, and stops at the first that fails.
//
//     SeedRunner kill FROM TO MINUTES [WITH]        only seeds whose unchanged run can show the mutant, read from WITH
//     SeedRunner reference FROM TO MINUTES FOLDER   the unchanged core: writes what each seed can show
let words = CommandLine.arguments
guard words.count >= 5, let first = UInt64(words[2]), let last = UInt64(words[3]), let minutes = Int(words[4]) else {
    print("SeedRunner kill|reference FROM TO MINUTES [FOLDER]")
    exit(64)
}
/// One simulated world takes far less; a mutant may never end it.
let patience: UInt32 = 120
/// At once: what a mutant has begun is known when it traps.
func say(_ line: String) {
    print(line)
    fflush(nil)
}

func marksFile(_ seed: UInt64) -> String { "\(words[5])/\(seed)" }

if words[1] == "reference" {
    for seed in first...last where access(marksFile(seed), R_OK) != 0 {
        mutant_allow_seconds(patience)
        mutant_forget_marks()
        let outcome = Outcome(of: Script(seed: seed, minutes: minutes))
        if let violation = outcome.violation { say("seed \(seed) fails in the unchanged core: \(violation)") }
        let temporary = marksFile(seed) + ".part"
        setenv("MUTANT_MARKS", temporary, 1)
        mutant_write_marks()
        rename(temporary, marksFile(seed))
    }
    unsetenv("MUTANT_MARKS")
} else {
    var seeds = Array(first...last)
    if words.count > 5 { seeds = words[5].split(separator: ",").compactMap { UInt64($0) } }
    for seed in seeds {
        mutant_allow_seconds(patience)
        say("seed \(seed)")
        let outcome = Outcome(of: Script(seed: seed, minutes: minutes))
        if let violation = outcome.violation {
            say("KILLED \(seed) \(violation.invariant): \(violation.text)")
            exit(1)
        }
    }
}
