extension RelevanceModel {
    /// The model for an encoder by the name of its folder; what was fitted for the default one serves for others.
    package init(modelName: String) {
        self = .allMiniLML6v2
    }

    /// For all-MiniLM-L6-v2, as `make calibration` writes it to `Benchmarks/calibration/all-MiniLM-L6-v2.json`, with
    /// what it was fitted on and how it does on questions that were held out.
    ///
    /// The weights were chosen on SciFact (training and test queries), Cranfield, SQuAD 2.0 dev and XQuAD German, as round
    /// numbers near the best nDCG@10 of all of them together: the best for one of them costs the others more than it gains.
    package static let allMiniLML6v2 = RelevanceModel(
        firstStage: RelevanceCalibration(
            slope: .init(
                constant: 0.7977746213394022,
                coverage: 3.8869447349967543,
                cosine: 3.5049280677054164
            ),
            level: .init(
                constant: -3.615998081451283,
                coverage: -4.443103627615911,
                cosine: 2.4413515778368673
            )
        ),
        secondStage: RelevanceCalibration(
            slope: .init(
                constant: 1.2707425676016555,
                coverage: 1.9441267743235504,
                cosine: 1.2312093546227978
            ),
            level: .init(
                constant: -4.492144378248319,
                coverage: -5.949938519362281,
                cosine: 2.4410130665235283
            )
        )
    )
}
