import HTTPFormats
import TestSupport
import Testing

/// Damaged forms give the same in whatever pieces they come: a form, or one error.
@Suite("Damaged forms", .timeLimit(.minutes(2)))
struct FormFuzzTests {
    private static let form = Array(
        ("--b\r\nContent-Disposition: form-data; name=\"k\"\r\n\r\nv\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a%22é.txt\"\r\n"
            + "Content-Type: text/plain\r\n\r\n\r\n--\r\n-b\r\r\n\r\n--b--\r\n").utf8
    )

    @Test("Every truncation is an error until the last boundary is complete")
    func truncations() throws {
        let boundary = try MultipartBoundary.plain("b")
        for count in Self.form.indices {
            let result = ReadForm.read([Self.form[..<count]], boundary: boundary)
            #expect((result.error == nil) == (count >= Self.form.count - 2))
        }
    }

    @Test("Every flipped byte gives the same in one piece, cut at every place, and byte by byte")
    func flips() throws {
        let boundary = try MultipartBoundary.plain("b")
        var differences = 0
        for place in Self.form.indices {
            for flip: UInt8 in [0x01, 0x20, 0x80, 0xFF] {
                var body = Self.form
                body[place] ^= flip
                let whole = ReadForm.read([body[...]], boundary: boundary)
                for cut in body.indices
                where ReadForm.read([body[..<cut], body[cut...]], boundary: boundary) != whole {
                    differences += 1
                }
                if ReadForm.read(body.indices.map { body[$0...$0] }, boundary: boundary) != whole {
                    differences += 1
                }
            }
        }
        #expect(differences == 0)
    }

    @Test("A hundred thousand mutated forms give the same in one piece and in many")
    func mutations() throws {
        let boundary = try MultipartBoundary.plain("b")
        let fragments = [
            "\r\n", "\r", "\n", "--", "--b", "\r\n--b", "\r\n--b\r\n", "\r\n--b--", "\r\n\r\n", "\"", "\\", ";", "=",
            ":",
            " ", "%22", "%", "filename*=UTF-8''%C3", "Content-Type: a/b\r\n", "Content-Disposition", "\0", "\u{FF}",
        ].map { Array($0.utf8) }
        var generator = SeededGenerator(seed: 7578)
        var formCount = 0
        var differences = 0
        for _ in 0..<100_000 {
            var body = Self.form
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<body.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: body[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: body.insert(contentsOf: fragments.randomElement(using: &generator) ?? [], at: place)
                case 2: body.removeSubrange(place..<min(body.count, place + 1 + place % 7))
                default: body.insert(contentsOf: body[place..<min(body.count, place + 40)], at: place)
                }
                if body.isEmpty { break }
            }
            let whole = ReadForm.read([body[...]], boundary: boundary)
            let first = Int.random(in: 0...body.count, using: &generator)
            let second = Int.random(in: first...body.count, using: &generator)
            let pieces = [body[..<first], body[first..<second], body[second...]]
            formCount += whole.error == nil ? 1 : 0
            differences += ReadForm.read(pieces, boundary: boundary) == whole ? 0 : 1
        }
        #expect(differences == 0)
        #expect((1000..<99_000).contains(formCount))
    }

    @Test(
        "Ten megabytes of what looks like a boundary take no longer than their bytes",
        arguments: ["\r", "\r\n--", "\r\n--bbbbbbbbb", "\r\n\r\n-", "x"]
    )
    func hostileSoup(unit: String) throws {
        let boundary = try MultipartBoundary.plain(String(repeating: "b", count: 70))
        let unit = Array(unit.utf8)
        let contents = Array(Array(repeating: unit, count: 10_000_000 / unit.count).joined())
        let head = Array(
            "--\(String(repeating: "b", count: 70))\r\nContent-Disposition: form-data; name=f; filename=f".utf8
        )
        let body = head + Array("\r\n\r\n".utf8) + contents + Array("\r\n".utf8) + head.prefix(72) + Array("--".utf8)
        let pieces = stride(from: 0, to: body.count, by: 16_384).map { body[$0..<min(body.count, $0 + 16_384)] }
        var parser = MultipartParser(boundary: boundary)
        var byteCount = 0
        let elapsed = try ContinuousClock().measure {
            for piece in pieces {
                for case .bytes(let bytes) in try parser.receive(piece) {
                    byteCount += bytes.count
                }
            }
            try parser.finish()
        }
        #expect(byteCount == contents.count)
        // Measured: 6 to 21 ms; with room for a busy machine. Were it quadratic in the boundary's length, it would be seconds.
        #expect(elapsed < .milliseconds(500))
    }
}
