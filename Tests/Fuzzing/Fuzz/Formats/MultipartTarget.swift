import HTTPFormats

extension FuzzTarget {
    /// The parser of multipart/form-data. The first byte says how long the pieces are; the rest is the body.
    static let multipart = FuzzTarget(
        name: "multipart",
        dictionary: [
            "--b", "--b--", "\r\n", "Content-Disposition: form-data; name=\"a\"", "; filename=\"", "filename*=UTF-8''",
            "Content-Type: text/plain", "name=", "%0D%0A", "\\\"",
        ],
        seeds: {
            let part =
                "--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"x.txt\"\r\nContent-Type: text/plain"
            let plain = "--b\r\ncontent-disposition:form-data;name=c\r\n\r\n1\r\n--b--\r\n"
            return [
                "\u{3}\(part)\r\n\r\nheron\r\n\(plain)", "\u{40}\(plain)epilogue",
                "\u{1}preamble\r\n\(part)\r\n\r\n\r\n--b--",
            ]
            .map { Array($0.utf8) }
        },
        test: { input in
            guard let boundary = try? MultipartBoundary(contentType: "multipart/form-data; boundary=b") else { return }
            let (whole, pieces) = input.pieces
            let form = Form(of: [whole], boundary: boundary)
            expect(Form(of: pieces, boundary: boundary) == form, "the pieces of a form give the same form")
            let limits = MultipartParser.Limits()
            expect(form.parts.count <= limits.partCount, "a form has \(limits.partCount) parts at most")
            if let other = try? MultipartBoundary(contentType: Array(whole).text) {
                expect((1...70).contains(other.bytes.count), "a boundary has 70 bytes at most")
            }
        }
    )
}

/// What a body is read as, so that it can be compared.
private struct Form: Equatable {
    var parts: [MultipartPart] = []
    /// Of all parts, one after the other, with their counts.
    var bytes: [UInt8] = []
    var byteCounts: [Int] = []
    var error: MultipartError?

    init(of pieces: [ArraySlice<UInt8>], boundary: MultipartBoundary) {
        var parser = MultipartParser(boundary: boundary)
        do throws(MultipartError) {
            for piece in pieces {
                for event in try parser.receive(piece) { take(event) }
            }
            try parser.finish()
        } catch {
            // Which events came before an error depends on the pieces.
            (parts, bytes, byteCounts, self.error) = ([], [], [], error)
        }
    }

    private mutating func take(_ event: MultipartEvent) {
        switch event {
        case .partBegins(let part): parts.append(part)
        case .bytes(let piece): bytes += piece
        case .partEnds: byteCounts.append(bytes.count)
        case .formEnds: break
        }
    }
}
