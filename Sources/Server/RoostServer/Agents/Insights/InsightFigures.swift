import DocumentStore

/// The numbers that answers are made of: what was counted, and what follows from it.
struct InsightFigures {
    let period: InsightPeriod
    let statistics: InsightStatistics
    /// Messages of customers that wait to be analysed.
    let unanalysedCount: Int

    private var current: PeriodStatistics { statistics.current }
    private var previous: PeriodStatistics { statistics.previous }

    /// A number in the period and in the one before.
    func compared(_ number: (PeriodStatistics) -> Int) -> Comparison {
        Comparison(current: number(current), previous: number(previous))
    }

    /// Messages of a kind, in the period and in the one before.
    func count(where isIncluded: (MessageGroup) -> Bool = { _ in true }) -> Comparison {
        compared { $0.count(where: isIncluded) }
    }

    /// Messages of a kind by what they have, the most frequent now first, of equals those that were frequent before.
    func counts<Key: Hashable & Comparable>(by key: (MessageGroup) -> Key?) -> [(key: Key, count: Comparison)] {
        let (now, before) = (current.counts(by: key), previous.counts(by: key))
        return Set(now.keys).union(before.keys).map { key in
            (key, Comparison(current: now[key] ?? 0, previous: before[key] ?? 0))
        }.sorted { ($1.count.current, $1.count.previous, $0.key) < ($0.count.current, $0.count.previous, $1.key) }
    }

    // MARK: Messages

    var messages: Comparison { count() }
    var customerMessages: Comparison { count { $0.sender == .customer } }
    var agentMessages: Comparison { count { $0.sender == .agent } }
    var humanMessages: Comparison { count { $0.sender == .human } }
    var analysedMessages: Comparison { count { $0.meaning != nil } }
    var complaints: Comparison { count(where: InsightSubject.intent("complaint").includes) }
    var negativeMessages: Comparison { count(where: InsightSubject.sentiment(.negative).includes) }
    var conversations: Comparison { compared(\.conversationCount) }
    /// Nil where it is not known.
    var blockedAnswers: Comparison? { current.blockedCount == nil ? nil : compared { $0.blockedCount ?? 0 } }

    /// Whether there is nothing to compare with.
    var lacksPrevious: Bool { messages.previous == 0 }

    // MARK: Answers

    var answeredByAgent: Comparison { compared(\.answeredByAgentCount) }
    var answeredByHuman: Comparison { compared(\.answeredByHumanCount) }
    var notAnsweredByAgent: Comparison {
        compared { $0.count { $0.sender == .customer } - $0.answeredByAgentCount }
    }
    /// Percent of the messages of customers that agents answered.
    var responseRate: Share { Share(of: answeredByAgent, in: customerMessages) }
    /// Milliseconds; nil when nothing was answered.
    var averageResponse: (current: Int?, previous: Int?) {
        (
            current.responseTimes.map { Int($0.average.rounded()) },
            previous.responseTimes.map { Int($0.average.rounded()) }
        )
    }
    var medianResponse: (current: Int?, previous: Int?) {
        (
            current.responseTimes.map { Int($0.median.rounded()) },
            previous.responseTimes.map { Int($0.median.rounded()) }
        )
    }

    // MARK: Days

    /// Messages of a kind by day (UTC), with those that have none; only those that have some when the period is longer
    /// than a year.
    func series(where isIncluded: (MessageGroup) -> Bool = { _ in true }) -> [(day: Int64, count: Int)] {
        let counts = current.counts { isIncluded($0) ? $0.day : nil }
        guard period.days.count <= 367 else { return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
        return period.days.map { ($0, counts[$0] ?? 0) }
    }
}

extension MessageGroup {
    /// What the messages are about; nil when nobody has looked, and for what may be an address or a number of somebody.
    var topic: String? {
        guard let topic = meaning?.topic, !topic.contains("@"), topic.count(where: \.isNumber) < 5,
            topic.utf8.count <= 100
        else { return nil }
        return topic
    }
}

/// A number in a period and in the one before.
struct Comparison: Hashable {
    var current: Int
    var previous: Int

    var change: Int { current - previous }
    /// To one decimal; nil when there was nothing before.
    var changePercent: Double? { previous == 0 ? nil : (100 * Double(change) / Double(previous)).toTenths }
}

/// Two shares in percent, to one decimal; nil where they are shares of nothing.
struct Share: Hashable {
    var current: Double?
    var previous: Double?

    init(of part: Comparison, in whole: Comparison) {
        current = whole.current == 0 ? nil : (100 * Double(part.current) / Double(whole.current)).toTenths
        previous = whole.previous == 0 ? nil : (100 * Double(part.previous) / Double(whole.previous)).toTenths
    }

    /// Percentage points.
    var change: Double? {
        guard let current, let previous else { return nil }
        return (current - previous).toTenths
    }
}

extension Double {
    var toTenths: Double { (self * 10).rounded() / 10 }

    /// Without a decimal that says nothing.
    var brief: String { self == rounded() && abs(self) < 1e15 ? String(Int(self)) : String(self) }
}
