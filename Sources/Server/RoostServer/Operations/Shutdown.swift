import Glibc
import Logging
import ServiceLifecycle
import UnixSignals

/// The end of the server by SIGTERM or SIGINT: the first lets requests in progress be answered, the second ends at once.
struct Shutdown: Sendable {
    /// The requests that were in progress at the deadline were cut.
    package struct DeadlineError: Error, CustomStringConvertible {
        package var deadline: Duration

        package var description: String {
            "requests were still in progress \(deadline) after the signal, and were cut"
        }
    }

    let group: ServiceGroup
    let status: ServerStatus
    /// How long requests in progress may take.
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
                    logger.warning("Requests in progress are cut: the deadline of the shutdown has passed")
                    endSoon()
                    throw DeadlineError(deadline: deadline)
                }
            }
        }
    }

    private func watch(_ signals: UnixSignalsSequence, _ draining: AsyncStream<Void>.Continuation) async {
        for await signal in signals {
            guard !status.isDraining else {
                logger.warning("Ends at once, by a second signal", metadata: ["signal": "\(signal)"])
                Glibc._exit(1)
            }
            status.drain()
            logger.notice("Shuts down", metadata: ["signal": "\(signal)", "deadline": "\(deadline)"])
            draining.yield()
            await group.triggerGracefulShutdown()
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
