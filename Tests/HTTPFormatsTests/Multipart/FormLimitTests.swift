import HTTPFormats
import Testing

@Suite("Limits of forms")
struct FormLimitTests {
    private static func part(_ parameters: String = "", _ contents: String = "") -> String {
        "--b\r\nContent-Disposition: form-data; name=\"n\"\(parameters)\r\n\r\n\(contents)\r\n"
    }

    private func read(_ body: String, _ change: (inout MultipartParser.Limits) -> Void) throws -> MultipartError? {
        var limits = MultipartParser.Limits()
        change(&limits)
        return ReadForm.read([Array(body.utf8)[...]], boundary: try .plain("b"), limits: limits).error
    }

    @Test("More parts than allowed are an error, as many are not")
    func parts() throws {
        let two = Self.part() + Self.part()
        #expect(try read(two + "--b--") { $0.partCount = 2 } == nil)
        let offset = two.utf8.count + 4
        #expect(try read(two + Self.part() + "--b--") { $0.partCount = 2 } == .tooManyParts(limit: 2, offset: offset))
    }

    @Test("More header bytes than allowed are an error, as many are not")
    func headerBytes() throws {
        let count = Self.part().utf8.count - "--b\r\n\r\n".utf8.count
        #expect(try read(Self.part() + "--b--") { $0.headerByteCount = count } == nil)
        #expect(
            try read(Self.part() + "--b--") { $0.headerByteCount = count - 1 }
                == .headersTooLarge(limit: count - 1, offset: 5 + count - 1)
        )
        // Nobody waits for the end of a line that never ends.
        let endless = "--b\r\n" + String(repeating: "x", count: 9000)
        #expect(try read(endless) { _ in } == .headersTooLarge(limit: 8192, offset: 5 + 8192))
    }

    @Test("More header fields than allowed are an error, as many are not")
    func headerFields() throws {
        let body = "--b\r\nA: b\r\nContent-Disposition: form-data; name=n\r\n\r\n\r\n--b--"
        #expect(try read(body) { $0.headerFieldCount = 2 } == nil)
        #expect(try read(body) { $0.headerFieldCount = 1 } == .tooManyHeaderFields(limit: 1, offset: 11))
    }

    @Test("More bytes in fields than allowed are an error; those of files do not count")
    func fields() throws {
        let file = Self.part("; filename=f", String(repeating: "x", count: 100))
        let fields = Self.part("", "abc") + file + Self.part("", "de")
        #expect(try read(fields + "--b--") { $0.fieldByteCount = 5 } == nil)
        let offset = fields.utf8.count - "de\r\n".utf8.count
        #expect(try read(fields + "--b--") { $0.fieldByteCount = 4 } == .fieldsTooLarge(limit: 4, offset: offset))
    }

    @Test("The same error comes again after an error")
    func failedParser() throws {
        var parser = MultipartParser(boundary: try .plain("b"))
        let error = try #require(throws: MultipartError.self) { try parser.receive(Array("--bx".utf8)[...]) }
        #expect(throws: error) { try parser.receive(Array("--b--".utf8)[...]) }
        #expect(throws: error) { try parser.finish() }
    }
}
