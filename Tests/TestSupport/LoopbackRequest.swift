/// A request as a ``LoopbackServer`` received it.
package struct LoopbackRequest: Sendable {
    package var method: String
    /// As it stood in the request line: a path, or a whole URL when the server is asked as a proxy.
    package var target: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Connections are numbered from 0 in the order in which they were accepted.
    package var connection: Int

    /// The first field of a name, upper and lower case being the same.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The body, which must be UTF-8.
    package var text: String {
        String(decoding: body, as: UTF8.self)
    }
}

/// Cuts requests out of a connection's bytes: a head, and a body of `Content-Length` bytes.
struct LoopbackRequestParser {
    private let connection: Int
    private var bytes: [UInt8] = []

    init(connection: Int) {
        self.connection = connection
    }

    /// - Returns: The requests that are complete with these bytes.
    mutating func receive(_ more: some Sequence<UInt8>) -> [LoopbackRequest] {
        bytes += more
        var requests: [LoopbackRequest] = []
        while let request = next() { requests.append(request) }
        return requests
    }

    private mutating func next() -> LoopbackRequest? {
        let end: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A]
        guard let headCount = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: bytes[..<headCount], as: UTF8.self).split(separator: "\r\n")
        let parts = (lines.first ?? "").split(separator: " ").map(String.init)
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (name: String(line[..<colon]), value: String(line[colon...].dropFirst().drop { $0 == " " }))
        }
        var request = LoopbackRequest(
            method: parts.first ?? "",
            target: parts.dropFirst().first ?? "",
            headers: headers,
            body: [],
            connection: connection
        )
        let bodyCount = request.header("Content-Length").flatMap { Int($0) } ?? 0
        let start = headCount + end.count
        guard bytes.count >= start + bodyCount else { return nil }
        request.body = Array(bytes[start..<start + bodyCount])
        bytes.removeFirst(start + bodyCount)
        return request
    }
}
