import DocumentStore

extension InsightComposer {
    /// What a subject's number is made of, and what changed most.
    func reasons(for subject: InsightSubject) -> [String] {
        switch subject {
        case .intent, .sentiment, .topic:
            guard let noun = subject.noun(about: question.topic) else { return [] }
            return breakdown(of: filter(of: subject), noun, isOfTopic: question.topic != nil || isTopic(subject))
                + shareReasons(of: count(of: subject), noun)
        case .sentiments:
            return breakdown(of: InsightSubject.sentiment(.negative).includes, CountedNoun("negative message"))
        case .messages, .conversations: return breakdown(of: { _ in true }, CountedNoun("message"))
        case .topics: return changes(of: figures.counts { $0.topic })
        case .intents: return changes(of: figures.counts { $0.meaning?.intent })
        case .channels: return changes(of: figures.counts { $0.channel })
        case .responseTime, .responseRate, .credits, .handover: return []
        }
    }

    private func isTopic(_ subject: InsightSubject) -> Bool {
        if case .topic = subject { true } else { false }
    }

    // MARK: Of messages

    /// By topic (or, of one topic, by intent), by day and by channel.
    private func breakdown(
        of isIncluded: @escaping (MessageGroup) -> Bool,
        _ noun: CountedNoun,
        isOfTopic: Bool = false
    ) -> [String] {
        let count = figures.count(where: isIncluded)
        guard count.current > 0 else { return [] }
        let labels = figures.counts { group in
            guard isIncluded(group) else { return nil as String? }
            let label = isOfTopic ? group.meaning?.intent : group.topic
            return label.flatMap { Self.vagueLabels.contains($0) ? nil : $0 }
        }
        let isGrowing = count.change >= 0
        let telling = labels.filter { $0.count.current > 0 || !isGrowing }
            .sorted { isGrowing ? $0.count.change > $1.count.change : $0.count.change < $1.count.change }
        return telling.prefix(3).map { label, part in
            let verb = isOfTopic ? "had the intent" : part.current == 1 ? "was about" : "were about"
            return "\(self.part(part.current, of: count.current, noun)) \(verb) \(label.quoted)\(more(part))."
        } + dayReasons(of: isIncluded, noun, total: count.current)
            + channelReasons(of: isIncluded, noun, total: count.current)
    }

    private static let vagueLabels: Set<String> = ["unknown", "other", ""]

    /// Such as `5 of the 8 complaints`.
    private func part(_ part: Int, of total: Int, _ noun: CountedNoun) -> String {
        total == 1 ? "\(part) of 1 \(noun.one)" : "\(part) of the \(total) \(noun.many)"
    }

    /// Such as `, 4 more than in the 7 days before`; empty when there is nothing to compare with.
    private func more(_ count: Comparison) -> String {
        guard !figures.lacksPrevious else { return "" }
        let before = figures.period.previousName
        guard count.change != 0 else { return ", as many as in \(before)" }
        return ", \(abs(count.change)) \(count.change > 0 ? "more" : "fewer") than in \(before)"
    }

    private func dayReasons(
        of isIncluded: (MessageGroup) -> Bool,
        _ noun: CountedNoun,
        total: Int
    ) -> [String] {
        let series = figures.series(where: isIncluded)
        guard total > 1, figures.period.dayCount > 1, let top = series.max(by: { $0.count < $1.count }) else {
            return []
        }
        return ["The day with the most was \(InsightPeriod.date(top.day)) (UTC): \(part(top.count, of: total, noun))."]
    }

    private func channelReasons(
        of isIncluded: (MessageGroup) -> Bool,
        _ noun: CountedNoun,
        total: Int
    ) -> [String] {
        let channels = figures.counts { isIncluded($0) ? $0.channel : nil }
        guard total > 1, channels.count > 1, let top = channels.first else { return [] }
        return ["\(part(top.count.current, of: total, noun)) came over \(top.key.quoted)."]
    }

    /// Whether there is more of something because there is more of everything.
    private func shareReasons(of count: Comparison, _ noun: CountedNoun) -> [String] {
        let share = Share(of: count, in: figures.analysedMessages)
        guard let current = share.current else { return [] }
        let now = "\(current.brief)% of the analysed customer messages were \(noun.many)"
        return [now + (share.previous.map { ", after \($0.brief)% in \(figures.period.previousName)" } ?? "") + "."]
    }

    /// Labels whose numbers changed most.
    private func changes(of counts: [(key: String, count: Comparison)]) -> [String] {
        let sorted = counts.filter { $0.count.current > 0 || $0.count.previous > 0 }
            .sorted { abs($0.count.change) > abs($1.count.change) }
        return sorted.prefix(4).map { label, count in
            "\(label.quoted): \(CountedNoun("message")(count.current))\(more(count))."
        }
    }

    // MARK: Of everything

    /// What else may have to do with it.
    func generalReasons(for subject: InsightSubject) -> [String] {
        var reasons: [String] = []
        let customers = figures.customerMessages
        if subject != .messages {
            reasons.append("Customers wrote \(CountedNoun("message")(customers.current))\(more(customers)).")
        }
        let open = figures.notAnsweredByAgent.current
        if open > 0 {
            reasons.append(
                "\(CountedNoun("customer message")(open)) got no answer from an agent\(more(figures.notAnsweredByAgent))."
            )
        }
        if let blocked = figures.blockedAnswers, blocked.current > 0, subject != .credits {
            reasons.append("\(CountedNoun("answer")(blocked.current)) could not be given for lack of credits.")
        }
        return reasons
    }

    // MARK: Suggestions

    /// Percent of customers' messages below which agents answer too few.
    private static let goodResponseRate = 90.0
    /// Milliseconds over which agents answer slowly.
    private static let slowResponse = 10_000
    /// Percent of analysed messages from which on negative ones are many.
    private static let manyNegative = 30.0

    /// What could be done, by rules.
    func suggestions(for subject: InsightSubject) -> [String] {
        let rules = [
            creditSuggestion, topicSuggestion(for: subject), answerSuggestion, handoverSuggestion, speedSuggestion,
            sentimentSuggestion,
        ]
        let suggestions = rules.compactMap(\.self)
        return suggestions.isEmpty
            ? ["Nothing stands out that needs action; compare again when there are more messages."] : suggestions
    }

    private var creditSuggestion: String? {
        guard let blocked = figures.blockedAnswers?.current, blocked > 0 else { return nil }
        return
            "Grant the workspace more credits: \(CountedNoun("answer")(blocked)) could not be given for lack of them."
    }

    private func topicSuggestion(for subject: InsightSubject) -> String? {
        let main: InsightSubject = subject.isWelcome == false && subject.noun() != nil ? subject : .intent("complaint")
        let topics = figures.counts { main.includes($0) ? $0.topic : nil }
            .filter { $0.count.current > 0 && !Self.vagueLabels.contains($0.key) }
        guard let top = topics.first, let noun = main.noun() else { return nil }
        return "Read the conversations about \(top.key.quoted), the topic with the most \(noun.many) "
            + "(\(top.count.current)), and add what customers miss to the agent's knowledge."
    }

    private var answerSuggestion: String? {
        guard let rate = figures.responseRate.current, rate < Self.goodResponseRate else { return nil }
        return
            "Agents answered \(rate.brief)% of the messages: check that they are switched on, and answer the rest yourself."
    }

    private var handoverSuggestion: String? {
        let waiting = statistics.conversationsNeedingHuman
        guard waiting > 0 else { return nil }
        return "Have somebody look after the \(CountedNoun("conversation")(waiting)) that "
            + "\(waiting == 1 ? "waits" : "wait") for a person."
    }

    private var speedSuggestion: String? {
        guard let average = figures.averageResponse.current, average > Self.slowResponse else { return nil }
        return "Agents take \(duration(average)) on average to answer: try a faster model."
    }

    private var sentimentSuggestion: String? {
        guard let share = negativeShare.current, share >= Self.manyNegative else { return nil }
        return "Talk to the customers whose messages were negative (\(share.brief)% of the analysed ones)."
    }
}
