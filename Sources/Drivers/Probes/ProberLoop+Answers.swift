import CSystem
import Glibc
import RecoveryCore

/// Reading: what sockets say, and what it means for the question in hand.
extension ProberLoop {
    /// The largest reply to a heartbeat or a greeting, and to a status question.
    static let heartbeatLimit = 512
    static let statusLimit = 65_536

    private static let failure = EPOLLERR.rawValue | EPOLLHUP.rawValue
    private static let ending = EPOLLERR.rawValue | EPOLLHUP.rawValue | EPOLLRDHUP.rawValue

    mutating func handle(_ event: epoll_event) {
        let key = event.data.u64
        let node = Int(key & 0xffff_ffff)
        // An event of a socket that was closed while its batch was worked through.
        guard connections[node].generation == UInt32(key >> 32) else { return }
        switch connections[node].link {
        case .closed:
            return
        case .connecting(let descriptor):
            let error = event.events & ProberLoop.failure == 0 ? 0 : socket_error(descriptor)
            guard error == 0 else { return failed(node, error) }
            connected(node, descriptor)
            guard event.events & (EPOLLIN.rawValue | ProberLoop.ending) != 0, case .open = connections[node].link else {
                return
            }
            receive(node, descriptor, isEnding: event.events & ProberLoop.ending != 0)
        case .open(let descriptor):
            guard event.events & (EPOLLIN.rawValue | ProberLoop.ending) != 0 else { return }
            receive(node, descriptor, isEnding: event.events & ProberLoop.ending != 0)
        }
    }

    /// Reads until the socket is empty: a read that did not fill the buffer emptied it, and what comes later is a new edge.
    private mutating func receive(_ node: Int, _ descriptor: Int32, isEnding: Bool) {
        let generation = connections[node].generation
        while true {
            let count = socket_receive(descriptor, received.baseAddress, UInt(received.count))
            if count > 0 {
                take(node, UnsafeRawBufferPointer(rebasing: received[..<count]))
                guard count == received.count || isEnding else { return }
                guard connections[node].generation == generation, case .open = connections[node].link else { return }
            } else if count == -Int(EAGAIN) {
                return
            } else if count != -Int(EINTR) {
                return lost(node)
            }
        }
    }

    private mutating func take(_ node: Int, _ arrived: UnsafeRawBufferPointer) {
        if connections[node].expected == .heartbeatAlone,
            connections[node].torn.isEmpty, bytes.isPlainAnswer(arrived)
        {
            connections[node].expected = ExpectedReplies()
            return conclude(node, .answered)
        }
        if connections[node].torn.isEmpty {
            consume(node, arrived)
        } else {
            let whole = connections[node].torn + arrived
            connections[node].torn = []
            whole.withUnsafeBytes { consume(node, $0) }
        }
    }

    /// Gives every whole reply to the question that it answers and keeps the torn rest.
    private mutating func consume(_ node: Int, _ arrived: UnsafeRawBufferPointer) {
        let generation = connections[node].generation
        var rest = arrived
        while !rest.isEmpty {
            guard let expected = connections[node].expected.first else { return invalid(node, rest) }
            let limit = expected == .status ? ProberLoop.statusLimit : ProberLoop.heartbeatLimit
            switch plan.probe.measure(rest, limit: limit) {
            case .needsMore:
                connections[node].torn = Array(rest)
                return
            case .invalid:
                return invalid(node, rest)
            case .complete(let length):
                connections[node].expected.removeFirst()
                deliver(node, expected, UnsafeRawBufferPointer(rebasing: rest[..<length]))
                guard connections[node].generation == generation, case .open = connections[node].link else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[length...])
            }
        }
    }

    private mutating func deliver(_ node: Int, _ expected: ExpectedReply, _ reply: UnsafeRawBufferPointer) {
        switch expected {
        case .ignored:
            break
        case .access:
            guard let verdict = plan.probe.judge(access: reply) else { return }
            // Without access the connection is of no use; the next one asks for it anew.
            drop(node)
            conclude(node, verdict)
        case .heartbeat:
            conclude(node, plan.probe.judge(answer: reply))
        case .status:
            plan.status?.answered(NodeID(node), Instant(nanoseconds: now), ReplyFrame.payload(reply))
            if connections[node].statusWanted { askStatus(node) }
        }
    }

    /// Not an answer to anything that was asked: whoever it is, it is not the storage.
    private mutating func invalid(_ node: Int, _ arrived: UnsafeRawBufferPointer) {
        // Unasked for it is a miss all the same.
        if !connections[node].isAsked { connections[node].question = .asked(now) }
        conclude(node, .invalid(printable(arrived, limit: 48)))
    }

    /// The peer closed or reset the connection. The next one is made at once, with a question; but a peer that closes each
    /// time is not asked more than twice an interval.
    mutating func lost(_ node: Int) {
        drop(node)
        connections[node].statusWanted = true
        gathering.send(.connectionClosed(NodeID(node)))
        if connections[node].isAsked {
            settle(node, .missed(.closed))
        } else if now - connections[node].hurried >= interval {
            connections[node].hurried = now
            ask(node)
        }
    }

    /// No connection came about.
    mutating func failed(_ node: Int, _ error: Int32) {
        drop(node)
        switch SocketFault(error) {
        case .miss(let miss):
            if turnToNextAddress(node) { connect(node) } else { settle(node, .missed(miss)) }
        case .own(let text):
            // It says nothing about the node, which is asked again at its next phase.
            connections[node].question = .none
            if now - troubled >= .second {
                troubled = now
                gathering.send(.troubled(.socket(text)))
            }
        }
    }

    /// The deadline passed. The connection goes with the question, so that a late answer is not taken for the next one's,
    /// and an answer to the next question proves that new connections are served.
    mutating func missed(_ node: Int) {
        if let name = names[node], name.endpoint == nil {
            return missedName(node, "the name service does not answer")
        }
        drop(node)
        _ = turnToNextAddress(node)
        settle(node, .missed(.timeout))
    }
}
