// A small program on a real terminal, for the tests: it draws what they ask for and ends in every way that a program can.

import CLinux
import Dispatch
import Glibc
import Screen
import Terminal

drtop_rescue_restart_without_questions(CommandLine.unsafeArgv)

var environment: [String: String] = [:]
for name in ["TERM", "NO_COLOR"] {
    environment[name] = getenv(name).map { String(cString: $0) }
}
let arguments = CommandLine.arguments.dropFirst()
let theme = ThemeCatalog.builtIn.theme(named: "default-dark")!

do {
    let options = TerminalOptions(
        theme: theme, color: arguments.contains("--mono") ? .mono : .auto, ascii: arguments.contains("--ascii"),
        environment: environment)
    if arguments.contains("--measure") {
        try measure(options)
        exit(0)
    }
    let probe = try Probe(options)
    if let path = arguments.first(where: { $0.hasPrefix("--count=") })?.dropFirst(8) {
        countInBackground(String(path))
    }
    try probe.start()
    withExtendedLifetime(probe) { dispatchMain() }
} catch {
    print("probe: \(error)")
    exit(1)
}
