import NIOCore
import Synchronization

/// How many connections may be open at once; the descriptors of heartbeats, journal and deliveries are never theirs.
final class Places: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) {
        precondition(count > 0, "\(count) connections are none")
        free = Mutex(count)
    }

    func take() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func giveBack() { free.withLock { $0 += 1 } }
}

/// Gives a connection its place, or turns it away at once: the connections that are there go on undisturbed.
final class Admission: ChannelInboundHandler {
    typealias InboundIn = NIOAny
    typealias OutboundOut = ByteBuffer

    /// Where those stand who are turned away, each for a moment.
    static let doorstep = 64
    private static let moment = TimeAmount.seconds(1)

    private let places: Places
    private let doorstep: Places
    private let refusal: ByteBuffer
    private let meter: Meter
    /// What it has to give back.
    private var held: Places?

    /// - Parameter refusal: what one is told that is turned away; empty where only a TLS record would be understood.
    init(_ places: Places, doorstep: Places, refusal: ByteBuffer, meter: Meter) {
        self.places = places
        self.doorstep = doorstep
        self.refusal = refusal
        self.meter = meter
    }

    func channelActive(context: ChannelHandlerContext) {
        if places.take() {
            held = places
            return context.fireChannelActive()
        }
        meter.countTurnedAway()
        context.writeAndFlush(wrapOutboundOut(refusal), promise: nil)
        // When too many stand there, some do not hear why.
        guard doorstep.take() else { return context.close(promise: nil) }
        held = doorstep
        // With what it has sent still unread a connection is reset, and the refusal is lost on the way.
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.moment) { context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if held === places { context.fireChannelRead(data) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        held?.giveBack()
        held = nil
        context.fireChannelInactive()
    }
}
