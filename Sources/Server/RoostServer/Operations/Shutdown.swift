import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The end of the server by SIGTERM or SIGINT: the first lets requests in progress be answered, the second ends at once.
struct Shutdown: Sendable {
    /// What was in progress at the deadline was cut.
    struct DeadlineError: Error, CustomStringConvertible {
        var deadline: Duration
        /// Requests that were cut; with none it was work in the background.
        var requestCount: Int

        var description: String {
            let work = requestCount == 0 ? "work in the background was" : "\(requestCount) requests were"
            return "\(work) still in progress \(deadline) after the signal, and cut"
        }
    }

    let group: ServiceGroup
    let status: ServerStatus
    /// How long after the first signal connections are still accepted.
    let drainDelay: Duration
    /// How long after it requests in progress may take.
    let deadline: Duration
    let logger: Logger

    /// What a request that is cut may take to store what it has.
    private static let cancellationTime = Duration.seconds(3)

    private enum Outcome: Sendable {
        case finished
        case watchEnded
        case deadlinePassed
    }

    /// Runs the services until a signal, and then until the requests in progress are answered.
    ///
    /// - Throws: What a service throws; ``DeadlineError``.
    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let (drained, draining) = AsyncStream<Void>.makeStream()
        try await withThrowingTaskGroup(of: Outcome.self) { tasks in
            tasks.addTask {
                try await group.run()
                return .finished
            }
            tasks.addTask {
                await watch(signals, draining)
                return .watchEnded
            }
            tasks.addTask {
                for await _ in drained { break }
                guard (try? await Task.sleep(for: deadline)) != nil else { return .watchEnded }
                return .deadlinePassed
            }
            defer { tasks.cancelAll() }
            while let outcome = try await tasks.next() {
                switch outcome {
                case .finished: return
                case .watchEnded: continue
                case .deadlinePassed:
                    let requestCount = status.requests.inProgress.load(ordering: .relaxed)
                    logger.warning(
                        "What is in progress is cut: the deadline of the shutdown has passed",
                        metadata: ["requests": "\(requestCount)"]
                    )
                    endSoon()
                    throw DeadlineError(deadline: deadline, requestCount: requestCount)
                }
            }
        }
    }

    private func watch(_ signals: UnixSignalsSequence, _ draining: AsyncStream<Void>.Continuation) async {
        await withTaskGroup(of: Void.self) { tasks in
            for await signal in signals {
                guard !status.isDraining else {
                    logger.warning("Ends at once, by a second signal", metadata: ["signal": "\(signal)"])
                    Glibc._exit(1)
                }
                status.drain()
                logger.notice("Shuts down", metadata: ["signal": "\(signal)", "deadline": "\(deadline)"])
                draining.yield()
                tasks.addTask {
                    try? await Task.sleep(for: drainDelay)
                    await group.triggerGracefulShutdown()
                }
            }
        }
    }

    /// Whoever does not listen to being cancelled is not waited for: what was acknowledged is on the disk.
    private func endSoon() {
        // Ends with the process.
        Task.detached {
            try? await Task.sleep(for: Self.cancellationTime)
            Glibc._exit(1)
        }
    }
}
