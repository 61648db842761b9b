import Ranking
import TestSupport
import Testing

@Suite struct LexicalTermsTests {
    @Test(
        "Queries become distinct words without function words",
        arguments: [
            ("What is the capital of France?", ["capital", "france"]),
            ("Paris, PARIS; paris!", ["paris"]),
            ("don't isn't we'll", ["don", "t", "isn", "we", "ll"]),
            ("Who is he?", ["who", "is", "he"]),
            ("über naïve 35", ["über", "naïve", "35"]),
            ("a state-of-the-art long-term study", ["state", "art", "long", "term", "study"]),
            ("ما هي عاصمة فرنسا؟", ["ما", "هي", "عاصمة", "فرنسا"]),
            ("  \n ?! — 🙂", []),
        ]
    )
    func words(query: String, expected: [String]) {
        #expect(LexicalTerms(query: query).terms == expected)
    }

    @Test(
        "Scripts without word spaces become pairs of characters",
        arguments: [
            ("法国的首都", ["法 国", "国 的", "的 首", "首 都"]),
            ("Swift语言 6", ["swift", "语 言", "6"]),
            ("猫", ["猫"]),
            ("がい。ドツ", ["が い", "ド ツ"]),
            ("ภาษา", ["ภ า", "า ษ", "ษ า"]),
        ]
    )
    func pairs(query: String, expected: [String]) {
        #expect(LexicalTerms(query: query).terms == expected)
    }

    @Test(
        "What punctuation joins into one name is a phrase besides its parts",
        arguments: [
            ("ERR_CONN-42", ["err", "conn", "42", "err conn 42"]),
            ("v2.3.1", ["v2", "3", "1", "v2 3 1"]),
            ("1,250.50", ["1", "250", "50", "1 250 50"]),
            ("cats, 3, dogs", ["cats", "3", "dogs"]),
            ("AB-12/7", ["ab", "12", "7", "ab 12 7"]),
            ("foo_bar(x)", ["foo", "bar", "foo bar", "x"]),
            ("Anna.Ek@example.org", ["anna", "ek", "example", "org", "anna ek example org"]),
            ("/usr/lib/a.so", ["usr", "lib", "usr lib a so"]),
            ("R&D", ["r", "r d"]),
            ("X-RAY", ["x", "ray", "x ray"]),
            ("COVID\u{2013}19", ["covid", "19", "covid 19"]),
            ("std::vector", ["std", "vector", "std vector"]),
            ("and/or", ["and", "or"]),
            ("The end. Next", ["end", "next"]),
            ("a --- b", ["b"]),
            ("第3.1章", ["第", "3", "1", "3 1", "章"]),
        ]
    )
    func names(query: String, expected: [String]) {
        #expect(LexicalTerms(query: query).terms == expected)
    }

    @Test(
        "A quotation is a phrase besides its words",
        arguments: [
            (#"who said "to be or not to be"?"#, ["said", "to be or not to be"]),
            ("“grey heron” nests", ["grey", "heron", "grey heron", "nests"]),
            ("„grauer Reiher“", ["grauer", "reiher", "grauer reiher"]),
            ("«héron cendré»", ["héron", "cendré", "héron cendré"]),
            ("»grå häger«", ["grå", "häger", "grå häger"]),
            ("「東京の夏」です", ["東 京", "京 の", "の 夏", "東 京 の 夏", "で す"]),
            ("『Swift 言語』", ["swift", "言 語", "swift 言 語"]),
            (#""heron""#, ["heron"]),
            (#"grey "heron stork"#, ["grey", "heron", "stork"]),
            (#""x «p q" w»"#, ["x", "p", "q", "x p q", "w", "p q w"]),
            (#""""  """#, []),
            (#""the""#, ["the"]),
        ]
    )
    func quotations(query: String, expected: [String]) {
        #expect(LexicalTerms(query: query).terms == expected)
    }

    @Test("A phrase has at most 32 words")
    func longPhrases() {
        for count in [2, 31, 32, 33, 40] {
            let words = (0..<count).map { "w\($0)" }
            for query in ["\"\(words.joined(separator: " "))\"", words.joined(separator: "_")] {
                let phrases = LexicalTerms(query: query).terms.filter { $0.contains(" ") }
                #expect(phrases == (count > 32 ? [] : [words.joined(separator: " ")]))
            }
        }
    }

    @Test("A long query is cut to a bounded number of terms")
    func bounded() {
        let query = (0..<1000).map { "w\($0)" }.joined(separator: " ")
        #expect(LexicalTerms(query: query).terms == (0..<LexicalTerms.maximumCount).map { "w\($0)" })
    }

    @Test("Terms are distinct, and hold words and single spaces only", arguments: 1...3 as ClosedRange<UInt64>)
    func hostileQueries(seed: UInt64) {
        var queries = HostileQueries(seed: seed)
        for _ in 0..<500 {
            let terms = LexicalTerms(query: queries.next()).terms
            #expect(Set(terms).count == terms.count && terms.count <= LexicalTerms.maximumCount)
            for term in terms {
                let words = term.unicodeScalars.split(separator: " ", omittingEmptySubsequences: false)
                #expect(words.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isWord) }, "\(term)")
            }
        }
    }

    @Test("Index text separates the characters of scripts without word spaces and leaves the rest")
    func indexText() {
        #expect(LexicalTerms.indexText("naïve “text” 🙂") == "naïve “text” 🙂")
        #expect(LexicalTerms.indexText("在Swift中") == " 在 Swift 中 ")
        #expect(LexicalTerms.indexText("") == "")
    }
}

extension Unicode.Scalar {
    fileprivate var isWord: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .privateUse:
            true
        default: false
        }
    }
}
