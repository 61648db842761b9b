import Foundation
import Synchronization

/// Runs work that nobody waits for, one piece after the other, on a thread of its own that ends when there is none.
final class BackgroundQueue: Sendable {
    private let state = Mutex(State())

    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var isRunning = false
    }

    /// Adds work that may block.
    func add(_ work: @escaping @Sendable () -> Void) {
        let needsThread = state.withLock { state in
            state.waiting.append(work)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard needsThread else { return }
        // Ends by itself; it holds on to the queue until then.
        let thread = Thread { self.run() }
        thread.name = "index files"
        thread.start()
    }

    /// Returns when all work is done that was added before.
    func finish() async {
        await withCheckedContinuation { continuation in
            add { continuation.resume() }
        }
    }

    private func run() {
        while let work = next() { work() }
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
