internal import Foundation
internal import Tokenization
internal import VectorKernels

/// A BERT model without a head: what turns tokens into hidden states, and the tokenizer that belongs to it.
///
/// A sentence encoder and a cross-encoder differ only in what they make of the hidden states.
final class BERTModel: Sendable {
    let configuration: BERTConfiguration
    let tokenizer: WordPieceTokenizer
    let precision: EncoderPrecision
    let weights: BERTWeights
    let pool: WorkerPool
    let lane = ShortLane()
    let workspaces: WorkspacePool<Workspace>
    let headWorkspaces: WorkspacePool<HeadWorkspace>

    /// Loads the model of a folder with a tokenizer's files.
    ///
    /// - Parameters:
    ///   - folder: Where the tokenizer's files are.
    ///   - configuration: What `config.json` of the folder says.
    ///   - file: The folder's weights. They stay mapped for as long as the model lives.
    ///   - precision: One that the processor runs.
    init(
        folder: URL,
        configuration: BERTConfiguration,
        weights file: SafetensorsFile,
        precision: EncoderPrecision,
        pool: WorkerPool
    ) throws(EncoderError) {
        do {
            tokenizer = try WordPieceTokenizer(modelFolder: folder)
        } catch {
            throw EncoderError(.invalidTokenizer, file: folder.lastPathComponent, error.description, cause: error)
        }
        guard tokenizer.vocabularyCount <= configuration.vocabularyCount else {
            throw EncoderError(
                .invalidTokenizer,
                file: folder.lastPathComponent,
                "expected a vocabulary of \(configuration.vocabularyCount) tokens at most, the model's vocab_size, "
                    + "found \(tokenizer.vocabularyCount)"
            )
        }
        weights = try BERTWeights(file, configuration, precision: precision, pool: pool)
        workspaces = WorkspacePool(configuration, precision)
        headWorkspaces = WorkspacePool(configuration, precision)
        self.configuration = configuration
        self.precision = precision
        self.pool = pool
    }

    /// The same model on other threads: its short calls are computed apart from those of this one.
    func working(on pool: WorkerPool) -> BERTModel {
        BERTModel(self, pool: pool)
    }

    private init(_ model: BERTModel, pool: WorkerPool) {
        configuration = model.configuration
        tokenizer = model.tokenizer
        precision = model.precision
        weights = model.weights
        workspaces = model.workspaces
        headWorkspaces = model.headWorkspaces
        self.pool = pool
    }

    /// The error of a model whose weights are all finite and whose results are not.
    static func notFinite(file: String) -> EncoderError {
        EncoderError(.malformedFile, file: file, "expected finite results for an empty text, found infinity or NaN")
    }
}
