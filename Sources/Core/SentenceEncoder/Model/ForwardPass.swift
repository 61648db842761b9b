internal import VectorKernels

/// One batch's way through the layers, which several threads may go together.
///
/// What is computed for a token does not depend on the number of threads, nor on the texts beside its own.
struct ForwardPass: Sendable {
    private let model: BERTModel
    private let batch: TokenBatch
    private let workspace: Workspace
    private let team: TeamWork?

    /// - Parameter isShared: Whether several threads go this way.
    init(of batch: TokenBatch, through model: BERTModel, in workspace: Workspace, isShared: Bool) {
        precondition(
            workspace.tokenCapacity >= batch.tokenIDs.count,
            "\(batch.tokenIDs.count) tokens in a workspace for \(workspace.tokenCapacity)"
        )
        self.model = model
        self.batch = batch
        self.workspace = workspace
        team = isShared ? TeamWork(stepCount: Self.stepCount(batch, model.configuration)) : nil
    }

    /// Takes part in the pass from its beginning to its end.
    ///
    /// - Parameters:
    ///   - beforeLayer: Called before each layer.
    ///   - finish: Called for each place in the batch when its hidden states are there, on one of the threads.
    func run(beforeLayer: () -> Void = {}, finish: (Int, TokenMatrix) -> Void) {
        var member = TeamMember(of: team)
        forRows(of: 0..<rowCount, &member) { rows in embed(rows) }
        model.headWorkspaces.withWorkspace(tokenCount: rowCount) { headWorkspace in
            let layers = model.weights.layers
            for (number, layer) in layers.enumerated() {
                beforeLayer()
                attend(layer, headWorkspace, &member)
                transform(layer, isLast: number == layers.count - 1, &member)
            }
        }
        member.forEach(count: batch.texts.count) { finish($0, workspace.hidden) }
    }
}

extension ForwardPass {
    private var rowCount: Int { batch.tokenIDs.count }
    private var precision: EncoderPrecision { model.precision }

    /// Rows in an item of a step that goes over rows, and panels in an item of a product, when threads work together.
    private static let sharedRowCount = 4
    private static let sharedPanelCount = 2

    private static func blocks(of rowCount: Int) -> [Range<Int>] {
        stride(from: 0, to: rowCount, by: Workspace.blockTokenCount).map {
            $0..<min($0 + Workspace.blockTokenCount, rowCount)
        }
    }

    /// The steps of `run`: three of attention besides its heads, and four for each block.
    private static func stepCount(_ batch: TokenBatch, _ configuration: BERTConfiguration) -> Int {
        2 + configuration.layerCount * (4 + 4 * blocks(of: batch.tokenIDs.count).count)
    }

    private func forRows(of range: Range<Int>, _ member: inout TeamMember, _ body: (Range<Int>) -> Void) {
        let size = member.isAlone ? max(range.count, 1) : Self.sharedRowCount
        member.forEach(count: (range.count + size - 1) / size) { item in
            let start = range.lowerBound + item * size
            body(start..<min(start + size, range.upperBound))
        }
    }

    private func forPanels(of count: Int, _ member: inout TeamMember, _ body: (Range<Int>) -> Void) {
        let size = member.isAlone ? max(count, 1) : Self.sharedPanelCount
        member.forEach(count: (count + size - 1) / size) { item in
            body(item * size..<min((item + 1) * size, count))
        }
    }

    /// Makes the sum of each token's word, position and segment embeddings, normalised.
    private func embed(_ rows: Range<Int>) {
        let weights = model.weights
        for (sequence, secondSegmentStart) in zip(batch.sequences, batch.secondSegmentStarts) {
            for row in rows.clamped(to: sequence) {
                workspace.hidden.withMutableRow(row) {
                    weights.wordEmbeddings.readRow(Int(batch.tokenIDs[row]), into: &$0)
                }
                let segment = row < secondSegmentStart ? 0 : 1
                workspace.attended.withMutableRow(row) {
                    weights.positionEmbeddings.readRow(row - sequence.lowerBound, into: &$0)
                    let embedding = weights.segmentEmbeddings[segment]
                    for column in $0.indices { $0[column] += embedding[column] }
                }
            }
        }
        workspace.hidden.addAndNormalize(rows: rows, residual: workspace.attended, norm: weights.embeddingNorm)
        encode(workspace.hidden, rows)
    }

    private func encode(_ matrix: TokenMatrix, _ rows: Range<Int>) {
        workspace.operand.setRows(from: rows.lowerBound, to: matrix, rows: rows)
    }

    /// Self-attention: from `operand` to the normalised sum with the input, in `attended` and in `operand`.
    private func attend(_ layer: BERTWeights.Layer, _ headWorkspace: HeadWorkspace, _ member: inout TeamMember) {
        let (hidden, attended, operand) = (workspace.hidden, workspace.attended, workspace.operand)
        let head = model.configuration.head
        member.forEach(count: model.configuration.headCount) { number in
            headWorkspace.projections.setProduct(
                operand,
                rows: 0..<rowCount,
                layer.projection,
                panels: number * 3 * head.partPanelCount..<(number + 1) * 3 * head.partPanelCount,
                atRow: 0,
                atPanel: 0
            )
            for sequence in batch.sequences {
                attended.setAttention(
                    column: number * head.size,
                    rows: sequence,
                    projections: headWorkspace.projections,
                    head: head,
                    format: precision.attentionFormat,
                    scratch: headWorkspace.scratch
                )
            }
        }
        forRows(of: 0..<rowCount, &member) { rows in encode(attended, rows) }
        forPanels(of: layer.attentionOutput.panelCount, &member) { panels in
            attended.setProduct(
                operand,
                rows: 0..<rowCount,
                layer.attentionOutput,
                panels: panels,
                atRow: 0,
                atPanel: panels.lowerBound
            )
        }
        forRows(of: 0..<rowCount, &member) { rows in
            attended.addAndNormalize(rows: rows, residual: hidden, norm: layer.attentionNorm)
            encode(attended, rows)
        }
    }

    /// The perceptron: from `operand` and `attended` to the normalised sum, in `hidden`, and for the next layer in `operand`.
    private func transform(_ layer: BERTWeights.Layer, isLast: Bool, _ member: inout TeamMember) {
        let (hidden, operand) = (workspace.hidden, workspace.operand)
        let (intermediate, intermediateOperand) = (workspace.intermediate, workspace.intermediateOperand)
        for block in Self.blocks(of: rowCount) {
            forPanels(of: layer.expansion.panelCount, &member) { panels in
                intermediate.setProduct(
                    operand,
                    rows: block,
                    layer.expansion,
                    panels: panels,
                    activation: precision.activation,
                    atRow: 0,
                    atPanel: panels.lowerBound
                )
            }
            forRows(of: 0..<block.count, &member) { rows in
                intermediateOperand.setRows(from: rows.lowerBound, to: intermediate, rows: rows)
            }
            forPanels(of: layer.contraction.panelCount, &member) { panels in
                hidden.setProduct(
                    intermediateOperand,
                    rows: 0..<block.count,
                    layer.contraction,
                    panels: panels,
                    atRow: block.lowerBound,
                    atPanel: panels.lowerBound
                )
            }
            forRows(of: block, &member) { rows in
                hidden.addAndNormalize(rows: rows, residual: workspace.attended, norm: layer.outputNorm)
                if !isLast { encode(hidden, rows) }
            }
        }
    }
}
