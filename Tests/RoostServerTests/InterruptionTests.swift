import Glibc
import RoostServer
import Testing

@Suite("Signals to a command")
struct InterruptionTests {
    @Test("The first signal cancels, the second ends the process with the code of the signal", .timeLimit(.minutes(1)))
    func twoSignals() async {
        await #expect(processExitsWith: .exitCode(130)) {
            try await cancelledBySignals { () async throws -> Void in
                kill(getpid(), SIGINT)
                while !Task.isCancelled { await Task.yield() }
                kill(getpid(), SIGINT)
                // Work that does not look whether it is cancelled.
                while true { await Task.yield() }
            }
        }
    }
}
