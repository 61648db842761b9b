import Foundation

/// What may be on its way over a TCP connection of this machine whose reader does not read.
package enum SocketBuffers {
    /// Bytes that a sender can get rid of, at most, before a client that does not read holds it back.
    ///
    /// The kernel enlarges both buffers as it likes, up to the third values of `tcp_wmem` and `tcp_rmem` (tcp(7)).
    /// Sender and client hold kilobytes beside them; four megabytes leave room, and are still nothing to an endless
    /// stream.
    package static var maximumByteCount: Int {
        get throws { try largestBuffer("tcp_wmem") + largestBuffer("tcp_rmem") + (4 << 20) }
    }

    /// The last of the three sizes that the kernel keeps under a name: least, default and largest.
    private static func largestBuffer(_ name: String) throws -> Int {
        let sizes = try String(contentsOfFile: "/proc/sys/net/ipv4/\(name)", encoding: .utf8)
        guard let largest = sizes.split(whereSeparator: \.isWhitespace).last.flatMap({ Int($0) }) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        return largest
    }
}
