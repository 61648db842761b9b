import Ranking
import Testing

@Suite struct LexicalTermsTests {
    @Test(
        "Queries become distinct words without function words",
        arguments: [
            ("What is the capital of France?", ["capital", "france"]),
            ("Paris, PARIS; paris!", ["paris"]),
            ("don't isn't we'll", ["don", "t", "isn", "we", "ll"]),
            ("Who is he?", ["who", "is", "he"]),
            ("COVID-19 über naïve 3.5", ["covid", "19", "über", "naïve", "3", "5"]),
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

    @Test("The match expression is an OR of quoted terms, whatever the query holds")
    func matchExpression() {
        let hostile = LexicalTerms(query: #"title:"x" OR NEAR(a b) AND -y* ^z {col} "" ' ; DROP TABLE"#)
        #expect(
            hostile.matchExpression
                == #""title" OR "x" OR "near" OR "b" OR "z" OR "col" OR "drop" OR "table""#
        )
        #expect(LexicalTerms(query: "?").matchExpression == nil)
        #expect(LexicalTerms(query: "首都").matchExpression == #""首 都""#)
    }

    @Test("A long query is cut to a bounded number of terms")
    func bounded() {
        let query = (0..<1000).map { "w\($0)" }.joined(separator: " ")
        #expect(LexicalTerms(query: query).terms.count == LexicalTerms.maximumCount)
    }

    @Test("Index text separates the characters of scripts without word spaces and leaves the rest")
    func indexText() {
        #expect(LexicalTerms.indexText("naïve “text” 🙂") == "naïve “text” 🙂")
        #expect(LexicalTerms.indexText("在Swift中") == " 在 Swift 中 ")
        #expect(LexicalTerms.indexText("") == "")
    }
}
