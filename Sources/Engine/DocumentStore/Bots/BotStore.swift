/// Remembers bots. A bot has one API key and two collections, which come and go with it.
package protocol BotStore: Sendable {
    /// Makes a bot with its key and its two empty collections, in one transaction.
    ///
    /// - Throws: `alreadyExists` when there is a bot of that name in whatever case; `invalidArgument` for a name that
    ///   is empty or longer than 128 Unicode scalars.
    func createBot(_ bot: NewBot) throws(StoreError) -> StoredBot

    /// The bot of that name in whatever case; nil when there is none.
    func bot(named name: String) throws(StoreError) -> StoredBot?

    /// Stores new parameters for the bot of that name.
    ///
    /// - Parameter transform: Receives the parameters in force and returns the new ones, a JSON object; no other
    ///   update comes between. Must not call the store.
    /// - Returns: The bot as stored; nil when there is none of that name.
    func updateBot(named name: String, _ transform: (String) -> String) throws(StoreError) -> StoredBot?

    /// Deletes a bot, its key and its collections with everything in them; false when there was none.
    func deleteBot(named name: String) throws(StoreError) -> Bool

    /// Bots in the order of their creation.
    func bots(limit: Int, offset: Int) throws(StoreError) -> [StoredBot]

    func botCount() throws(StoreError) -> Int
}

/// The models a bot was created with, by their numbers in the model registry.
package struct BotModels: Hashable, Sendable {
    package var languageModelID: Int64
    package var embeddingModelID: Int64
    package var rerankModelID: Int64

    package init(languageModelID: Int64, embeddingModelID: Int64, rerankModelID: Int64) {
        self.languageModelID = languageModelID
        self.embeddingModelID = embeddingModelID
        self.rerankModelID = rerankModelID
    }
}

/// A bot to be made.
package struct NewBot: Sendable {
    /// Unique in whatever case; 1 to 128 Unicode scalars.
    package var name: String
    package var keyDigest: KeyDigest
    /// A JSON object.
    package var parameters: String
    package var models: BotModels
    /// What its two collections hold.
    package var embeddingModel: EmbeddingModelIdentity
    /// Unix seconds.
    package var now: Int64

    package init(
        name: String,
        keyDigest: KeyDigest,
        parameters: String,
        models: BotModels,
        embeddingModel: EmbeddingModelIdentity,
        now: Int64
    ) {
        self.name = name
        self.keyDigest = keyDigest
        self.parameters = parameters
        self.models = models
        self.embeddingModel = embeddingModel
        self.now = now
    }
}

/// A bot as it is stored.
package struct StoredBot: Hashable, Sendable, Identifiable {
    /// Never used again for another bot.
    package var id: Int64
    /// As it was given at creation.
    package var name: String
    /// Unix seconds.
    package var createdAt: Int64
    /// A JSON object.
    package var parameters: String
    package var models: BotModels

    /// The owner of the bot's collections.
    package var owner: CollectionOwner { Self.owner(of: id) }
    package var documentCollectionName: String { "\(name)-document-index" }
    package var questionCollectionName: String { "\(name)-question-index" }

    static func owner(of id: Int64) -> CollectionOwner {
        CollectionOwner(kind: "bot", identifier: String(id))
    }
}
