import DocumentStore
import Foundation
import LanguageModel
import RetrievalEngine
import Synchronization
import TestSupport
import Testing

@Suite("What a killed server leaves to its users", .enabled(if: Fixtures.modelFolder != nil), .timeLimit(.minutes(3)))
struct UserDurabilityTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    @Test("Tokens of `roost token` are good for every server on the same folder, and for none on another")
    func tokens() async throws {
        let token = try await makeToken(of: "ann", in: folder.url)
        let stranger = try await makeToken(of: "ann", in: TemporaryDirectory().url)
        for _ in 0..<2 {
            try await RunningServer.run(dataFolder: folder.url) { server in
                let health = try await server.asked(by: "ann", token: token).get("api/clones/health")
                #expect(health["status"] == "healthy")
                let refusal = try await server.asked(by: "ann", token: stranger).get("api/clones/health")
                #expect(refusal == ["error": "Invalid or expired token"])
            }
        }
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.url.appending(path: "jwt-secret").path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test("After each kill -9 clones, messages, prompts and assistants that were acknowledged are there, whole")
    func survivesKills() async throws {
        let token = try await makeToken(of: "ann", in: folder.url)
        let records = UserRecords()
        for acknowledgedCount in [20, 40] {
            try await RunningServer.run(dataFolder: folder.url) { server in
                let user = server.asked(by: "ann", token: token)
                let goal = records.current.count + acknowledgedCount
                await withTaskGroup { group in
                    for work in [
                        UserRecord.makeClone, UserRecord.chat, UserRecord.makePrompt, UserRecord.makeAssistant,
                    ] {
                        group.addTask {
                            // What fails is that the server is gone.
                            while let change = try? await work(user) {
                                if records.apply(change).count >= goal { server.kill() }
                            }
                        }
                    }
                }
            }
            #expect(try SQLiteStore(folder: folder.url).integrityProblems() == [])
            try await RunningServer.run(dataFolder: folder.url) { server in
                try await records.current.expectEverything(on: server.asked(by: "ann", token: token))
            }
        }
    }

    private func makeToken(of user: String, in folder: URL) async throws -> String {
        let output = try await Program(dataFolder: folder).run("token", "--sub", user)
        #expect(output.status == 0)
        return output.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// What a server has told a user that it keeps, over all its lives.
private final class UserRecords: Sendable {
    private let state = Mutex(UserRecord())

    var current: UserRecord { state.withLock { $0 } }

    /// Notes what the server has said that it did.
    func apply(_ change: UserRecord.Change) -> UserRecord {
        state.withLock { record in
            change(&record)
            return record
        }
    }
}

private struct UserRecord: Sendable {
    /// Clones by identifier, with the word that their document holds.
    var clones: [String: String] = [:]
    /// Messages by session.
    var messages: [String: String] = [:]
    var prompts: Set<String> = []
    var assistants: Set<String> = []

    typealias Change = @Sendable (inout UserRecord) -> Void

    var count: Int { clones.count + messages.count + prompts.count + assistants.count }

    @Sendable
    static func makeClone(on server: RunningServer) async throws -> Change {
        let word = UUID().uuidString
        let clone = try await server.post(
            "api/clones",
            ["name": "Clone", "base_prompt": "Be kind.", "visibility": "private"]
        )
        let identifier = try #require(clone["id"]?.stringValue)
        let upload = try await server.upload(
            "notes.txt",
            "The word is \(word).",
            to: "api/clones/\(identifier)/documents"
        )
        #expect(upload["document"]?["status"] == "processed")
        return { $0.clones[identifier] = word }
    }

    @Sendable
    static func chat(on server: RunningServer) async throws -> Change {
        let text = "My number is \(UUID().uuidString)."
        let answer = try await server.post(
            "v1/chat/stream",
            ["model": "gpt-4", "stream": false, "messages": [["role": "user", "content": .string(text)]]]
        )
        let session = try #require(answer["session_id"]?.integerValue)
        return { $0.messages["\(session)"] = text }
    }

    @Sendable
    static func makePrompt(on server: RunningServer) async throws -> Change {
        let prompt = try await server.post(
            "api/chat/prompts",
            ["title": "Title", "content": "Say {word}.", "scenario": "test"]
        )
        let identifier = try #require(prompt["id"]?.integerValue)
        return { _ = $0.prompts.insert("\(identifier)") }
    }

    @Sendable
    static func makeAssistant(on server: RunningServer) async throws -> Change {
        let answer = try await server.post(
            "api/v1/assistant/create",
            ["name": "Assistant", "description": "Helps", "systemPrompt": "Help.", "supportUnits": ["ragbot"]]
        )
        let identifier = try #require(answer["data"]?["id"]?.stringValue)
        return { _ = $0.assistants.insert(identifier) }
    }

    func expectEverything(on server: RunningServer) async throws {
        for (clone, word) in clones {
            let answer = try await server.post(
                "api/clones/\(clone)/chat",
                ["message": ["text": "What is the word?", "history": []]]
            )
            #expect(answer["response"]?.stringValue?.contains(word) == true)
        }
        for (session, text) in messages {
            let stored = try await server.get("v1/chat/sessions/\(session)")
            guard case .array(let messages)? = stored["messages"] else {
                Issue.record("session \(session) has no messages")
                continue
            }
            #expect(messages.count == 2 && messages.first?["content"] == .string(text))
        }
        for prompt in prompts {
            #expect(try await server.get("api/chat/prompts/\(prompt)")["title"] == "Title")
        }
        for assistant in assistants {
            let answer = try await server.get("api/v1/assistant/\(assistant)/get-detail")
            guard case .array(let teams)? = answer["data"]?["teams"] else {
                Issue.record("assistant \(assistant) has no teams")
                continue
            }
            #expect(teams.count == 2)
        }
    }
}
