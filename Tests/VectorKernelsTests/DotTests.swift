import Testing
import VectorKernels

@Suite struct DotTests {
    static let counts = [0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 384, 1000]

    @Test("Every version of the inner product is within float32's error bound", arguments: counts)
    func matchesReference(count: Int) {
        let a = randomValues(count, seed: 1)
        let b = randomValues(count, seed: 2)
        let expected = Reference.dot(a[...], b[...])
        let tolerance = Reference.dotTolerance(count: count, magnitude: expected.magnitude)
        for level in SIMDLevel.available {
            #expect(abs(Double(VectorMath.dot(a.span, b.span, level: level)) - expected.value) <= tolerance)
        }
    }

    @Test("Whole numbers give the exact inner product")
    func exactOnWholeNumbers() {
        let a = (0..<77).map { Float($0 % 5 - 2) }
        let b = (0..<77).map { Float($0 % 7 - 3) }
        let expected = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
        for level in SIMDLevel.available {
            #expect(VectorMath.dot(a.span, b.span, level: level) == expected)
        }
    }

    @Test("Vectors of different lengths are a caller's bug")
    func differentLengths() async {
        await #expect(processExitsWith: .failure) {
            let short: [Float] = [1]
            let long: [Float] = [1, 2]
            _ = VectorMath.dot(short.span, long.span)
        }
    }
}
