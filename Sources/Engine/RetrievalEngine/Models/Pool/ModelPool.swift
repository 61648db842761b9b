import Synchronization

/// Models in memory, by name: each is loaded when it is first asked for, and forgotten when nobody used it for a while.
///
/// A model is loaded once, however many ask for it meanwhile. One in use is never forgotten; one whose loading failed is
/// loaded anew for whoever asks next. What a model is does not matter: encoders and cross-encoders may each have a pool.
package final class ModelPool<Model: Sendable>: Sendable {
    private let idleTime: Duration
    private let clock: ModelPoolClock
    private let load: @Sendable (String) async throws -> LoadedModel<Model>
    private let state = Mutex(ModelPoolState<Model>())

    /// - Parameters:
    ///   - idleTime: How long a model stays that nobody uses.
    ///   - clock: The time, as the pool sees it.
    ///   - load: Loads the model of a name. It is not cancelled when those who asked are.
    package init(
        idleTime: Duration,
        clock: ModelPoolClock = .system,
        load: @escaping @Sendable (String) async throws -> LoadedModel<Model>
    ) {
        self.idleTime = idleTime
        self.clock = clock
        self.load = load
    }

    /// Runs `body` with a model, which stays in memory meanwhile.
    ///
    /// - Throws: What loading throws, and what `body` throws.
    package func withModel<Value>(named name: String, _ body: (Model) async throws -> Value) async throws -> Value {
        let use = state.withLock { state in
            state.use(of: name) {
                // The task ends with the loading, and all who asked wait for it. It is the child of none of them: when
                // one is cancelled, the others want the model all the same.
                Task { [load] in try await load(name) }
            }
        }
        let loaded: LoadedModel<Model>
        do {
            loaded = try await use.loading.value
        } catch {
            state.withLock { $0.forgetFailed(use) }
            throw error
        }
        state.withLock { $0.finish(use, byteCount: loaded.byteCount) }
        defer { end(use) }
        return try await body(loaded.model)
    }

    /// The models in memory, sorted by name.
    package var models: [ModelUsage] {
        state.withLock { $0.models }
    }

    private func end(_ use: ModelPoolState<Model>.Use) {
        let needsWatch = state.withLock { $0.end(use, at: clock.now()) }
        guard needsWatch else { return }
        // There is one such task at most. Between its pauses it holds the pool only for moments; when the pool is gone, it
        // ends after the pause that it is in.
        Task { [weak self, clock, idleTime] in
            var pause = idleTime
            while (try? await clock.sleep(pause)) != nil, let next = self?.forgetIdle() {
                pause = next
            }
        }
    }

    /// Forgets every model that nobody used for the idle time.
    ///
    /// - Returns: How long until the next one is due; nil when none is idle.
    private func forgetIdle() -> Duration? {
        let now = clock.now()
        let (forgotten, next) = state.withLock { $0.removeIdle(since: now - idleTime) }
        // The models are freed here, where nobody waits for the lock.
        _ = consume forgotten
        return next.map { max(.zero, now.duration(to: $0 + idleTime)) }
    }
}
