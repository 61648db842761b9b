import DocumentStore
import Foundation

/// What `manage/create` answers.
struct CreatedBot: EnvelopeFields {
    static let fieldNames = ["bot_api_key"]

    var key: String

    enum CodingKeys: String, CodingKey {
        case key = "bot_api_key"
    }
}

/// What `manage/about` answers.
struct DescribedBot: EnvelopeFields {
    static let fieldNames = ["about"]

    struct About: Encodable, Sendable {
        var info: Info
        var params: Parameters
    }

    struct Info: Encodable, Sendable {
        var name: String
        var id: Int64
        /// UTC, without a zone: `2025-11-19T14:05:26`.
        var created: String
    }

    /// The bot's parameters, and twice its number.
    struct Parameters: Encodable, Sendable {
        var parameters: BotParameters
        var id: Int64

        private enum CodingKeys: String, CodingKey {
            case id
            case botID = "bot_id"
        }

        func encode(to encoder: any Encoder) throws {
            try parameters.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(id, forKey: .botID)
        }
    }

    var about: About

    init(_ bot: StoredBot) throws {
        about = About(
            info: Info(name: bot.name, id: bot.id, created: Date(unixSeconds: bot.createdAt).naiveUTC),
            params: Parameters(parameters: try BotParameters(stored: bot.parameters), id: bot.id)
        )
    }
}
