/// A response whose headers are there and whose body is still coming.
package struct IncomingResponse: Sendable {
    private let head: ResponseHead
    package let body: ResponseBody

    init(head: ResponseHead, body: ResponseBody) {
        self.head = head
        self.body = body
    }

    /// The status code, 200 to 999; informational responses are passed over.
    package var status: Int { head.status }
    package var headers: HeaderList { head.headers }
}

/// Status line and headers of a response.
struct ResponseHead: Sendable {
    var status: Int
    var headers: HeaderList
}

/// The bytes of a response as they come, in pieces of any size, decompressed. It can be read once, by one task.
package struct ResponseBody: AsyncSequence, Sendable {
    let transfer: Transfer

    package struct AsyncIterator: AsyncIteratorProtocol {
        let transfer: Transfer

        /// The bytes that have come since the last call, awaited when there are none; nil at the end.
        ///
        /// - Throws: ``TransferError`` when the transfer fails; `CancellationError` when the task was cancelled or the
        ///   response is no longer open.
        package mutating func next() async throws -> [UInt8]? {
            try await transfer.next()
        }
    }

    package func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(transfer: transfer)
    }

    /// What is left of the body, and no more than `limit` bytes of it.
    package func bytes(upTo limit: Int) async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await piece in self {
            all += piece.prefix(limit - all.count)
            if all.count == limit { break }
        }
        return all
    }
}
