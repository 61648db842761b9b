/// Finds the noun phrases of one question.
struct NounPhraseReader {
    private let question: String
    private let words: [Word]
    /// The auxiliary before the phrase that is read, when its verb is still to come.
    private var auxiliary: String?

    init(_ question: String) {
        self.question = question
        words = Word.words(of: question)
    }

    mutating func phrases() -> [NounPhrase] {
        var phrases: [NounPhrase] = []
        var position = 0
        while position < words.count {
            guard isContent(position) else {
                if EnglishWords.auxiliaries.contains(words[position].text) { auxiliary = words[position].text }
                position += 1
                continue
            }
            let end = endOfRun(from: position)
            for part in parts(of: position..<end) {
                guard let phrase = phrase(of: part) else { continue }
                append(phrase, to: &phrases)
                // "Do the quinces of the tart come": the verb stands behind the whole chain.
                if end >= words.count || words[end].text != "of" { auxiliary = nil }
            }
            position = end
        }
        return phrases
    }

    /// "How many" and "how heavy" name nothing.
    private func isContent(_ index: Int) -> Bool {
        let isAdjective = index > 0 && words[index - 1].text == "how" || ["many", "much"].contains(words[index].text)
        return !words[index].isFunctionWord && !isAdjective || isPossessive(index)
    }

    /// The *s* of "the librarian's".
    private func isPossessive(_ index: Int) -> Bool {
        index > 0 && words[index].text == "s"
            && words[index].utf8Range.lowerBound > words[index - 1].utf8Range.upperBound
            && !words[index].followsBreak && !words[index - 1].isFunctionWord
    }

    /// Past the content words from here on; names joined by *and* are one ("Nettle and Mint").
    private func endOfRun(from start: Int) -> Int {
        var end = start + 1
        while end < words.count, !words[end].followsBreak {
            if isContent(end) {
                end += 1
            } else if words[end].text == "and", words[end - 1].isCapitalized, end + 1 < words.count,
                words[end + 1].isCapitalized, !words[end + 1].isFunctionWord
            {
                end += 2
            } else {
                break
            }
        }
        return end
    }

    private func phrase(of run: Range<Int>) -> NounPhrase? {
        let before = run.lowerBound > 0 ? words[run.lowerBound - 1].text : ""
        let run = withoutProperty(withoutVerbAtEnd(run))
        guard let first = run.first, let last = run.last, !run.allSatisfy({ words[$0].isNumeric }) else { return nil }
        // "To be adjusted" names nothing.
        guard run.count > 1 || !EnglishWords.beForms.contains(before) || !isParticiple(words[last].text) else {
            return nil
        }
        let hasArticle = run.lowerBound > 0 && ["the", "a", "an", "my", "your", "our"].contains(words[first - 1].text)
        let start = words[hasArticle ? first - 1 : first].utf8Range.lowerBound
        let place = start..<words[last].utf8Range.upperBound
        let marker = first - (hasArticle ? 2 : 1)
        return NounPhrase(
            text: question.slice(place),
            utf8Range: place,
            head: words[last].text,
            isName: run.allSatisfy { words[$0].isCapitalized || words[$0].text == "and" || isPossessive($0) },
            isAsked: ["what", "which", "many", "much", "whose"].contains(before),
            preposition: marker >= 0 && EnglishWords.prepositions.contains(words[marker].text)
                ? words[marker].text : nil
        )
    }

    /// The run without the verb at its beginning, or what stands on both sides of one inside it.
    private mutating func parts(of run: Range<Int>) -> [Range<Int>] {
        let before = run.lowerBound > 0 ? words[run.lowerBound - 1].text : ""
        if beginsWithVerb(run, after: before) {
            auxiliary = nil
            return [run.dropFirst()]
        }
        let verb = run.dropFirst().first {
            EnglishWords.commonVerbs.contains(words[$0].text) && !words[$0].isCapitalized
                && (auxiliary != nil || ["what", "which", "many"].contains(before))
        }
        guard let verb, !EnglishWords.beForms.contains(auxiliary ?? "") else { return [run] }
        auxiliary = nil
        return [run.lowerBound..<verb, verb + 1..<run.upperBound]
    }

    /// "Who built", "I reset", "to renew", "what covers the"; "what year" and "to London" are none.
    private func beginsWithVerb(_ run: Range<Int>, after before: String) -> Bool {
        guard !words[run.lowerBound].isCapitalized || run.lowerBound == 0 else { return false }
        if before == "who" || before == "to" || before == "not" || EnglishWords.subjectPronouns.contains(before) {
            return true
        }
        let next = run.upperBound < words.count ? words[run.upperBound].text : ""
        let isFollowedByPhrase = EnglishWords.determiners.contains(next) || ["me", "us", "about"].contains(next)
        return isFollowedByPhrase && run.count == 1 && (before.isEmpty || auxiliary == nil)
    }

    private func withoutVerbAtEnd(_ run: Range<Int>) -> Range<Int> {
        var run = run
        while run.count > 1, let last = run.last, !words[last].isCapitalized,
            EnglishWords.trailingWords.contains(words[last].text)
        {
            run = run.dropLast()
            if auxiliary != nil { return run }
        }
        guard run.count > 1, let last = run.last, let auxiliary, !words[last].isCapitalized else { return run }
        let next = run.upperBound < words.count ? words[run.upperBound].text : ""
        let isBe = EnglishWords.beForms.contains(auxiliary)
        // "Do the wind cups have", "can the level be": the verb is still to come.
        let hasVerbBehind = EnglishWords.beForms.contains(next) || next == "of" && !isBe
        let isVerb = isBe ? isParticiple(words[last].text) : !hasVerbBehind
        return isVerb ? run.dropLast() : run
    }

    /// "The station's range" is about the station.
    private func withoutProperty(_ run: Range<Int>) -> Range<Int> {
        guard let last = run.last, EnglishWords.relationalNouns.contains(words[last].text),
            let mark = run.last(where: isPossessive), mark > run.lowerBound
        else { return run }
        return run.lowerBound..<mark
    }

    private func isParticiple(_ word: String) -> Bool {
        if word.hasSuffix("ing") { return word.count > 5 && !EnglishWords.nounsInIng.contains(word) }
        return word.hasSuffix("ed") || EnglishWords.baseForms[word] != nil
    }

    /// A phrase after *of* continues the one before: of a property only what it is of remains.
    private func append(_ phrase: NounPhrase, to phrases: inout [NounPhrase]) {
        guard phrase.preposition == "of", var chain = phrases.last,
            words.contains(where: {
                $0.text == "of" && $0.utf8Range.lowerBound == chain.utf8Range.upperBound + 1
                    && $0.utf8Range.upperBound + 1 == phrase.utf8Range.lowerBound
            })
        else { return phrases.append(phrase) }
        phrases.removeLast()
        guard !chain.isRelational else {
            var phrase = phrase
            phrase.preposition = chain.preposition
            return phrases.append(phrase)
        }
        chain.utf8Range = chain.utf8Range.lowerBound..<phrase.utf8Range.upperBound
        chain.text = question.slice(chain.utf8Range)
        phrases.append(chain)
    }
}

extension String {
    /// The text at a place given in UTF-8 code units.
    ///
    /// - Precondition: The place begins and ends between two characters of the text.
    func slice(_ utf8Range: Range<Int>) -> String {
        let start = utf8.index(utf8.startIndex, offsetBy: utf8Range.lowerBound)
        return String(self[start..<utf8.index(start, offsetBy: utf8Range.count)])
    }

    /// The text with the one at a place replaced.
    func replacing(_ utf8Range: Range<Int>, with replacement: String) -> String {
        slice(0..<utf8Range.lowerBound) + replacement + slice(utf8Range.upperBound..<utf8.count)
    }
}
