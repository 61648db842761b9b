import DocumentStore
import Foundation
import HTTPTypes
import RetrievalEngine

/// Bots: create, update, delete, about (section 1 of the API's document).
struct BotRoutes: Sendable {
    let endpoint: CriaBotEndpoint

    private var engine: RetrievalEngine { endpoint.engine }

    var routes: [Route] {
        [
            endpoint.masterKey(.post, "/bots/{bot_name}/manage/create", .createBot, create),
            endpoint.botKey(.patch, "/bots/{bot_name}/manage/update", .updateBot, update),
            endpoint.masterKey(.delete, "/bots/{bot_name}/manage/delete", .deleteBot, delete),
            endpoint.botKey(.get, "/bots/{bot_name}/manage/about", .describeBot) { bot, _ in
                Success(message: "Successfully retrieved the bot info.", fields: try DescribedBot(bot))
            },
        ]
    }

    @Sendable
    private func create(_ request: CriaBotRequest) async throws -> Success<CreatedBot> {
        let name = try request.newBotName()
        let creation = try BotCreation(await request.json(), models: endpoint.models)
        let key = APIKey.makeRandom()
        let bot = NewBot(
            name: name,
            keyDigest: key.digest,
            parameters: try creation.parameters.stored(),
            models: creation.models,
            embeddingModel: engine.embeddingModel,
            now: Int64(Date().timeIntervalSince1970)
        )
        do {
            _ = try await engine.run { [store = engine.store] in try store.createBot(bot) }
        } catch let error as EngineError where error.code == .alreadyExists {
            throw CriaBotError.duplicateBot(name)
        }
        return Success(
            message: "Successfully created the bot & their indexes.",
            fields: CreatedBot(key: key.text)
        )
    }

    @Sendable
    private func update(_ bot: StoredBot, _ request: CriaBotRequest) async throws -> Success<NoFields> {
        let update = try BotUpdate(await request.json())
        let updated = try await engine.run { [store = engine.store] in
            var failure: (any Error)?
            let updated = try store.updateBot(named: bot.name) { stored in
                do {
                    return try update.applied(to: BotParameters(stored: stored)).stored()
                } catch {
                    failure = error
                    return stored
                }
            }
            if let failure { throw failure }
            return updated
        }
        guard updated != nil else { throw CriaBotError.unknownBot(bot.name) }
        return Success("Successfully updated the bot.")
    }

    @Sendable
    private func delete(_ request: CriaBotRequest) async throws -> Success<NoFields> {
        let name = try request.pathSegment("bot_name")
        let existed = try await engine.run { [store = engine.store] in try store.deleteBot(named: name) }
        guard existed else { throw CriaBotError.unknownBot(name) }
        return Success("Successfully deleted the bot.")
    }
}

extension CriaBotRequest {
    /// The name of a bot to be made, from the path.
    fileprivate func newBotName() throws -> String {
        let name = try pathSegment("bot_name")
        var issues: [ValidationError.Issue] = []
        _ = LaxType<String>.name.convert(.string(name), ["path", "bot_name"], &issues)
        guard issues.isEmpty else { throw ValidationError(issues) }
        return name
    }
}
