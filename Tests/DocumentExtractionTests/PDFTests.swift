import Chunking
import DocumentExtraction
import Foundation
import TestSupport
import Testing

@Suite("PDF", .timeLimit(.minutes(5)))
struct PDFTests {
    private static let prose = [
        "The quick brown fox jumps over the lazy dog while the sun goes down behind the hill and",
        "nobody in the whole village takes any notice of it, because they are all busy with a cele-",
        "bration that only comes once in a hundred years.",
    ]

    private func content(_ pages: [[String]]) async throws -> StructuredText {
        var builder = PDFBuilder()
        for page in pages { builder.addPage(page) }
        let content = try await DocumentExtractor().extract(builder.bytes, name: "a.pdf").content
        expectInvariants(of: content)
        return content
    }

    private func texts(of content: StructuredText) -> [String] {
        content.pages.map { String(decoding: Array(content.text.utf8)[$0.utf8Range], as: UTF8.self) }
    }

    @Test("A program that crashes on a document has its reason, at once", arguments: ["SEGV": 11, "ABRT": 6, "BUS": 7])
    func crash(signal: (name: String, number: Int)) async throws {
        let folder = try TemporaryDirectory()
        let program = folder.url.appending(path: "pdfinfo")
        try Data("#!/bin/sh\nkill -\(signal.name) $$\n".utf8).write(to: program)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        var builder = PDFBuilder()
        builder.addPage(["First"])
        let extractor = DocumentExtractor(poppler: PopplerTools(folders: [folder.url.path]))
        let error = await #expect(throws: ExtractionError.self) {
            _ = try await extractor.extract(builder.bytes, name: "a.pdf")
        }
        #expect(error?.code == .damaged)
        #expect(error?.message.contains("crashed on it (signal \(signal.number))") == true)
    }

    @Test("Poppler's programs, and the threads that read documents, run in the background")
    func background() async throws {
        let folder = try TemporaryDirectory()
        // Only what the shell does itself: the programs may have no children.
        let scripts = [
            "pdfinfo": "echo Pages: 1",
            "pdftotext": "read -r line < /proc/self/stat; set -- $line; echo nice value ${19}",
        ]
        for (name, script) in scripts {
            let program = folder.url.appending(path: name)
            try Data("#!/bin/sh\n\(script)\n".utf8).write(to: program)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
        }
        var builder = PDFBuilder()
        builder.addPage(["First"])
        let extractor = DocumentExtractor(poppler: PopplerTools(folders: [folder.url.path]))
        let text = try await extractor.extract(builder.bytes, name: "a.pdf").content.text
        let normal = NotingExecutor.niceValue
        #expect(text == "nice value \(min(19, normal + 10))")
        let executor = NotingExecutor()
        let value = try await withTaskExecutorPreference(executor) {
            try await DedicatedThreadExecutor().run { NotingExecutor.niceValue }
        }
        #expect(value == max(10, normal))
        #expect(executor.niceValues == [normal])
    }

    @Test("Pages keep their numbers, an empty one too")
    func pages() async throws {
        let content = try await content([["First"], [], ["Third"]])
        #expect(texts(of: content) == ["First", "", "Third"])
        #expect(content.pages.map(\.number) == [1, 2, 3])
    }

    @Test("Wrapped lines and cut words are put together")
    func wrapping() async throws {
        let text = try await content([Self.prose]).text
        #expect(text == Self.prose.joined(separator: " ").replacing("cele- bration", with: "celebration"))
    }

    @Test("The rows of a table stay together")
    func table() async throws {
        var builder = PDFBuilder()
        let rows = [("Range", "-40 to 65"), ("Weight", "1.9 kg"), ("Radio", "868 MHz"), ("Memory", "90 days")]
        builder.addPage(
            rows.enumerated().flatMap { index, row in
                [PDFBuilder.Line(row.0, y: 700 - 20 * index), .init(row.1, x: 300, y: 700 - 20 * index)]
            }
        )
        let text = try await DocumentExtractor().extract(builder.bytes, name: "a.pdf").content.text
        #expect(text.split(separator: "\n").map(String.init) == rows.map { "\($0.0)  \($0.1)" })
    }

    @Test("Columns of prose are read one after the other")
    func columns() async throws {
        var builder = PDFBuilder()
        let left = (0..<20).map { PDFBuilder.Line("left column line number \($0) of text", y: 700 - 14 * $0) }
        let right = (0..<20).map { PDFBuilder.Line("right column line number \($0) of text", x: 320, y: 700 - 14 * $0) }
        builder.addPage(zip(left, right).flatMap { [$0, $1] })
        let text = try await DocumentExtractor().extract(builder.bytes, name: "a.pdf").content.text
        let lastLeft = try #require(text.firstRange(of: "left column line number 19"))
        let firstRight = try #require(text.firstRange(of: "right column line number 0 "))
        #expect(lastLeft.upperBound < firstRight.lowerBound)
    }

    @Test("Running heads are kept once, page numbers go")
    func furniture() async throws {
        let names = ["grey heron", "egret", "bittern", "night heron", "squacco"]
        let pages = zip(1..., names).map { number, name in
            [
                "The Book of Herons", "This chapter tells of the bird named \(name).", "The \(name) lives here.",
                "A \(name) eats fish.", "Often the \(name) flies far.", "\(number)",
            ]
        }
        let content = try await content(pages)
        let texts = texts(of: content)
        #expect(texts.map { $0.contains("The Book of Herons") } == [true, false, false, false, false])
        #expect(texts.allSatisfy { $0.hasSuffix("far.") && $0.contains("tells of the bird") })
    }

    @Test("The demo manual has its six pages, its title and its table")
    func manual() async throws {
        let bytes = [UInt8](try Data(contentsOf: Fixtures.url("documents/heron-weather-station.pdf")))
        let content = try await DocumentExtractor().extract(bytes, name: "heron.pdf").content
        let texts = texts(of: content)
        #expect(texts.count == 6)
        #expect(content.title == "Heron HX-3 Weather Station: Owner's Manual")
        #expect(texts[0].contains("Wind direction  0 to 359 degrees  3 degrees"))
        #expect(texts[3].contains("four-digit code for this menu is 7351"))
        #expect(texts[5].contains("three years from the day of purchase"))
        let chapters = ["Overview and Specifications", "Installation", "Power", "Calibration", "Troubleshooting"]
        let expected = (chapters + ["Care and Warranty"]).enumerated().map { "1 \($0 + 1). \($1)" }
        #expect(outline(content) == expected)
        #expect(zip(content.pages, content.headings).allSatisfy { $0.utf8Range.contains($1.utf8Offset) })
    }

    @Test("Broken files and files that only claim to be PDF are damaged")
    func damaged() async {
        #expect(await failureCode(Array("%PDF-1.7\nnothing here".utf8), name: "a.pdf") == .damaged)
        #expect(await failureCode(Array("just text".utf8), name: "a.pdf") == .damaged)
        #expect(await failureCode(PDFBuilder().bytes, name: "a.pdf") != nil)
    }

    @Test("A missing program is named with its package")
    func missingTool() async throws {
        var builder = PDFBuilder()
        builder.addPage(["x"])
        let bytes = builder.bytes
        let extractor = DocumentExtractor(poppler: PopplerTools(folders: ["/nonexistent"]))
        let error = await #expect(throws: ExtractionError.self) { try await extractor.extract(bytes, name: "a.pdf") }
        #expect(error?.code == .toolMissing)
        #expect(error?.message.contains("poppler-utils") == true)
    }

    @Test("Time, memory, output and page limits hold")
    func limits() async throws {
        var builder = PDFBuilder()
        for _ in 0..<30 { builder.addPage(Self.prose) }
        var limits = ExtractionLimits()
        limits.childProcessTime = .milliseconds(1)
        #expect(await failureCode(builder.bytes, name: "a.pdf", limits: limits) == .timedOut)
        limits = ExtractionLimits()
        limits.textByteCount = 1000
        #expect(await failureCode(builder.bytes, name: "a.pdf", limits: limits) == .tooLarge)
        limits = ExtractionLimits()
        limits.pageCount = 29
        #expect(await failureCode(builder.bytes, name: "a.pdf", limits: limits) == .tooLarge)
    }

    @Test("Cancelling the task stops the work")
    func cancellation() async throws {
        var builder = PDFBuilder()
        builder.addPage(["x"])
        let bytes = builder.bytes
        let task = Task { await failureCode(bytes, name: "a.pdf") }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test("No temporary file stays behind")
    func temporaryFiles() async throws {
        let marker = "%PDF-1.4 \(UUID().uuidString)"
        _ = await failureCode(Array(marker.utf8), name: "a.pdf")
        let folder = FileManager.default.temporaryDirectory
        let left = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter {
            url in
            url.lastPathComponent.hasPrefix("roost-") && (try? Data(contentsOf: url)) == Data(marker.utf8)
        }
        #expect(left.isEmpty)
    }
}
