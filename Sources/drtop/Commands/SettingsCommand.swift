import ArgumentParser
import Dispatch
import Drivers
import Engine
import Foundation
import Glibc
import RecoveryCore

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "A first settings file.", subcommands: [InitCommand.self])

    struct InitCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init",
            abstract:
                "Ask servers for their roles and pairs, and write a commented settings file. Nothing is changed on them.",
            discussion:
                "Without addresses it asks for them. It is enough to name the primaries: their replicas are found.")

        @Argument(help: ArgumentHelp("Servers, as host:port.", valueName: "address"))
        var addresses: [String] = []

        @Option(
            help: ArgumentHelp("Where it is written; a file that is there already is left alone.", valueName: "file"))
        var output = "drtop.yaml"

        @Option(help: ArgumentHelp("The system's name.", valueName: "name"))
        var system: String?

        @Option(help: ArgumentHelp("The clusters' names, the primary first: fra1,ams2.", valueName: "names"))
        var clusters: String?

        @Option(
            help: ArgumentHelp(
                "Who drtop is to the servers; the password comes from DRTOP_PASSWORD.", valueName: "name"))
        var user: String?

        func run() throws {
            guard access(output, F_OK) != 0 else {
                throw Failure("\(output) is there already: name another file with --output, or move it away")
            }
            let addresses = try parsed(self.addresses.isEmpty ? asked() : self.addresses)
            let password = ProcessInfo.processInfo.environment["DRTOP_PASSWORD"]
            let discovery = RedisDiscovery(
                credentials: password.map { RedisCredentials(user: user ?? "", password: $0) }, clock: SystemClock())
            Task.detached {
                let servers = await discovery.find(addresses)
                do throws(Failure) {
                    try write(servers)
                } catch {
                    error.leave()
                }
                Glibc.exit(0)
            }
            dispatchMain()
        }

        private func asked() -> [String] {
            say("Addresses of the Redis servers (host:port, several with blanks; the primaries are enough): ")
            return (readLine() ?? "").split(whereSeparator: { $0 == " " || $0 == "," }).map(String.init)
        }

        private func parsed(_ texts: [String]) throws(Failure) -> [NodeAddress] {
            guard !texts.isEmpty else { throw Failure("no address was named: write host:port", code: .usage) }
            var found: [NodeAddress] = []
            for text in texts {
                switch NodeAddress.parse(text) {
                case .success(let address): found.append(address)
                case .failure(let fault): throw Failure(fault.text, code: .usage)
                }
            }
            return found
        }

        private func write(_ servers: [RedisDiscovery.Server]) throws(Failure) {
            let rows = SettingsDraft.rows(of: servers)
            for remark in SettingsDraft.remarks(on: servers, rows) { say("  \(remark)\n") }
            guard let first = rows.first else {
                throw Failure("no primary was found among \(servers.count) servers: name the primaries, or start them")
            }
            for row in rows {
                let pairs = row.replicas.map { $0?.description ?? "nobody" }
                say(
                    "  \(row.primary) primary; follow it: \(pairs.isEmpty ? "nobody" : pairs.joined(separator: ", "))\n"
                )
            }
            guard !first.replicas.isEmpty else {
                throw Failure("no primary has a replica: drtop needs a backup cluster; REPLICAOF makes one")
            }
            let draft = SettingsDraft(
                system: name(of: "system", given: system, proposed: "my-system"),
                clusters: names(first.replicas.count + 1), rows: rows)
            let file: SettingsFile
            do throws(SettingsFaults) {
                file = try SettingsFile.read(Array(draft.yaml.utf8), path: output, environment: [:])
            } catch {
                throw Failure("nothing was written, the names do not do: \(error)", code: .usage)
            }
            do {
                try draft.yaml.write(toFile: output, atomically: true, encoding: .utf8)
            } catch {
                throw Failure("\(output) cannot be written: \(error.localizedDescription)")
            }
            say(
                """
                wrote \(output): \(file.settings.clusters.count) clusters, \(file.settings.nodes.count) nodes, mode observe
                next: name services and callers in it; drtop check --online \(output); drtop \(output)

                """)
        }

        private func names(_ count: Int) -> [String] {
            let given = clusters?.split(separator: ",").map(String.init) ?? []
            var names: [String] = []
            for place in 0..<count {
                let what = place == 0 ? "primary cluster" : "backup cluster \(place)"
                let proposed = place == 0 ? "main" : place == 1 ? "backup" : "backup\(place)"
                names.append(name(of: what, given: place < given.count ? given[place] : nil, proposed: proposed))
            }
            return names
        }

        /// Asked for only where somebody can answer.
        private func name(of what: String, given: String?, proposed: String) -> String {
            if let given { return given }
            guard isatty(STDIN_FILENO) == 1 else { return proposed }
            say("Name of the \(what) [\(proposed)]: ")
            let answer = (readLine() ?? "").trimmingCharacters(in: .whitespaces)
            return answer.isEmpty ? proposed : answer
        }

        private func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
    }
}
