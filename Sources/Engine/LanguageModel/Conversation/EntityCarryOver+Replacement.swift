extension EntityCarryOver.Turn {
    /// The question with each of its references replaced; as it is when nothing suits.
    func replacingReferences(in question: String, words: [Word]) -> String {
        var result = question
        // From the end, so that the places before stay right. A second reference to the same thing stays a pronoun.
        guard let index = words.indices.first(where: { FollowUp.isReference($0, in: words) }),
            let topic = topic(for: words[index].text)
        else { return question }
        let word = words[index]
        let next = index + 1 < words.count ? words[index + 1] : nil
        let hasNoun = next.map { !$0.isFunctionWord && !$0.followsBreak } ?? false
        switch word.text {
        case "its", "their", "theirs", "his", "hers":
            result = result.replacing(word.utf8Range, with: topic.possessive)
        case "her":
            result = result.replacing(word.utf8Range, with: hasNoun ? topic.possessive : topic.text)
        case "this", "that", "these", "those":
            guard hasNoun, let next else {
                return result.replacing(word.utf8Range, with: topic.text).capitalizingFirst(ifIn: question)
            }
            let isSame = topic.text.lowercased().contains(next.text)
            let place = word.utf8Range.lowerBound..<next.utf8Range.upperBound
            result = isSame ? result.replacing(place, with: topic.text) : result.appending("(\(topic.text))")
        case "there":
            result = result.replacing(word.utf8Range, with: (topic.isName ? "in " : "at ") + topic.text)
        case "one", "ones":
            result = result.appending("(\(topic.text))")
        default:
            result = result.replacing(word.utf8Range, with: topic.text)
        }
        return result.capitalizingFirst(ifIn: question)
    }

    /// What a pronoun most likely means.
    private func topic(for pronoun: String) -> NounPhrase? {
        switch pronoun {
        case "he", "she", "him", "his", "her", "hers":
            let names = topics.filter(\.isName)
            let people = answeredNames
            return asksWho ? people.first ?? names.first : names.first ?? people.first
        case "they", "them", "their", "theirs", "these", "those":
            return topics.first(where: \.isPlural) ?? (asksWho ? answeredNames.first : nil) ?? topics.first
        case "there":
            return topics.first { $0.preposition != nil && $0.preposition != "of" && !$0.isAsked } ?? topics.first
        default:
            // "Which pear needs a partner?" is answered by its name.
            if let described = topics.first(where: \.isAsked), described.text.contains(" that ") {
                return answeredNames.first ?? described
            }
            // A name made with *and* may be of one thing ("Nettle and Mint").
            return topics.first { (!$0.isPlural || $0.isName) && !$0.isAsked } ?? topics.first
        }
    }
}

extension EntityCarryOver.Turn {
    /// The question of this turn with a fragment in the place of its like; nil when it has no place for it.
    ///
    /// "On Saturday" takes the place of "on Wednesday", or comes to the end where there is no phrase with that
    /// preposition; "the ferry" that of the subject.
    func substituting(_ fragment: ArraySlice<Word>, of question: String) -> String? {
        guard let first = fragment.first, let last = fragment.last else { return nil }
        let text = question.slice(first.utf8Range.lowerBound..<last.utf8Range.upperBound)
        let phrases = NounPhrase.phrases(of: self.question)
        if EnglishWords.prepositions.contains(first.text) {
            guard let same = phrases.last(where: { $0.preposition == first.text && !$0.isAsked }) else {
                return self.question.appending(text)
            }
            let rest = text.dropFirst(first.text.count).drop(while: \.isWhitespace)
            return self.question.replacing(same.utf8Range, with: String(rest))
        }
        let named = phrases.filter { !$0.isAsked }
        let isName = fragment.allSatisfy { $0.isCapitalized || $0.isFunctionWord }
        var replaced = (isName ? named.first(where: \.isName) : nil) ?? named.first ?? phrases.first
        if last.isPluralNoun, replaced?.isPlural == false, let asked = phrases.first(where: \.isAsked), asked.isPlural {
            // "How many books may a member borrow?" "And films?"
            replaced = asked
        }
        guard let replaced else { return nil }
        return self.question.replacing(replaced.utf8Range, with: text)
    }
}

extension NounPhrase {
    var possessive: String {
        text.hasSuffix("s") ? text + "'" : text + "'s"
    }
}

extension String {
    /// With a capital where the original began with one.
    fileprivate func capitalizingFirst(ifIn original: String) -> String {
        guard original.first?.isUppercase == true, let first, first.isLowercase else { return self }
        return first.uppercased() + dropFirst()
    }
}
