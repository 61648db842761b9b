import LanguageModel

extension FuzzTarget {
    /// The reader of citations in a model's reply. The first byte says how long the pieces are; the rest is the reply.
    static let citations = FuzzTarget(
        name: "citations",
        dictionary: [
            "[1]", "[2, 3]", "[", "]", "[^1]", "【1】", "(1)", ". ", "? ", "\n\n", "[99999999999999999999]", "[1-3]",
            "[1][2]",
        ],
        seeds: {
            [
                "\u{2}Herons nest in May [1]. They eat fish [2, 7]! And?\n\n- One [x] [3]\n",
                "\u{8}No marker here. [1][2] Done",
                "\u{1}Unended [1",
            ].map { Array($0.utf8) }
        },
        test: { input in
            let (whole, _) = input.pieces
            let scalars = Array(Array(whole).text.unicodeScalars)
            let length = Int(input.first ?? 0) + 1
            let pieces = stride(from: 0, to: scalars.count, by: length).map { start in
                String(String.UnicodeScalarView(scalars[start..<min(start + length, scalars.count)]))
            }
            let reply = shown([String(String.UnicodeScalarView(scalars))])
            expect(
                shown(pieces).unicodeScalars.elementsEqual(reply.unicodeScalars),
                "the pieces of a reply give the same reply"
            )
        }
    )

    /// What a reader sees of a reply to three passages, of which the second supports every sentence.
    private static func shown(_ pieces: [String]) -> String {
        outcome {
            var checker = CitationChecker(passageCount: 3)
            var shown = ""
            let verdict = Verdict(kind: .supported, score: 1, support: [.init(number: 2, utf8Range: 0..<1, score: 1)])
            do {
                for piece in pieces { shown += try await checker.append(piece) { _ in verdict } }
                shown += try await checker.finish { _ in verdict }
            } catch {
                fatalError("a judge that throws nothing fails: \(error)")
            }
            expect(checker.text.unicodeScalars.elementsEqual(shown.unicodeScalars), "the text is what was shown")
            return shown
        }
    }
}
