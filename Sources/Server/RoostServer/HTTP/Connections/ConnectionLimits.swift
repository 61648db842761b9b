package import NIOCore

/// How long a client may take, and how many may come.
///
/// Time counts only while the server waits for the client: a body that the server does not read yet is not late.
package struct ConnectionLimits: Sendable {
    /// Open connections; with more, the longest idle one is closed, and where none is idle the new one is answered 503.
    package var connectionCount = 1024
    /// Connections that may be open beyond these to be told so; more are left waiting in the kernel's queue.
    package var refusedConnectionCount = 128
    /// How long a connection may be silent between two requests.
    package var idleTime = TimeAmount.seconds(60)
    /// From the first byte of a request to the end of its headers.
    package var headTime = TimeAmount.seconds(20)
    /// What a body or an answer may take in any case, before the least rate counts.
    package var graceTime = TimeAmount.seconds(20)
    /// Bytes a second that a client must send or take on average.
    package var byteRate = 4096
    /// What a body may take in all, however many bytes it has.
    package var bodyTime = TimeAmount.minutes(10)
    /// How long what is left of a body may take after the answer, and a client's leaving after that.
    package var lingerTime = TimeAmount.seconds(30)
    /// What a connection that is one too many may take for any of these: it only has to ask, and to be told.
    package var refusedTime = TimeAmount.seconds(1)

    package init() {}

    /// Those of connections that are too many.
    var ofRefused: Self {
        var limits = self
        limits.idleTime = min(idleTime, refusedTime)
        limits.headTime = min(headTime, refusedTime)
        limits.graceTime = min(graceTime, refusedTime)
        limits.lingerTime = min(lingerTime, refusedTime)
        return limits
    }

    /// How long so many bytes may take.
    func time(for byteCount: Int) -> TimeAmount {
        graceTime + .nanoseconds(Int64(Double(byteCount) / Double(byteRate) * 1e9))
    }
}
