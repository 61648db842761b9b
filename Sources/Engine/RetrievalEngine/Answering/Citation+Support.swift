import Chunking
import LanguageModel

extension Citation {
    /// The sentence of a passage that supports a statement, as a place in the passage's document.
    init(_ support: PassageSupport, passage: Passage) {
        guard passage.isExact, support.utf8Range.upperBound <= passage.text.utf8.count else {
            self.init(
                number: support.number,
                document: passage.document,
                page: passage.page,
                range: passage.range,
                text: passage.text,
                score: support.score
            )
            return
        }
        let bytes = passage.text.utf8
        let start = bytes.index(bytes.startIndex, offsetBy: support.utf8Range.lowerBound)
        let end = bytes.index(start, offsetBy: support.utf8Range.count)
        let text = String(passage.text[start..<end])
        let offset = passage.range.lowerBound + passage.text[..<start].unicodeScalars.count
        self.init(
            number: support.number,
            document: passage.document,
            page: passage.pageBreaks.last { $0.scalarOffset <= offset }?.page ?? passage.page,
            range: offset..<offset + text.unicodeScalars.count,
            text: text,
            score: support.score
        )
    }
}
