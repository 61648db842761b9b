import Chunking
import DocumentExtraction
import Foundation
import TestSupport
import Testing

/// Damaged documents must give text that keeps its promises, or an error: never a trap, a hang or an internal failure.
@Suite("Damaged documents", .timeLimit(.minutes(2)))
struct FuzzTests {
    private static let samples: [(name: String, bytes: [UInt8])] = [
        (
            "a.html",
            Array(
                "<html><head><meta charset=utf-8><title>T</title><body><h1>A</h1><ul><li>x<li>y</ul><table><tr><td>1<td>é"
                    .utf8
            )
        ),
        ("a.csv", Array("a;b;\"c\"\n1;\"two\nlines\";3\n4;\"x\"\"y\";ü\n".utf8)),
        (
            "a.json",
            Array(#"{"a": [1, -2.5e3, "x\u00e9\ud83e\udd86"], "b": {"c": null, "d": [{"e": true}, {}]}, "f": ""}"#.utf8)
        ),
        ("a.md", Array("---\ntitle: x\n---\n# A\n\nB\n=\n```\n# c\n```\n<!-- d -->\n- e\n".utf8)),
        ("a.txt", [0xFF, 0xFE, 0x61, 0, 0x3D, 0xD8, 0x86, 0xDD, 0x0D, 0, 0x0A, 0]),
        (
            "a.docx",
            WordDocument(
                body: WordDocument.paragraph("x", properties: "<w:pStyle w:val=\"H\"/>")
                    + "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>y</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
                styles: "<w:style w:styleId=\"H\"><w:name w:val=\"heading 1\"/></w:style>"
            ).bytes
        ),
    ]

    private func check(_ bytes: [UInt8], name: String) async {
        do throws(ExtractionError) {
            expectInvariants(of: try await DocumentExtractor().extract(bytes, name: name).content)
        } catch {
            #expect(error.code != .internalFailure && !error.message.isEmpty)
        }
    }

    @Test("Every truncation", arguments: samples.indices)
    func truncations(sample: Int) async {
        let (name, bytes) = Self.samples[sample]
        for count in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 400)) {
            await check(Array(bytes.prefix(count)), name: name)
        }
    }

    @Test("Flipped, removed and doubled bytes", arguments: samples.indices)
    func mutations(sample: Int) async {
        let (name, bytes) = Self.samples[sample]
        var generator = SeededGenerator(seed: UInt64(sample))
        for _ in 0..<600 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let place = Int.random(in: 0..<mutated.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: mutated[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutated.insert(mutated[place], at: place)
                default: if mutated.count > 1 { mutated.remove(at: place) }
                }
            }
            await check(mutated, name: name)
        }
    }

    @Test("Random bytes behind every signature")
    func noise() async {
        var generator = SeededGenerator(seed: 17)
        let starts: [[UInt8]] = [
            [], [0x50, 0x4B, 3, 4], Array("<html>".utf8), [0xFF, 0xFE], [0xD0, 0xCF, 0x11, 0xE0], [0x5B],
        ]
        for start in starts {
            for name in ["a.txt", "a.docx", "a.csv", "a.json", "a.html", "a.md"] {
                let noise = (0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) }
                await check(start + noise, name: name)
            }
        }
    }

    @Test("Damaged PDF files")
    func pdf() async {
        var builder = PDFBuilder()
        builder.addPage(["One line of text"])
        let bytes = builder.bytes
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<25 {
            var mutated = bytes
            for _ in 0..<6 {
                mutated[Int.random(in: 8..<mutated.count, using: &generator)] = UInt8.random(
                    in: 0...255,
                    using: &generator
                )
            }
            await check(mutated, name: "a.pdf")
            await check(Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator))), name: "a.pdf")
        }
    }
}
