import NIOCore

/// Closes a connection whose reader takes nothing of what it is sent for too long: gone without a word, stopped, or slow on
/// purpose. Whoever writes to it waits meanwhile, and holds what is to be written.
///
/// It stands first in the pipeline, so that it counts what really leaves, TLS included.
final class ReaderWatch: ChannelOutboundHandler {
    typealias OutboundIn = IOData

    private let patience: TimeAmount
    private var written = 0
    /// Of what was written: what the kernel had taken when somebody last looked.
    private var taken = 0
    private var end = NIODeadline.distantFuture
    /// It looks from time to time, as long as something waits to be taken.
    private var isWatching = false

    init(patience: TimeAmount) {
        self.patience = patience
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if !isWatching {
            isWatching = true
            taken = written
            end = .now() + patience
            lookLater(context)
        }
        written += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    private func lookLater(_ context: ChannelHandlerContext) {
        context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(patience.nanoseconds / 4)) {
            self.look(context)
        }
    }

    private func look(_ context: ChannelHandlerContext) {
        // A closed channel says nothing: nothing waits in it.
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard waiting > 0 else {
            isWatching = false
            return
        }
        if written - waiting > taken {
            taken = written - waiting
            end = .now() + patience
        }
        if end <= .now() { return context.close(promise: nil) }
        lookLater(context)
    }
}
