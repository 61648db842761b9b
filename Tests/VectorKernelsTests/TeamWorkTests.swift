import Synchronization
import Testing
import VectorKernels

@Suite(.timeLimit(.minutes(5))) struct TeamWorkTests {
    private final class Counter: Sendable {
        let value = Atomic(0)
    }

    @Test("Every item is done once, after all of the step before it", arguments: [1, 2, 3, 8], [0, 1, 2, 7, 100])
    func everyItemOnce(threadCount: Int, itemCount: Int) {
        let stepCount = 30
        let team = TeamWork(stepCount: stepCount)
        let counts = (0..<stepCount).map { _ in (0..<itemCount).map { _ in Counter() } }
        let early = Counter()
        WorkerPool(threadCount: threadCount).forEach(count: threadCount) { _ in
            var member = TeamMember(of: team)
            for step in 0..<stepCount {
                member.forEach(count: itemCount) { item in
                    let before = step == 0 ? [] : counts[step - 1]
                    if before.contains(where: { $0.value.load(ordering: .relaxed) != 1 }) {
                        early.value.add(1, ordering: .relaxed)
                    }
                    counts[step][item].value.add(1, ordering: .relaxed)
                }
                if counts[step].contains(where: { $0.value.load(ordering: .relaxed) != 1 }) {
                    early.value.add(1, ordering: .relaxed)
                }
            }
        }
        #expect(counts.allSatisfy { $0.allSatisfy { $0.value.load(ordering: .relaxed) == 1 } })
        #expect(early.value.load(ordering: .relaxed) == 0)
    }

    @Test("What a step has written, the next one reads")
    func writesAreVisible() {
        let (stepCount, itemCount) = (200, 8)
        let team = TeamWork(stepCount: stepCount)
        let matrix = TokenMatrix(rowCount: stepCount + 1, columnCount: itemCount)
        WorkerPool(threadCount: 3).forEach(count: 3) { _ in
            var member = TeamMember(of: team)
            for step in 0..<stepCount {
                member.forEach(count: itemCount) { item in
                    let before = matrix.withRow(step) { $0[(item + 1) % itemCount] }
                    // One number at a time: the row is written by several threads.
                    matrix.withMutableRow(step + 1) { $0[item] = before + 1 }
                }
            }
        }
        let expected = [Float](repeating: Float(stepCount), count: itemCount)
        let last = matrix.withRow(stepCount) { row in row.indices.map { row[$0] } }
        #expect(last == expected)
    }

    @Test("Who comes late finds all steps done")
    func lateThread() {
        let team = TeamWork(stepCount: 5)
        let calls = Counter()
        for _ in 0..<2 {
            var member = TeamMember(of: team)
            let isAlone = member.isAlone
            #expect(!isAlone)
            for _ in 0..<5 {
                member.forEach(count: 3) { _ in calls.value.add(1, ordering: .relaxed) }
            }
        }
        #expect(calls.value.load(ordering: .relaxed) == 15)
    }

    @Test("Who comes in the middle of a step takes the items that are left")
    func threadInTheMiddle() {
        let team = TeamWork(stepCount: 2)
        let (taken, left) = (Counter(), Counter())
        WorkerPool(threadCount: 2).forEach(count: 2) { thread in
            var member = TeamMember(of: team)
            if thread == 1 {
                // The first item of the second step is being done.
                while taken.value.load(ordering: .acquiring) == 0 {}
            }
            member.forEach(count: 1) { _ in }
            member.forEach(count: 2) { item in
                if item == 0 {
                    taken.value.store(1, ordering: .releasing)
                    while left.value.load(ordering: .acquiring) == 0 {}
                } else {
                    left.value.add(1, ordering: .releasing)
                }
            }
        }
        #expect(left.value.load(ordering: .relaxed) == 1)
    }

    @Test("Alone, a member does every item in order")
    func alone() {
        var member = TeamMember(of: nil)
        let isAlone = member.isAlone
        #expect(isAlone)
        var items: [Int] = []
        for _ in 0..<2 {
            member.forEach(count: 3) { items.append($0) }
        }
        #expect(items == [0, 1, 2, 0, 1, 2])
    }

    @Test("More threads than processors come to an end")
    func manyThreads() {
        let team = TeamWork(stepCount: 1000)
        let calls = Counter()
        WorkerPool(threadCount: 8).forEach(count: 8) { _ in
            var member = TeamMember(of: team)
            for step in 0..<1000 {
                member.forEach(count: step % 10) { _ in calls.value.add(1, ordering: .relaxed) }
            }
        }
        #expect(calls.value.load(ordering: .relaxed) == 4500)
    }

    @Test("More steps than were said are a caller's bug")
    func tooManySteps() async {
        await #expect(processExitsWith: .failure) {
            var member = TeamMember(of: TeamWork(stepCount: 1))
            member.forEach(count: 1) { _ in }
            member.forEach(count: 1) { _ in }
        }
    }
}
