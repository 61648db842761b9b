import DocumentStore

/// What a question is about, as far as its words tell (English).
struct InsightQuestion {
    /// How something changed, as the question has it.
    enum Claim: Hashable {
        case more
        case fewer
        case better
        case worse
    }

    /// In the order of the words; none when the question is about everything.
    private(set) var subjects: [InsightSubject] = []
    /// The topic that messages are about, when one is named beside another subject.
    private(set) var topic: String?
    /// Channels that the question names.
    private(set) var channels: [String] = []
    /// What the question takes for granted; nil when nothing, or both.
    private(set) var claim: Claim?

    /// - Parameters:
    ///   - topics: Those that messages have.
    ///   - channels: Those that messages came over, and those that are well known.
    init(_ text: String, topics: some Sequence<String>, channels: some Sequence<String>) {
        let words = Self.words(of: text)
        var found: [(place: Int, length: Int, subject: InsightSubject)] = []
        for (place, word) in words.enumerated() {
            guard let subject = Self.subject(of: word, in: words) else { continue }
            found.append((place, 1, subject))
        }
        let isSpecific = found.contains { [.responseTime, .responseRate].contains($0.subject) }
        // Messages and answers come up in almost every question.
        let isPlain = found.allSatisfy { [.messages, .conversations].contains($0.subject) }
        for topic in topics.sorted() {
            let name = Self.words(of: topic)
            guard !Self.vagueTopics.contains(topic.lowercased()), let place = words.firstPlace(of: name),
                isPlain || !found.contains(where: { place..<place + name.count ~= $0.place })
            else { continue }
            if isPlain {
                found.append((place, name.count, .topic(topic)))
            } else if !isSpecific {
                self.topic = self.topic ?? topic
            }
        }
        found.sort { $0.place < $1.place }
        for (_, _, subject) in found where !subjects.contains(subject) {
            subjects.append(subject)
        }
        if subjects.contains(where: { ![.messages, .conversations, .channels].contains($0) }) {
            subjects.removeAll { [.messages, .conversations].contains($0) }
        }
        self.channels = Set(channels).filter { words.firstPlace(of: Self.words(of: $0)) != nil }.sorted()
        claim = Self.claim(in: words)
    }

    /// In lower case, without punctuation.
    private static func words(of text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    private static let vagueTopics: Set<String> = ["unknown", "other", "general", ""]
}

// MARK: - Subjects

extension InsightQuestion {
    /// Beginnings of words, the more telling first.
    private static let stems: [(stem: String, subject: InsightSubject)] = [
        ("complain", .intent("complaint")), ("refund", .intent("refund")), ("prais", .intent("praise")),
        ("compliment", .intent("praise")), ("greeting", .intent("greeting")), ("purchas", .intent("purchase")),
        ("buy", .intent("purchase")), ("sales", .intent("purchase")), ("order", .intent("order_status")),
        ("questions", .intent("question")),
        ("negativ", .sentiment(.negative)), ("unhapp", .sentiment(.negative)), ("angr", .sentiment(.negative)),
        ("frustrat", .sentiment(.negative)), ("upset", .sentiment(.negative)), ("dissatisf", .sentiment(.negative)),
        ("positiv", .sentiment(.positive)), ("neutral", .sentiment(.neutral)),
        ("sentiment", .sentiments), ("mood", .sentiments), ("satisf", .sentiments), ("happy", .sentiments),
        ("happi", .sentiments), ("feel", .sentiments),
        ("topic", .topics), ("theme", .topics), ("issue", .topics), ("problem", .topics), ("talk", .topics),
        ("intent", .intents), ("channel", .channels), ("platform", .channels),
        ("credit", .credits), ("blocked", .credits),
        ("human", .handover), ("handover", .handover), ("handoff", .handover), ("escalat", .handover),
        ("slow", .responseTime), ("latenc", .responseTime), ("delay", .responseTime),
        ("unanswer", .responseRate), ("ignored", .responseRate),
        ("conversation", .conversations), ("chats", .conversations),
        ("message", .messages), ("volume", .messages), ("traffic", .messages), ("activit", .messages),
        ("busy", .messages), ("busier", .messages), ("busiest", .messages),
    ]

    private static func subject(of word: String, in words: [String]) -> InsightSubject? {
        if ["respon", "repl", "answer"].contains(where: word.hasPrefix), !word.hasPrefix("responsib") {
            if words.contains(where: { speeds.contains($0) }) { return .responseTime }
            if words.contains(where: { $0 == "rate" || $0 == "rates" || $0 == "share" }) { return .responseRate }
            return ["answered", "replied", "responded"].contains(word) ? .responseRate : nil
        }
        if word == "wait" || word == "waiting" { return .responseTime }
        return stems.first { word.hasPrefix($0.stem) }?.subject
    }

    private static let speeds: Set<String> = [
        "time", "times", "fast", "faster", "quick", "quickly", "quicker", "slow", "slower", "slowly", "long", "longer",
        "speed", "seconds", "minutes",
    ]
}

// MARK: - Claims

extension InsightQuestion {
    private static let claims: [(stems: [String], claim: Claim)] = [
        (
            ["increas", "rise", "rising", "rose", "more", "grow", "grew", "spik", "surg", "higher", "jump", "climb"],
            .more
        ),
        (["slower", "longer"], .worse), (["faster", "quicker", "shorter"], .better),
        (["decreas", "drop", "fall", "fell", "fewer", "less", "declin", "lower", "reduc", "shrink"], .fewer),
        (["worse", "deteriorat"], .worse), (["better", "improv"], .better),
    ]

    /// Words before `up` and `down` that make them a change.
    private static let movements: Set<String> = ["go", "goes", "going", "gone", "went", "is", "are", "was", "were"]

    private static func claim(in words: [String]) -> Claim? {
        // Who asks what to do takes nothing for granted.
        let asksForAdvice = ["how can", "how do", "how could", "how should", "how to", "tell me more"].contains {
            phrase in
            words.firstPlace(of: phrase.split(separator: " ").map(String.init)) != nil
        }
        guard !asksForAdvice else { return nil }
        var found: Set<Claim> = []
        for (place, word) in words.enumerated() {
            let isMoved = place > 0 && movements.contains(words[place - 1])
            if isMoved, word == "up" { found.insert(.more) }
            if isMoved, word == "down" { found.insert(.fewer) }
            if let claim = claims.first(where: { $0.stems.contains(where: word.hasPrefix) })?.claim {
                found.insert(claim)
            }
        }
        return found.count == 1 ? found.first : nil
    }
}

extension InsightQuestion.Claim {
    /// Whether it says that there is more of something; nil when it does not tell.
    func isIncrease(of subject: InsightSubject) -> Bool? {
        switch self {
        case .more: true
        case .fewer: false
        case .better: subject.isWelcome
        case .worse: subject.isWelcome.map(!)
        }
    }
}

extension [String] {
    /// Where these words stand one after the other; nil when they do not, or are none.
    fileprivate func firstPlace(of words: [String]) -> Int? {
        guard let first = words.first, count >= words.count else { return nil }
        return (0...count - words.count).first { self[$0] == first && Array(self[$0..<$0 + words.count]) == words }
    }
}
