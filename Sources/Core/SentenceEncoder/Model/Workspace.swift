internal import Synchronization
internal import VectorKernels

/// The matrices of a forward pass, a row for each token. One serves batch after batch.
final class Workspace: Sendable {
    /// The input of a layer, and its output: `hiddenSize` columns.
    let hidden: TokenMatrix
    /// What attention gives, and then its sum with the input.
    let attended: TokenMatrix
    /// The left matrix of the products with `hiddenSize` inputs.
    let operand: TokenOperand
    /// The inner layer of the perceptron, for one block of tokens.
    let intermediate: TokenMatrix
    let intermediateOperand: TokenOperand

    /// Tokens whose inner layer is computed at a time: whole tiles of 14, few enough that it stays in the second-level cache.
    static let blockTokenCount = 112

    /// The most tokens of a batch.
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
final class HeadWorkspace: Sendable {
    let projections: TokenMatrix
    let scratch: AttentionScratch
    let tokenCapacity: Int

    init(_ configuration: BERTConfiguration, _ precision: EncoderPrecision, tokenCapacity: Int) {
        let head = configuration.head
        self.tokenCapacity = tokenCapacity
        projections = TokenMatrix(rowCount: tokenCapacity, columnCount: head.columnCount)
        scratch = AttentionScratch(format: precision.attentionFormat, tokenCount: tokenCapacity, head: head)
    }
}

/// Keeps workspaces from one call to the next: fresh memory costs more than a short text does.
final class WorkspacePool: Sendable {
    private let configuration: BERTConfiguration
    private let precision: EncoderPrecision
    private let shared = Mutex<[Workspace]>([])
    private let heads = Mutex<[HeadWorkspace]>([])

    /// The tokens that workspaces are made for at least.
    private static let minimumTokenCapacity = TokenBatch.tokenCount

    init(_ configuration: BERTConfiguration, _ precision: EncoderPrecision) {
        self.configuration = configuration
        self.precision = precision
    }

    /// Calls `body` with a workspace for batches of so many tokens that nobody else has.
    func withWorkspace<Result>(tokenCount: Int, _ body: (Workspace) -> Result) -> Result {
        let kept = shared.withLock { $0.popLast() }
        let workspace =
            if let kept, kept.tokenCapacity >= tokenCount { kept } else {
                Workspace(configuration, precision, tokenCapacity: max(tokenCount, Self.minimumTokenCapacity))
            }
        defer { shared.withLock { $0.append(workspace) } }
        return body(workspace)
    }

    /// Calls `body` with a head's workspace for batches of so many tokens that nobody else has.
    func withHeadWorkspace<Result>(tokenCount: Int, _ body: (HeadWorkspace) -> Result) -> Result {
        let kept = heads.withLock { $0.popLast() }
        let workspace =
            if let kept, kept.tokenCapacity >= tokenCount { kept } else {
                HeadWorkspace(configuration, precision, tokenCapacity: max(tokenCount, Self.minimumTokenCapacity))
            }
        defer { heads.withLock { $0.append(workspace) } }
        return body(workspace)
    }
}
