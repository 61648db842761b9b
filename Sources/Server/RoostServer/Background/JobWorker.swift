import DocumentStore
import Logging
import RetrievalEngine
import ServiceLifecycle

/// Runs jobs in the background, one at a time: ingestions whose process has died or that somebody wants tried again, and the
/// compaction of the store when it is due.
struct JobWorker: Service {
    let engine: RetrievalEngine
    let logger: Logger
    /// Told when there may be a job to run.
    let signal: WorkSignal

    /// How long it sleeps without being woken: the processes of others end, and times come.
    private static let interval = Duration.seconds(10)

    /// Works until shutdown; a job that runs is left to the next process then.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await runDueJobs()
                await signal.wait(upTo: Self.interval)
            }
        }
    }

    private func runDueJobs() async {
        do {
            try await engine.scheduleCompaction()
            while !Task.isCancelled, let claimed = try await engine.claimJob() {
                await run(claimed)
            }
        } catch {
            // The store is busy or the disk full: what waits goes on waiting.
            guard !(error is CancellationError) else { return }
            logger.warning("Jobs could not be looked for", metadata: ["error": "\(ErrorChain(error))"])
        }
    }

    private func run(_ claimed: ClaimedJob) async {
        let metadata: Logger.Metadata = ["job.id": "\(claimed.job.id)", "job.kind": "\(claimed.job.kind.rawValue)"]
        logger.info("A job begins", metadata: metadata)
        do {
            switch claimed.job.kind {
            case .ingest: try await engine.resumeIngestion(claimed, stop: .releases)
            case .compaction: try await engine.compact(claimed)
            }
            logger.info("A job is done", metadata: metadata)
        } catch let interruption as JobInterruption {
            logger.info("A job was stopped", metadata: metadata.merging(["job.reason": "\(interruption)"]) { $1 })
        } catch {
            logger.warning("A job failed", metadata: metadata.merging(["error": "\(ErrorChain(error))"]) { $1 })
        }
    }
}
