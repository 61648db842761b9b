import Ranking
import TestSupport
import Testing

@Suite("Near-duplicates")
struct NearDuplicateTests {
    /// Sixty different words.
    private static let words = ["", "x", "y"].flatMap { end in "abcdefghijklmnopqrst".map { "word\($0)\(end)" } }
    private static let text = words.joined(separator: " ")

    private func originals(_ texts: String...) -> [Int?] {
        var finder = NearDuplicates()
        return texts.map { finder.original(of: $0) }
    }

    @Test("Resemblance and containment are the shares that Broder defines")
    func shares() {
        let first = WordShingles("a b c d e f", size: 2)
        let second = WordShingles("B, c -- D\nx", size: 2)
        // ab bc cd de ef; bc cd dx.
        #expect(first.count == 5 && second.count == 3)
        #expect(first.resemblance(to: second) == 2.0 / 6)
        #expect(second.containment(in: first) == 2.0 / 3 && first.containment(in: second) == 2.0 / 5)
        #expect(abs(first.cosine(to: second) - 2 / 15.0.squareRoot()) < 1e-12)
        let empty = WordShingles("…!")
        #expect(empty.count == 0 && empty.resemblance(to: empty) == 1 && empty.resemblance(to: first) == 0)
        #expect(WordShingles("one two").count == 1)
    }

    @Test("Copies, copies in other white space and case, and parts are found; what says more stays")
    func finds() {
        let part = Self.words[10..<40].joined(separator: "\n")
        #expect(originals(Self.text, Self.text, Self.text.uppercased() + "!", part) == [nil, 0, 0, 0])
        #expect(originals(part, Self.text) == [nil, nil])
        #expect(originals("a b c", "x y z", "x y z", "a b c") == [nil, nil, 1, 0])
    }

    @Test("Few other words make a duplicate, many do not")
    func tolerance() {
        var few = Self.words
        few[30] = "other"
        var many = Self.words
        for place in stride(from: 0, to: 60, by: 10) { many[place] = "other" }
        #expect(originals(Self.text, few.joined(separator: " "), many.joined(separator: " ")) == [nil, 0, nil])
    }

    @Test("Another number is something new, however alike the texts are")
    func numbers() {
        let first = Self.text + " and costs 12 kroner"
        let second = Self.text + " and costs 14 kroner"
        #expect(WordShingles(second).containment(in: WordShingles(first)) > NearDuplicates.containment)
        #expect(originals(first, second, first) == [nil, nil, 0])
    }

    @Test("Overlapping chunks that share some sentences are no duplicates")
    func overlap() {
        let first = Self.words[0..<40].joined(separator: " ")
        let second = Self.words[20..<60].joined(separator: " ")
        #expect(originals(first, second) == [nil, nil])
    }

    @Test("Texts without spaces between words are compared by character")
    func unspaced() {
        let text = "渡轮早上九点离开东码头，自行车免费。"
        #expect(originals(text, "自行车免费", "渡轮早上九点离开西码头，狗要戴口套，儿童免费。") == [nil, 0, nil])
    }
}
