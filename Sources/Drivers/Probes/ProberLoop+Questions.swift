import CLinux
import Glibc
import RecoveryCore

/// Asking: connections made, questions sent.
extension ProberLoop {
    /// Puts the heartbeat's question, over the connection that is there or over a new one.
    mutating func ask(_ place: Int) {
        connections[place].ticket &+= 1
        connections[place].question = .asked(now)
        deadlines.append(.init(since: now, place: Int32(place), ticket: connections[place].ticket))
        switch connections[place].link {
        case .open(let descriptor):
            if connections[place].renewalDue <= now, connections[place].expected.isEmpty {
                drop(place)
                connect(place)
            } else {
                connections[place].expected.append(.heartbeat)
                send(bytes.question, to: place, descriptor)
            }
        case .closed:
            names[place]?.beginQuestion()
            connect(place)
        case .connecting:
            preconditionFailure("\(nodeID(place)) is being connected although nothing was asked")
        }
    }

    /// Puts the status question if the node is connected and does not owe an answer to it; otherwise that is made up for
    /// when it is next connected, or at the next phase.
    mutating func askStatus(_ place: Int) {
        guard let status = plan.status, case .open(let descriptor) = connections[place].link,
            !connections[place].expected.contains(.status)
        else { return }
        connections[place].statusWanted = false
        connections[place].statusAsked = now
        for _ in 0..<status.replies { connections[place].expected.append(.status) }
        send(bytes.status, to: place, descriptor)
    }

    mutating func inspect(_ place: Int) {
        connections[place].statusWanted = true
        askStatus(place)
    }

    /// Begins a connection for the question that was asked.
    mutating func connect(_ place: Int) {
        if !names.isEmpty, let name = names[place] {
            lookUp(place)
            guard name.endpoint != nil else {
                // Unknown as yet: the answer of the name service, or the deadline, goes on from here.
                if let failure = name.failure, !(names[place]?.isLooking ?? false) { missedName(place, failure) }
                return
            }
        }
        let descriptor = socket_connect(&connections[place].endpoint)
        guard descriptor >= 0 else { return failed(place, -descriptor) }
        connections[place].generation &+= 1
        connections[place].link = .connecting(descriptor)
        let key = UInt64(connections[place].generation) << 32 | UInt64(place)
        // Edge-triggered: one registration serves the connecting and all reading.
        let interest = EPOLLIN.rawValue | EPOLLOUT.rawValue | EPOLLRDHUP.rawValue | EPOLLET.rawValue
        var event = epoll_event(events: interest, data: epoll_data_t(u64: key))
        if epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0 { failed(place, errno) }
    }

    /// The connection was made: the greeting and the question that it was made for go out.
    mutating func connected(_ place: Int, _ descriptor: Int32) {
        guard !SelfConnection.isItself(descriptor) else { return failed(place, ECONNREFUSED) }
        guard !bytes.question.isEmpty else {
            drop(place)
            return conclude(place, .answered)
        }
        connections[place].link = .open(descriptor)
        connections[place].renewalDue = now + renewalAge(place)
        if plan.status != nil, connections[place].statusWanted {
            connections[place].statusWanted = false
            connections[place].statusAsked = now
            connections[place].expected = bytes.expectedWithStatus
            send(bytes.openingWithStatus, to: place, descriptor)
        } else {
            connections[place].expected = bytes.expected
            send(bytes.opening, to: place, descriptor)
        }
    }

    /// Closes our end without a word; nothing that was owed is expected any more.
    mutating func drop(_ place: Int) {
        switch connections[place].link {
        case .closed: return
        case .connecting(let descriptor), .open(let descriptor): socket_reset(descriptor)
        }
        connections[place].link = .closed
        connections[place].expected = ExpectedReplies()
        if !connections[place].torn.isEmpty { connections[place].torn = [] }
    }

    /// Everything fits into a socket's buffer unless the peer has stopped reading long ago.
    @inline(__always)
    private mutating func send(_ message: UnsafeRawBufferPointer, to place: Int, _ descriptor: Int32) {
        let sent = socket_send(descriptor, message.baseAddress, UInt(message.count))
        if sent != message.count { lost(place) }
    }

    /// Between half of the renewal and one and a half, another one for each node and connection: connections that were made
    /// together are not renewed together.
    private func renewalAge(_ place: Int) -> Nanoseconds {
        let mixed = (UInt32(place) &+ connections[place].generation &* 40_503) &* 2_654_435_761
        return renewal / 2 + renewal / 65_536 * Nanoseconds(mixed >> 16)
    }
}
