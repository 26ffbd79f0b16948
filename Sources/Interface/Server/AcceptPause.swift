import NIOCore

/// On a socket that listens: that one connection could not be accepted (it had gone again, or no descriptor was left) is no
/// reason to accept none any more. It is counted; then it waits a moment, so that nothing spins, and goes on.
final class AcceptPause: ChannelDuplexHandler {
    typealias InboundIn = NIOAny
    typealias OutboundIn = NIOAny

    private static let moment = TimeAmount.milliseconds(100)
    private let meter: Meter
    private var isPausing = false
    private var isReadWanted = false

    init(_ meter: Meter) { self.meter = meter }

    /// A socket that is lost for good NIO closes by itself.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        meter.countUnaccepted()
        guard !isPausing else { return }
        isPausing = true
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.moment) {
            self.isPausing = false
            if self.isReadWanted { context.read() }
            self.isReadWanted = false
        }
    }

    func read(context: ChannelHandlerContext) {
        if isPausing { isReadWanted = true } else { context.read() }
    }
}
