internal import CSIMDKernels

/// The weights and biases of a linear map, in panels of 32 outputs.
///
/// A panel has all weights of its outputs, those of one step of the inputs side by side: the product of some tokens with
/// a panel reads it from end to end.
///
/// `@safe`: pointers to the memory stay inside this module.
@safe
package struct PackedWeights: ~Copyable, Sendable {
    package let format: NumberFormat
    package let inputCount: Int
    package let panelCount: Int
    private let values: AlignedMemory
    private let parameters: AlignedMemory

    /// Outputs of a panel.
    package static let panelOutputCount = Int(roost_panel_column_count)

    /// A count of outputs, rounded up to whole panels.
    package static func paddedCount(_ count: Int) -> Int {
        panelCount(forOutputs: count) * panelOutputCount
    }

    /// The panels that hold some outputs.
    package static func panelCount(forOutputs count: Int) -> Int {
        (count + panelOutputCount - 1) / panelOutputCount
    }

    /// Weights and biases of zero.
    package init(format: NumberFormat, inputCount: Int, panelCount: Int) {
        precondition(inputCount > 0 && panelCount >= 0, "\(panelCount) panels of \(inputCount) inputs")
        self.format = format
        self.inputCount = inputCount
        self.panelCount = panelCount
        values = AlignedMemory(byteCount: panelCount * Self.panelByteCount(format, inputCount))
        parameters = AlignedMemory(byteCount: 3 * panelCount * Self.panelOutputCount * MemoryLayout<Float>.size)
    }

    /// Sets a panel.
    ///
    /// - Parameters:
    ///   - weights: The weights of each output, `outputs × inputCount`.
    ///   - biases: One an output.
    /// - Precondition: There are from 1 to `panelOutputCount` outputs.
    package mutating func setPanel(_ panel: Int, weights: Span<Float>, biases: Span<Float>) {
        precondition((0..<panelCount).contains(panel), "panel \(panel) of \(panelCount)")
        precondition(
            (1...Self.panelOutputCount).contains(biases.count) && weights.count == biases.count * inputCount,
            "\(weights.count) weights and \(biases.count) biases for \(inputCount) inputs"
        )
        let first = panel * Self.panelOutputCount
        for output in biases.indices { unsafe self.biases[first + output] = biases[output] }
        unsafe weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            unsafe roost_pack_panel(
                format.rawValue,
                weights,
                inputCount,
                biases.count,
                inputCount,
                values.base.assumingMemoryBound(to: UInt8.self) + panel * Self.panelByteCount(format, inputCount),
                scales + first,
                sums + first
            )
        }
    }

    /// What the kernels take.
    var panels: roost_panels {
        unsafe roost_panels(
            values: values.base.assumingMemoryBound(to: UInt8.self),
            step_count: roost_step_count(format.rawValue, inputCount),
            biases: biases,
            scales: scales,
            sums: sums
        )
    }

    private var biases: UnsafeMutablePointer<Float> { unsafe parameters.floats }
    private var scales: UnsafeMutablePointer<Float> { unsafe biases + panelCount * Self.panelOutputCount }
    private var sums: UnsafeMutablePointer<Float> { unsafe scales + panelCount * Self.panelOutputCount }

    private static func panelByteCount(_ format: NumberFormat, _ inputCount: Int) -> Int {
        roost_step_count(format.rawValue, inputCount) * panelOutputCount * 4
    }
}
