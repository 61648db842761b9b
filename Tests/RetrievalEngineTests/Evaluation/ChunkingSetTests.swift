import Chunking
import Foundation
import RetrievalEngine
import TestSupport
import Testing

@Suite("Test sets for cutting, and ways to cut") struct ChunkingSetTests {
    @Test("Windows take as many tokens, repeat the overlap and keep their places in scalars")
    func windows() {
        // Words of the text: "öl" 0..<3, "is" 4..<6, "a" 7..<8, "fat" 9..<12, in UTF-8.
        let windows = TokenWindows(of: "öl is a fat", tokens: [0..<3, 4..<6, 7..<8, 9..<12], count: 2, overlap: 1)
            .windows
        #expect(windows.map(\.text) == ["öl is", "is a", "a fat"])
        #expect(windows.map(\.utf8Range) == [0..<6, 4..<8, 7..<12])
        #expect(windows.map(\.scalarRange) == [0..<5, 3..<7, 6..<11])
    }

    @Test("The last window is what is left; a text without tokens has none")
    func lastWindow() {
        let tokens = (0..<5).map { $0..<($0 + 1) }
        #expect(
            TokenWindows(of: "abcde", tokens: tokens, count: 2, overlap: 0).windows.map(\.text) == ["ab", "cd", "e"]
        )
        #expect(TokenWindows(of: "abcde", tokens: tokens, count: 9, overlap: 8).windows.map(\.text) == ["abcde"])
        #expect(TokenWindows(of: " ", tokens: [], count: 2, overlap: 0).windows.isEmpty)
    }

    @Test(
        "Settings as they are written",
        arguments: [
            ("96", "structure:96/0"), ("96/32", "structure:96/32"), ("window:128/0", "window:128/0"),
            ("structure:1", "structure:1/0"), ("window:64", "window:64/0"),
        ]
    )
    func settings(text: String, expected: String) {
        #expect(ChunkingSetting(text)?.description == expected)
    }

    @Test(
        "Settings that are none",
        arguments: [
            "", "0", "96/96", "96/-1", "-96", "96/", "/3", "words:96", "window:", "96/1/2", "9999999999999999999",
        ]
    )
    func notSettings(text: String) {
        #expect(ChunkingSetting(text) == nil)
    }

    @Test("The standard settings are all there")
    func standard() {
        #expect(ChunkingSetting.standard.count == 9)
        #expect(ChunkingSetting.standard.contains { $0.strategy == .structure && $0.target == 96 && $0.overlap == 0 })
    }

    @Test("Headings of WikiText, by the number of signs")
    func headings() {
        let text = "= Bird =\nä\n= = Owl eyes = =\n= not one\n==\n = x = \n"
        let found = WikiTextHeadings.headings(in: text)
        #expect(
            found == [
                .init(level: 1, title: "Bird", utf8Offset: 0), .init(level: 2, title: "Owl eyes", utf8Offset: 12),
                .init(level: 1, title: "x", utf8Offset: 42),
            ]
        )
    }

    @Test(
        "A question about another text, or places outside of it, are refused with its number",
        arguments: [
            #"{"text": "q", "corpus": "b", "references": [{"start": 0, "end": 1}]}"#,
            #"{"text": "q", "corpus": "a", "references": [{"start": 0, "end": 4}]}"#,
            #"{"text": "q", "corpus": "a", "references": [{"start": 2, "end": 2}]}"#,
            #"{"text": "q", "corpus": "a", "references": [{"start": -1, "end": 2}]}"#,
            #"{"text": "q", "corpus": "a", "references": []}"#,
        ]
    )
    func references(line: String) throws {
        let folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "corpora"),
            withIntermediateDirectories: true
        )
        try Data("öäü".utf8).write(to: folder.url.appending(path: "corpora/a.md"))
        let good = #"{"text": "q", "corpus": "a", "references": [{"start": 0, "end": 3}]}"#
        let questions = folder.url.appending(path: "questions.jsonl")
        try Data(good.utf8).write(to: questions)
        _ = try ChunkingDataset(folder: folder.url)
        try Data("\(good)\n\(line)".utf8).write(to: questions)
        #expect { try ChunkingDataset(folder: folder.url) } throws: { "\($0)".contains("question 2") }
    }
}
