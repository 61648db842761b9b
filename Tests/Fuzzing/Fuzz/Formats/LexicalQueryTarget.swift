import Ranking

extension FuzzTarget {
    /// Full-text queries: the terms of a question, and terms that nobody cleaned, one a line.
    static let lexicalQuery = FuzzTarget(
        name: "lexical-query",
        maximumByteCount: 512,
        dictionary: [
            " AND ", " OR ", " NOT ", "NEAR(", "title:", "{title body}:", "\"", "\"\"", "*", "^", "'",
            "; DROP TABLE chunk_text; --",
            "heron", "stork", "\u{FEFF}", "\u{301}", "手", "机", "v1.2", "a_b", "?1", "$a", "“", "”",
        ],
        seeds: {
            [
                "heron OR stork", "\"the heron\" NEAR(stork, 5)", "手机 v1.2 x@y.z", "title:heron*\n^stork -egret\n\"",
                "a_b ERR-42 “red heron”",
            ]
            .map { Array($0.utf8) }
        },
        test: { input in
            let text = input.text
            let terms = LexicalTerms(query: text).terms
            expect(
                terms.count <= LexicalTerms.maximumCount && Set(terms).count == terms.count,
                "terms are few and distinct"
            )
            for term in terms {
                expect(
                    !term.isEmpty && !term.contains(where: { "\"*^:(){}'+-".contains($0) }),
                    "no term has an operator: \(term)"
                )
            }
            _ = LexicalTerms.indexText(text)
            LexicalStore.shared.check(terms)
            LexicalStore.shared.check(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    )
}
