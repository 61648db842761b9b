/// Counts what happened in workspaces, and remembers what was said about it.
///
/// Nothing here reads what a message says, only what is known of it. Messages of tests are left out.
package protocol InsightStore: Sendable {
    /// What happened in a period and in the one of the same length before it, read from one state of the store.
    ///
    /// An agent that the workspace does not have wrote and got no messages.
    ///
    /// - Complexity: O(*m* log *m*), *m* being the messages of the workspace in both periods: each is found by an index on
    ///   workspace and time, and each answer by one on the message that it answers.
    func insightStatistics(_ scope: InsightScope) throws(StoreError) -> InsightStatistics

    /// How many messages of a workspace wait to be analysed.
    ///
    /// - Complexity: O(messages that wait, in all workspaces).
    func unanalysedMessageCount(inWorkspace workspace: String) throws(StoreError) -> Int

    /// Remembers an answer, in one transaction with the record of its use, which costs nothing.
    func addInsight(_ insight: NewInsight) throws(StoreError)
}

/// Which messages are looked at.
package struct InsightScope: Hashable, Sendable {
    package var workspaceID: String
    /// Nil for all agents.
    package var agentID: String?
    /// Nil for all channels.
    package var channel: String?
    /// Milliseconds since 1970.
    package var period: Range<Int64>

    package init(workspaceID: String, agentID: String? = nil, channel: String? = nil, period: Range<Int64>) {
        self.workspaceID = workspaceID
        self.agentID = agentID
        self.channel = channel
        self.period = period
    }

    /// The period of the same length that ends where this one begins.
    package var previousPeriod: Range<Int64> {
        period.lowerBound - (period.upperBound - period.lowerBound)..<period.lowerBound
    }
}

/// What happened in a period and before it.
package struct InsightStatistics: Hashable, Sendable {
    package var current: PeriodStatistics
    package var previous: PeriodStatistics
    /// Conversations with a message in the period that wait for a person now.
    package var conversationsNeedingHuman: Int
}

/// An answer to be remembered.
package struct NewInsight: Sendable {
    package var workspaceID: String
    package var agentID: String?
    package var question: String
    /// JSON.
    package var context: String
    /// JSON.
    package var answer: String
    /// Unix seconds.
    package var now: Int64

    package init(
        workspaceID: String,
        agentID: String?,
        question: String,
        context: String,
        answer: String,
        now: Int64
    ) {
        self.workspaceID = workspaceID
        self.agentID = agentID
        self.question = question
        self.context = context
        self.answer = answer
        self.now = now
    }
}
