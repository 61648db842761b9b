import DocumentStore
import Ranking
import SentenceEncoder
import Tokenization
import VectorKernels

/// The loaded embedding model: its encoder, its name and its calibration.
struct TextEncoder: Sendable {
    let model: SentenceEncoder
    /// The same on threads that only get what the others leave of the processors: for documents.
    private let bulkModel: SentenceEncoder
    let modelName: String
    /// The size of the file of weights.
    let byteCount: Int
    let calibration: ScoreCalibration
    /// Scores passages, and maps the scores to the thresholds' scale.
    let relevance: RelevanceModel
    /// Counts what it reads.
    private let encodedTokens: Counter
    private let vectorCache = VectorCache<[Float]>()
    private let queryCache = VectorCache<QueryEmbedding>()

    /// Bytes of the vectors that are remembered, by what they are of.
    var cacheByteCounts: [String: Int] {
        ["sentences": vectorCache.rememberedByteCount, "queries": queryCache.rememberedByteCount]
    }

    /// Loads a model folder.
    ///
    /// - Parameters:
    ///   - pool: The threads that encode.
    ///   - encodedTokens: Counts the tokens that are encoded, special ones included.
    /// - Throws: ``EngineError/Code/modelUnavailable``.
    init(
        model: InstalledModel,
        precision: Precision,
        pool: WorkerPool = .shared,
        encodedTokens: Counter = Counter()
    )
        throws
    {
        self.encodedTokens = encodedTokens
        do {
            self.model = try SentenceEncoder(
                modelFolder: model.folder,
                precision: precision.encoderPrecision,
                pool: pool
            )
        } catch {
            throw EngineError(.modelUnavailable, "cannot load the model '\(model.name)': \(error)", cause: error)
        }
        bulkModel = pool === WorkerPool.shared ? self.model.working(on: .background) : self.model
        modelName = model.name
        byteCount = model.byteCount
        calibration = model.calibration
        relevance = try model.relevance()
    }
}

extension TextEncoder {
    /// Values of an embedding.
    var dimension: Int { model.dimension }

    /// The longest text it reads, in tokens, special ones included.
    var maximumTokenCount: Int { model.maximumTokenCount }

    /// The precision that runs.
    var precision: Precision { Precision(model.precision) }

    var tokenizer: WordPieceTokenizer { model.tokenizer }

    /// What collections that it embeds for are made with.
    var identity: EmbeddingModelIdentity { EmbeddingModelIdentity(name: modelName, dimension: dimension) }

    /// Embeds a question. CPU heavy.
    ///
    /// - Parameter scope: Whose question it is, for whom its vectors are remembered; nil to remember nothing.
    func embed(question: String, scope: Int64?) -> EmbeddedQuestion {
        let query = queries(of: [question], scope: scope)[0]
        return EmbeddedQuestion(
            text: question,
            modelName: modelName,
            vector: query.vector,
            tokens: query.tokens,
            readability: Readability.share(of: question, tokenizer: tokenizer)
        )
    }

    private func queries(of texts: [String], scope: Int64?) -> [QueryEmbedding] {
        func encode(_ texts: [String]) -> [QueryEmbedding] {
            let queries = model.encodeQueries(texts)
            encodedTokens.add(queries.reduce(0) { $0 + $1.tokens.count + tokenizer.specialTokenCount })
            return queries
        }
        guard let scope else { return encode(texts) }
        return queryCache.vectors(of: texts, scope: scope, encode: encode)
    }

    private func encode(_ texts: [String]) -> Embeddings {
        let embeddings = model.encode(texts)
        encodedTokens.add(embeddings.tokenCount)
        return embeddings
    }

    /// Embeds texts that are to be found, and their tokens. CPU heavy; to be called on a thread of the bulk lane.
    func passages(_ texts: [String]) -> PassageEmbeddings {
        let passages = bulkModel.encodePassages(texts)
        encodedTokens.add(passages.embeddings.tokenCount)
        return passages
    }

    /// Embeds texts: one row of `dimension` values a text, of unit length. CPU heavy.
    func vectors(of texts: [String]) -> [Float] {
        encode(texts).vectors
    }

    /// As `vectors(of:)`, an array a text, with those of lately encoded texts remembered.
    ///
    /// - Parameter scope: Whose texts they are; nil to remember nothing.
    func vectors(of texts: [String], scope: Int64?) -> [[Float]] {
        func rows(_ texts: [String]) -> [[Float]] {
            let embeddings = encode(texts)
            return texts.indices.map { Array(embeddings[$0]) }
        }
        guard let scope else { return rows(texts) }
        return vectorCache.vectors(of: texts, scope: scope, encode: rows)
    }

    /// The calibrated similarity of a text to each of some others, in [0, 1]. CPU heavy.
    @Sendable
    func similarity(of text: String, to others: [String]) -> [Double] {
        let embeddings = encode([text] + others)
        return others.indices.map { row in
            let cosine = zip(embeddings[0], embeddings[row + 1]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
            return calibration.score(for: cosine)
        }
    }
}
