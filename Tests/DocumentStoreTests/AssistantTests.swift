import DocumentStore
import TestSupport
import Testing

@Suite struct AssistantTests {
    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
    }

    private func new(
        _ kind: AssistantKind = .advanced,
        of user: String = "ada",
        units: [WorkflowUnit] = [.ragbot],
        now: Int64 = 100
    ) -> NewAssistant {
        let profile = AssistantProfile(
            name: "Name",
            description: "Text",
            systemPrompt: "Text",
            provider: "openai",
            modelName: "gpt",
            temperature: 0.7,
            mainUnit: kind == .general ? .chatbot : .hierarchical,
            supportUnits: units,
            mcpIDs: ["a", "\0\"é"]
        )
        return NewAssistant(userID: user, kind: kind, profile: profile, embeddingModel: .tiny, now: now)
    }

    @Test("An assistant comes with its teams and its collection, and is read as it was made")
    func creation() throws {
        let made = try store.createAssistant(new())
        #expect(try store.assistant(made.id, in: .owned(by: "ada")) == made)
        #expect(try store.assistant(made.id, in: .all) == made)
        #expect(made.teams.map(\.unit) == [.hierarchical, .ragbot])
        #expect(try store.collections(of: made.collectionOwner).map(\.name) == [made.id])
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("A user has one general assistant")
    func general() throws {
        let first = try store.generalAssistant(orCreate: new(.general))
        let second = try store.generalAssistant(orCreate: new(.general, now: 200))
        #expect(first.isNew && !second.isNew && first.assistant == second.assistant)
        #expect(storeErrorCode { _ = try store.createAssistant(new(.general)) } == .alreadyExists)
        #expect(storeErrorCode { _ = try store.generalAssistant(orCreate: new()) } == .invalidArgument)
        #expect(try store.generalAssistant(orCreate: new(.general, of: "bob")).isNew)
        #expect(try store.markAdvancedAssistantAsDeleted(first.assistant.id, of: "ada", now: 300) == false)
        #expect(try store.deleteAdvancedAssistant(first.assistant.id, of: "ada") == false)
    }

    @Test("Two stores on one folder make one general assistant")
    func twoProcesses() async throws {
        let stores = [store, try SQLiteStore(folder: fixture.directory.url)]
        let assistant = new(.general)
        let made = try await withThrowingTaskGroup(of: (StoredAssistant, Bool).self) { group in
            for number in 0..<16 {
                group.addTask {
                    let result = try stores[number % 2].generalAssistant(orCreate: assistant)
                    return (result.assistant, result.isNew)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(made.map(\.0)).count == 1 && made.count { $0.1 } == 1)
    }

    @Test("A foreign assistant, one of another kind, and no identifier at all are not there")
    func scopes() throws {
        let made = try store.createAssistant(new())
        for (id, user) in [(made.id, "bob"), (made.id, "ADA"), (made.id, ""), ("\(made.id)\0", "ada"), ("", "ada")] {
            #expect(try store.assistant(id, in: .owned(by: user)) == nil)
            #expect(try store.updateAssistant(id, of: user, kind: nil, now: 1, { $0.name = "Taken" }) == nil)
            #expect(try store.markAdvancedAssistantAsDeleted(id, of: user, now: 1) == false)
            #expect(try store.deleteAdvancedAssistant(id, of: user) == false)
        }
        #expect(try store.updateAssistant(made.id, of: "ada", kind: .general, now: 1, { $0.name = "Taken" }) == nil)
        #expect(try store.assistants(in: .owned(by: "bob"), kind: nil, limit: 9, offset: 0).totalCount == 0)
        #expect(try store.assistant(made.id, in: .all) == made)
    }

    @Test("Lists are the newest first, of one scope and kind")
    func lists() throws {
        let made = try [(100, "ada"), (300, "bob"), (200, "ada"), (200, "ada")].map { now, user in
            try store.createAssistant(new(of: user, now: Int64(now)))
        }
        let general = try store.generalAssistant(orCreate: new(.general, now: 50)).assistant
        let all = try store.assistants(in: .all, kind: nil, limit: 10, offset: 0)
        #expect(all.assistants == [made[1], made[3], made[2], made[0], general] && all.totalCount == 5)
        let own = try store.assistants(in: .owned(by: "ada"), kind: .advanced, limit: 2, offset: 1)
        #expect(own.assistants == [made[2], made[0]] && own.totalCount == 3)
        let beyond = try store.assistants(in: .owned(by: "ada"), kind: nil, limit: 10, offset: .max)
        #expect(beyond.assistants.isEmpty && beyond.totalCount == 4)
    }

    @Test("An update is stored whole or not at all; teams that stay keep their identifiers")
    func update() throws {
        let made = try store.createAssistant(new(units: [.ragbot, .searchbot]))
        let updated = try store.updateAssistant(made.id, of: "ada", kind: .advanced, now: 50) { profile in
            profile.supportUnits = [.workflow, .ragbot]
            profile.mainUnit = .chatbot
            profile.temperature = 2
        }
        let changed = try #require(updated)
        #expect(changed.teams.map(\.unit) == [.hierarchical, .workflow, .ragbot])
        #expect(changed.teams[0] == made.teams[0] && changed.teams[2] == made.teams[1])
        #expect(changed.profile.mainUnit == .hierarchical && changed.updatedAt == 100)
        #expect(try store.assistant(made.id, in: .all) == changed)
        let bad: [(inout AssistantProfile) -> Void] = [
            { $0.name = "ab" }, { $0.description = "a\0bc" }, { $0.temperature = 2.1 }, { $0.temperature = .nan },
            { $0.supportUnits = [.ragbot, .ragbot] }, { $0.modelName = "" },
            { $0.systemPrompt = String(repeating: "a", count: 5001) },
        ]
        for transform in bad {
            let code = storeErrorCode {
                _ = try store.updateAssistant(made.id, of: "ada", kind: nil, now: 1, transform)
            }
            #expect(code == .invalidArgument)
        }
        #expect(try store.assistant(made.id, in: .all) == changed)
    }

    @Test("One that was marked as deleted keeps its collection until it is deleted")
    func deletion() throws {
        let made = try store.createAssistant(new())
        let other = try store.createAssistant(new())
        let documents = try #require(try store.openCollection(named: made.id, owner: made.collectionOwner))
        try documents.add("a.txt", "herons")
        #expect(try store.markAdvancedAssistantAsDeleted(made.id, of: "ada", now: 200))
        #expect(try store.markAdvancedAssistantAsDeleted(made.id, of: "ada", now: 300) == false)
        #expect(try store.assistant(made.id, in: .all) == nil)
        #expect(try store.assistants(in: .all, kind: nil, limit: 9, offset: 0).assistants == [other])
        #expect(try documents.search("herons").count == 1)
        #expect(try store.deleteAdvancedAssistant(made.id, of: "bob") == false)
        #expect(try store.deleteAdvancedAssistant(made.id, of: "ada"))
        #expect(try store.deleteAdvancedAssistant(made.id, of: "ada") == false)
        #expect(try documents.search("herons").isEmpty)
        #expect(try store.collections(of: made.collectionOwner).map(\.name) == [other.id])
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("A collection of an assistant that is not there, or not that user's, is a problem", arguments: [true, false])
    func orphans(isForeign: Bool) throws {
        let made = try store.createAssistant(new(of: "bob"))
        let owner = StoredAssistant.collectionOwner(ofUser: isForeign ? "ada" : "bob")
        _ = try store.createCollection(named: isForeign ? made.id : "another", owner: owner, model: .tiny)
        #expect(try store.integrityProblems() == ["1 collections of assistants that are not there"])
    }

    @Test("Users have 1 to 256 characters and no NUL", arguments: ["", "a\0b", String(repeating: "a", count: 257)])
    func badUsers(user: String) throws {
        #expect(storeErrorCode { _ = try store.createAssistant(new(of: user)) } == .invalidArgument)
        #expect(try store.integrityProblems().isEmpty)
    }
}
