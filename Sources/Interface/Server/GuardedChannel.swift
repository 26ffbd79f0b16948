import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// What every connection passes before a byte of it is understood: it needs a place, and its reader is watched.
struct GuardedChannel<Base: ServerChildChannel>: ServerChildChannel {
    let base: Base
    let places: Places
    let refusal: ByteBuffer
    let patience: TimeAmount
    let meter: Meter
    private let doorstep = Places(Admission.doorstep)

    /// What the kernel keeps for a reader that takes nothing, twice this; and for one that takes little, a third of it leaves
    /// before anybody hears that something was taken.
    private static var sendBuffer: SocketOptionValue { 128 << 10 }

    init(base: Base, places: Places, refusal: ByteBuffer, patience: TimeAmount, meter: Meter) {
        self.base = base
        self.places = places
        self.refusal = refusal
        self.patience = patience
        self.meter = meter
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Base.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: Self.sendBuffer)
            try channel.pipeline.syncOperations.addHandler(
                Admission(places, doorstep: doorstep, refusal: refusal, meter: meter))
            try channel.pipeline.syncOperations.addHandler(ReaderWatch(patience: patience))
        }.flatMap { base.setup(channel: channel, logger: logger) }
    }

    func handle(value: Base.Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
