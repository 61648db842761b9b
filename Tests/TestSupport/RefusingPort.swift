package import Foundation
import Glibc

/// A port of 127.0.0.1 that refuses every connection, and that nobody else gets as long as this object lives: its
/// socket is bound but does not listen.
package final class RefusingPort: Sendable {
    private let socket: Int32
    private let port: UInt16

    package init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(socket, pointer, size) == 0 ? unsafe getsockname(socket, pointer, &size) : -1
            }
        }
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
        guard result == 0 else { throw CocoaError(.fileReadUnknown) }
    }

    deinit {
        close(socket)
    }

    /// The root, such as `http://127.0.0.1:40123`.
    package var url: URL {
        LoopbackServer.url(port: Int(port))
    }
}
