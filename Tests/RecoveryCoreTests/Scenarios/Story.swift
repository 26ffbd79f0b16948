import RecoveryCore

/// Runs the lines of a story on a fake world.
struct Story {
    private(set) var world: World?
    private var remembered = ""

    /// One command; returns what it showed.
    mutating func run(_ line: String) throws -> [String] {
        var words = line.split(separator: " ").map(String.init)
        let verb = words.removeFirst()
        if verb == "system" {
            world = try Script.system(words)
            return []
        }
        guard let world else { throw StoryFault("a story begins with a system") }
        world.log = []
        let shown = try run(verb, words, on: world)
        return world.log + shown
    }

    private mutating func run(_ verb: String, _ words: [String], on world: World) throws -> [String] {
        func word(_ index: Int) throws -> String {
            guard words.indices.contains(index) else { throw StoryFault("\(verb): a word is missing") }
            return words[index]
        }
        switch verb {
        case "after": world.advance(by: try Script.duration(word(0)))
        case "show": return try words.flatMap { try world.show($0) }
        case "remember": remembered = try plan(word(0), on: world)?.fingerprint ?? ""
        case "confirm":
            let kind = try Script.kind(word(0))
            let isOld = words.count > 2 && words[2] == "remembered"
            let fingerprint = isOld ? remembered : try plan(word(0), on: world)?.fingerprint ?? "00000000"
            world.command(.confirm(kind, fingerprint: fingerprint, typed: try word(1)))
        case "verbose": world.isVerbose = true
        default:
            if try runOnWorld(verb, words, on: world) { return [] }
            world.command(try command(verb, words, on: world))
        }
        return []
    }

    private func plan(_ kind: String, on world: World) throws -> Plan? {
        world.recovery.snapshot(at: world.now, wallTime: 0).offer(try Script.kind(kind))?.plan
    }

    /// What happens outside of drtop. Returns whether it knew the verb.
    private func runOnWorld(_ verb: String, _ words: [String], on world: World) throws -> Bool {
        func nodes() throws -> [NodeID] { try words.first.map { try Script.nodes($0, in: world.settings) } ?? [] }
        switch verb {
        case "kill": for node in try nodes() { world.kill(node) }
        case "hang": for node in try nodes() { world.storage[node].process = .hung }
        case "start": for node in try nodes() { world.start(node, empty: words.last == "empty") }
        case "silence": for node in try nodes() { world.storage[node].isSilent = true }
        case "hear": for node in try nodes() { world.storage[node].isSilent = false }
        case "write": for node in try nodes() { world.storage[node].data.offset += Int64(words[1]) ?? 0 }
        case "writable": for node in try nodes() { world.storage[node].role = .writable }
        case "parked": for node in try nodes() { world.storage[node].role = .following(.parked, .down) }
        case "follows", "copies":
            let sources = try Script.nodes(words[1], in: world.settings)
            let link = verb == "follows" ? StorageRole.Link.up : .copying(share: 0.5, bytesLeft: nil)
            for (node, source) in zip(try nodes(), sources) {
                world.storage[node].role = .following(.node(source), link)
            }
        case "fail":
            guard words.count > 1 else { throw StoryFault("fail promote b2 [times]") }
            let times = words.count > 2 ? Int(words[2]) ?? 1 : 1
            if words[0] == "deliver" {
                world.failingDeliveries.append((words[1], times))
            } else {
                for node in try Script.nodes(words[1], in: world.settings) {
                    world.storage.fail(words[0], node, times: times)
                }
            }
        case "journal":
            world.centre.isJournalFailing = words.first == "fails"
            world.feed(.journalChanged(words.first == "fails" ? .failing("disk full") : .writable))
        case "centre":
            switch words.first {
            case "silent": world.centre.isSilent = true
            case "answers": (world.centre.isSilent, world.centre.isDown) = (false, false)
            case "down": world.centre.isDown = true
            case "moves": world.centre.epoch += 1
            default: throw StoryFault("the centre is silent, is down, moves on, or answers")
            }
        case "due": world.feed(.syncBecameDue)
        case "late": world.feed(.troubled(.lateTick(try Script.duration(words[0]))))
        case "jump": world.feed(.troubled(.clockJump(try Script.duration(words[0]))))
        case "stop": world.feed(.stopRequested)
        case "applies", "fetched":
            guard words.count == 2, let epoch = Epoch(words[1]) else { throw StoryFault("\(verb) billing 2") }
            let caller = try Script.caller(words[0], in: world.settings)
            world.feed(.callerSpoke(caller, epoch: epoch, applies: verb == "applies"))
        case "restart": try restart(words, on: world)
        default: return false
        }
        return true
    }

    /// "restart drtop", "... losing orders", "... with address b1 10.9.9.9", "... with caller audit".
    private func restart(_ words: [String], on world: World) throws {
        var settings = world.settings
        if words.count > 4, words[2] == "address" {
            let node = try Script.node(words[3], in: settings)
            settings.nodes[node.index].callerAddress = NodeAddress(host: words[4], port: 6379)
        }
        if words.count > 3, words[2] == "caller" {
            let caller = CallerID(settings.callers.count)
            settings.callers.append(
                Caller(
                    id: caller, name: words[3], uses: [0],
                    deliveries: [.file(path: "/run/\(words[3]).json", reload: [])]))
        }
        try world.restart(settings, losingOrders: words.contains("losing"))
    }

    /// What an operator asks for.
    private func command(_ verb: String, _ words: [String], on world: World) throws -> OperatorCommand {
        let settings = world.settings
        let subject = words.first ?? ""
        let rest = words.dropFirst().joined(separator: " ")
        func node() throws -> NodeID { try Script.node(subject, in: settings) }
        switch verb {
        case "ack":
            switch subject {
            case "first": return .acknowledge(.first)
            case "second": return .acknowledge(.second)
            case "all": return .acknowledge(.all)
            default: return .acknowledge(.id(try alarm(subject, on: world)))
            }
        case "shelve":
            return .shelve(try alarm(subject, on: world), reason: "known", duration: try Script.duration(rest))
        case "unshelve": return .unshelve(try alarm(subject, on: world))
        case "note": return .note(try alarm(subject, on: world), text: words.dropFirst().joined(separator: " "))
        case "undo": return .undo
        case "override": return .overrideContradiction(reason: words.joined(separator: " "))
        case "mode": return .setMode(Mode(rawValue: subject) ?? .confirm)
        case "abort": return .abort
        case "retry": return .retry
        case "without":
            guard let pair = settings.node(try node()).pair else { throw StoryFault("\(subject) has no pair") }
            return .goOnWithout(pair)
        case "resume": return .resume(try node())
        case "restore": return .restore(try node())
        case "maintain": return .startMaintenance(try node(), duration: try Script.duration(rest))
        case "maintained": return .endMaintenance(try node())
        case "waive": return .waive(try Script.caller(subject, in: settings), reason: rest)
        case "again": return .sendAgain(try Script.caller(subject, in: settings))
        default: throw StoryFault("no command is called \(verb)")
        }
    }

    /// By its kind's word: "nodes-down".
    private func alarm(_ word: String, on world: World) throws -> AlarmID {
        if let number = Int(word) { return AlarmID(number) }
        let alarms = world.recovery.snapshot(at: world.now, wallTime: 0).alarms
        guard let found = alarms.first(where: { $0.kind.rawValue == word }) else {
            throw StoryFault("no alarm of kind \(word)")
        }
        return found.id
    }
}
