import Hummingbird
import HummingbirdCore
import RoostServer
import Testing

@Suite("Uploaded forms", .timeLimit(.minutes(1)), .serialized)
struct UploadedFormTests {
    private static let limit = 100_000
    private static let fieldLimit = 200_000

    private static func read<Result: Sendable>(
        _ request: Request,
        _ body: (UploadedForm) async throws -> Result
    ) async throws -> Result {
        try await request.withForm(file: "file", upTo: limit, fields: ["a", "b"], upTo: fieldLimit, body)
    }

    private static func error(_ body: [UInt8]) async throws -> UploadError? {
        do {
            try await read(Form.request(body)) { _ in }
            return nil
        } catch let error as UploadError {
            return error
        }
    }

    @Test("Fields and the file arrive whole, in whatever order and pieces", arguments: [1, 7, 4096, 1_000_000])
    func whole(pieceCount: Int) async throws {
        let contents = Form.contents(count: pieceCount == 1 ? 300 : 70_000)
        let text = String(repeating: "é\r\n--", count: pieceCount == 1 ? 50 : 20_000)
        let parts = [
            Form.part("a", Array(text.utf8)), Form.part("file", fileName: "f.txt", contents), Form.part("b", []),
            Form.part("c", Array("nobody asks".utf8)),
        ]
        for order in [parts, parts.reversed()] {
            let request = Form.request(order.flatMap(\.self) + Form.end, pieceCount: pieceCount)
            try await Self.read(request) { form in
                #expect(form.fields == ["a": text, "b": ""])
                #expect(form.file?.name == "f.txt")
                let bytes = try await form.file?.bytes()
                #expect(bytes == contents)
            }
        }
        try await Form.waitUntilNoFileIsOpen()
    }

    @Test("Of several fields of a name the first counts; files are no fields and fields no files")
    func choice() async throws {
        let body =
            Form.part("a", fileName: "a.txt", Array("file".utf8)) + Form.part("a", Array("1".utf8))
            + Form.part("a", Array("2".utf8)) + Form.part("b", []) + Form.part("b", Array("3".utf8))
            + Form.part("file", Array("text".utf8)) + Form.end
        try await Self.read(Form.request(body)) { form in
            #expect(form.fields == ["a": "1", "b": ""] && form.file == nil)
        }
        try await Self.read(Form.request(Form.end)) { form in
            #expect(form.fields.isEmpty && form.file == nil)
        }
    }

    @Test("Fields and file have limits of their own")
    func limits() async throws {
        let file = Form.part("file", fileName: "f", Form.contents(count: Self.limit))
        let half = Form.part("a", Array(repeating: 65, count: Self.fieldLimit / 2))
        #expect(
            try await Self.error(
                half + Form.part("b", Array(repeating: 66, count: Self.fieldLimit / 2)) + file + Form.end
            ) == nil
        )
        // Also by fields that nobody asks for.
        for name in ["b", "c"] {
            let more = Form.part(name, Array(repeating: 67, count: Self.fieldLimit / 2 + 1))
            #expect(try await Self.error(half + more + file + Form.end) == .tooLarge(limit: Self.fieldLimit))
        }
        let large = Form.part("file", fileName: "f", Form.contents(count: Self.limit + 1))
        #expect(try await Self.error(half + large + Form.end) == .tooLarge(limit: Self.limit))
        let others = Form.part("other", fileName: "o", Form.contents(count: 500_000))
        #expect(try await Self.error(others + Form.end) == .tooLarge(limit: Self.limit))
        try await Form.waitUntilNoFileIsOpen()
    }

    @Test("A field that is no UTF-8 is malformed, unless nobody asks for it")
    func encoding() async throws {
        #expect(
            try await Self.error(Form.part("a", [0xC3]) + Form.end)
                == .malformed("expected UTF-8 in the field 'a', found other bytes")
        )
        #expect(try await Self.error(Form.part("c", [0xC3]) + Form.end) == nil)
    }

    @Test("Whatever a form is cut off or changed into, it is read or refused")
    func hostile() async throws {
        let body =
            Form.part("a", Array("text".utf8)) + Form.part("file", fileName: "f", [1, 2, 3]) + Form.part("b", [65])
            + Form.end
        for end in body.indices where end < body.count - 2 {
            guard case .malformed = try await Self.error(Array(body[..<end])) else {
                Issue.record("a form of \(end) bytes was read")
                continue
            }
        }
        for index in body.indices {
            for byte: UInt8 in [0, 10, 13, 34, 45, 255] {
                var changed = body
                changed[index] = byte
                _ = try await Self.error(changed)
            }
        }
    }
}
