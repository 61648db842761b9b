import Foundation
import TestSupport

/// Texts and their vectors by sentence-transformers, made by `fixtures/encoder/make_fixture.py`.
struct ReferenceVectors {
    let texts: [String]
    private let values: [Float]

    static let dimension = 384

    init() throws {
        texts = try JSONDecoder().decode([String].self, from: Data(contentsOf: Fixtures.url("encoder/reference.json")))
        let data = try Data(contentsOf: Fixtures.url("encoder/reference.f32"))
        values = stride(from: 0, to: data.count, by: 4).map { place in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(data[place + $1]) << UInt32(8 * $1) })
        }
    }

    subscript(row: Int) -> ArraySlice<Float> {
        values[row * Self.dimension..<(row + 1) * Self.dimension]
    }
}

/// The cosine of two vectors of any length, in double precision.
func cosine(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
    func product(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}
