import Chunking
import DocumentExtraction
import Foundation
import TestSupport
import Testing

/// What the manifest beside the real documents says that each must give.
struct DocumentManifest: Decodable {
    struct Entry: Decodable, CustomTestStringConvertible, Sendable {
        struct Expectation: Decodable, Sendable {
            var outcome: String
            var mustContain: [String]?
            var mustNotContain: [String]?
            var optionalContains: [String]?
            var containsWithoutSoftHyphen: [String]?
            var order: [String]?
            var pages: Int?
            var rows: Int?
            var columns: Int?
            var delimiter: String?
            var encoding: String?
            var minChars: Int?
            var timeLimitS: Double?
        }

        var file: String
        var kind: String
        var expect: Expectation
        var testDescription: String { file }
    }

    var files: [Entry]

    static let entries: [Entry] = {
        guard let url = Fixtures.sharedURL("documents/manifest.json"), let data = try? Data(contentsOf: url) else {
            return []
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try? decoder.decode(DocumentManifest.self, from: data))?.files ?? []
    }()
}

@Suite("The shared real documents give what their manifest says", .enabled(if: !DocumentManifest.entries.isEmpty))
struct SharedDocumentTests {
    @Test("Each file of the manifest", .timeLimit(.minutes(5)), arguments: DocumentManifest.entries)
    func file(_ entry: DocumentManifest.Entry) async throws {
        let url = try #require(Fixtures.sharedURL("documents/\(entry.file)"))
        let bytes = [UInt8](try Data(contentsOf: url))
        let start = ContinuousClock.now
        let result = await extract(bytes, name: entry.file)
        #expect(ContinuousClock.now - start < .seconds(entry.expect.timeLimitS ?? 60))

        switch (entry.expect.outcome, result) {
        case ("extract", .success(let document)), ("either", .success(let document)):
            check(document, against: entry.expect)
        case ("extract", .failure(let error)): Issue.record("not extracted: \(error)")
        case ("no_text", .failure(let error)): #expect(error.code == .noText)
        case (_, .failure(let error)): #expect(error.code != .internalFailure && !error.message.isEmpty)
        case (let outcome, .success(let document)):
            Issue.record("\(outcome) expected, but found: \(document.content.text.prefix(200))")
        }
    }

    private func extract(_ bytes: [UInt8], name: String) async -> Result<ExtractedDocument, ExtractionError> {
        do throws(ExtractionError) {
            return .success(try await DocumentExtractor().extract(bytes, name: name))
        } catch {
            return .failure(error)
        }
    }

    private func check(_ document: ExtractedDocument, against expected: DocumentManifest.Entry.Expectation) {
        let text = normalized(document.content.text)
        for part in (expected.mustContain ?? []) + (expected.containsWithoutSoftHyphen ?? []) {
            #expect(text.contains(normalized(part)), "missing: \(part)")
        }
        for part in expected.optionalContains ?? [] {
            #expect(text.contains(normalized(part)), "missing, though optional: \(part)")
        }
        for part in expected.mustNotContain ?? [] { #expect(!text.contains(part), "found: \(part)") }
        if let pages = expected.pages { #expect(document.content.pages.count == pages) }
        if let minimum = expected.minChars { #expect(document.content.text.unicodeScalars.count >= minimum) }
        let places = (expected.order ?? []).map { text.firstRange(of: normalized($0))?.lowerBound ?? text.endIndex }
        #expect(zip(places, places.dropFirst()).allSatisfy { $0 < $1 })
        expectInvariants(of: document.content)
    }

    @Test(
        "Tables of the manifest have its numbers of rows and columns",
        arguments: DocumentManifest.entries.filter { $0.kind == "csv" }
    )
    func table(_ entry: DocumentManifest.Entry) throws {
        let url = try #require(Fixtures.sharedURL("documents/\(entry.file)"))
        let table = DelimitedTable(try TextDecoder.decode([UInt8](try Data(contentsOf: url))).text)
        if let rows = entry.expect.rows { #expect(table.rows.count == rows) }
        if let columns = entry.expect.columns { #expect(table.columnCount == columns) }
        if let delimiter = entry.expect.delimiter { #expect(String(table.delimiter) == delimiter) }
    }

    @Test(
        "Encodings of the manifest are recognised",
        arguments: DocumentManifest.entries.filter { $0.expect.encoding != nil && $0.kind != "html" }
    )
    func encoding(_ entry: DocumentManifest.Entry) throws {
        let url = try #require(Fixtures.sharedURL("documents/\(entry.file)"))
        let found = try TextDecoder.decode([UInt8](try Data(contentsOf: url))).encoding
        let expected = entry.expect.encoding?.replacing("utf-16-le", with: "utf-16le") ?? ""
        let names = ["cp1251": "windows-1251", "iso-8859-1": "windows-1252"]
        #expect(found.hasPrefix(names[expected] ?? expected))
    }
}

/// The manifest's rule: NFKC, soft hyphens removed, every run of white space one space.
func normalized(_ text: String) -> String {
    text.precomposedStringWithCompatibilityMapping.replacing("\u{AD}", with: "")
        .split(whereSeparator: \.isWhitespace).joined(separator: " ")
}

/// What `StructuredText` promises, whatever the document was.
func expectInvariants(of content: StructuredText, sourceLocation: SourceLocation = #_sourceLocation) {
    let utf8 = content.text.utf8
    #expect(!utf8.contains(0) && !utf8.contains(UInt8(ascii: "\r")), sourceLocation: sourceLocation)
    var end = 0
    for (index, page) in content.pages.enumerated() {
        #expect(page.number == index + 1, sourceLocation: sourceLocation)
        #expect(page.utf8Range.lowerBound >= end, sourceLocation: sourceLocation)
        end = page.utf8Range.upperBound
    }
    #expect(end <= utf8.count, sourceLocation: sourceLocation)
    var offset = -1
    for heading in content.headings {
        #expect(heading.utf8Offset > offset && heading.utf8Offset < utf8.count, sourceLocation: sourceLocation)
        #expect(1...6 ~= heading.level && !heading.title.isEmpty, sourceLocation: sourceLocation)
        let index = utf8.index(utf8.startIndex, offsetBy: heading.utf8Offset)
        let isAtLineStart = index == utf8.startIndex || utf8[utf8.index(before: index)] == UInt8(ascii: "\n")
        #expect(isAtLineStart, sourceLocation: sourceLocation)
        offset = heading.utf8Offset
    }
}
