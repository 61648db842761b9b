import Foundation
import Ranking
import TestSupport
import Testing

@Suite struct ScoreCalibrationTests {
    private static let curve = ScoreCalibration(.init(slope: 5.3, offset: -1.1))
    private static let calibrations = [
        curve, .linear, ScoreCalibration(.init(slope: 1000, offset: -300)),
        ScoreCalibration(.init(slope: 0.001, offset: 1000)),
    ]

    @Test("The curve is the logistic function, within the size of a step")
    func formula() {
        for cosine in stride(from: Float(-1), through: 1, by: 0.125) {
            let expected = 1 / (1 + exp(1.1 - 5.3 * Double(cosine)))
            #expect(abs(Self.curve.score(for: cosine) - expected) < 1e-6)
        }
        #expect(ScoreCalibration.linear.score(for: 0) == 0.5)
        #expect(ScoreCalibration.linear.score(for: 1) == 1)
    }

    @Test("Scores never decrease, also between neighbouring cosines", arguments: calibrations)
    func monotone(calibration: ScoreCalibration) {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<20_000 {
            let cosine = Float.random(in: -1.01...1.01, using: &generator)
            #expect(calibration.score(for: cosine) <= calibration.score(for: cosine.nextUp))
        }
    }

    @Test("The inverse agrees with the score at each threshold, inclusively", arguments: calibrations)
    func inverse(calibration: ScoreCalibration) {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<2_000 {
            // Thresholds that are exactly some cosine's score are the hard ones.
            let cosine = Float.random(in: -1...1, using: &generator)
            for threshold in [calibration.score(for: cosine), Double.random(in: 0...1, using: &generator)] {
                let least = calibration.rawScore(for: threshold)
                let candidates = [cosine, cosine.nextUp, cosine.nextDown, least, least.nextDown, least.nextUp]
                for candidate in candidates where candidate.isFinite {
                    #expect((candidate >= least) == calibration.passes(candidate, threshold: threshold))
                }
            }
        }
    }

    @Test("Thresholds that all or no cosines reach have infinite inverses")
    func unreachable() {
        #expect(Self.curve.rawScore(for: 0) == -.infinity)
        #expect(Self.curve.rawScore(for: 1.1) == .infinity)
        #expect(Self.curve.rawScore(for: .nan) == .infinity)
        #expect(!Self.curve.passes(1, threshold: .nan))
    }

    @Test("Cosines outside [−1, 1] score as the ends, what is not a number as −1")
    func clamping() {
        #expect(Self.curve.score(for: 1.000_000_2) == Self.curve.score(for: 1))
        #expect(Self.curve.score(for: .infinity) == Self.curve.score(for: 1))
        #expect(Self.curve.score(for: .nan) == Self.curve.score(for: -1))
    }

    @Test("Parameters survive JSON, and unusable ones are refused")
    func coding() throws {
        for calibration in Self.calibrations {
            let data = try JSONEncoder().encode(calibration)
            #expect(try JSONDecoder().decode(ScoreCalibration.self, from: data) == calibration)
        }
        let falling = Data(#"{"logistic": {"slope": -1, "offset": 0}}"#.utf8)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ScoreCalibration.self, from: falling) }
    }

    @Test("The default encoder's anchors are where its comment says, and others fall back to the linear map")
    func models() {
        let calibration = ScoreCalibration(modelName: "all-MiniLM-L6-v2")
        #expect(abs(calibration.score(for: 0.3) - 0.5) < 1e-6)
        #expect(abs(calibration.score(for: 0.4) - 0.7) < 1e-6)
        #expect(abs(calibration.rawScore(for: 0.7) - 0.4) < 1e-6)
        #expect(ScoreCalibration(modelName: "something else") == .linear)
    }
}
