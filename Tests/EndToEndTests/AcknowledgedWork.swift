import RetrievalEngine
import Synchronization
import TestSupport

/// What a server has said that it did, over all its lives.
final class AcknowledgedWork: Sendable {
    struct Record {
        var documents: [String] = []
        var questions: [String] = []
        /// The prompts by their chat, in their order.
        var prompts: [String: [String]] = [:]

        var count: Int { documents.count + questions.count + prompts.values.reduce(0) { $0 + $1.count } }
    }

    private struct State {
        var record = Record()
        var lastNumber = 0
        var goal: (count: Int, reached: Signal<Void>)?
    }

    private let state = Mutex(State())

    var record: Record { state.withLock { $0.record } }

    /// A number that no other request has.
    func nextNumber() -> Int {
        state.withLock { state in
            state.lastNumber += 1
            return state.lastNumber
        }
    }

    /// Notes what the server has said that it did.
    func add(_ change: (inout Record) -> Void) {
        state.withLock { state in
            change(&state.record)
            if let goal = state.goal, state.record.count >= goal.count { goal.reached.fire(()) }
        }
    }

    /// Fires when so much more was acknowledged than now.
    func signal(after count: Int) -> Signal<Void> {
        state.withLock { state in
            let reached = Signal<Void>()
            state.goal = (state.record.count + count, reached)
            return reached
        }
    }
}
