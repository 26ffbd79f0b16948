import CSystem
import Glibc
import RecoveryCore

/// Asking: connections made, questions sent.
extension ProberLoop {
    /// Puts the heartbeat's question, over the connection that is there or over a new one.
    mutating func ask(_ node: Int) {
        connections[node].ticket &+= 1
        connections[node].question = .asked(now)
        deadlines.append(.init(since: now, node: Int32(node), ticket: connections[node].ticket))
        switch connections[node].link {
        case .open(let descriptor):
            if connections[node].renewalDue <= now, connections[node].expected.isEmpty {
                drop(node)
                connect(node)
            } else {
                connections[node].expected.append(.heartbeat)
                send(bytes.question, to: node, descriptor)
            }
        case .closed:
            names[node]?.beginQuestion()
            connect(node)
        case .connecting:
            preconditionFailure("node \(node) is being connected although nothing was asked")
        }
    }

    /// Puts the status question if the node is connected and does not owe an answer to it; otherwise that is made up for
    /// when it is next connected, or at the next phase.
    mutating func askStatus(_ node: Int) {
        guard let status = plan.status, case .open(let descriptor) = connections[node].link,
            !connections[node].expected.contains(.status)
        else { return }
        connections[node].statusWanted = false
        for _ in 0..<status.replies { connections[node].expected.append(.status) }
        send(bytes.status, to: node, descriptor)
    }

    mutating func inspect(_ node: Int) {
        connections[node].statusWanted = true
        askStatus(node)
    }

    /// Begins a connection for the question that was asked.
    mutating func connect(_ node: Int) {
        if !names.isEmpty, let name = names[node] {
            lookUp(node)
            guard name.endpoint != nil else {
                // Unknown as yet: the answer of the name service, or the deadline, goes on from here.
                if let failure = name.failure, !(names[node]?.isLooking ?? false) { missedName(node, failure) }
                return
            }
        }
        let descriptor = socket_connect(&connections[node].endpoint)
        guard descriptor >= 0 else { return failed(node, -descriptor) }
        connections[node].generation &+= 1
        connections[node].link = .connecting(descriptor)
        let key = UInt64(connections[node].generation) << 32 | UInt64(node)
        // Edge-triggered: one registration serves the connecting and all reading.
        let interest = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        var event = epoll_event(events: interest, data: epoll_data_t(u64: key))
        if epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0 { failed(node, errno) }
    }

    /// The connection was made: the greeting and the question that it was made for go out.
    mutating func connected(_ node: Int, _ descriptor: Int32) {
        guard !bytes.question.isEmpty else {
            drop(node)
            return conclude(node, .answered)
        }
        connections[node].link = .open(descriptor)
        connections[node].renewalDue = now + renewalAge(node)
        if plan.status != nil, connections[node].statusWanted {
            connections[node].statusWanted = false
            connections[node].expected = bytes.expectedWithStatus
            send(bytes.openingWithStatus, to: node, descriptor)
        } else {
            connections[node].expected = bytes.expected
            send(bytes.opening, to: node, descriptor)
        }
    }

    /// Closes our end without a word; nothing that was owed is expected any more.
    mutating func drop(_ node: Int) {
        switch connections[node].link {
        case .closed: return
        case .connecting(let descriptor), .open(let descriptor): socket_reset(descriptor)
        }
        connections[node].link = .closed
        connections[node].expected = ExpectedReplies()
        if !connections[node].torn.isEmpty { connections[node].torn = [] }
    }

    /// Everything fits into a socket's buffer unless the peer has stopped reading long ago.
    @inline(__always)
    private mutating func send(_ message: UnsafeRawBufferPointer, to node: Int, _ descriptor: Int32) {
        let sent = socket_send(descriptor, message.baseAddress, UInt(message.count))
        if sent != message.count { lost(node) }
    }

    /// Between half of the renewal and one and a half, another one for each node and connection: connections that were made
    /// together are not renewed together.
    private func renewalAge(_ node: Int) -> Nanoseconds {
        let mixed = (UInt32(node) &+ connections[node].generation &* 40_503) &* 2_654_435_761
        return renewal / 2 + renewal / 65_536 * Nanoseconds(mixed >> 16)
    }
}
