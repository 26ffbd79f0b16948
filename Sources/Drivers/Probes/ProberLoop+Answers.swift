import CLinux
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
        let place = Int(key & 0xffff_ffff)
        // An event of a socket that was closed while its batch was worked through.
        guard connections[place].generation == UInt32(key >> 32) else { return }
        switch connections[place].link {
        case .closed:
            return
        case .connecting(let descriptor):
            let error = event.events & ProberLoop.failure == 0 ? 0 : socket_error(descriptor)
            guard error == 0 else { return failed(place, error) }
            connected(place, descriptor)
            guard event.events & (EPOLLIN.rawValue | ProberLoop.ending) != 0, case .open = connections[place].link
            else {
                return
            }
            receive(place, descriptor, isEnding: event.events & ProberLoop.ending != 0)
        case .open(let descriptor):
            guard event.events & (EPOLLIN.rawValue | ProberLoop.ending) != 0 else { return }
            receive(place, descriptor, isEnding: event.events & ProberLoop.ending != 0)
        }
    }

    /// Reads until the socket is empty: a read that did not fill the buffer emptied it, and what comes later is a new edge.
    private mutating func receive(_ place: Int, _ descriptor: Int32, isEnding: Bool) {
        let generation = connections[place].generation
        while true {
            let count = socket_receive(descriptor, received.baseAddress, UInt(received.count))
            if count > 0 {
                take(place, UnsafeRawBufferPointer(rebasing: received[..<count]))
                guard count == received.count || isEnding else { return }
                guard connections[place].generation == generation, case .open = connections[place].link else { return }
            } else if count == -Int(EAGAIN) {
                return
            } else if count != -Int(EINTR) {
                return lost(place)
            }
        }
    }

    private mutating func take(_ place: Int, _ arrived: UnsafeRawBufferPointer) {
        if connections[place].expected == .heartbeatAlone,
            connections[place].torn.isEmpty, bytes.isPlainAnswer(arrived)
        {
            connections[place].expected = ExpectedReplies()
            return conclude(place, .answered)
        }
        if connections[place].torn.isEmpty {
            consume(place, arrived)
        } else {
            let whole = connections[place].torn + arrived
            connections[place].torn = []
            whole.withUnsafeBytes { consume(place, $0) }
        }
    }

    /// Gives every whole reply to the question that it answers and keeps the torn rest.
    private mutating func consume(_ place: Int, _ arrived: UnsafeRawBufferPointer) {
        let generation = connections[place].generation
        var rest = arrived
        while !rest.isEmpty {
            guard let expected = connections[place].expected.first else { return invalid(place, rest) }
            let limit = expected == .status ? ProberLoop.statusLimit : ProberLoop.heartbeatLimit
            switch plan.probe.measure(rest, limit: limit) {
            case .needsMore:
                connections[place].torn = Array(rest)
                return
            case .invalid:
                return invalid(place, rest)
            case .complete(let length):
                connections[place].expected.removeFirst()
                deliver(place, expected, UnsafeRawBufferPointer(rebasing: rest[..<length]))
                guard connections[place].generation == generation, case .open = connections[place].link else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[length...])
            }
        }
    }

    private mutating func deliver(_ place: Int, _ expected: ExpectedReply, _ reply: UnsafeRawBufferPointer) {
        switch expected {
        case .ignored:
            break
        case .access:
            guard let verdict = plan.probe.judge(access: reply) else { return }
            // Without access the connection is of no use; the next one asks for it anew.
            drop(place)
            conclude(place, verdict)
        case .heartbeat:
            conclude(place, plan.probe.judge(answer: reply))
        case .status:
            let asked = Instant(nanoseconds: connections[place].statusAsked)
            plan.status?.answered(nodeID(place), asked, ReplyFrame.payload(reply))
            if connections[place].statusWanted { askStatus(place) }
        }
    }

    /// Not an answer to anything that was asked: whoever it is, it is not the storage.
    private mutating func invalid(_ place: Int, _ arrived: UnsafeRawBufferPointer) {
        // Unasked for it is a miss all the same.
        if !connections[place].isAsked { connections[place].question = .asked(now) }
        conclude(place, .invalid(printable(arrived, limit: 48)))
    }

    /// The peer closed or reset the connection. The next one is made at once, with a question; but a peer that closes each
    /// time is not asked more than twice an interval.
    mutating func lost(_ place: Int) {
        drop(place)
        connections[place].statusWanted = true
        gathering.send(.connectionClosed(nodeID(place)))
        if connections[place].isAsked {
            settle(place, .missed(.closed))
        } else if now - connections[place].hurried >= interval {
            connections[place].hurried = now
            ask(place)
        }
    }

    /// No connection came about.
    mutating func failed(_ place: Int, _ error: Int32) {
        drop(place)
        switch SocketFault(error) {
        case .miss(let miss):
            if turnToNextAddress(place) { connect(place) } else { settle(place, .missed(miss)) }
        case .own(let text):
            // It says nothing about the node, which is asked again at its next phase.
            connections[place].question = .none
            if now - troubled >= .second {
                troubled = now
                gathering.send(.troubled(.socket(text)))
            }
        }
    }

    /// The deadline passed. The connection goes with the question, so that a late answer is not taken for the next one's,
    /// and an answer to the next question proves that new connections are served.
    mutating func missed(_ place: Int) {
        if let name = names[place], name.endpoint == nil {
            return missedName(place, "the name service does not answer")
        }
        drop(place)
        _ = turnToNextAddress(place)
        settle(place, .missed(.timeout))
    }
}
