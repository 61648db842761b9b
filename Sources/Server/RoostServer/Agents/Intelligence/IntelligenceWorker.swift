package import DocumentStore
package import LanguageModel
package import Logging
package import RetrievalEngine
import ServiceLifecycle

/// Finds out what messages say, in the background: topic, intent, sentiment and entities.
///
/// What waits is in the store, oldest first, and waits there until what was found out is recorded: neither a crash nor a
/// shutdown loses any of it. A message that fails is passed over and tried again later, with growing pauses, and given up
/// after some attempts: then it stays in the store with the reason, until somebody has it tried again.
package struct IntelligenceWorker {
    let engine: RetrievalEngine
    let logger: Logger
    /// Told of every message that is stored.
    let signal: WorkSignal
    let retries: RetryPolicy
    let analysis: @Sendable (String) async throws -> MessageIntelligence

    /// - Parameters:
    ///   - retries: When a message that failed is tried again; nil for ten attempts within about half an hour.
    ///   - analysis: Finds out what a message says; nil for the engine's way.
    package init(
        engine: RetrievalEngine,
        logger: Logger,
        signal: WorkSignal,
        retries: RetryPolicy? = nil,
        analysis: (@Sendable (String) async throws -> MessageIntelligence)? = nil
    ) {
        self.engine = engine
        self.logger = logger
        self.signal = signal
        self.retries = retries ?? Self.standardRetries
        self.analysis = analysis ?? { try await engine.intelligence(of: $0) }
    }

    private static var standardRetries: RetryPolicy {
        var retries = RetryPolicy()
        retries.maximumRetryCount = 9
        retries.baseDelay = .seconds(2)
        retries.maximumDelay = .seconds(600)
        return retries
    }

    /// Messages that are read from the store at a time.
    private static let batchCount = 32
    /// Messages that are analysed at a time: a model on a server is slow, but not busy.
    private static let concurrentCount = 4
    /// How long it sleeps without being woken: other processes store messages as well.
    private static let interval = Duration.seconds(3)
    /// How long it rests when the store cannot be used, first and at most: what is found out meanwhile is lost, and a model
    /// on a server is paid for it.
    private static let rests = (shortest: Duration.seconds(5), longest: Duration.seconds(600))

    /// Works until shutdown, or until its task is cancelled.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            var rest = Self.rests.shortest
            while !Task.isCancelled {
                if await drain() {
                    rest = Self.rests.shortest
                    await signal.wait(upTo: Self.interval)
                } else {
                    if !Task.isCancelled {
                        logger.warning("Messages are left alone for a while", metadata: ["duration": "\(rest)"])
                    }
                    try? await Task.sleep(for: rest)
                    rest = min(rest * 2, Self.rests.longest)
                }
            }
        }
    }

    /// Analyses everything that waits and whose time has come, once.
    ///
    /// - Returns: False when the store could not be used.
    private func drain() async -> Bool {
        var last: Int64 = 0
        while !Task.isCancelled {
            do {
                let batch = try await engine.run { [store = engine.store, last] in
                    try store.pendingMessages(after: last, dueBy: Timestamp.nowMilliseconds, limit: Self.batchCount)
                }
                guard let end = batch.last else { return true }
                last = end.number
                guard await analyse(batch) else { return false }
            } catch {
                // The store is busy: what waits goes on waiting.
                logUnlessCancelled(error, "Messages to analyse could not be read")
                return false
            }
        }
        return true
    }

    /// - Returns: False when the store could not be used; the rest of the messages was left alone then.
    private func analyse(_ messages: [PendingMessage]) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            var waiting = messages[...]
            func start() {
                guard !Task.isCancelled, let message = waiting.popFirst() else { return }
                group.addTask { await analyse(message) }
            }
            for _ in 0..<Self.concurrentCount { start() }
            var isUsable = true
            while let isRecorded = await group.next() {
                isUsable = isUsable && isRecorded
                if isUsable { start() }
            }
            return isUsable
        }
    }

    /// - Returns: False when the store could not be used.
    private func analyse(_ message: PendingMessage) async -> Bool {
        do {
            let intelligence = try await analysis(message.content)
            try await engine.run { [store = engine.store] in
                try store.recordIntelligence(intelligence, ofMessage: message.number)
            }
            return true
        } catch {
            logUnlessCancelled(error, "A message could not be analysed", message.number)
            return await remember(error, of: message)
        }
    }

    /// Has a message wait for its next attempt, or gives it up. A server that is busy or stops, and a store that cannot be
    /// used, say nothing about a message.
    ///
    /// - Returns: False when the store could not be used.
    private func remember(_ error: any Error, of message: PendingMessage) async -> Bool {
        guard !(error is CancellationError) else { return true }
        if let code = (error as? EngineError)?.code, Self.storeFailures.contains(code) { return false }
        let delay = retries.delay(retryCount: message.failureCount, retryAfter: nil, random: .random(in: 0..<1))
        let time = delay.map { Timestamp.nowMilliseconds + $0.wholeMilliseconds }
        let reason = "\(error)"
        do {
            try await engine.run { [store = engine.store] in
                try store.recordIntelligenceFailure(reason, ofMessage: message.number, retryingAt: time)
            }
            return true
        } catch {
            logUnlessCancelled(error, "That a message was not analysed is not remembered", message.number)
            return false
        }
    }

    private static let storeFailures: Set<EngineError.Code> = [.overloaded, .outOfSpace, .storageFailure]

    private func logUnlessCancelled(_ error: any Error, _ text: String, _ number: Int64? = nil) {
        guard !(error is CancellationError) else { return }
        var metadata: Logger.Metadata = ["error": "\(error)"]
        if let number { metadata["message.number"] = "\(number)" }
        logger.warning("\(text)", metadata: metadata)
    }
}

extension IntelligenceWorker: Service {}
