import Chunking
import Foundation
import SentenceEncoder
import Tokenization

/// A passage that is retrieved.
struct Passage {
    var document: String
    var text: String
    var vector: [Float]
}

/// The questions of a data set with what the engine would retrieve for them.
struct QuestionSet {
    var cache: VectorCache
    var questions: [Question]
    var vectors: [[Float]]
    var passages: [Passage]

    init(folder: URL, cache: VectorCache, isWhole: Bool) throws {
        self.cache = cache
        questions = try answer_tuning.questions(in: folder)
        vectors = cache.encode(questions.map(\.text))
        let chunker = Chunker(tokenizer: cache.encoder.tokenizer)
        var texts: [(document: String, text: String, embedded: String)] = []
        for paragraph in try paragraphs(in: folder) {
            guard !isWhole else {
                texts.append((paragraph.id, paragraph.text, paragraph.text))
                continue
            }
            for chunk in chunker.chunks(of: StructuredText(text: paragraph.text)) {
                texts.append((paragraph.id, chunk.text, chunk.embeddingText))
            }
        }
        passages = zip(texts, cache.encode(texts.map(\.embedded))).map {
            Passage(document: $0.document, text: $0.text, vector: $1)
        }
    }

    /// The three passages nearest to a question; `elsewhere` of other articles only.
    func nearest(to index: Int, elsewhere: Bool = false) -> [Passage] {
        let (vector, article) = (vectors[index], questions[index].document.prefix(4))
        return passages.indices
            .filter { !elsewhere || passages[$0].document.prefix(4) != article }
            .map { (cosine(passages[$0].vector, vector), $0) }
            .sorted { ($1.0, $0.1) < ($0.0, $1.1) }
            .prefix(3).map { passages[$0.1] }
    }
}

private func cosine(_ first: [Float], _ second: [Float]) -> Float {
    var total: Float = 0
    for index in first.indices { total += first[index] * second[index] }
    return total
}
