import Chunking
import DocumentExtraction

/// Runs the work of a parser where it is called.
private struct CallerExecutor: BlockingExecutor {
    func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T { try work() }
}

private let extractor: DocumentExtractor = {
    var limits = ExtractionLimits()
    limits.textByteCount = 4 << 20
    limits.partByteCount = 8 << 20
    return DocumentExtractor(limits: limits, executor: CallerExecutor())
}()

/// What a document gives, checked; nil when it is refused.
func extracted(_ bytes: [UInt8], name: String) -> StructuredText? {
    outcome {
        do throws(ExtractionError) {
            let content = try await extractor.extract(bytes, name: name).content
            check(content)
            return content
        } catch {
            expect(error.code != .internalFailure && !error.message.isEmpty, "a refusal has a reason: \(error)")
            return nil
        }
    }
}

/// What holds for the content of any document.
func check(_ content: StructuredText) {
    let bytes = Array(content.text.utf8)
    func isBoundary(_ offset: Int) -> Bool {
        offset >= 0 && (offset == bytes.count || offset < bytes.count && bytes[offset] & 0xC0 != 0x80)
    }
    expect(bytes.count <= extractor.limits.textByteCount, "the text is within its limit")
    var end = 0
    for page in content.pages {
        expect(page.utf8Range.lowerBound >= end && isBoundary(page.utf8Range.lowerBound), "pages are in order")
        expect(isBoundary(page.utf8Range.upperBound), "pages lie in the text")
        end = page.utf8Range.upperBound
    }
    var offset = 0
    for heading in content.headings {
        expect(
            heading.utf8Offset >= offset && isBoundary(heading.utf8Offset),
            "headings are in order and lie in the text"
        )
        expect(heading.level >= 1, "a heading has a level: \(heading.level)")
        offset = heading.utf8Offset
    }
}
