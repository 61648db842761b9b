internal import Synchronization
internal import Tokenization
internal import VectorKernels

/// Where short calls are computed: those that come while one is under way are computed together, in one batch, and
/// threads that are busy with long ones come to help.
final class ShortLane: Sendable {
    /// The sequences of one call, and what is made of them.
    struct Call: Sendable {
        var sequences: [TokenSequence]
        /// Called for each place in `sequences`, with the hidden states and the rows of the sequence.
        var finish: @Sendable (Int, TokenMatrix, Range<Int>) -> Void
    }

    private struct State {
        var nextTicket = 0
        var waiting: [(ticket: Int, call: Call)] = []
        /// Tickets that are being computed.
        var current: Set<Int> = []
        var finishedBatchCount = 0

        mutating func takeBatch(tokenCount limit: Int) -> [Call] {
            var tokenCount = 0
            var calls: [Call] = []
            while let first = waiting.first {
                let count = first.call.sequences.reduce(0) { $0 + $1.count }
                guard calls.isEmpty || tokenCount + count <= limit else { break }
                tokenCount += count
                calls.append(first.call)
                current.insert(first.ticket)
                waiting.removeFirst()
            }
            return calls
        }

        func isOver(_ ticket: Int) -> Bool {
            !current.contains(ticket) && !waiting.contains { $0.ticket == ticket }
        }
    }

    /// A pass that other threads may join.
    private struct OpenPass: Sendable {
        var pass: ForwardPass
        var finish: @Sendable (Int, TokenMatrix) -> Void
        var freePlaceCount: Int
    }

    private let state = Monitor(State())
    private let open = Mutex<OpenPass?>(nil)
    private let isOpen = Atomic(false)

    /// Computes a call, perhaps with others, on the calling thread and idle ones of the pool.
    func run(_ call: Call, through model: BERTModel) {
        let ticket = state.withLock { state, _ in
            defer { state.nextTicket += 1 }
            state.waiting.append((state.nextTicket, call))
            return state.nextTicket
        }
        while true {
            // Whoever finds nobody computing takes as many calls as make a batch, the oldest first.
            let calls: [Call] = state.wait { state in
                if state.isOver(ticket) { return [] }
                return state.current.isEmpty ? state.takeBatch(tokenCount: TokenBatch.tokenCount) : nil
            }
            guard !calls.isEmpty else { return }
            compute(calls, through: model)
            state.withLock { state, signal in
                state.current = []
                state.finishedBatchCount += 1
                signal = true
            }
        }
    }

    /// Helps with the batch that is under way, if there is one; waits for it if enough threads do already.
    ///
    /// Who comes so late that the batch is done does nothing, though others may have its workspace by then: the thread that
    /// opened the pass leaves it when every step is done, and nobody can take an item of such a step.
    func help() {
        guard isOpen.load(ordering: .relaxed) else { return }
        let finishedCount = state.withLock { state, _ in state.finishedBatchCount }
        let pass = open.withLock { open -> OpenPass? in
            guard let pass = open, pass.freePlaceCount > 0 else { return nil }
            open?.freePlaceCount -= 1
            return pass
        }
        if let pass {
            pass.pass.run(finish: pass.finish)
        } else {
            state.wait { $0.current.isEmpty || $0.finishedBatchCount > finishedCount ? () : nil }
        }
    }

    private func compute(_ calls: [Call], through model: BERTModel) {
        let places = calls.enumerated().flatMap { number, call in
            call.sequences.indices.map { (call: number, sequence: $0) }
        }
        let batch = TokenBatch(calls.flatMap(\.sequences))
        let isShared = model.pool.threadCount > 1
        model.workspaces.withWorkspace(tokenCount: batch.tokenIDs.count) { workspace in
            let pass = ForwardPass(of: batch, through: model, in: workspace, isShared: isShared)
            let finish: @Sendable (Int, TokenMatrix) -> Void = { place, hidden in
                let (call, sequence) = places[place]
                calls[call].finish(sequence, hidden, batch.sequences[place])
            }
            guard isShared else { return pass.run(finish: finish) }
            open.withLock {
                $0 = OpenPass(pass: pass, finish: finish, freePlaceCount: model.pool.threadCount - 1)
            }
            isOpen.store(true, ordering: .relaxed)
            model.pool.forEach(count: model.pool.threadCount) { _ in pass.run(finish: finish) }
            isOpen.store(false, ordering: .relaxed)
            open.withLock { $0 = nil }
        }
    }
}
