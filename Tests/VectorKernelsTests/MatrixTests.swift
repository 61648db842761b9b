import Testing
import VectorKernels

@Suite struct MatrixTests {
    struct Shape {
        var rows: Int
        var inner: Int
        var columns: Int
    }

    static let shapes = [
        Shape(rows: 1, inner: 1, columns: 1), Shape(rows: 1, inner: 384, columns: 17),
        Shape(rows: 3, inner: 5, columns: 7), Shape(rows: 16, inner: 32, columns: 33),
        Shape(rows: 65, inner: 31, columns: 129),
    ]

    @Test("A product is within float32's error bound", arguments: shapes)
    func multiply(shape: Shape) {
        let a = randomValues(shape.rows * shape.inner, seed: 3)
        let b = randomValues(shape.inner * shape.columns, seed: 4)
        var result = [Float](repeating: .nan, count: shape.rows * shape.columns)
        var span = result.mutableSpan
        MatrixMath.multiply(
            a.span,
            b.span,
            into: &span,
            rows: shape.rows,
            inner: shape.inner,
            columns: shape.columns
        )
        expectProduct(result, of: a, transpose(b, rows: shape.inner, columns: shape.columns), shape)
    }

    @Test("A product with the transpose is within float32's error bound", arguments: shapes)
    func multiplyTransposed(shape: Shape) {
        let a = randomValues(shape.rows * shape.inner, seed: 5)
        let b = randomValues(shape.columns * shape.inner, seed: 6)
        var result = [Float](repeating: .nan, count: shape.rows * shape.columns)
        var span = result.mutableSpan
        MatrixMath.multiply(
            a.span,
            transposed: b.span,
            into: &span,
            rows: shape.rows,
            inner: shape.inner,
            columns: shape.columns
        )
        expectProduct(result, of: a, b, shape)
    }

    @Test("A product over no inner values is zero")
    func emptyInner() {
        let empty: [Float] = []
        var result: [Float] = [1, 2]
        var span = result.mutableSpan
        MatrixMath.multiply(empty.span, empty.span, into: &span, rows: 1, inner: 0, columns: 2)
        #expect(result == [0, 0])
    }

    @Test("Sizes that do not fit are a caller's bug")
    func wrongSizes() async {
        await #expect(processExitsWith: .failure) {
            let values: [Float] = [1, 2]
            var result: [Float] = [0]
            var span = result.mutableSpan
            MatrixMath.multiply(values.span, values.span, into: &span, rows: 1, inner: 1, columns: 1)
        }
    }

    private func transpose(_ values: [Float], rows: Int, columns: Int) -> [Float] {
        (0..<values.count).map { values[$0 % rows * columns + $0 / rows] }
    }

    private func expectProduct(_ result: [Float], of a: [Float], _ b: [Float], _ shape: Shape) {
        for place in result.indices {
            let row = place / shape.columns * shape.inner
            let column = place % shape.columns * shape.inner
            let expected = Reference.dot(a[row..<row + shape.inner], b[column..<column + shape.inner])
            let tolerance = Reference.dotTolerance(count: shape.inner, magnitude: expected.magnitude)
            #expect(abs(Double(result[place]) - expected.value) <= tolerance)
        }
    }
}
