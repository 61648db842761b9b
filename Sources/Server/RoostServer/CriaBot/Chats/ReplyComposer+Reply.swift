import DocumentStore
import RetrievalEngine

extension ReplyComposer {
    /// The reply to a draft.
    func reply(_ draft: Draft) -> ChatReply {
        let findings = draft.findings
        let shown = AssetImages(findings.assets).html(draft.answer.text)
        var content = ChatReply.Content(
            content: shown.text,
            assets: shown.used.map { AssetAnswer($0, withData: true) },
            grounded: draft.answer.grounded
        )
        if let source = draft.answer.verbatimSource {
            content.metadata["no_llm_reply"] = .object([
                "file_name": .string(source.fileName), "group_name": .string(source.groupName),
            ])
        }
        return ChatReply(
            message: shown.text,
            completionUsage: CompletionUsage(draft.answer.grounded?.usage),
            relatedPrompts: draft.relatedPrompts,
            prompt: draft.prompt,
            tokenUsage: draft.usage,
            totalUsage: LabeledUsage(sumOf: draft.usage),
            searchUnits: findings.searchUnitCount,
            content: content,
            history: draft.sent,
            context: draft.context,
            groupResponses: [
                bot.documentCollectionName: GroupResponse(
                    nodes: findings.documents.map(ScoredNode.init),
                    assets: findings.assets.map { AssetAnswer($0, withData: false) },
                    metadata: GroupResponse.Metadata(explanation: findings.explanations?.documents)
                ),
                bot.questionCollectionName: GroupResponse(
                    nodes: findings.questions.map(ScoredNode.init),
                    assets: [],
                    metadata: GroupResponse.Metadata(explanation: findings.explanations?.questions)
                ),
            ],
            verifiedResponse: draft.answer.verbatimSource != nil
        )
    }
}
