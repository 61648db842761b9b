import LanguageModel
import TestSupport
import Testing

@Suite struct CitationCheckerTests {
    /// Checks a text in the given pieces; each sentence is supported by the passages given for the words it holds.
    private func check(
        _ pieces: [String],
        passageCount: Int = 3,
        supporters: [String: [Int]] = [:]
    ) async throws -> CitationChecker {
        var checker = CitationChecker(passageCount: passageCount)
        var shown = ""
        let judge: CitationChecker.Judge = { sentence in Self.verdict(on: sentence, supporters: supporters) }
        for piece in pieces {
            shown += try await checker.append(piece, judge: judge)
        }
        shown += try await checker.finish(judge: judge)
        #expect(shown == checker.text)
        return checker
    }

    private static func verdict(on sentence: String, supporters: [String: [Int]]) -> Verdict {
        let numbers = supporters.filter { sentence.contains($0.key) }.flatMap(\.value)
        let support = numbers.map { PassageSupport(number: $0, utf8Range: 0..<$0, score: 0.9) }
        return Verdict(kind: support.isEmpty ? .unsupported : .supported, score: 0.9, support: support)
    }

    @Test(
        "Markers are shown when their passage was given and supports the sentence",
        arguments: [
            ("The cells last 26 months [1].", "The cells last 26 months [1]."),
            ("The cells last 26 months. [1] More text.", "The cells last 26 months. [1] More text."),
            ("The cells last 26 months [1][2].", "The cells last 26 months [1][2]."),
            ("The cells last 26 months [1, 2].", "The cells last 26 months [1][2]."),
            ("The cells last 26 months【2】.", "The cells last 26 months[2]."),
            // Not given, or no support.
            ("The cells last 26 months [1][9].", "The cells last 26 months [1]."),
            ("The cells last 26 months [3] [1].", "The cells last 26 months [1]."),
            ("The moon is green [1].", "The moon is green."),
            ("The moon is green [9] and large.", "The moon is green and large."),
            ("[9] The moon is green.", "The moon is green."),
            // The wrong passage gives way to the right one.
            ("The cells last 26 months [9].", "The cells last 26 months [1]."),
            ("The cells last 26 months [3]. The moon.", "The cells last 26 months [1]. The moon."),
            // A supported sentence without a marker gets one.
            ("The cells last 26 months. The moon.", "The cells last 26 months. [1] The moon."),
            ("The cells last 26 months", "The cells last 26 months [1]"),
            ("- The cells last.\n- The moon.\n", "- The cells last. [1]\n- The moon.\n"),
            ("[1] The cells last 26 months.", "[1] The cells last 26 months."),
            // What is no marker stays.
            ("The moon [sic] is [a](b) [1.2].", "The moon [sic] is [a](b) [1.2]."),
            ("The moon [", "The moon ["), ("The moon [12", "The moon [12"), ("", ""), ("[1]", ""), ("  ", "  "),
        ]
    )
    func markers(text: String, expected: String) async throws {
        let supporters = ["cells": [1, 2]]
        #expect(try await check([text], supporters: supporters).text == expected)
        // Wherever the pieces end, the result is the same.
        #expect(try await check(text.unicodeScalars.map { String($0) }, supporters: supporters).text == expected)
        for cut in text.indices {
            let pieces = [String(text[..<cut]), String(text[cut...])]
            #expect(try await check(pieces, supporters: supporters).text == expected)
        }
    }

    @Test("Text without markers is shown as it comes, but for white space at its end")
    func streams() async throws {
        var checker = CitationChecker(passageCount: 1)
        let judge: CitationChecker.Judge = { _ in Verdict(kind: .neutral) }
        #expect(try await checker.append("The cel", judge: judge) == "The cel")
        #expect(try await checker.append("ls last ", judge: judge) == "ls last")
        #expect(try await checker.append("26", judge: judge) == " 26")
    }

    @Test("From a marker on, a sentence waits for its end and no longer")
    func waits() async throws {
        var checker = CitationChecker(passageCount: 1)
        let judge: CitationChecker.Judge = { Self.verdict(on: $0, supporters: ["cells": [1]]) }
        #expect(try await checker.append("The cells [1] last", judge: judge) == "The cells")
        #expect(try await checker.append(" long. ", judge: judge).isEmpty)
        #expect(try await checker.append("Then", judge: judge) == " [1] last long. Then")
    }

    @Test("Sentences come with the passages they cite, each once")
    func sentences() async throws {
        let checker = try await check(
            ["The cells last [2][2]. The moon is green. Dr. Smith sells cells at 3.5 kroner."],
            supporters: ["cells": [1, 2]]
        )
        #expect(
            checker.sentences.map(\.text) == [
                "The cells last .", "The moon is green.", "Dr. Smith sells cells at 3.5 kroner.",
            ]
        )
        #expect(checker.sentences.map { $0.citations.map(\.number) } == [[2], [], [1]])
        #expect(checker.sentences.map(\.verdict.kind) == [.supported, .unsupported, .supported])
    }

    @Test("What the judge throws ends the check")
    func judgeFails() async throws {
        struct Failure: Error {}
        var checker = CitationChecker(passageCount: 1)
        await #expect(throws: Failure.self) {
            _ = try await checker.append("One. Two", judge: { _ in throw Failure() })
        }
    }

    @Test("A sentence that never ends is judged piece by piece")
    func endless() async throws {
        let checker = try await check([String(repeating: "[1] ? a ", count: 5000)])
        #expect(checker.sentences.allSatisfy { $0.text.unicodeScalars.count <= 2001 })
    }

    @Test("No invalid number is ever shown, whatever a model writes", .timeLimit(.minutes(5)))
    func randomReplies() async throws {
        var generator = SeededGenerator(seed: 3)
        let fragments = [
            "[", "]", "【", "】", "［", "］", "1", "2", "3", "9", "42", "１", "٣", ",", " ", "-", "–", ". ", ".", "\n",
            "cells",
            "The moon", "[1]", "[2]", "[9]", "[7, 1]", "[1-9]", "[DOCUMENT #8]", "#", "document ", "[[", "]]", "[[9]",
            "2]",
            "e\u{301}", "🧪", "!", "? ", "\u{200D}", "(1)", "：", "^", "[\n3]", "Dr. ", "[1", "0]", "and",
        ]
        for _ in 1...100_000 {
            let count = Int.random(in: 0...14, using: &generator)
            let pieces = (0..<count).map { _ in fragments.randomElement(using: &generator) ?? "" }
            let given = Int.random(in: 0...3, using: &generator)
            let checker = try await check(pieces, passageCount: given, supporters: ["cells": [1, 2, 3], "moon": [3]])
            let shown = Self.markers(in: checker.text)
            let valid = shown.allSatisfy { (1...max(given, 1)).contains($0) && given > 0 }
            guard valid else {
                Issue.record("\(pieces) with \(given) passages became \(checker.text)")
                return
            }
            let cited = checker.sentences.flatMap(\.citations).map(\.number)
            #expect(Set(cited) == Set(shown))
        }
    }

    /// Every number that a client would take for a citation: digits alone, or beside signs and such words, in brackets.
    private static func markers(in text: String) -> [Int] {
        text.matches(of: /[\[【［〔]([^\[\]【】［］〔〕\n]{1,46})[\]】］〕]/.matchingSemantics(.unicodeScalar)).flatMap { match in
            CitationMarker(content: match.1)?.numbers ?? []
        }
    }
}
