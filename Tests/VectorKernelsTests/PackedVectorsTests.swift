import Testing
import VectorKernels

@Suite struct PackedVectorsTests {
    struct Shape {
        var rows: Int
        var vectors: Int
        var dimension: Int
    }

    static let shapes = [
        Shape(rows: 1, vectors: 1, dimension: 1), Shape(rows: 1, vectors: 17, dimension: 384),
        Shape(rows: 3, vectors: 7, dimension: 5), Shape(rows: 16, vectors: 33, dimension: 32),
        Shape(rows: 65, vectors: 129, dimension: 31),
    ]

    @Test("Inner products are within float32's error bound, and zero behind the last vector", arguments: shapes)
    func multiply(shape: Shape) {
        let rows = randomValues(shape.rows * shape.dimension, seed: 5)
        let vectors = randomValues(shape.vectors * shape.dimension, seed: 6)
        let packed = packed(vectors, dimension: shape.dimension)
        #expect(packed.paddedCount == (shape.vectors + 31) / 32 * 32)
        for level in SIMDLevel.available {
            let products = multiply(packed, rows, level)
            for (place, product) in products.enumerated() {
                let (row, vector) = place.quotientAndRemainder(dividingBy: packed.paddedCount)
                guard vector < shape.vectors else {
                    #expect(product == 0)
                    continue
                }
                let expected = Reference.dot(
                    rows[row * shape.dimension..<(row + 1) * shape.dimension],
                    vectors[vector * shape.dimension..<(vector + 1) * shape.dimension]
                )
                let tolerance = Reference.dotTolerance(count: shape.dimension, magnitude: expected.magnitude)
                #expect(abs(Double(product) - expected.value) <= tolerance)
            }
        }
    }

    @Test("No vectors, and no rows, give no products")
    func empty() {
        #expect(multiply(packed([], dimension: 2), [1, 2], .detected).isEmpty)
        #expect(multiply(packed([1, 2], dimension: 2), [], .detected).isEmpty)
    }

    @Test("Sizes that do not fit are a caller's bug")
    func wrongSizes() async {
        await #expect(processExitsWith: .failure) {
            let vectors: [Float] = [1, 2, 3]
            _ = PackedVectors(vectors.span, dimension: 2)
        }
        await #expect(processExitsWith: .failure) {
            var products: [Float] = [0]
            var span = products.mutableSpan
            let vectors: [Float] = [1, 2]
            PackedVectors(vectors.span, dimension: 2).multiply(rows: vectors.span, into: &span)
        }
    }

    private func packed(_ vectors: [Float], dimension: Int) -> PackedVectors {
        PackedVectors(vectors.span, dimension: dimension)
    }

    private func multiply(_ packed: PackedVectors, _ rows: [Float], _ level: SIMDLevel) -> [Float] {
        var products = [Float](repeating: .nan, count: rows.count / packed.dimension * packed.paddedCount)
        var span = products.mutableSpan
        packed.multiply(rows: rows.span, into: &span, level: level)
        return products
    }
}
