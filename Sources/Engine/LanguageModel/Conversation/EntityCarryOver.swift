/// Makes a follow-up question stand alone by carrying over what the conversation is about.
///
/// For English, by rules. A pronoun is replaced by the noun phrase it most likely means: of the last question the
/// subject before the others (the ranking of centering theory, Grosz, Joshi & Weinstein 1995,
/// doi:10.5555/211190.211198), for a person a name, of the last answer when the question asked who. A question without a
/// verb ("and in winter?") takes the place of its like in the question before, and one that only asks ("why?") is put
/// behind it. A question in another language, and one for which nothing suits, stays as it is: a wrong entity harms
/// retrieval more than none.
package struct EntityCarryOver: Sendable {
    /// The last questions that are looked at.
    private static let maximumQuestionCount = 4
    /// A question longer than this stands alone, and of an answer no more is read, in characters.
    private static let maximumCharacterCount = 400

    package init() {}

    /// The question, understandable without the history.
    ///
    /// - Parameter history: Oldest first, without the question.
    /// - Returns: The question itself, byte for byte, when it stands alone or nothing suits.
    /// - Complexity: O(characters of the question and the last messages).
    package func standaloneQuestion(for question: String, history: [Message]) -> String {
        let turns = Self.turns(of: history).suffix(Self.maximumQuestionCount)
        var last: Turn?
        for var turn in turns {
            // An earlier follow-up means what it meant then.
            turn.question = resolved(turn.question, after: last)
            turn.topics += last?.topics.suffix(1) ?? []
            last = turn.withTopics()
        }
        return resolved(question, after: last)
    }

    /// A question of the user and what was answered.
    struct Turn {
        var question: String
        var answer: String
        /// Noun phrases, the most salient first; those of earlier questions last.
        var topics: [NounPhrase] = []
    }

    private static func turns(of history: [Message]) -> [Turn] {
        var turns: [Turn] = []
        for message in history {
            let text = String(message.text.prefix(maximumCharacterCount))
            switch message.role {
            case .user: turns.append(Turn(question: text, answer: ""))
            case .assistant: if let last = turns.indices.last { turns[last].answer = text }
            case .system: break
            }
        }
        return turns
    }

    private func resolved(_ question: String, after turn: Turn?) -> String {
        guard let turn, question.count <= Self.maximumCharacterCount else { return question }
        let words = Word.words(of: question)
        switch FollowUp(words) {
        case .none: return question
        case .reference: return turn.replacingReferences(in: question, words: words)
        case .substitution(let start): return turn.substituting(words[start...], of: question) ?? question
        case .bareQuestion: return turn.question.trimmingSpace + " " + question
        case .property: return turn.topics.first.map { question.appending("of \($0.text)") } ?? question
        }
    }
}

extension EntityCarryOver.Turn {
    /// With the noun phrases of its question in front: the subject, the others, then what the question asked for.
    func withTopics() -> Self {
        let phrases = NounPhrase.phrases(of: question).filter { !$0.isRelational || !$0.isAsked }
        let asked = phrases.filter(\.isAsked).map { $0.describedByRest(of: question) }
        var turn = self
        turn.topics = phrases.filter { !$0.isAsked } + asked + topics
        return turn
    }

    var asksWho: Bool {
        Word.words(of: question).prefix(3).contains { ["who", "whose", "whom"].contains($0.text) }
    }

    /// The runs of capitalised words in the answer, names joined by *and* as one; a single first word is no name.
    var answeredNames: [NounPhrase] {
        let words = Word.words(of: answer)
        var names: [NounPhrase] = []
        var start = 0
        while start < words.count {
            var end = start
            while end < words.count,
                words[end].isName
                    || end > start && words[end].text == "and" && end + 1 < words.count
                        && words[end + 1].isName
            {
                if end > start, words[end].followsBreak { break }
                end += 1
            }
            if end > start + (start == 0 ? 1 : 0) {
                names.append(NounPhrase(name: words[start..<end], of: answer))
            }
            start = max(end, start + 1)
        }
        return names
    }
}

extension Word {
    fileprivate var isName: Bool { isCapitalized && !isFunctionWord && !isNumeric }
}

extension NounPhrase {
    fileprivate init(name: ArraySlice<Word>, of text: String) {
        let place = (name.first?.utf8Range.lowerBound ?? 0)..<(name.last?.utf8Range.upperBound ?? 0)
        self.init(
            text: text.slice(place),
            utf8Range: place,
            head: name.last?.text ?? "",
            isName: true,
            isAsked: false,
            preposition: nil
        )
    }

    /// "Books that have a green dot" for the books of "which books have a green dot"; itself after *do*, where the
    /// order of the words differs.
    fileprivate func describedByRest(of question: String) -> NounPhrase {
        let rest = question.slice(utf8Range.upperBound..<question.utf8.count)
        let words = Word.words(of: rest)
        guard let verb = words.first, let last = words.last, words.count > 1, words.count <= 8,
            !["do", "does", "did", "am"].contains(verb.text), words[1].text != "there",
            !EnglishWords.determiners.union(EnglishWords.subjectPronouns).contains(words[1].text)
                || ["have", "has"].contains(verb.text)
        else { return self }
        var described = self
        described.text += " that" + rest.slice(0..<last.utf8Range.upperBound)
        return described
    }
}

extension String {
    var trimmingSpace: String {
        guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace })
        else {
            return ""
        }
        return String(self[start...end])
    }

    /// With words put before the question mark at its end.
    func appending(_ words: String) -> String {
        let text = trimmingSpace
        let end = text.last.map { "?.!".contains($0) } == true ? String(text.suffix(1)) : ""
        return text.dropLast(end.count) + " " + words + end
    }
}
