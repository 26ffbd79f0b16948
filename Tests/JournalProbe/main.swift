// A small engine's life for the tests of the journal: it writes journal and configuration centre step by step and says after
// each what came of it, on a disk that may fail (see `CFaultyMachine`). A failed step is tried again, as the engine does, and
// never passed over.
//
//     JournalProbe FOLDER ATTEMPTS [COPIES]
//
// COPIES: a folder that gets a copy of the state folder before the first step and after each one: 0, 1, 2 ...

import Drivers
import Engine
import Foundation
import Glibc
import RecoveryCore

func say(_ text: String) {
    print(text)
    fflush(nil)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3, let attempts = Int(arguments[2]) else {
    say("JournalProbe FOLDER ATTEMPTS [COPIES]")
    exit(64)
}
let folder = StateFolder(path: arguments[1])
let copies = arguments.count > 3 ? arguments[3] : nil

func copy(_ number: Int) throws {
    guard let copies else { return }
    try FileManager.default.copyItem(atPath: folder.path, toPath: "\(copies)/\(number)")
}

do {
    let life = try Life(in: folder)
    try copy(0)
    for (index, step) in life.steps.enumerated() {
        var trouble: String?
        for _ in 1...attempts {
            trouble = await step()
            if let trouble { say("failed \(index + 1): \(trouble)") } else { break }
        }
        if trouble != nil { exit(1) }
        say("done \(index + 1)")
        try copy(index + 1)
    }
    // As a killed process: nothing is tidied up.
    kill(getpid(), SIGKILL)
} catch {
    say("refused: \(error)")
    exit(2)
}
