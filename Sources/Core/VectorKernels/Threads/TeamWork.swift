internal import CSIMDKernels
internal import Glibc
internal import Synchronization

/// Work in steps that some threads do together: they share out the items of a step, and nobody begins a step before the
/// one before it is done.
///
/// Threads wait for each other by spinning, because a step takes microseconds. Whoever comes late finds the steps behind
/// it done, and whoever never comes is not missed: every item is taken by a thread that is there.
package final class TeamWork: Sendable {
    private final class Step: Sendable {
        let next = Atomic(0)
        let finishedCount = Atomic(0)
    }

    private let steps: [Step]

    /// - Parameter stepCount: The most steps there are.
    package init(stepCount: Int) {
        steps = (0..<stepCount).map { _ in Step() }
    }

    /// Takes part in a step, and returns when all of its items are done, with all that was written for them visible.
    ///
    /// - Parameters:
    ///   - number: Every thread takes the steps in ascending order, from 0.
    ///   - itemCount: The same for every thread.
    package func takePart(in number: Int, itemCount: Int, _ body: (Int) -> Void) {
        let step = steps[number]
        while true {
            let item = step.next.add(1, ordering: .relaxed).oldValue
            guard item < itemCount else { break }
            body(item)
            step.finishedCount.add(1, ordering: .acquiringAndReleasing)
        }
        var turnCount = 0
        while step.finishedCount.load(ordering: .acquiring) < itemCount {
            // The thread that has the last item may be waiting for this processor.
            turnCount += 1
            if turnCount < Self.spinCount { roost_pause() } else { sched_yield() }
        }
    }

    /// Some tens of microseconds: longer than most items take.
    private static let spinCount = 1000
}

/// A thread's place in the steps of some work.
package struct TeamMember: ~Copyable {
    private let team: TeamWork?
    private var step = 0

    /// - Parameter team: Whom to work with; nil to work alone.
    package init(of team: TeamWork?) {
        self.team = team
    }

    /// True if the thread works alone, so that dividing a step into many items would gain nothing.
    package var isAlone: Bool { team == nil }

    /// Takes part in the next step; alone, does all of it.
    package mutating func forEach(count: Int, _ body: (Int) -> Void) {
        guard let team else {
            for item in 0..<count { body(item) }
            return
        }
        team.takePart(in: step, itemCount: count, body)
        step += 1
    }
}
