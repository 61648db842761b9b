import DocumentStore
import Foundation
import RetrievalEngine

extension BotParameters {
    /// Parameters as the database keeps them; one that it has not yet takes its default.
    init(stored text: String) throws {
        let members: JSONValue
        do {
            members = try JSONParser.parse(Array(text.utf8))
        } catch {
            throw EngineError(.storageFailure, "a bot's parameters are no JSON", cause: error)
        }
        var fields = try FieldReader(members, at: [])
        self.init()
        update(from: &fields)
        guard fields.issues.isEmpty else {
            throw EngineError(.storageFailure, "a bot's parameters are not valid", cause: fields.failure)
        }
    }

    /// The parameters for the database.
    func stored() throws -> String {
        String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
    }
}
