/// Looks in a sentence for something of the form that a question asks for.
///
/// Words of the question itself never count: what the question says already is not its answer.
struct AnswerFormScanner {
    let question: QuestionAnalysis

    /// How clearly a sentence holds something of the form, from 0 (nothing) to 1.
    ///
    /// 1 for every sentence when the form cannot be recognised.
    ///
    /// - Complexity: O(words).
    func strength(in sentence: [Word]) -> Double {
        switch question.form {
        case .person: personStrength(in: sentence)
        case .date(let year): dateStrength(in: sentence, year: year)
        case .place: placeStrength(in: sentence)
        case .quantity(let measure): quantityStrength(measure, in: sentence)
        case .name: sentence.indices.contains { isName(at: $0, in: sentence) } ? 1 : 0
        case .reason, .manner, .confirmation, .phrase: 1
        }
    }

    private func isNew(_ word: Word) -> Bool {
        !word.terms.contains(where: question.terms.contains)
    }

    // MARK: Names

    /// A capitalised word; the first of a sentence only when the next one is capitalised too or no function word begins
    /// the sentence and it has no other case to tell.
    private func isName(at index: Int, in sentence: [Word]) -> Bool {
        let word = sentence[index]
        guard word.isCapitalized, !word.isFunctionWord, isNew(word) else { return false }
        guard !EnglishWords.months.contains(word.text), !EnglishWords.weekdays.contains(word.text) else { return false }
        return index > 0 || (sentence.count > 1 && sentence[1].isCapitalized && !sentence[1].followsBreak)
    }

    /// A full name counts most. After an article a name is a thing's ("the Copper Kettle"), after a number or a preposition
    /// of place most often a place's ("11 Mill Lane").
    private func personStrength(in sentence: [Word]) -> Double {
        var strength = sentence.first.map { isNew($0) && $0.isCapitalized && !$0.isFunctionWord } == true ? 0.4 : 0
        var start = 0
        while start < sentence.count {
            let end =
                sentence[start...].indices.first {
                    $0 > start && sentence[$0].followsBreak || !isName(at: $0, in: sentence)
                }
                ?? sentence.count
            if end > start {
                let before = start > 0 ? sentence[start - 1] : nil
                let isOther = before.map { $0.isNumeric || Self.nonPersonMarkers.contains($0.text) } ?? false
                strength = max(strength, isOther ? 0.5 : end - start > 1 ? 1 : 0.8)
            }
            start = max(end, start + 1)
        }
        return strength
    }

    private func placeStrength(in sentence: [Word]) -> Double {
        var strength = 0.0
        for index in sentence.indices where EnglishWords.placePrepositions.contains(sentence[index].text) {
            let after = sentence[(index + 1)...].prefix(4).prefix { !EnglishWords.prepositions.contains($0.text) }
            if after.indices.contains(where: { isName(at: $0, in: sentence) }) { return 1 }
            if after.contains(where: { isNew($0) && !$0.isFunctionWord && !$0.isNumeral }) { strength = 0.5 }
        }
        return max(strength, sentence.indices.contains { isName(at: $0, in: sentence) } ? 0.7 : 0)
    }

    // MARK: Dates

    private func dateStrength(in sentence: [Word], year: Bool) -> Double {
        var strength = 0.0
        for (index, word) in sentence.enumerated() where isNew(word) {
            let isCounted = index + 1 < sentence.count && isUnit(sentence[index + 1])
            if word.isYear, word.symbols.isEmpty, !isCounted { return 1 }
            strength = max(strength, year ? yearStrength(of: word) : timeStrength(of: word))
        }
        return strength
    }

    private func yearStrength(of word: Word) -> Double {
        if word.text.count == 5, word.text.hasSuffix("s"), word.isNumeric { return 0.8 }
        return EnglishWords.eras.contains(word.text) ? 0.5 : 0
    }

    private func timeStrength(of word: Word) -> Double {
        let isMonth = EnglishWords.months.contains(word.text) && (word.isCapitalized || word.text != "may")
        if isMonth || EnglishWords.weekdays.contains(word.text) || EnglishWords.eras.contains(word.text) { return 1 }
        if word.isNumeric, word.text.contains(":") || word.text.hasSuffix("s") || word.text.hasSuffix("年") { return 1 }
        if EnglishWords.timesOfDay.contains(word.text) || Self.dateMarkers.contains(word.text) { return 0.6 }
        return word.isNumeric ? 0.4 : 0
    }

    // MARK: Quantities

    private func quantityStrength(_ measure: Measure, in sentence: [Word]) -> Double {
        var strength = 0.0
        for (index, word) in sentence.enumerated() {
            if measure == .frequency || measure == .money, measure.units.contains(word.text), isNew(word) {
                strength = 1
            }
            guard word.isNumeral, isNew(word) || word.isNumeric && !question.numbers.contains(word.text) else {
                continue
            }
            if word.symbols.contains(where: measure.symbols.contains) { return 1 }
            let after = sentence[(index + 1)...].prefix(3)
            if after.contains(where: { measure.units.contains($0.text) }) { return 1 }
            if measure == .count, after.contains(where: { $0.terms.contains(where: question.focus.contains) }) {
                return 1
            }
            strength = max(strength, measure == .count ? (word.isYear ? 0.3 : 0.7) : 0.3)
        }
        return strength
    }

    private func isUnit(_ word: Word) -> Bool {
        !word.followsBreak && Measure.allCases.contains { $0 != .frequency && $0.units.contains(word.text) }
    }

    private static let nonPersonMarkers = EnglishWords.determiners.union(["in", "at", "near", "from"])
    private static let dateMarkers = EnglishWords.set("after before until during when while every daily ago later")
}
