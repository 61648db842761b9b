import Chunking

/// Reads PDF with poppler's `pdfinfo` and `pdftotext`.
///
/// `pdftotext` runs twice. Its default mode follows the columns of a page but takes tables apart, column by column;
/// its `-layout` mode keeps the lines of a page and so the rows of tables, but runs through columns of prose. For each
/// page the better of the two is taken (`PDFPageChoice`).
struct PDFExtractor {
    let limits: ExtractionLimits
    let tools: PopplerTools
    let executor: any BlockingExecutor

    /// - Throws: `encrypted`, `damaged`, `noText`, `tooLarge`, `timedOut`, `toolMissing`, or `CancellationError`.
    func content(of bytes: [UInt8]) async throws -> StructuredText {
        let passes = try await PrivateTemporaryFile.with(bytes) { path in
            try await run(on: path, bytes: bytes)
        }
        let limits = self.limits
        return try await executor.run { try PDFAssembler(passes, limits: limits).content() }
    }

    private func run(on path: String, bytes: [UInt8]) async throws -> PDFPasses {
        let start = ContinuousClock.now
        let information = try await tools.run(
            "pdfinfo",
            arguments: ["-enc", "UTF-8", path],
            outputByteCount: 1 << 20,
            limits: limits,
            deadline: start + limits.childProcessTime
        )
        try check(information, bytes: bytes)
        let summary = PDFSummary(String(decoding: information.standardOutput, as: UTF8.self))
        if summary.pageCount > limits.pageCount {
            throw ExtractionError(.tooLarge, "the PDF has \(summary.pageCount) pages; the limit is \(limits.pageCount)")
        }
        // Real pages take some bytes, so a small bomb that claims many gets no more time.
        let extra = limits.childProcessTimePerPage * min(summary.pageCount, bytes.count / 4096)
        let deadline = start + limits.childProcessTime + extra
        let output = try await tools.run(
            "pdftotext",
            arguments: Self.textOptions + [path, "-"],
            outputByteCount: limits.textByteCount,
            limits: limits,
            deadline: deadline
        )
        try check(output, bytes: bytes)
        async let layout = layout(of: path, deadline: deadline)
        async let typography = typography(of: path, deadline: deadline)
        return try await PDFPasses(
            summary: summary,
            flowing: output.standardOutput,
            layout: layout,
            typography: typography
        )
    }

    private static let textOptions = ["-enc", "UTF-8", "-eol", "unix"]

    /// The pages line by line, or nothing: without them tables read badly, but no text is missing.
    private func layout(of path: String, deadline: ContinuousClock.Instant) async throws -> [UInt8] {
        try await optional(
            "pdftotext",
            arguments: ["-layout"] + Self.textOptions + [path, "-"],
            deadline: deadline
        )
    }

    /// The headings, as far as they can be had: without them the document is still whole.
    private func typography(of path: String, deadline: ContinuousClock.Instant) async throws -> PDFTypography {
        let arguments = ["-xml", "-i", "-q", "-stdout", "-enc", "UTF-8", path]
        let xml = try await optional("pdftohtml", arguments: arguments, deadline: deadline)
        return try await executor.run { PDFTypography(xml: xml) }
    }

    /// The output of a program whose failure does not matter, such as a time-out on thousands of pages.
    private func optional(
        _ program: String,
        arguments: [String],
        deadline: ContinuousClock.Instant
    ) async throws -> [UInt8] {
        do {
            // A line of a layout holds more spaces than letters, and XML more markup than text.
            let output = try await tools.run(
                program,
                arguments: arguments,
                outputByteCount: 4 * limits.textByteCount,
                limits: limits,
                deadline: deadline
            )
            return output.standardOutput
        } catch is ExtractionError {
            return []
        }
    }

    /// Signals by which a program ends that does what it must not: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS.
    private static let crashSignals: Set<Int32> = [4, 5, 6, 7, 8, 11, 31]

    /// Turns a failed program into our error. Poppler exits with 1 when it cannot open a file, with a password missing
    /// among other reasons; it does not translate its messages.
    private func check(_ output: PopplerTools.Output, bytes: [UInt8]) throws(ExtractionError) {
        // Where memory runs out in one stream poppler goes on without it; half a document is none.
        if output.messages.contains("Out of memory") || output.messages.contains("bad_alloc") {
            throw ExtractionError(
                .tooLarge,
                "the PDF unpacks to more than \(limits.childProcessMemory >> 20) MiB of memory, the limit: "
                    + "a decompression bomb"
            )
        }
        switch output.exitCode {
        case 0: return
        case 128 + 24, 128 + 9:
            throw ExtractionError.pdfTimedOut
        case let code where Self.crashSignals.contains(code - 128):
            throw ExtractionError(
                .damaged,
                "the PDF is damaged: the program that reads PDF crashed on it (signal \(code - 128))"
            )
        case 1 where output.messages.contains("Incorrect password"), 3:
            throw ExtractionError(.encrypted, "the PDF needs a password; save it without one")
        default:
            let reason = output.messages.split(separator: "\n").last.map { ": \($0)" } ?? ""
            throw ExtractionError(.damaged, "the PDF is damaged and cannot be read\(reason)")
        }
    }
}

/// What poppler's programs said about one document.
package struct PDFPasses: Sendable {
    var summary: PDFSummary
    /// `pdftotext` in its default mode; a form feed ends each page.
    var flowing: [UInt8]
    /// `pdftotext -layout`, likewise.
    var layout: [UInt8]
    var typography: PDFTypography

    package init(summary: PDFSummary, flowing: [UInt8], layout: [UInt8], typography: PDFTypography) {
        self.summary = summary
        self.flowing = flowing
        self.layout = layout
        self.typography = typography
    }
}

/// The lines of `pdfinfo` that matter.
package struct PDFSummary: Sendable, Equatable {
    var title: String?
    package var pageCount = 0

    package init(_ output: String) {
        for line in output.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = String(line[line.index(after: colon)...]).collapsingWhiteSpace()
            switch line[..<colon] {
            case "Title": title = Self.isTitle(value) ? value : nil
            case "Pages": pageCount = Int(value) ?? 0
            default: break
            }
        }
    }

    /// Programs put file names and placeholders into the title.
    private static func isTitle(_ value: String) -> Bool {
        let lowered = value.lowercased()
        if value.count < 3 || value.count > 300 || ["untitled", "powerpoint presentation"].contains(lowered) {
            return false
        }
        if lowered.hasPrefix("microsoft word - ") || lowered.hasPrefix("presentation") { return false }
        return lowered.wholeMatch(of: /.*\.[a-z]{2,4}[0-9]?/) == nil
    }
}
