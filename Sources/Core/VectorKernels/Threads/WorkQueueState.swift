/// Which items have been begun and which have ended. Every method is constant time for few jobs.
struct WorkQueueState {
    typealias JobID = Int

    struct Claim {
        var job: JobID
        var index: Int
        var body: @Sendable (Int) -> Void
    }

    private struct Job {
        var id: JobID
        var count: Int
        var body: @Sendable (Int) -> Void
        var begun = 0
        var finished = 0
    }

    var isClosed = false
    private var jobs: [Job] = []
    private var nextID: JobID = 0

    /// True while there is an item that no thread has begun.
    var hasItems: Bool { jobs.contains { $0.begun < $0.count } }

    mutating func add(count: Int, body: @escaping @Sendable (Int) -> Void) -> JobID {
        defer { nextID += 1 }
        jobs.append(Job(id: nextID, count: count, body: body))
        return nextID
    }

    /// The next item of the given job, or else of the oldest job that has one.
    mutating func claim(from id: JobID? = nil) -> Claim? {
        guard let place = jobs.firstIndex(where: { $0.begun < $0.count && (id == nil || $0.id == id) }) else {
            return nil
        }
        defer { jobs[place].begun += 1 }
        return Claim(job: jobs[place].id, index: jobs[place].begun, body: jobs[place].body)
    }

    /// Counts one item as finished, drops the job with its last one, and says whether it did.
    mutating func finishItem(of id: JobID) -> Bool {
        guard let place = jobs.firstIndex(where: { $0.id == id }) else { return false }
        jobs[place].finished += 1
        guard jobs[place].finished == jobs[place].count else { return false }
        jobs.remove(at: place)
        return true
    }

    func isDone(_ id: JobID) -> Bool { !jobs.contains { $0.id == id } }
}
