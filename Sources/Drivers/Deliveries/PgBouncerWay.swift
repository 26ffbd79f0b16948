import RecoveryCore

/// Databases of a running PgBouncer: a file of its own that its settings include (`%include`), and RELOAD on its console;
/// then read back.
struct PgBouncerWay: Way {
    var file: String
    var databases: [PgBouncerDatabase]
    /// The Unix socket of the console.
    var admin: String
    var user: String
    var deadline: Duration
    var threads: DeliveryThreads

    func bring(_ document: ConfigurationDocument) async -> DeliveryOutcome {
        await threads.run { () throws(DeliveryTrouble) in
            let wanted = try databases.map { database throws(DeliveryTrouble) in
                (database, try self.address(of: database, in: document))
            }
            var text = "; written by drtop for \(document.caller), epoch \(document.epoch): changes are overwritten\n"
            text += "[databases]\n"
            for (database, address) in wanted {
                let more = database.options.isEmpty ? "" : " \(database.options)"
                text += "\(database.name) = host=\(address.host) port=\(address.port)\(more)\n"
            }
            do throws(FileTrouble) {
                let old = try? BoundedFile.read(file, limit: 1 << 20)  // None yet: it is made.
                try AtomicFile.replace(file, with: Array(text.utf8), like: old)
            } catch {
                throw DeliveryTrouble(text: "\(error)")
            }
            var console = try PgBouncerConsole(socket: admin, user: user, within: deadline)
            _ = try console.ask("RELOAD")
            let shown = try console.ask("SHOW DATABASES")
            for (database, address) in wanted {
                let row = shown.first { $0["name"] == database.name }
                guard let row, row["host"] == String(address.host), row["port"] == String(address.port) else {
                    throw DeliveryTrouble(
                        text: "PgBouncer shows \(database.name) at \(row?["host"] ?? "?"):\(row?["port"] ?? "?") after "
                            + "RELOAD, not at \(address.text): does its ini include \(file)?")
                }
            }
            return .applied
        }
    }

    private func address(
        of database: PgBouncerDatabase, in document: ConfigurationDocument
    ) throws(DeliveryTrouble) -> HostPort {
        let endpoints = document.endpoints.filter { $0.service == database.service }
        guard endpoints.count == 1, let address = HostPort(endpoints[0].address) else {
            throw DeliveryTrouble(
                text: "\(database.service) has \(endpoints.count) addresses: a database of PgBouncer takes one")
        }
        return address
    }
}

/// PgBouncer's console: PostgreSQL's protocol, simple queries. Over the Unix socket PgBouncer lets its own user in without
/// a password; others need `auth_type` trust there.
struct PgBouncerConsole {
    private let conversation: Conversation
    private var buffer: [UInt8] = []

    init(socket: String, user: String, within time: Duration) throws(DeliveryTrouble) {
        conversation = try Conversation(path: socket, within: time)
        var body: [UInt8] = Self.number(196_608)
        for text in ["user", user, "database", "pgbouncer"] { body += Array(text.utf8) + [0] }
        body.append(0)
        try conversation.send(Self.number(body.count + 4) + body)
        while true {
            let (kind, body) = try message()
            switch kind {
            case UInt8(ascii: "R"):
                guard body.prefix(4).allSatisfy({ $0 == 0 }) else {
                    throw DeliveryTrouble(
                        text:
                            "PgBouncer wants a password of \(user): run drtop as PgBouncer's user, or trust its socket")
                }
            case UInt8(ascii: "E"): throw Self.trouble(body)
            case UInt8(ascii: "Z"): return
            default: continue
            }
        }
    }

    /// Rows by the names of their columns.
    mutating func ask(_ query: String) throws(DeliveryTrouble) -> [[String: String]] {
        let body = Array(query.utf8) + [0]
        try conversation.send([UInt8(ascii: "Q")] + Self.number(body.count + 4) + body)
        var names: [String] = []
        var rows: [[String: String]] = []
        var trouble: DeliveryTrouble?
        while true {
            let (kind, body) = try message()
            switch kind {
            case UInt8(ascii: "T"): names = Self.names(body)
            case UInt8(ascii: "D"):
                rows.append(Dictionary(zip(names, Self.values(body)), uniquingKeysWith: { first, _ in first }))
            case UInt8(ascii: "E"): trouble = Self.trouble(body)
            case UInt8(ascii: "Z"):
                if let trouble { throw trouble }
                return rows
            default: continue
            }
        }
    }

    private mutating func message() throws(DeliveryTrouble) -> (UInt8, [UInt8]) {
        try fill(5)
        let length = Self.number(buffer[1..<5])
        guard (4..<(1 << 20)).contains(length) else { throw DeliveryTrouble(text: "this is no PgBouncer") }
        try fill(length + 1)
        let message = (buffer[0], Array(buffer[5..<(length + 1)]))
        buffer.removeFirst(length + 1)
        return message
    }

    private mutating func fill(_ count: Int) throws(DeliveryTrouble) {
        while buffer.count < count {
            let piece = try conversation.receive()
            guard !piece.isEmpty else { throw DeliveryTrouble(text: "PgBouncer closed the connection") }
            buffer += piece
        }
    }

    private static func number(_ value: Int) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    private static func trouble(_ body: [UInt8]) -> DeliveryTrouble {
        let fields = body.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        let text = fields.first { $0.hasPrefix("M") }.map { String($0.dropFirst()) } ?? "an error"
        return DeliveryTrouble(text: "PgBouncer says \(TextForm.quoted(text))")
    }

    /// Of a row's description: a name and 18 bytes each.
    private static func names(_ body: [UInt8]) -> [String] {
        var names: [String] = []
        var rest = body.dropFirst(2)
        while let end = rest.firstIndex(of: 0) {
            names.append(String(decoding: rest[..<end], as: UTF8.self))
            rest = rest[(end + 1)...].dropFirst(18)
        }
        return names
    }

    private static func values(_ body: [UInt8]) -> [String] {
        var values: [String] = []
        var rest = body.dropFirst(2)
        while rest.count >= 4 {
            let length = number(rest.prefix(4))
            rest = rest.dropFirst(4)
            let isNull = length == 0xffff_ffff
            values.append(isNull ? "" : String(decoding: rest.prefix(length), as: UTF8.self))
            rest = rest.dropFirst(isNull ? 0 : length)
        }
        return values
    }
}
