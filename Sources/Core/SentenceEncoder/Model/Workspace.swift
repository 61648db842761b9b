internal import Synchronization
internal import VectorKernels

/// Memory that computing a batch needs.
protocol TokenWorkspace: Sendable {
    /// The most tokens of a batch.
    var tokenCapacity: Int { get }

    init(_ configuration: BERTConfiguration, _ precision: EncoderPrecision, tokenCapacity: Int)
}

/// The matrices of a forward pass, a row for each token. One serves batch after batch.
final class Workspace: TokenWorkspace {
    /// The input of a layer, and its output: `hiddenSize` columns.
    let hidden: TokenMatrix
    /// What attention gives, and then its sum with the input.
    let attended: TokenMatrix
    /// The left matrix of the products with `hiddenSize` inputs.
    let operand: TokenOperand
    /// The inner layer of the perceptron, for one block of tokens.
    let intermediate: TokenMatrix
    let intermediateOperand: TokenOperand

    /// Tokens whose inner layer is computed at a time: whole tiles of 14. Between 28 and 252 the speed was the same within
    /// 3%, and here the highest.
    static let blockTokenCount = 112

    var tokenCapacity: Int { hidden.rowCount }

    init(_ configuration: BERTConfiguration, _ precision: EncoderPrecision, tokenCapacity: Int) {
        let format = precision.productFormat
        let (size, innerSize) = (configuration.hiddenSize, configuration.intermediateSize)
        hidden = TokenMatrix(rowCount: tokenCapacity, columnCount: size)
        attended = TokenMatrix(rowCount: tokenCapacity, columnCount: size)
        operand = TokenOperand(format: format, rowCount: tokenCapacity, columnCount: size)
        intermediate = TokenMatrix(rowCount: Self.blockTokenCount, columnCount: innerSize)
        intermediateOperand = TokenOperand(format: format, rowCount: Self.blockTokenCount, columnCount: innerSize)
    }
}

/// What one thread needs to compute one head of a batch.
final class HeadWorkspace: TokenWorkspace {
    let projections: TokenMatrix
    let scratch: AttentionScratch

    var tokenCapacity: Int { projections.rowCount }

    init(_ configuration: BERTConfiguration, _ precision: EncoderPrecision, tokenCapacity: Int) {
        let head = configuration.head
        projections = TokenMatrix(rowCount: tokenCapacity, columnCount: head.columnCount)
        scratch = AttentionScratch(format: precision.attentionFormat, tokenCount: tokenCapacity, head: head)
    }
}

/// Keeps workspaces from one call to the next, as many as were in use at a time: fresh memory costs more than a short text
/// does.
final class WorkspacePool<Workspace: TokenWorkspace>: Sendable {
    private let configuration: BERTConfiguration
    private let precision: EncoderPrecision
    private let spare = Mutex<[Workspace]>([])

    init(_ configuration: BERTConfiguration, _ precision: EncoderPrecision) {
        self.configuration = configuration
        self.precision = precision
    }

    /// Calls `body` with a workspace for batches of so many tokens that nobody else has.
    func withWorkspace<Result>(tokenCount: Int, _ body: (Workspace) -> Result) -> Result {
        let kept = spare.withLock { $0.popLast() }
        let workspace =
            if let kept, kept.tokenCapacity >= tokenCount { kept } else {
                Workspace(configuration, precision, tokenCapacity: max(tokenCount, TokenBatch.tokenCount))
            }
        defer { spare.withLock { $0.append(workspace) } }
        return body(workspace)
    }
}
