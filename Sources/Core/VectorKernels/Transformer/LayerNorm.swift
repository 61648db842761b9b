/// The parameters of a layer normalisation over the columns of a matrix.
package struct LayerNorm: Sendable {
    package let scale: [Float]
    package let shift: [Float]
    /// What is added to the variance.
    package let epsilon: Float

    package init(scale: [Float], shift: [Float], epsilon: Float) {
        precondition(scale.count == shift.count, "\(scale.count) scales and \(shift.count) shifts")
        self.scale = scale
        self.shift = shift
        self.epsilon = epsilon
    }
}
