import Hummingbird
import HummingbirdCore
import NIOCore
import RoostServer
import Synchronization
import Testing

@Suite("Uploaded files", .timeLimit(.minutes(1)), .serialized)
struct UploadedFileTests {
    @Test(
        "A file arrives whole, whether in memory or in a temporary file",
        arguments: [0, 1, 65_535, 65_536, 65_537, 1_000_000],
        [997, 60_000, 10_000_000]
    )
    func sizes(byteCount: Int, pieceCount: Int) async throws {
        let contents = Form.contents(count: byteCount)
        let body =
            Form.part("k", Array("v".utf8)) + Form.part("file", fileName: "C:\\x\\é y.txt", contents) + Form.end
        let request = Form.request(body, pieceCount: pieceCount)
        try await request.withUploadedFile("file", upTo: 1_000_000) { file in
            #expect(file.name == "é y.txt")
            #expect(file.mediaType == "text/plain")
            #expect(file.byteCount == byteCount)
            // A file that can be opened by nobody else.
            #expect(Form.openFileCount == (byteCount > 65_536 ? 1 : 0) && Form.namedFileCount == 0)
            for _ in 1...2 {
                let bytes = try await file.bytes()
                #expect(bytes == contents)
            }
        }
        try await Form.waitUntilNoFileIsOpen()
    }

    @Test("The first file of the name counts; parts of other names and without a file name do not")
    func choice() async throws {
        let body =
            Form.part("file", Array("text".utf8)) + Form.part("other", fileName: "o", Form.contents(count: 200_000))
            + Form.part("file", fileName: "", []) + Form.part("file", fileName: "first", Array("1".utf8))
            + Form.part("file", fileName: "second", Array("2".utf8)) + Form.end
        try await Form.request(body).withUploadedFile("file", upTo: 1_000_000) { file in
            #expect(file.name == "first")
            let bytes = try await file.bytes()
            #expect(bytes == Array("1".utf8))
        }
    }

    private func error(_ request: Request, limit: Int = 100_000) async throws -> UploadError? {
        do {
            try await request.withUploadedFile("file", upTo: limit) { _ in }
            return nil
        } catch let error as UploadError {
            return error
        }
    }

    @Test("A form without the file says so")
    func missing() async throws {
        for parts in [
            [], Form.part("file", [1]), Form.part("file", fileName: "", []), Form.part("f", fileName: "f", [1]),
        ] {
            #expect(try await error(Form.request(parts + Form.end)) == .missing)
        }
    }

    @Test(
        "What is no form is malformed, and the error says what was expected",
        arguments: [nil, "application/json", "multipart/form-data", "multipart/form-data; boundary=c"]
    )
    func malformed(contentType: String?) async throws {
        let body = RequestBody(buffer: ByteBuffer(bytes: Form.part("file", fileName: "f", [1]) + Form.end))
        guard case .malformed(let message) = try await error(Form.request(body, contentType: contentType)) else {
            Issue.record("not refused as malformed")
            return
        }
        #expect(message.hasPrefix("expected "))
    }

    @Test("A truncated form is malformed, and its temporary file is gone")
    func truncated() async throws {
        let body = Form.part("file", fileName: "f", Form.contents(count: 90_000))
        guard case .malformed = try await error(Form.request(body)) else {
            Issue.record("not refused as malformed")
            return
        }
        try await Form.waitUntilNoFileIsOpen()
    }

    @Test("The limit is that of the file's bytes")
    func limit() async throws {
        for (count, expected) in [(100_000, nil), (100_001, UploadError.tooLarge(limit: 100_000))] {
            let part = Form.part("file", fileName: "f", Form.contents(count: count))
            let fields = Form.part("k", Array(repeating: 1, count: 60_000))
            #expect(try await error(Form.request(fields + part + Form.end)) == expected)
        }
        try await Form.waitUntilNoFileIsOpen()
    }

    @Test("A length that cannot fit is refused before anything is read")
    func declaredLength() async throws {
        let reads = Atomic(0)
        let body = AsyncStream<ByteBuffer> {
            reads.add(1, ordering: .relaxed)
            return nil
        }
        let limit = 100_000
        let request = Form.request(RequestBody(asyncSequence: body), contentLength: limit + (64 << 10) + 1)
        #expect(try await error(request, limit: limit) == .tooLarge(limit: limit))
        #expect(reads.load(ordering: .relaxed) == 0)
    }

    @Test("Without a length, reading stops as soon as the limit is passed")
    func undeclaredLength() async throws {
        for head in [Form.part("file", fileName: "f", []).dropLast(2), Form.part("f", fileName: "f", []).dropLast(2)] {
            let reads = Atomic(0)
            let body = AsyncStream<ByteBuffer> {
                let count = reads.add(1, ordering: .relaxed).newValue
                return count == 1 ? ByteBuffer(bytes: head) : ByteBuffer(repeating: 1, count: 10_000)
            }
            let request = Form.request(RequestBody(asyncSequence: body))
            #expect(try await error(request, limit: 100_000) == .tooLarge(limit: 100_000))
            #expect((12...18).contains(reads.load(ordering: .relaxed)))
        }
        try await Form.waitUntilNoFileIsOpen()
    }

    @Test("What the caller throws is passed on, and the temporary file is gone")
    func failingCaller() async throws {
        struct Failure: Error {}
        let body = Form.part("file", fileName: "f", Form.contents(count: 90_000)) + Form.end
        await #expect(throws: Failure.self) {
            try await Form.request(body).withUploadedFile("file", upTo: 100_000) { _ in throw Failure() }
        }
        try await Form.waitUntilNoFileIsOpen()
    }

    @Test("A cancelled upload ends as cancelled, and the temporary file is gone")
    func cancelled() async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let request = Form.request(RequestBody(asyncSequence: stream))
        let task = Task {
            try await request.withUploadedFile("file", upTo: 1_000_000) { _ in }
        }
        continuation.yield(ByteBuffer(bytes: Form.part("file", fileName: "f", Form.contents(count: 90_000))))
        while Form.openFileCount == 0 {
            try await Task.sleep(for: .milliseconds(1))
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        try await Form.waitUntilNoFileIsOpen()
    }
}
