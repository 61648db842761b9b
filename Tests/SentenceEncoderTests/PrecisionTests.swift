import Foundation
import SentenceEncoder
import TestSupport
import Testing

/// Vectors of the default model in each precision, beside those of sentence-transformers.
@Suite(.enabled(if: Fixtures.modelFolder != nil, "`make model` installs the model"))
struct PrecisionTests {
    /// The smallest cosine with the reference that a text may have.
    private static func leastCosine(_ precision: EncoderPrecision) -> Double {
        switch precision {
        case .fp32: 0.99999
        case .bf16: 0.9995
        case .int8: 0.99
        }
    }

    @Test("Every vector is near the reference", arguments: EncoderPrecision.allCases)
    func cosines(precision: EncoderPrecision) throws {
        let encoder = try SentenceEncoder(modelFolder: try #require(Fixtures.modelFolder), precision: precision)
        #expect(encoder.precision == precision.supported)
        let reference = try ReferenceVectors()
        let embeddings = encoder.encode(reference.texts)
        var total = 0.0
        for (row, text) in reference.texts.enumerated() {
            let cosine = cosine(embeddings[row], reference[row])
            total += cosine
            #expect(cosine >= Self.leastCosine(encoder.precision), "\(text)")
        }
        print("\(encoder.precision): the mean cosine with the reference is \(total / Double(reference.texts.count))")
    }

    @Test("Vectors have length 1 in each precision", arguments: EncoderPrecision.allCases)
    func unitLength(precision: EncoderPrecision) throws {
        let encoder = try SentenceEncoder(modelFolder: try #require(Fixtures.modelFolder), precision: precision)
        let embeddings = encoder.encode(["", "a", "the ferry", String(repeating: "word ", count: 1000)])
        for row in 0..<embeddings.count {
            let square = embeddings[row].reduce(0.0) { $0 + Double($1) * Double($1) }
            #expect(abs(square - 1) < 1e-6)
        }
    }

    @Test("A precision runs, or float32 in its place")
    func support() {
        #expect(EncoderPrecision.fp32.supported == .fp32)
        for precision in EncoderPrecision.allCases {
            #expect([precision, .fp32].contains(precision.supported))
        }
        #expect(EncoderPrecision.standard.supported.supported == EncoderPrecision.standard.supported)
    }
}
