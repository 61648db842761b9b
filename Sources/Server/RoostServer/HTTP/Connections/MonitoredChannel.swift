import HummingbirdCore
import Logging
import NIOCore

/// The framework's connections, each with a ``ConnectionMonitor``.
struct MonitoredChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    /// Beyond these the decoder gives up; ``HeadLimits`` has lower ones, which are answered in the API's shape.
    private static let decoderLimits = HTTP1Channel.Configuration.DecoderConfiguration(
        maxHeaderFieldSize: 64 << 10,
        maxHeaderListSize: 128 << 10,
        maxHeaderFieldCount: 256
    )

    private let base: HTTP1Channel
    private let table: ConnectionTable

    init(responder: @escaping HTTPChannelHandler.Responder, table: ConnectionTable) {
        base = HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [MessageMonitor(), ContinueHandler()],
                httpDecoderConfiguration: Self.decoderLimits
            )
        )
        self.table = table
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ConnectionMonitor(table: table))
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await ConnectionAdmission.$isRefused.withValue(table.isRefused(ObjectIdentifier(value.channel))) {
            await base.handle(value: value, logger: logger)
        }
    }
}

/// Whether the connection of the request that is being answered is one too many.
enum ConnectionAdmission {
    @TaskLocal static var isRefused = false
}
