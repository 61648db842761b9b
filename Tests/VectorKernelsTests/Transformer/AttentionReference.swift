import Foundation
import VectorKernels

/// Rows of queries, keys and values of one head, and attention over some of them in double precision.
struct AttentionInput {
    var head: AttentionHead
    /// Numbers of each part, row by row without padding.
    var queries: [Float]
    var keys: [Float]
    var values: [Float]
    var rowCount: Int { queries.count / head.size }

    init(head: AttentionHead, rowCount: Int, seed: UInt64) {
        self.head = head
        queries = randomValues(rowCount * head.size, in: -2...2, seed: seed)
        keys = randomValues(rowCount * head.size, in: -2...2, seed: seed + 1)
        values = randomValues(rowCount * head.size, in: -3...3, seed: seed + 2)
    }

    init(head: AttentionHead, queries: [Float], keys: [Float], values: [Float]) {
        (self.head, self.queries, self.keys, self.values) = (head, queries, keys, values)
    }

    /// The matrix that attention takes, with what is not a number wherever it has nothing to read.
    func projections(rows: Range<Int>) -> TokenMatrix {
        let partCount = head.columnCount / 3
        var all = [Float](repeating: .nan, count: rowCount * head.columnCount)
        for row in rows {
            for (part, numbers) in [queries, keys, values].enumerated() {
                for number in 0..<head.size {
                    all[row * head.columnCount + part * partCount + number] = numbers[row * head.size + number]
                }
            }
        }
        return makeMatrix(all, columnCount: head.columnCount)
    }

    /// The attention of `rows` among themselves, and how far from each number a format's may be.
    ///
    /// Of both formats: with scores off by up to δ, weights are off by e^δ − 1 and by what their exponential is, together ε
    /// of themselves, so that means of values no larger than V are off by 2 ε V / (1 − ε) at most. A score is a sum in
    /// float32, off by (size + 4) · 2⁻²⁴ of Σ|q·k| / √size with the rounding of the factor; and so are the sums of n weights
    /// and of n values times weights, together by 2 (n + 2) · 2⁻²⁴ · V.
    ///
    /// Bfloat16 rounds query, key, value and weight, each by up to u = 2⁻⁸ of itself, as its 8 significant bits allow: the
    /// score by 2 u + u² of Σ|q·k| / √size, and value times weight by as much of V; the sum of weights is that of unrounded
    /// ones. Where `isRounded`, the reference rounds queries, keys and values itself, so that only the weights are left.
    func reference(rows: Range<Int>, format: NumberFormat, isRounded: Bool = false) -> [ReferenceProduct] {
        let input = isRounded ? rounded() : self
        let root = isRounded ? 1 : Double(head.size).squareRoot()
        let base = isRounded ? 2 : M_E
        let u = format == .bfloat16 ? 0x1p-8 : 0
        let (product, weightRounding) = isRounded ? (0, u) : (2 * u + u * u, 2 * u + u * u)
        let exponentialError = format == .bfloat16 ? 8e-5 : 3e-7
        let largest = input.values[rows.lowerBound * head.size..<rows.upperBound * head.size]
            .reduce(0) { max($0, abs(Double($1))) }
        return rows.flatMap { row in
            var (scores, scoreError): ([Double], Double) = ([], 0)
            for key in rows {
                let dot = Reference.dot(input.part(input.queries, row), input.part(input.keys, key))
                scores.append(dot.value / root)
                scoreError = max(scoreError, dot.magnitude / root * (product + Double(head.size + 4) * 0x1p-24))
            }
            let maximum = scores.reduce(-.infinity, max)
            let weights = scores.map { pow(base, $0 - maximum) }
            let total = weights.reduce(0, +)
            let weightError = pow(base, scoreError) - 1 + exponentialError
            let tolerance =
                largest
                * (2 * weightError / (1 - weightError) + weightRounding + 2 * Double(rows.count + 2) * 0x1p-24)
            return (0..<head.size).map { number in
                let sum = zip(weights, rows).reduce(0) { $0 + $1.0 * Double(input.values[$1.1 * head.size + number]) }
                return ReferenceProduct(value: sum / total, tolerance: tolerance)
            }
        }
    }

    private func part(_ numbers: [Float], _ row: Int) -> ArraySlice<Float> {
        numbers[row * head.size..<(row + 1) * head.size]
    }

    /// What the kernel rounds: the queries times what makes powers of two of the scores.
    private func rounded() -> AttentionInput {
        let factor = Float(0x1.715476p0) / Float(head.size).squareRoot()
        return AttentionInput(
            head: head,
            queries: queries.map { bfloat16($0 * factor) },
            keys: keys.map(bfloat16),
            values: values.map(bfloat16)
        )
    }
}
