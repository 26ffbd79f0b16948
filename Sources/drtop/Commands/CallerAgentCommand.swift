import ArgumentParser
import Dispatch
import Drivers
import Foundation
import Glibc
import Interface

struct CallerAgentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "caller-agent",
        abstract: "For a caller that cannot be changed: follow its configuration, write its file, reload it.",
        discussion: """
            The template is Mustache: {{services.orders.host}}, {{services.orders.port}}, {{epoch}}, {{cluster}}, and
            {{#endpoints}}{{service}} {{address}}{{/endpoints}}. When the command has exited with 0, the agent says that the
            caller applies the epoch. While drtop is away, the file stays as it is.
            """)

    @Option(help: ArgumentHelp("Where the interface listens: http://127.0.0.1:7420.", valueName: "url"))
    var interface: String

    @Option(help: ArgumentHelp("The system.", valueName: "name"))
    var system: String

    @Option(help: ArgumentHelp("The caller.", valueName: "name"))
    var caller: String

    @Option(help: ArgumentHelp("The caller's token.", valueName: "file"))
    var tokenFile: String

    @Option(help: ArgumentHelp("The Mustache template.", valueName: "file"))
    var template: String

    @Option(help: ArgumentHelp("The file to write.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("A PEM file of who signed the interface's certificate.", valueName: "file"))
    var authority: String?

    @Flag(help: "End when the first document is applied.")
    var once = false

    @Argument(help: "The command that makes the caller read the file, after --.")
    var reload: [String] = []

    func run() throws {
        let agent = CallerAgent(
            client: try client(), template: try readTemplate(), output: output, reload: reload, once: once)
        Task.detached {
            await agent.run()
            Glibc.exit(0)
        }
        dispatchMain()
    }

    private func client() throws(Failure) -> CallerClient {
        let token = try read(tokenFile).trimmingCharacters(in: .whitespacesAndNewlines)
        do {
            return try CallerClient(
                address: interface, system: system, caller: caller, token: token, authority: authority)
        } catch {
            throw Failure("\(authority ?? "the certificate") cannot be used: \(error)")
        }
    }

    private func readTemplate() throws(Failure) -> ConfigurationTemplate {
        let text = try read(template)
        do throws(ConfigurationTemplate.Fault) {
            return try ConfigurationTemplate(text)
        } catch {
            throw Failure("\(template): \(error)")
        }
    }

    private func read(_ path: String) throws(Failure) -> String {
        do {
            return try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw Failure("\(path) cannot be read: \(error.localizedDescription)", code: .usage)
        }
    }
}

/// Follows one caller's configuration for as long as it takes.
private struct CallerAgent: Sendable {
    let client: CallerClient
    let template: ConfigurationTemplate
    let output: String
    let reload: [String]
    let once: Bool

    private let runner = CommandRunner()

    init(client: CallerClient, template: ConfigurationTemplate, output: String, reload: [String], once: Bool) {
        self.client = client
        self.template = template
        self.output = output
        self.reload = reload
        self.once = once
    }

    func run() async {
        var failures = 0
        while true {
            do {
                for try await document in client.documents() {
                    try await apply(document)
                    failures = 0
                    if once { return }
                }
            } catch {
                failures += 1
                Service.log("caller-agent: \(error); the file stays as it is")
            }
            // 0.5 s, 1 s, 2 s ... at most 16 s; nobody cancels this.
            try? await Task.sleep(for: .milliseconds(500 << min(failures, 5)))
        }
    }

    private func apply(_ json: String) async throws {
        let document = try ConfigurationDocument(json: json)
        let isNew = try RenderedFile.replace(output, with: try template.render(json))
        if !reload.isEmpty, let why = await runner.run(reload, ["DRTOP_EPOCH": "\(document.epoch)"]) {
            throw Failure(why)
        }
        try await client.applied(document.epoch, fingerprint: document.fingerprint)
        Service.log(
            "caller-agent: epoch \(document.epoch) of \(document.cluster) is applied\(isNew ? "" : ", unchanged")")
    }
}

extension Failure: CustomStringConvertible {
    var description: String { text }
}
