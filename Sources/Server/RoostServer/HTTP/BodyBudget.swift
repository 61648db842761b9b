import Hummingbird
import Synchronization

/// What the bodies of all requests together may take, in memory and in temporary files: past it large ones are answered
/// 503.
///
/// Counted are bytes as they come; what is made of them in memory may be some times as large.
final class BodyBudget: Sendable {
    /// So many bytes of each body do not count: who sends no more is never refused for others' sake.
    fileprivate static let freeByteCount = 64 << 10

    /// Bytes.
    private let capacity: Int
    private let taken = Atomic(0)

    init(capacity: Int) {
        self.capacity = capacity
    }

    /// Bytes that are taken.
    var takenByteCount: Int { taken.load(ordering: .relaxed) }

    /// - Returns: Whether there were so many bytes left.
    fileprivate func take(_ byteCount: Int) -> Bool {
        guard taken.add(byteCount, ordering: .relaxed).newValue <= capacity else {
            giveBack(byteCount)
            return false
        }
        return true
    }

    fileprivate func giveBack(_ byteCount: Int) {
        taken.subtract(byteCount, ordering: .relaxed)
    }
}

/// What one request's body has of a ``BodyBudget``, until the last task that works at the request has ended.
final class BodyReservation: Sendable {
    /// That of the request that is being answered; tasks that go on after its handler keep it.
    @TaskLocal static var current: BodyReservation?

    private let budget: BodyBudget
    private let byteCount = Mutex(0)

    fileprivate init(_ budget: BodyBudget) {
        self.budget = budget
    }

    deinit {
        budget.giveBack(byteCount.withLock { $0 })
    }

    /// Takes what a body of so many bytes needs beyond what was taken for it before.
    ///
    /// - Throws: ``APIFailure/busy``.
    func cover(_ bodyByteCount: Int) throws {
        let isCovered = byteCount.withLock { byteCount in
            let wanted = bodyByteCount - BodyBudget.freeByteCount
            guard wanted > byteCount else { return true }
            guard budget.take(wanted - byteCount) else { return false }
            byteCount = wanted
            return true
        }
        guard isCovered else { throw APIFailure.busy }
    }
}

/// Has each request's body count.
struct BodyCounting: RouterMiddleware {
    typealias Context = BasicRequestContext

    let budget: BodyBudget

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        try await BodyReservation.$current.withValue(BodyReservation(budget)) { try await next(request, context) }
    }
}
