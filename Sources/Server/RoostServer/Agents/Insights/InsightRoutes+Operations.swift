import HTTPTypes
import RetrievalEngine

extension Operation {
    static let askCopilot = agents(
        "Ask about a workspace",
        description: """
            Answers a question about the conversations of a workspace (in English) from what was counted: messages, answers \
            and how long they took, sentiments, topics and intents of what customers wrote, each in a period and in the one \
            of the same length before it. Test messages do not count. Messages that have just come are waited for, some \
            seconds, until they are analysed.

            Data is sufficient when there is an exchange in the period (2 messages, one of them a customer's) and, for \
            questions about sentiments, topics or intents, a message that was analysed. An agent that the workspace does \
            not have has no data.

            It costs no credits.
            """,
        body: Body(
            schema: .insightQuestion,
            example: [
                "question": "Why did the number of complaints increase this week?",
                "context": [
                    "page": "analytics", "range": "7d", "agent_id": "3f1f2c52-6f0f-4a44-9d2b-2a9a6d1f0c11",
                ],
            ]
        ),
        failures: [.tooManyRequests: "The workspace asked too often (`ROOST_RATE_LIMIT_COPILOT`)."],
        answers: [
            .ok: .json(
                "The answer, also when there is too little data for one.",
                .insightAnswer,
                example: [
                    "explanation":
                        "There were 8 complaints in the last 7 days, 5 more than the 3 in the 7 days before (+166.7%).",
                    "reasons": ["5 of the 8 complaints were about \"delivery\", 4 more than in the 7 days before."],
                    "suggestions": [
                        "Have somebody look after the 2 conversations that wait for a person."
                    ],
                    "data_sufficiency": "sufficient",
                ]
            )
        ]
    )
}

extension Schema {
    fileprivate static let insightQuestion = object(
        required: ["question": string(length: 1...1000).described(as: "Not blank.")],
        optional: ["context": insightContext.orNull],
        others: .any
    ).named("InsightQuestion")

    private static let insightContext = object(
        optional: [
            "page": any.described(as: "Where it was asked; has no effect."),
            "range": string.defaulting(to: "7d").described(
                as: "So many days up to now, such as `30d`, at most 366; the default for a text that is none."
            ),
            "agent_id": uuid.orNull.described(as: "Only what has to do with this agent."),
            "channel": string.orNull.described(as: "Only messages of this channel."),
            "start_date": dateOrTime.orNull.described(as: "The first day or moment, UTC; wins over `range`."),
            "end_date": dateOrTime.orNull.described(
                as: "The last day or moment, itself included; not before `start_date`."
            ),
        ],
        others: .any
    )

    fileprivate static let insightAnswer = object(required: [
        "explanation": string.described(
            as: "Contains `\(InsightAnswer.insufficiency)` when there is too little data."
        ),
        "reasons": array(of: string),
        "suggestions": array(of: string),
        "data_sufficiency": enumeration(InsightAnswer.Sufficiency.allCases.map(\.rawValue)),
    ]).named("InsightAnswer")
}
