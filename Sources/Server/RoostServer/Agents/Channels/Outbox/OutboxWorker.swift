import DocumentStore
import LanguageModel
import Logging
import RetrievalEngine
import ServiceLifecycle

/// Sends messages over channels: at once for who waits for it, and what is left in the outbox in the background.
struct OutboxWorker: Service {
    let engine: RetrievalEngine
    let logger: Logger
    /// By channel.
    let senders: [String: GraphSender]
    let retries: RetryPolicy
    /// How long a message that was taken out is nobody else's: longer than any attempt takes.
    let claimDuration: Duration
    /// See ``ChannelSettings/longestRest``.
    let longestRest: Duration
    /// Told when a message is to be tried again, which may be before anything else is due.
    let signal = WorkSignal()

    /// Messages of one channel that are sent at a time.
    private static let batchSize = 8
    /// How long the store is left alone after it has failed.
    private static let restAfterFailure = Duration.seconds(5)

    init(engine: RetrievalEngine, settings: ChannelSettings, logger: Logger) {
        self.engine = engine
        self.logger = logger
        senders = settings.senders
        retries = settings.retries
        claimDuration = settings.attemptTimeout + .seconds(15)
        longestRest = settings.longestRest
    }

    /// Sends what is due until the server shuts down; attempts that have begun are then ended.
    func run() async throws {
        await withGracefulShutdownHandler {
            await requeueAbandonedMessages()
            while !Task.isCancelled, !Task.isShuttingDownGracefully {
                let rest = await sendDueMessages()
                if rest > .zero {
                    await signal.wait(upTo: rest)
                }
            }
        } onGracefulShutdown: { [signal] in
            signal.notify()
        }
    }

    /// Has what another process left undone wait again, also on channels that are not set up any more.
    private func requeueAbandonedMessages() async {
        do {
            let now = Timestamp.nowMilliseconds
            let count = try await engine.run { [store = engine.store] in
                try store.requeueAbandonedDeliveries(now: now)
            }
            if count > 0 {
                logger.notice(
                    "Messages that the last run did not finish to send are queued",
                    metadata: ["count": "\(count)"]
                )
            }
        } catch {
            logger.error("The outbox cannot be used", metadata: ["error": "\(ErrorChain(error))"])
        }
    }

    /// - Returns: After what time there may be more to do.
    private func sendDueMessages() async -> Duration {
        do {
            let deliveries = try await claimDueMessages()
            guard !deliveries.isEmpty else { return try await restUntilNextMessage() }
            await withTaskGroup(of: Void.self) { group in
                for delivery in deliveries {
                    group.addTask { _ = await send(delivery) }
                }
            }
            return .zero
        } catch is CancellationError {
            return .zero
        } catch {
            logger.error("The outbox cannot be used", metadata: ["error": "\(ErrorChain(error))"])
            return Self.restAfterFailure
        }
    }

    private func claimDueMessages() async throws -> [ClaimedDelivery] {
        let now = Timestamp.nowMilliseconds
        let (channels, end) = (Array(senders.keys), now + claimDuration.wholeMilliseconds)
        return try await engine.run { [store = engine.store] in
            guard let next = try store.nextDeliveryTime(overChannels: channels), next <= now else { return [] }
            return try store.claimDeliveries(overChannels: channels, now: now, until: end, limit: Self.batchSize)
        }
    }

    private func restUntilNextMessage() async throws -> Duration {
        let channels = Array(senders.keys)
        let next = try await engine.run { [store = engine.store] in
            try store.nextDeliveryTime(overChannels: channels)
        }
        guard let next else { return longestRest }
        return min(.milliseconds(max(1, next - Timestamp.nowMilliseconds)), longestRest)
    }
}
