import Foundation
import Testing
import VectorKernels

@Suite("Priorities of threads", .timeLimit(.minutes(1))) struct ThreadPriorityTests {
    /// The nice value of a new thread that has been given a priority.
    private func niceValue(with priority: ThreadPriority?) async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread {
                priority?.applyToThread()
                continuation.resume(returning: getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0))
            }
            .start()
        }
    }

    @Test("A thread in the background has the nice value 10, and no other thread is changed")
    func background() async {
        let before = await niceValue(with: nil)
        #expect(await niceValue(with: .background) == max(before, 10))
        #expect(await niceValue(with: .normal) == before)
        #expect(await niceValue(with: nil) == before)
    }
}
