import DocumentStore
import RetrievalEngine

extension InsightFigures {
    /// All numbers that an answer may have, as JSON: what a model that writes is given, and what texts are checked against.
    ///
    /// Names end in what their numbers are: `…_percent` and `…_percent_points`, `…_ms`; all others are counts. Labels are
    /// those of the analysis; what customers wrote is not in it.
    ///
    /// - Parameter focus: What the question is about.
    func facts(focus: [InsightSubject], topic: String?, channel: String?) -> JSONValue {
        var facts: [String: JSONValue] = [
            "period": Self.json(period.days, dayCount: period.dayCount),
            "previous_period": Self.json(period.previousDays, dayCount: period.dayCount),
            "messages": messages.json,
            "customer_messages": customerMessages.json,
            "agent_messages": agentMessages.json,
            "human_messages": humanMessages.json,
            "analysed_customer_messages": analysedMessages.json,
            "customer_messages_not_analysed_yet": .integer(Int64(unanalysedCount)),
            "conversations": conversations.json,
            "conversations_that_need_a_human": .integer(Int64(statistics.conversationsNeedingHuman)),
            "answered_by_agent": answeredByAgent.json,
            "answered_by_human_only": answeredByHuman.json,
            "not_answered_by_agent": notAnsweredByAgent.json,
            "response_rate": responseRate.json,
            "average_response_time": Self.json(averageResponse),
            "median_response_time": Self.json(medianResponse),
            "sentiments": .object(
                MessageIntelligence.Sentiment.allCases.reduce(into: [:]) { members, sentiment in
                    members[sentiment.rawValue] = kind(InsightSubject.sentiment(sentiment).includes)
                }
            ),
            "intents": Self.json(counts { $0.meaning?.intent }),
            "topics": Self.json(counts { $0.topic }),
            "complaints": kind(InsightSubject.intent("complaint").includes, isDetailed: true),
            "negative_messages": kind(InsightSubject.sentiment(.negative).includes, isDetailed: true),
            "days": days,
        ]
        facts["answers_refused_for_lack_of_credits"] = blockedAnswers?.json
        facts["channel"] = channel.map(JSONValue.string)
        if channel == nil {
            facts["channels"] = Self.json(counts { $0.channel })
        }
        for subject in focus {
            guard let noun = subject.noun(about: topic) else { continue }
            facts[noun.many] = kind(
                { subject.includes($0) && (topic == nil || $0.topic == topic) },
                isDetailed: true
            )
        }
        return .object(facts)
    }

    /// Messages of a kind: how many, what share of the analysed ones, and what they have in common.
    private func kind(_ isIncluded: (MessageGroup) -> Bool, isDetailed: Bool = false) -> JSONValue {
        let count = count(where: isIncluded)
        var members = count.members
        members["share_of_analysed"] = Share(of: count, in: analysedMessages).json
        if isDetailed {
            members["by_topic"] = Self.json(counts { isIncluded($0) ? $0.topic : nil })
            members["by_intent"] = Self.json(counts { isIncluded($0) ? $0.meaning?.intent : nil })
            members["by_channel"] = Self.json(counts { isIncluded($0) ? $0.channel : nil })
            members["by_day"] = .object(
                series(where: isIncluded).reduce(into: [:]) { members, day in
                    if day.count > 0 { members[InsightPeriod.date(day.day)] = .integer(Int64(day.count)) }
                }
            )
        }
        return .object(members)
    }

    /// Messages of all senders by day.
    private var days: JSONValue {
        .object(
            series().reduce(into: [:]) { members, day in
                members[InsightPeriod.date(day.day)] = .integer(Int64(day.count))
            }
        )
    }

    /// Labels beyond these are rare ones.
    private static let maximumLabelCount = 25

    private static func json(_ counts: [(key: String, count: Comparison)]) -> JSONValue {
        .object(
            counts.prefix(maximumLabelCount).reduce(into: [:]) { $0[$1.key] = $1.count.json }
        )
    }

    private static func json(_ days: ClosedRange<Int64>, dayCount: Int) -> JSONValue {
        .object([
            "first_day": .string(InsightPeriod.date(days.lowerBound)),
            "last_day": .string(InsightPeriod.date(days.upperBound)), "day_count": .integer(Int64(dayCount)),
        ])
    }

    private static func json(_ times: (current: Int?, previous: Int?)) -> JSONValue {
        var members: [String: JSONValue] = [:]
        members["current_ms"] = times.current.map { .integer(Int64($0)) }
        members["previous_ms"] = times.previous.map { .integer(Int64($0)) }
        if let current = times.current, let previous = times.previous {
            let comparison = Comparison(current: current, previous: previous)
            members["change_ms"] = .integer(Int64(comparison.change))
            members["change_percent"] = comparison.changePercent.map(JSONValue.number)
        }
        return .object(members)
    }
}

extension Comparison {
    fileprivate var members: [String: JSONValue] {
        var members: [String: JSONValue] = [
            "current": .integer(Int64(current)), "previous": .integer(Int64(previous)),
            "change": .integer(Int64(change)),
        ]
        members["change_percent"] = changePercent.map(JSONValue.number)
        return members
    }

    fileprivate var json: JSONValue { .object(members) }
}

extension Share {
    fileprivate var json: JSONValue {
        var members: [String: JSONValue] = [:]
        members["current_percent"] = current.map(JSONValue.number)
        members["previous_percent"] = previous.map(JSONValue.number)
        members["change_percent_points"] = change.map(JSONValue.number)
        return .object(members)
    }
}
