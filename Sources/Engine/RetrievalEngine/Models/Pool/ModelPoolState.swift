/// Which models of a pool are in memory, who uses them, and since when nobody does.
struct ModelPoolState<Model: Sendable> {
    typealias Loading = Task<LoadedModel<Model>, any Error>

    /// Somebody's use of a model: from when it was asked for until it is no longer needed.
    struct Use: Sendable {
        let name: String
        let loading: Loading
        /// Tells this loading of the model from others.
        fileprivate let number: Int
    }

    private struct Entry {
        let number: Int
        let loading: Loading
        /// Nil while the model is being loaded.
        var byteCount: Int?
        var userCount = 0
        /// When its last user left it; nil while there is one.
        var idleSince: ContinuousClock.Instant?
    }

    private var entries: [String: Entry] = [:]
    private var loadingCount = 0
    /// Whether somebody looks after idle models.
    private var isWatched = false

    /// The loaded models, sorted by name.
    var models: [ModelUsage] {
        entries.compactMap { name, entry in
            entry.byteCount.map { ModelUsage(name: name, byteCount: $0, isInUse: entry.userCount > 0) }
        }.sorted { $0.name < $1.name }
    }

    /// - Parameter load: Begins to load the model; called when it is not there and not on its way.
    mutating func use(of name: String, load: () -> Loading) -> Use {
        var entry: Entry
        if let known = entries[name] {
            entry = known
        } else {
            loadingCount += 1
            entry = Entry(number: loadingCount, loading: load())
        }
        entry.userCount += 1
        entry.idleSince = nil
        entries[name] = entry
        return Use(name: name, loading: entry.loading, number: entry.number)
    }

    /// The model was loaded.
    mutating func finish(_ use: Use, byteCount: Int) {
        entries[use.name]?.byteCount = byteCount
    }

    /// The model could not be loaded: whoever asks next tries again.
    mutating func forgetFailed(_ use: Use) {
        if entries[use.name]?.number == use.number {
            entries[use.name] = nil
        }
    }

    /// - Returns: Whether the caller is to look after idle models from now on.
    mutating func end(_ use: Use, at now: ContinuousClock.Instant) -> Bool {
        guard var entry = entries[use.name] else {
            preconditionFailure("the model '\(use.name)' was in use and is gone")
        }
        entry.userCount -= 1
        if entry.userCount == 0 {
            entry.idleSince = now
        }
        entries[use.name] = entry
        guard entry.userCount == 0, !isWatched else { return false }
        isWatched = true
        return true
    }

    /// Removes the models that nobody used since some time.
    ///
    /// - Returns: What was removed, and since when the longest idle of the others is idle; when none is, nobody looks
    ///   after idle models any longer.
    mutating func removeIdle(since limit: ContinuousClock.Instant) -> ([Loading], ContinuousClock.Instant?) {
        let due = entries.filter { $0.value.idleSince.map { $0 <= limit } ?? false }
        for name in due.keys {
            entries[name] = nil
        }
        let next = entries.values.compactMap(\.idleSince).min()
        isWatched = next != nil
        return (due.values.map(\.loading), next)
    }
}
