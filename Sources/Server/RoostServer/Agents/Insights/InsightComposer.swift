import DocumentStore
import RetrievalEngine

/// Answers questions from figures, in sentences that are put together here: it needs no model, and every number in them is
/// one of the figures.
struct InsightComposer {
    let figures: InsightFigures
    let question: InsightQuestion
    /// The one channel that was looked at.
    let channel: String?

    /// One exchange is the least that something can be said about.
    private static let minimumMessageCount = 2
    /// Messages below which numbers are called few.
    private static let fewMessageCount = 10
    /// Subjects that one answer is about, at most.
    private static let maximumSubjectCount = 3

    /// What the answer is about, the main subject first.
    var subjects: [InsightSubject] { Array(question.subjects.prefix(Self.maximumSubjectCount)) }

    /// Whether there is enough to answer from: an exchange in the period and, where the question needs it, a message that
    /// was analysed. Answers that were refused for lack of credits are enough for questions about credits.
    var isSufficient: Bool {
        if subjects.first == .credits, figures.blockedAnswers?.current ?? 0 > 0 { return true }
        let isAnalysed = figures.analysedMessages.current > 0
        return figures.messages.current >= Self.minimumMessageCount && figures.customerMessages.current > 0
            && (isAnalysed || subjects.first?.needsAnalysis != true)
    }

    /// All numbers that the answer may have.
    var facts: JSONValue { figures.facts(focus: subjects, topic: question.topic, channel: channel) }

    func answer() -> InsightAnswer {
        guard isSufficient else { return insufficientAnswer() }
        let subjects = subjects.isEmpty ? [.messages, .responseRate, .sentiments, .intent("complaint")] : subjects
        let sentences = [premise] + subjects.map(statement) + [caveat]
        return InsightAnswer(
            explanation: sentences.compactMap(\.self).joined(separator: " "),
            reasons: Array((reasons(for: subjects[0]) + generalReasons(for: subjects[0])).prefix(8)),
            suggestions: Array(suggestions(for: subjects[0]).prefix(4)),
            sufficiency: .sufficient
        )
    }

    private func insufficientAnswer() -> InsightAnswer {
        let messages = figures.messages.current
        let found =
            messages == 0
            ? "There are no messages" : "There \(messages == 1 ? "is only 1 message" : "are only \(messages) messages")"
        let isUnanalysed = messages >= Self.minimumMessageCount && figures.customerMessages.current > 0
        return InsightAnswer(
            explanation: "\(InsightAnswer.insufficiency) "
                + (isUnanalysed ? "No message of a customer has been analysed" : found)
                + "\(channelPhrase) \(figures.period.phrase).",
            reasons: [],
            suggestions: [
                "Ask about a longer period, or without a filter.",
                "Ask again when customers have written more messages.",
            ],
            sufficiency: .insufficient
        )
    }

    // MARK: What holds for the whole answer

    /// Sets right what the question takes for granted; nil when it is so.
    private var premise: String? {
        let subject = subjects.first ?? .messages
        guard let isIncrease = question.claim?.isIncrease(of: subject), let (name, change) = development(of: subject)
        else { return nil }
        let verb = isIncrease ? "increase" : "decrease"
        guard let change else {
            // Of counts their statements say it.
            guard [.responseTime, .responseRate, .sentiments].contains(subject) else { return nil }
            return "Whether \(name) \(verb)d cannot be told: there is nothing from \(figures.period.previousName) to "
                + "compare with."
        }
        if change == 0 { return "\(name.capitalizedFirst) did not \(verb) but stayed the same." }
        return (change > 0) == isIncrease
            ? nil : "\(name.capitalizedFirst) did not \(verb): the opposite is the case."
    }

    /// The name of a number and how it changed (over 0 when it grew); nil for what is no single number.
    private func development(of subject: InsightSubject) -> (name: String, change: Double?)? {
        switch subject {
        case .intent, .sentiment, .topic:
            return subject.noun(about: question.topic).map { noun in
                ("the number of \(noun.many)", change(count(of: subject)))
            }
        case .sentiments:
            // Better sentiment is told by fewer negative messages.
            return ("the share of messages that are not negative", negativeShare.change.map { -$0 })
        case .messages: return ("the number of messages", change(figures.messages))
        case .conversations: return ("the number of conversations", change(figures.conversations))
        case .responseTime:
            guard let current = figures.averageResponse.current, let previous = figures.averageResponse.previous
            else { return ("the response time", nil) }
            return ("the response time", Double(current - previous))
        case .responseRate: return ("the response rate", figures.responseRate.change)
        case .credits: return ("the number of refused answers", figures.blockedAnswers.flatMap(change))
        case .handover, .topics, .intents, .channels: return nil
        }
    }

    private func change(_ count: Comparison) -> Double? { figures.lacksPrevious ? nil : Double(count.change) }

    /// What makes the numbers less certain; nil when nothing does.
    private var caveat: String? {
        let unanalysed = figures.unanalysedCount
        if unanalysed > 0, subjects.isEmpty || subjects.contains(where: \.needsAnalysis) {
            return unanalysed == 1
                ? "1 message of a customer is not analysed yet."
                : "\(unanalysed) messages of customers are not analysed yet."
        }
        let messages = figures.messages.current
        return messages < Self.fewMessageCount ? "This is based on only \(messages) messages." : nil
    }

    // MARK: Numbers of a subject

    /// Messages of a subject, only those about the topic of the question if it names one.
    func count(of subject: InsightSubject) -> Comparison { figures.count(where: filter(of: subject)) }

    func filter(of subject: InsightSubject) -> (MessageGroup) -> Bool {
        { subject.includes($0) && (question.topic == nil || $0.topic == question.topic) }
    }

    var negativeShare: Share { Share(of: figures.negativeMessages, in: figures.analysedMessages) }

    /// Such as ` on "whatsapp"`; empty for all channels.
    var channelPhrase: String { channel.map { " on \($0.quoted)" } ?? "" }

    /// When and where: ` on "whatsapp" in the last 7 days`.
    var scope: String { "\(channelPhrase) \(figures.period.phrase)" }
}

extension String {
    /// The text with its first letter in upper case.
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
