import RetrievalEngine

/// Proposes what may be asked next without a model: the questions that lie near the prompt, then what the documents that
/// were found speak of, by their headings.
struct NeighboringPrompts {
    /// The least similarity of a question that is proposed.
    static let minimumSimilarity = 0.5
    private static let count = 3
    private static let maximumLabelLength = 60

    private let findings: BotFindings
    private let basis: ReplyBasis

    init(_ findings: BotFindings, basis: ReplyBasis) {
        self.findings = findings
        self.basis = basis
    }

    /// At most three, nearest first.
    func prompts(after prompt: String) -> [RelatedPrompt] {
        var seen: Set<String> = [Self.key(prompt)]
        let candidates =
            questions.map { Self.prompt($0, label: $0) }
            + headings.map { heading in
                Self.prompt("What do the documents say about “\(heading)”?", label: heading)
            }
        return Array(candidates.filter { seen.insert(Self.key($0.prompt)).inserted }.prefix(Self.count))
    }

    /// Questions other than the one that was answered, each as it was put when it was found.
    private var questions: [String] {
        let answered = basis.readPassages + findings.context.prefix(1)
        return findings.neighboringQuestions
            .filter { near in
                near.passage.scores.similarity >= Self.minimumSimilarity
                    && !answered.contains {
                        $0.groupName == near.groupName && $0.passage.document == near.passage.document
                    }
            }
            .map(\.passage.text.trimmed)
    }

    private var headings: [String] {
        findings.documents.compactMap(\.passage.headingPath.last).filter { !$0.isEmpty }
    }

    private static func prompt(_ text: String, label: String) -> RelatedPrompt {
        let isLong = label.count > maximumLabelLength
        let short = isLong ? String(label.prefix(maximumLabelLength - 1)).trimmed + "…" : label
        return RelatedPrompt(label: short, prompt: text, isGenerated: false)
    }

    /// The same for texts that differ only in case and punctuation.
    private static func key(_ text: String) -> String {
        text.lowercased().filter { $0.isLetter || $0.isNumber }
    }
}
