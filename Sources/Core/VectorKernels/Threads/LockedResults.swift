internal import Synchronization

/// Results that several threads fill in, each at its own place.
final class LockedResults<Result: Sendable>: Sendable {
    private let storage: Mutex<[Result?]>

    init(count: Int) {
        storage = Mutex(Array(repeating: nil, count: count))
    }

    func set(_ result: Result, at index: Int) {
        storage.withLock { $0[index] = result }
    }

    /// The results so far, in the order of their places.
    var values: [Result] {
        storage.withLock { $0.compactMap(\.self) }
    }
}
