import HTTPFormats
package import Hummingbird
import NIOCore

/// What was wanted of a form.
package struct UploadedForm: Sendable {
    /// The values of fields by name.
    package var fields: [String: String]
    package var file: UploadedFile?
}

extension Request {
    /// How many bytes a form may have beside the largest file and the fields that are asked for: boundaries, header fields
    /// and parts that nobody asks for.
    private static let formByteCount = 64 << 10

    /// Reads a form and passes on the file that it has under a name; the file is gone when `body` returns, unless `body`
    /// keeps it.
    ///
    /// A part of that name without a file name is no file, and neither is an empty one with an empty file name: so browsers
    /// send the field of a form in which no file was chosen. All other parts are read and forgotten. What of the body is
    /// not read when this throws is the connection's to skip.
    ///
    /// - Parameters:
    ///   - field: The name of the file's part; of several the first counts.
    ///   - limit: Bytes of the file, at most; the whole form may have 64 KiB more.
    /// - Throws: ``UploadError``; what `body` throws; 503 when the bodies of all requests have too many bytes, 400 when this
    ///   one breaks off; an error of the system when the file cannot be stored.
    package func withUploadedFile<Result: Sendable>(
        _ field: String,
        upTo limit: Int,
        _ body: (UploadedFile) async throws -> Result
    ) async throws -> Result {
        try await withForm(file: field, upTo: limit, fields: [], upTo: 0) { form in
            guard let file = form.file else { throw UploadError.missing }
            return try await body(file)
        }
    }

    /// Reads a form and passes on its fields of some names, and the file that it has under a name, as
    /// ``withUploadedFile(_:upTo:_:)`` does; the form need not have any of them.
    ///
    /// - Parameters:
    ///   - field: The name of the file's part; of several the first counts.
    ///   - limit: Bytes of the file, at most.
    ///   - names: Which fields; of several of one name the first counts. They are UTF-8.
    ///   - fieldByteCount: Bytes of all parts together that are no files, at most; the whole form may have as many and
    ///     64 KiB more than the file.
    /// - Throws: ``UploadError``, but never its `missing`; else as ``withUploadedFile(_:upTo:_:)``.
    package func withForm<Result: Sendable>(
        file field: String,
        upTo limit: Int,
        fields names: Set<String>,
        upTo fieldByteCount: Int,
        _ body: (UploadedForm) async throws -> Result
    ) async throws -> Result {
        var limits = MultipartParser.Limits()
        if !names.isEmpty {
            limits.fieldByteCount = fieldByteCount
        }
        let form: UploadedForm
        do {
            form = try await self.form(
                UploadCollector(field: field, limit: limit, fieldNames: names),
                upTo: limit,
                besides: Self.formByteCount + fieldByteCount,
                limits: limits
            )
        } catch MultipartError.fieldsTooLarge(let limit, _) where !names.isEmpty {
            throw UploadError.tooLarge(limit: limit)
        } catch let error as MultipartError {
            throw UploadError.malformed("\(error)")
        }
        return try await body(form)
    }

    /// - Parameters:
    ///   - limit: Bytes of the largest file.
    ///   - allowance: Bytes that the form may have beside it.
    private func form(
        _ collector: UploadCollector,
        upTo limit: Int,
        besides allowance: Int,
        limits: MultipartParser.Limits
    ) async throws -> UploadedForm {
        var parser = MultipartParser(
            boundary: try MultipartBoundary(contentType: headers[.contentType] ?? ""),
            limits: limits
        )
        if let declared = headers[.contentLength].flatMap(Int.init), declared > limit, declared - limit > allowance {
            throw UploadError.tooLarge(limit: limit)
        }
        var collector = collector
        var byteCount = 0
        var pieces = body.makeAsyncIterator()
        while let piece = try await pieces.nextPiece() {
            byteCount += piece.readableBytes
            guard byteCount - allowance <= limit else { throw UploadError.tooLarge(limit: limit) }
            try BodyReservation.current?.cover(byteCount)
            for event in try parser.receive(Array(buffer: piece)[...]) {
                try await collector.receive(event)
            }
        }
        // A cancelled task reads the end of the body too early.
        try Task.checkCancellation()
        try parser.finish()
        return UploadedForm(fields: collector.fields, file: collector.file)
    }
}
