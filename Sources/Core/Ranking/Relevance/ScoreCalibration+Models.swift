extension ScoreCalibration {
    /// The map for an encoder by the name of its folder; `linear` for one that was not measured.
    package init(modelName: String) {
        self = modelName == "all-MiniLM-L6-v2" ? .allMiniLML6v2 : .linear
    }

    /// The map for the cosine of two questions, by the name of the encoder's folder.
    package init(ofQuestionsFor modelName: String) {
        self = modelName == "all-MiniLM-L6-v2" ? .allMiniLML6v2Questions : .linear
    }

    /// The map for all-MiniLM-L6-v2: cosine 0.30 becomes 0.5 and cosine 0.40 becomes 0.7.
    ///
    /// The two anchors were chosen on `Benchmarks/calibration/fit.py`'s data so that 0.5 keeps 97% of the gold passages
    /// among the ten nearest, and 0.7 keeps what answers and drops most of what is about something else (SQuAD 2.0 dev
    /// by paragraphs, SciFact train, Cranfield; "off topic" are questions to a collection about other subjects; faq.json
    /// holds sentences with two questions each, and small talk):
    ///
    /// | share at or above | 0.5 | 0.7 |
    /// | --- | --- | --- |
    /// | gold passages, SQuAD | 0.972 | 0.884 |
    /// | gold passages, SciFact | 0.999 | 0.972 |
    /// | gold passages, Cranfield | 0.995 | 0.985 |
    /// | one-sentence nodes with a question they answer | 0.969 | 0.969 |
    /// | one-sentence nodes with another's question | 0.040 | 0.015 |
    /// | one-sentence nodes with small talk | 0.000 | 0.000 |
    /// | off topic, ten nearest, SQuAD question in another article | 0.019 | 0.003 |
    /// | off topic, nearest, SQuAD question in another article | 0.064 | 0.012 |
    /// | off topic, nearest, SQuAD question in SciFact | 0.289 | 0.099 |
    /// | off topic, nearest, SQuAD question in Cranfield | 0.124 | 0.024 |
    /// | off topic, nearest, SciFact claim in SQuAD | 0.481 | 0.166 |
    /// | off topic, nearest, SciFact claim in Cranfield | 0.021 | 0.000 |
    /// | off topic, nearest, Cranfield question in SQuAD | 0.276 | 0.022 |
    /// | off topic, nearest, Cranfield question in SciFact | 0.404 | 0.044 |
    /// | nearest paragraph of a question SQuAD's paragraphs do not answer | 0.962 | 0.819 |
    ///
    /// (SciFact's abstracts and SQuAD's articles on immunology, chemistry or physics are in truth about the same.) The
    /// last row says what a cosine cannot do: notice that a passage on the subject lacks the answer.
    package static let allMiniLML6v2 = ScoreCalibration(
        Logistic(slope: 8.472_978_603_872, offset: -2.541_893_581_161_6)
    )

    /// The map for the cosine of two questions: whether they ask the same. 0.66 becomes 0.5 and 0.70 becomes 0.7.
    ///
    /// Two questions about one thing are nearer to each other than a question is to its answer, whatever they ask about
    /// it. Of 20 pairs by hand that ask the same, 14 have a cosine of 0.7 and more and 10 of 0.8; of 20 pairs that ask
    /// different things about one subject, 5 and 2. The curve is steep, so that a question that is nearly the same goes
    /// before passages that are only about the same thing.
    package static let allMiniLML6v2Questions = ScoreCalibration(Logistic(slope: 20, offset: -13.152_702_139_6))
}
