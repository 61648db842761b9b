import DocumentStore
import Logging
import RetrievalEngine
import ServiceLifecycle

/// Finds out what messages say, in the background: topic, intent, sentiment and entities.
///
/// What waits is in the store, oldest first, and waits there until what was found out is recorded: neither a crash nor a
/// shutdown loses any of it. A message that fails is passed over and tried again later, with growing pauses.
struct IntelligenceWorker: Service {
    let engine: RetrievalEngine
    let logger: Logger
    /// Told of every message that is stored.
    let signal: WorkSignal

    /// Messages that are read from the store at a time.
    private static let batchCount = 32
    /// Messages that are analysed at a time: a model on a server is slow, but not busy.
    private static let concurrentCount = 4
    /// How long it sleeps without being woken: other processes store messages as well.
    private static let interval = Duration.seconds(3)

    /// Works until shutdown, or until its task is cancelled.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var failures = FailedMessages()
            while !Task.isCancelled {
                await drain(&failures)
                await signal.wait(upTo: Self.interval)
            }
        }
    }

    /// Analyses everything that waits and is not in a pause, once.
    private func drain(_ failures: inout FailedMessages) async {
        var last: Int64 = 0
        while !Task.isCancelled {
            do {
                let batch = try await engine.run { [store = engine.store, last] in
                    try store.pendingMessages(after: last, limit: Self.batchCount)
                }
                guard let end = batch.last else { return }
                last = end.number
                await analyse(batch.filter { failures.mayTry($0.number) }, &failures)
            } catch {
                // The store is busy or the disk full: what waits goes on waiting.
                logUnlessCancelled(error, "Messages to analyse could not be read")
                return
            }
        }
    }

    private func analyse(_ messages: [PendingMessage], _ failures: inout FailedMessages) async {
        await withTaskGroup(of: (number: Int64, error: (any Error)?).self) { group in
            var waiting = messages[...]
            func start() {
                guard !Task.isCancelled, let message = waiting.popFirst() else { return }
                group.addTask { (message.number, await analyse(message)) }
            }
            for _ in 0..<Self.concurrentCount { start() }
            while let (number, error) = await group.next() {
                if let error {
                    logUnlessCancelled(error, "A message could not be analysed; it will be tried again", number)
                    failures.note(number)
                } else {
                    failures.forget(number)
                }
                start()
            }
        }
    }

    /// - Returns: What went wrong, if anything did.
    private func analyse(_ message: PendingMessage) async -> (any Error)? {
        do {
            let intelligence = try await engine.intelligence(of: message.content)
            try await engine.run { [store = engine.store] in
                try store.recordIntelligence(intelligence, ofMessage: message.number)
            }
            return nil
        } catch {
            return error
        }
    }

    private func logUnlessCancelled(_ error: any Error, _ text: String, _ number: Int64? = nil) {
        guard !(error is CancellationError) else { return }
        var metadata: Logger.Metadata = ["error": "\(error)"]
        if let number { metadata["message.number"] = "\(number)" }
        logger.warning("\(text)", metadata: metadata)
    }
}

/// Messages whose analysis failed, and when each may be tried again.
struct FailedMessages {
    private struct Failure {
        var count: Int
        var end: ContinuousClock.Instant
    }

    private static let firstPause = Duration.seconds(2)
    private static let longestPause = Duration.seconds(600)

    private var failures: [Int64: Failure] = [:]

    func mayTry(_ number: Int64, now: ContinuousClock.Instant = .now) -> Bool {
        failures[number].map { now >= $0.end } ?? true
    }

    /// Takes note of a failure: each pause of a message is twice as long as the one before.
    mutating func note(_ number: Int64, now: ContinuousClock.Instant = .now) {
        let count = (failures[number]?.count ?? 0) + 1
        let pause = min(Self.longestPause, Self.firstPause * (1 << min(count - 1, 16)))
        failures[number] = Failure(count: count, end: now + pause)
    }

    mutating func forget(_ number: Int64) {
        failures[number] = nil
    }
}
