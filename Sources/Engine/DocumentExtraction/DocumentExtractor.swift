package import Chunking

/// What a document gave.
package struct ExtractedDocument: Sendable, Equatable {
    package var content: StructuredText
    package var format: DocumentFormat

    package init(content: StructuredText, format: DocumentFormat) {
        self.content = content
        self.format = format
    }
}

/// Turns a document's bytes into text with pages and headings.
///
/// Every document is hostile until read: each parser has limits of size, depth and time (`ExtractionLimits`), PDF is
/// read by a child process, and whatever the bytes are, the result is text or an `ExtractionError`.
package struct DocumentExtractor: Sendable {
    package let limits: ExtractionLimits
    private let executor: any BlockingExecutor
    private let poppler: PopplerTools

    package init(
        limits: ExtractionLimits = ExtractionLimits(),
        executor: any BlockingExecutor = DedicatedThreadExecutor(),
        poppler: PopplerTools = PopplerTools()
    ) {
        self.limits = limits
        self.executor = executor
        self.poppler = poppler
    }

    /// Reads a document.
    ///
    /// The type is decided by the content first and by the name's extension where content cannot tell.
    ///
    /// - Parameters:
    ///   - bytes: The whole document.
    ///   - name: The file's name; only its extension is used, and messages never repeat it.
    ///   - mayLackText: Whether a valid document without any text, such as a scan, is welcome: its text is empty then,
    ///     and its pages are counted.
    /// - Throws: `ExtractionError`; its `noText` for a document without text that is not welcome, so that a document
    ///   which would never be found is not taken for a success.
    package func extract(
        _ bytes: [UInt8],
        name: String,
        mayLackText: Bool = false
    ) async throws(ExtractionError) -> ExtractedDocument {
        do {
            let limits = self.limits
            try Self.checkSize(bytes, limits: limits)
            let source = try await executor.run {
                try TypeDetector(fileName: name).source(of: bytes)
            }
            let content = try await content(of: source, bytes: bytes, limits: limits)
            return ExtractedDocument(
                content: try Self.checked(content, limits: limits, mayLackText: mayLackText),
                format: source.format
            )
        } catch {
            throw Self.failure(error)
        }
    }

    /// Makes a document of a text that is plain text, whatever it looks like.
    ///
    /// - Throws: `ExtractionError`: `noText`, `tooLarge`, `cancelled`, `internalFailure`.
    package func extract(
        text: String,
        mayLackText: Bool = false
    ) async throws(ExtractionError) -> ExtractedDocument {
        do {
            let limits = self.limits
            let content = try await executor.run {
                let content = StructuredText(text: TextNormalization.normalized(text))
                return try Self.checked(content, limits: limits, mayLackText: mayLackText)
            }
            return ExtractedDocument(content: content, format: .plainText)
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ error: any Error) -> ExtractionError {
        switch error {
        case let error as ExtractionError: error
        case is CancellationError: ExtractionError(.cancelled, "reading the document was cancelled")
        default: ExtractionError(.internalFailure, "reading the document failed", cause: error)
        }
    }

    private func content(
        of source: DocumentSource,
        bytes: [UInt8],
        limits: ExtractionLimits
    ) async throws -> StructuredText {
        switch source {
        case .pdf:
            let pdf = PDFExtractor(limits: limits, tools: poppler, executor: executor)
            return try await pdf.content(of: bytes)
        case .docx:
            return try await executor.run { try DOCXExtractor(limits: limits).content(of: bytes) }
        case .text(let decoded, let format):
            return try await executor.run { try Self.content(of: decoded, format: format, limits: limits) }
        }
    }

    private static func content(
        of text: String,
        format: DocumentFormat,
        limits: ExtractionLimits
    ) throws(ExtractionError) -> StructuredText {
        switch format {
        case .html: try HTMLExtractor(limits: limits).content(of: text)
        case .markdown: MarkdownExtractor().content(of: text)
        case .csv: try CSVExtractor(limits: limits).content(of: text)
        case .json: try JSONExtractor(limits: limits).content(of: text)
        case .plainText, .pdf, .docx: StructuredText(text: text)
        }
    }

    private static func checkSize(_ bytes: [UInt8], limits: ExtractionLimits) throws(ExtractionError) {
        if bytes.isEmpty { throw ExtractionError(.noText, "the document is empty: it has no bytes") }
        if bytes.count > limits.inputByteCount {
            throw ExtractionError(
                .tooLarge,
                "the document has \(bytes.count) bytes; the limit is \(limits.inputByteCount)"
            )
        }
    }

    private static func checked(
        _ content: StructuredText,
        limits: ExtractionLimits,
        mayLackText: Bool
    ) throws(ExtractionError) -> StructuredText {
        if content.text.utf8.count > limits.textByteCount {
            throw ExtractionError.textTooLong(limits)
        }
        if !content.text.unicodeScalars.contains(where: { !$0.properties.isWhitespace && !$0.isInvisible }) {
            guard mayLackText else { throw ExtractionError(.noText, "the document holds no text") }
            let pages = content.pages.map { StructuredText.Page(number: $0.number, utf8Range: 0..<0) }
            return StructuredText(text: "", title: content.title, pages: pages)
        }
        return content
    }
}

extension ExtractionError {
    /// The text of a document is over `ExtractionLimits.textByteCount`.
    static func textTooLong(_ limits: ExtractionLimits) -> ExtractionError {
        ExtractionError(.tooLarge, "the document holds more than \(limits.textByteCount) bytes of text, the limit")
    }
}

extension Unicode.Scalar {
    /// True for scalars that show nothing by themselves: format characters such as the zero-width space.
    var isInvisible: Bool {
        properties.generalCategory == .format || properties.generalCategory == .control
    }
}
