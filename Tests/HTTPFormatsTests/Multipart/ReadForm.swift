import HTTPFormats
import Testing

/// A form as a parser's events tell it.
struct ReadForm: Equatable {
    struct Part: Equatable {
        var header: MultipartPart
        var bytes: [UInt8]
    }

    var parts: [Part] = []

    /// Reads a body in pieces, and checks that the events come in the right order.
    static func read(
        _ pieces: [ArraySlice<UInt8>],
        boundary: MultipartBoundary,
        limits: MultipartParser.Limits = MultipartParser.Limits()
    ) -> Result<ReadForm, MultipartError> {
        var parser = MultipartParser(boundary: boundary, limits: limits)
        var form = ReadForm()
        var isInPart = false
        var hasEnded = false
        do throws(MultipartError) {
            for piece in pieces {
                for event in try parser.receive(piece) {
                    var isInOrder: Bool
                    switch event {
                    case .partBegins(let header):
                        isInOrder = !isInPart && !hasEnded
                        isInPart = true
                        form.parts.append(Part(header: header, bytes: []))
                    case .bytes(let bytes):
                        isInOrder = isInPart && !bytes.isEmpty
                        if isInPart {
                            form.parts[form.parts.count - 1].bytes += bytes
                        }
                    case .partEnds:
                        isInOrder = isInPart
                        isInPart = false
                    case .formEnds:
                        isInOrder = !isInPart && !hasEnded
                        hasEnded = true
                    }
                    if !isInOrder {
                        Issue.record("\(event) is out of order")
                    }
                }
            }
            try parser.finish()
        } catch {
            return .failure(error)
        }
        if !hasEnded || isInPart {
            Issue.record("the form was read without its end")
        }
        return .success(form)
    }

    static func read(_ body: String, boundary: String = "b") throws -> Result<ReadForm, MultipartError> {
        try read([Array(body.utf8)[...]], boundary: .plain(boundary))
    }
}

extension MultipartBoundary {
    static func plain(_ boundary: String) throws -> MultipartBoundary {
        try MultipartBoundary(contentType: "multipart/form-data; boundary=\"\(boundary)\"")
    }
}

extension Result where Failure == MultipartError {
    var error: MultipartError? {
        if case .failure(let error) = self { error } else { nil }
    }
}
