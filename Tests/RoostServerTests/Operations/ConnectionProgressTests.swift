import NIOCore
import RoostServer
import Testing

@Suite("How long a connection's client may take") struct ConnectionProgressTests {
    private static let limits: ConnectionLimits = {
        var limits = ConnectionLimits()
        limits.idleTime = .seconds(60)
        limits.headTime = .seconds(10)
        limits.graceTime = .seconds(20)
        limits.byteRate = 100
        limits.bodyTime = .seconds(1000)
        limits.lingerTime = .seconds(5)
        return limits
    }()

    private static func at(_ seconds: Int64) -> NIODeadline {
        .uptimeNanoseconds(1_000_000_000_000) + .seconds(seconds)
    }

    private var progress = ConnectionProgress(limits: Self.limits, now: Self.at(0))

    @Test("A head has its time from the first byte on, however many follow")
    mutating func head() {
        #expect(progress.deadline == Self.at(60))
        progress.receive(1, Self.at(30))
        #expect(progress.phase == .head && progress.deadline == Self.at(40))
        progress.receive(1, Self.at(39))
        #expect(progress.deadline == Self.at(40))
    }

    @Test("Bytes of a body buy time, and time in which none was asked for does not count")
    mutating func body() {
        progress.receive(50, Self.at(1))
        progress.receiveHead(Self.at(1))
        #expect(progress.phase == .body && progress.deadline == nil)
        progress.ask(Self.at(10))
        #expect(progress.deadline == Self.at(30))
        progress.receive(1000, Self.at(20))
        #expect(progress.deadline == nil)
        progress.ask(Self.at(100))
        // 20 s and 10 s for 1,000 bytes, of which 10 s are over.
        #expect(progress.deadline == Self.at(120))
        progress.receive(1, Self.at(119))
        progress.receiveEnd(Self.at(119))
        #expect(progress.phase == .answering && progress.deadline == nil)
    }

    @Test("However many bytes a body has, it has no more than the time of all bodies")
    mutating func longBody() {
        progress.receiveHead(Self.at(0))
        progress.ask(Self.at(0))
        progress.receive(1 << 30, Self.at(900))
        progress.ask(Self.at(950))
        #expect(progress.deadline == Self.at(1050))
    }

    @Test("After an answer the connection is idle, or what is left of the body has a time of its own")
    mutating func afterAnswer() {
        progress.receiveHead(Self.at(1))
        progress.finishAnswer(Self.at(2))
        #expect(progress.phase == .draining && progress.deadline == Self.at(7))
        progress.receiveEnd(Self.at(3))
        #expect(progress.phase == .idle && progress.deadline == Self.at(63))
        progress.receiveHead(Self.at(10))
        progress.receiveEnd(Self.at(10))
        progress.receiveHead(Self.at(10))
        progress.receiveEnd(Self.at(10))
        progress.finishAnswer(Self.at(11))
        #expect(progress.phase == .answering)
        progress.finishAnswer(Self.at(12))
        #expect(progress.phase == .idle)
    }

    @Test("What a client does not read makes it late, unless it takes as much as it must")
    mutating func reading() {
        progress.receiveHead(Self.at(0))
        progress.receiveEnd(Self.at(0))
        progress.write(1000, Self.at(1))
        #expect(progress.deadline == Self.at(31))
        progress.flush(400)
        progress.write(500, Self.at(5))
        #expect(progress.deadline == Self.at(36))
        progress.flush(1100)
        #expect(progress.deadline == nil)
    }

    @Test("Once nothing more will be sent, the client has little time to leave")
    mutating func ending() {
        progress.closeOutput(Self.at(3))
        progress.receive(1, Self.at(4))
        #expect(progress.phase == .ending && progress.deadline == Self.at(8))
    }

    @Test("Only a request whose answer has not begun may be refused, and no other one beside it")
    mutating func refusal() {
        #expect(!progress.mayBeRefused)
        progress.receive(1, Self.at(0))
        #expect(progress.mayBeRefused)
        progress.receiveHead(Self.at(0))
        #expect(progress.mayBeRefused)
        progress.receiveEnd(Self.at(0))
        #expect(!progress.mayBeRefused)
    }
}
