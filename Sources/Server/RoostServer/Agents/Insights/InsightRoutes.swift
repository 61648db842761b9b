import DocumentStore
import Foundation
import Hummingbird
import LanguageModel
import Logging
import RetrievalEngine

/// Answers questions about what happened in a workspace, from numbers alone.
///
/// The numbers and the answer are made here. A model that writes, if there is one, only puts them into other words, and
/// what it writes is checked; when it fails or invents something, the answer stays as it was.
struct InsightRoutes: Sendable {
    let endpoint: WorkspaceEndpoint
    /// Counts the questions of a workspace; nil for no limit.
    let limiter: RateLimiter?

    private var engine: RetrievalEngine { endpoint.engine }

    /// How long a question waits for messages to be analysed.
    private static let patience = Duration.seconds(3)

    var routes: [Route] {
        [
            endpoint.route(.post, "/api/v1/copilot/insights/chat", .askCopilot, limiter: limiter) { request in
                try Response.json(try await answer(request))
            }
        ]
    }

    private func answer(_ request: WorkspaceRequest) async throws -> InsightAnswer {
        let now = Timestamp.nowMilliseconds
        let insight = try InsightRequest(try await request.json(), now: now)
        let unanalysedCount = try await waitForAnalysis(inWorkspace: request.workspaceID)
        let composer = try await composer(for: insight, of: request.workspaceID, unanalysedCount: unanalysedCount)
        let answer = try await written(
            composer.answer(),
            by: composer,
            to: insight,
            logger: request.context.logger
        )
        let record = try NewInsight(
            workspaceID: request.workspaceID,
            agentID: insight.agentID,
            question: insight.question,
            context: Self.json(insight.record),
            answer: Self.json(answer),
            now: now / 1000
        )
        try await engine.run { [store = engine.store] in try store.addInsight(record) }
        return answer
    }

    /// Messages that came a moment ago are part of what is asked about.
    ///
    /// - Returns: How many were still not analysed when patience ended.
    private func waitForAnalysis(inWorkspace workspace: String) async throws -> Int {
        let deadline = ContinuousClock.now + Self.patience
        while true {
            let count = try await engine.run { [store = engine.store] in
                try store.unanalysedMessageCount(inWorkspace: workspace)
            }
            guard count > 0, .now < deadline else { return count }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    // MARK: Figures

    /// Counts what the question is about; only of one channel when it names one.
    private func composer(
        for insight: InsightRequest,
        of workspace: String,
        unanalysedCount: Int
    ) async throws -> InsightComposer {
        var scope = InsightScope(
            workspaceID: workspace,
            agentID: insight.agentID,
            channel: insight.channel,
            period: insight.period.milliseconds
        )
        var statistics = try await self.statistics(scope)
        let groups = statistics.current.groups + statistics.previous.groups
        let question = InsightQuestion(
            insight.question,
            topics: Set(groups.compactMap(\.topic)),
            channels: Set(groups.map(\.channel)).union(Self.usualChannels)
        )
        if scope.channel == nil, question.channels.count == 1 {
            scope.channel = question.channels[0]
            statistics = try await self.statistics(scope)
        }
        return InsightComposer(
            figures: InsightFigures(
                period: insight.period,
                statistics: statistics,
                unanalysedCount: unanalysedCount
            ),
            question: question,
            channel: scope.channel
        )
    }

    private static let usualChannels = ["whatsapp", "messenger", "instagram", "webchat", "playground"]

    private func statistics(_ scope: InsightScope) async throws -> InsightStatistics {
        try await engine.run { [store = engine.store] in try store.insightStatistics(scope) }
    }

    // MARK: Words

    /// The answer in the words of the model, if there is one that writes and what it writes is good.
    private func written(
        _ draft: InsightAnswer,
        by composer: InsightComposer,
        to insight: InsightRequest,
        logger: Logger
    ) async throws -> InsightAnswer {
        guard draft.sufficiency == .sufficient, engine.languageModel.followsInstructions else { return draft }
        let facts = composer.facts
        let writer = InsightWriter(
            engine: engine,
            facts: facts,
            numbers: InsightNumbers(facts: facts, period: insight.period)
        )
        do {
            switch try await writer.answer(to: insight.question, draft: draft) {
            case .success(let answer): return answer
            case .failure(let refusal): Self.note(refusal.rawValue, logger)
            }
        } catch let error as EngineError {
            Self.note(error.message, logger)
        }
        return draft
    }

    private static func note(_ reason: String, _ logger: Logger) {
        logger.notice("A model's words for an insight are not used", metadata: ["reason": "\(reason)"])
    }

    private static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
