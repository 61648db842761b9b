import DocumentStore

extension InsightComposer {
    /// What there is to say about a subject, in one or two sentences.
    func statement(_ subject: InsightSubject) -> String {
        switch subject {
        case .intent, .sentiment, .topic:
            statement(count(of: subject), subject.noun(about: question.topic) ?? CountedNoun("message"))
        case .messages: messageStatement
        case .conversations: statement(figures.conversations, CountedNoun("conversation"))
        case .responseTime: responseTimeStatement
        case .responseRate: responseRateStatement
        case .credits: creditStatement
        case .handover: handoverStatement
        case .sentiments: sentimentStatement
        case .topics: ranking("topics", figures.counts { $0.topic }) { $0.quoted }
        case .intents: ranking("intents", figures.counts { $0.meaning?.intent }) { $0.quoted }
        case .channels: ranking("channels", figures.counts { $0.channel }) { $0.quoted }
        }
    }

    /// A number and how it compares: `There were 8 complaints in the last 7 days, 5 more than the 3 in the 7 days before
    /// (+166.7%).`
    private func statement(_ count: Comparison, _ noun: CountedNoun) -> String {
        "There \(count.current == 1 ? "was" : "were") \(noun(count.current))\(scope)\(comparison(count))."
    }

    /// The end of a sentence that told the present number.
    private func comparison(_ count: Comparison) -> String {
        let before = figures.period.previousName
        if figures.lacksPrevious { return "; there is nothing from \(before) to compare with" }
        guard count.change != 0 else {
            return count.current == 0 ? ", and none in \(before)" : ", as many as in \(before)"
        }
        guard count.previous > 0 else { return ", after none in \(before)" }
        let difference = "\(abs(count.change)) \(count.change > 0 ? "more" : "fewer")"
        return ", \(difference) than the \(count.previous) in \(before)\(count.changeNote)"
    }

    private var messageStatement: String {
        let (messages, conversations) = (figures.messages, figures.conversations.current)
        let senders = [
            (figures.customerMessages.current, "from customers"), (figures.agentMessages.current, "from agents"),
            (figures.humanMessages.current, "from people of the workspace"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return statement(messages, CountedNoun("message"))
            + " They belong to \(CountedNoun("conversation")(conversations)): \(senders)."
    }

    private var responseRateStatement: String {
        guard let rate = figures.responseRate.current else { return "Customers wrote no messages\(scope)." }
        let wrote = figures.customerMessages.current
        var text =
            "Agents answered \(figures.answeredByAgent.current) of \(wrote) customer "
            + "\(wrote == 1 ? "message" : "messages") (\(rate.brief)%)\(scope)"
        if let before = figures.responseRate.previous {
            text += "; in \(figures.period.previousName) it was \(before.brief)%"
        }
        return text + "."
    }

    private var responseTimeStatement: String {
        guard let average = figures.averageResponse.current, let median = figures.medianResponse.current else {
            return "Agents answered no messages\(scope), so there is no response time to tell."
        }
        var text = "Agents took \(duration(average)) on average to answer (median: \(duration(median)))\(scope)"
        if let before = figures.averageResponse.previous {
            let comparison = Comparison(current: average, previous: before)
            text += "; in \(figures.period.previousName) it was \(duration(before))\(comparison.changeNote)"
        }
        return text + "."
    }

    private var creditStatement: String {
        guard let blocked = figures.blockedAnswers else {
            return "How many answers were refused for lack of credits is not known for a single channel."
        }
        let noun = CountedNoun("answer refused for lack of credits", "answers refused for lack of credits")
        return statement(blocked, noun)
    }

    private var handoverStatement: String {
        let waiting = statistics.conversationsNeedingHuman
        let answered = figures.answeredByHuman.current
        return "Of the \(CountedNoun("conversation")(figures.conversations.current))\(scope), "
            + "\(waiting == 0 ? "none waits" : waiting == 1 ? "1 waits" : "\(waiting) wait") for a person. People of the "
            + "workspace answered \(CountedNoun("customer message")(answered)) that no agent had answered."
    }

    private var sentimentStatement: String {
        let analysed = figures.analysedMessages.current
        guard analysed > 0 else { return "No message of a customer was analysed\(scope)." }
        let parts = MessageIntelligence.Sentiment.allCases.map { sentiment in
            "\(count(ofAny: sentiment).current) \(sentiment.rawValue.lowercased())"
        }
        var text =
            "Of \(analysed) analysed customer \(analysed == 1 ? "message" : "messages")\(scope), "
            + "\(parts[0]), \(parts[1]) and \(parts[2]) in sentiment"
        if let share = negativeShare.current {
            text += "; \(share.brief)% negative"
            if let before = negativeShare.previous {
                text += ", after \(before.brief)% in \(figures.period.previousName)"
            }
        }
        return text + "."
    }

    private func count(ofAny sentiment: MessageIntelligence.Sentiment) -> Comparison {
        figures.count(where: InsightSubject.sentiment(sentiment).includes)
    }

    /// The most frequent of something.
    private func ranking(
        _ name: String,
        _ counts: [(key: String, count: Comparison)],
        _ label: (String) -> String
    ) -> String {
        let frequent = counts.filter { $0.count.current > 0 }.prefix(5)
        guard !frequent.isEmpty else { return "No \(name) are known\(scope)." }
        let list = frequent.map { "\(label($0.key)) (\($0.count.current))" }.joined(separator: ", ")
        return "The most frequent \(name)\(scope), with their numbers of messages: \(list)."
    }

    var statistics: InsightStatistics { figures.statistics }

    /// A time as people tell it.
    ///
    /// - Parameter milliseconds: 0 or more.
    func duration(_ milliseconds: Int) -> String {
        let (length, unit) =
            switch milliseconds {
            case ..<1000: (1.0, "ms")
            case ..<60_000: (1000, "second")
            case ..<3_600_000: (60_000, "minute")
            default: (3_600_000, "hour")
            }
        let number = (Double(milliseconds) / length).toTenths.brief
        return "\(number) \(unit)\(unit == "ms" || number == "1" ? "" : "s")"
    }
}

extension Comparison {
    /// Such as ` (+166.7%)`; empty when there was nothing before.
    fileprivate var changeNote: String {
        changePercent.map { " (\($0 > 0 ? "+" : "")\($0.brief)%)" } ?? ""
    }
}
