import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Teams of assistants", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantTeamTests {
    private static let names: [(unit: String, name: String)] = [
        ("workflow", "Workflow Team"), ("hierarchical", "Hierarchical Team"), ("ragbot", "RAG Team"),
        ("chatbot", "Chat Team"), ("searchbot", "Search Team"), ("sequential", "Sequential Team"),
    ]

    @Test("There is one for the main unit and one for each support unit, in their order, each with its name")
    func derivation() async throws {
        try await AssistantClient.run { client in
            let units = Self.names.map { JSONValue.string($0.unit) }
            let id = try await client.create(["supportUnits": .array(units + units.reversed())])
            let data = try await client.send(.get, "/\(id)/get-detail")["data"]
            #expect(data?["supportUnits"] == .array(units))
            let teams = data?["teams"]?.elements ?? []
            #expect(teams.compactMap { $0["name"]?.stringValue } == ["Main Team"] + Self.names.map(\.name))
            #expect(teams.compactMap { $0["workflowType"] } == ["hierarchical"] + units)
            #expect(Set(teams.compactMap { $0["id"]?.stringValue }).count == 7)
        }
    }

    @Test("The general assistant has three")
    func general() async throws {
        try await AssistantClient.run { client in
            let data = try await client.send(.get, "/get-or-create-general-assistant")["data"]
            let teams = data?["teams"]?.elements ?? []
            #expect(teams.compactMap { $0["name"] } == ["Main Team", "RAG Team", "Search Team"])
            #expect(teams.compactMap { $0["workflowType"] } == ["chatbot", "ragbot", "searchbot"])
        }
    }

    @Test("Those that stay keep their identifiers, whatever else changes")
    func stability() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create(["supportUnits": ["ragbot", "searchbot"]])
            let path = "/\(id)/update-advanced-assistant"
            func teams(_ body: String) async throws -> [String: String] {
                let list = try await client.send(.patch, path, body: body)["data.teams"]?.elements ?? []
                let pairs = list.compactMap { team in
                    team["name"]?.stringValue.flatMap { name in team["id"]?.stringValue.map { (name, $0) } }
                }
                return Dictionary(uniqueKeysWithValues: pairs)
            }
            let before = try await teams("{}")
            #expect(before.count == 3)
            #expect(try await teams(#"{"name": "Other", "supportUnits": ["ragbot", "searchbot"]}"#) == before)
            let changed = try await teams(#"{"support_units": ["sequential", "searchbot"]}"#)
            #expect(changed["Main Team"] == before["Main Team"] && changed["Search Team"] == before["Search Team"])
            #expect(Set(changed.keys) == ["Main Team", "Search Team", "Sequential Team"])
            #expect(try await teams(#"{"supportUnits": []}"#) == before.filter { $0.key == "Main Team" })
            let again = try await teams(#"{"supportUnits": ["ragbot"]}"#)
            #expect(again["RAG Team"] != nil && again["RAG Team"] != before["RAG Team"])
        }
    }
}
