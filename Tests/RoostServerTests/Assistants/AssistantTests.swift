import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

@Suite("Assistants", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct AssistantTests {
    private static let common: Set<String> = [
        "id", "userId", "name", "assistantType", "description", "systemPrompt", "provider", "modelName", "temperature",
        "askHuman", "interrupt", "mainUnit", "supportUnits", "teams", "createdAt",
    ]

    @Test("The example of the document is created as sent, and read the same")
    func creation() async throws {
        try await AssistantClient.run { client in
            let body = """
                {"name": "Research Assistant", "description": "An advanced assistant for research and analysis tasks",
                "systemPrompt": "You are a research assistant.", "provider": "openai", "modelName": "gpt-4",
                "temperature": 0.3, "askHuman": true, "interrupt": false, "supportUnits": ["ragbot", "searchbot"],
                "mcpIds": ["mcp-id-1", "mcp-id-2"], "extensionIds": ["ext-id-1"]}
                """
            let answer = try await client.send(.post, "/create", body: body)
            #expect(answer.status == 201 && answer["message"] == .null)
            let sent = try JSONParser.parse(Array(body.utf8)).members
            for (name, value) in sent { #expect(answer["data"]?[name] == value, "\(name)") }
            #expect(Set(answer["data"]?.members.keys ?? [:].keys) == Self.common.union(["mcpIds", "extensionIds"]))
            #expect(answer["data.userId"] == "ada" && answer["data.mainUnit"] == "hierarchical")
            #expect(answer["data.assistantType"] == "advanced_assistant")
            let id = try #require(answer["data.id"]?.stringValue)
            let detail = try await client.send(.get, "/\(id)/get-detail")
            #expect(detail.status == 200 && detail["data"] == answer["data"])
            #expect(try await client.send(.get, "/get-all")["data.assistants"] == .array([answer["data"] ?? .null]))
        }
    }

    @Test("What is not sent, or null, takes its default")
    func defaults() async throws {
        try await AssistantClient.run { client in
            let nulls = """
                , "provider": null, "model_name": null, "temperature": null, "askHuman": null, "interrupt": null,
                "supportUnits": null, "mcpIds": null, "extensionIds": null, "unknown": {"a": 1}}
                """
            for body in [AssistantClient.minimal, AssistantClient.minimal.dropLast() + nulls] {
                let data = try await client.send(.post, "/create", body: String(body))["data"]
                #expect(data?["provider"] == "openai" && data?["modelName"] == "gpt-3.5-turbo")
                #expect(data?["temperature"] == .number(0.7))
                #expect(data?["askHuman"] == false && data?["interrupt"] == false)
                #expect(data?["supportUnits"] == [] && data?["mcpIds"] == [] && data?["extensionIds"] == [])
            }
        }
    }

    @Test("Names with underscores are understood; the others count when both are there")
    func spellings() async throws {
        try await AssistantClient.run { client in
            let body = """
                {"name": "Snake", "description": "Underscores", "system_prompt": "Hiss.", "model_name": "claude-3",
                "ask_human": true, "support_units": ["ragbot"], "mcp_ids": ["m"], "extension_ids": ["e"],
                "mcpIds": ["camel"]}
                """
            let data = try await client.send(.post, "/create", body: body)["data"]
            #expect(data?["systemPrompt"] == "Hiss." && data?["modelName"] == "claude-3")
            #expect(data?["askHuman"] == true && data?["supportUnits"] == ["ragbot"])
            #expect(data?["mcpIds"] == ["camel"] && data?["extensionIds"] == ["e"])
            let id = try #require(data?["id"]?.stringValue)
            let path = "/\(id)/update-config"
            #expect(try await client.send(.patch, path, body: #"{"system_prompt": "Hiss!"}"#).status == 200)
            #expect(try await client.send(.get, "/\(id)/get-detail")["data.systemPrompt"] == "Hiss!")
        }
    }

    @Test("An update changes what is sent and nothing else; an empty list empties")
    func update() async throws {
        try await AssistantClient.run { client in
            let id = try await client.create(["mcpIds": ["a", "b", "a"], "extensionIds": ["é", "e\u{301}"]])
            let before = try await client.send(.get, "/\(id)/get-detail")["data"]?.members ?? [:]
            #expect(before["mcpIds"] == ["a", "b"])
            #expect(before["extensionIds"]?.elements.count == 2)
            let path = "/\(id)/update-advanced-assistant"
            for body in ["{}", #"{"name": null, "supportUnits": null, "id": "x", "userId": "y"}"#] {
                #expect(try await client.send(.patch, path, body: body)["data"]?.members == before)
            }
            let answer = try await client.send(.patch, path, body: #"{"name": "Renamed", "temperature": 0}"#)
            var expected = before
            expected["name"] = "Renamed"
            expected["temperature"] = 0
            #expect(answer["data"]?.members == expected)
            let emptied = try await client.send(.patch, path, body: #"{"mcpIds": []}"#)
            #expect(emptied["data.mcpIds"] == [] && emptied["data.extensionIds"] == expected["extensionIds"])
        }
    }

    @Test("A configuration changes neither names nor units, and works for the general assistant")
    func configuration() async throws {
        try await AssistantClient.run { client in
            let general = try await client.send(.get, "/get-or-create-general-assistant")["data.id"]?.stringValue
            let advanced = try await client.create(["mcpIds": ["m"], "supportUnits": ["workflow"]])
            for id in [try #require(general), advanced] {
                let before = try await client.send(.get, "/\(id)/get-detail")["data"]?.members ?? [:]
                let body = #"{"name": "X", "supportUnits": [1], "mcpIds": 7, "temperature": 2, "systemPrompt": "New"}"#
                let answer = try await client.send(.patch, "/\(id)/update-config", body: body)
                #expect(answer.status == 200)
                #expect(answer["data"] == ["message": "Assistant configuration updated successfully"])
                var expected = before
                expected["temperature"] = 2
                expected["systemPrompt"] = "New"
                #expect(try await client.send(.get, "/\(id)/get-detail")["data"]?.members == expected)
            }
        }
    }

    @Test("Lists have pages, the newest first, and can be of one type")
    func lists() async throws {
        try await AssistantClient.run { client in
            let empty = try await client.send(.get, "/get-all")
            #expect(empty["data"] == ["assistants": [], "pageNumber": 1, "maxPerPage": 10, "totalPage": 0])
            var ids: [String] = []
            for _ in 0..<12 { ids.append(try await client.create()) }
            let general = try await client.send(.get, "/get-or-create-general-assistant")["data.id"]?.stringValue
            ids.append(try #require(general))
            func listed(_ query: String) async throws -> (ids: [String], pages: JSONValue?) {
                let answer = try await client.send(.get, "/get-all?\(query)")
                #expect(answer.status == 200)
                let list = answer["data.assistants"]?.elements ?? []
                return (list.compactMap { $0["id"]?.stringValue }, answer["data.totalPage"])
            }
            #expect(try await listed("").ids == Array(ids.reversed().prefix(10)))
            #expect(try await listed("page_number=2").ids == ids.prefix(3).reversed())
            #expect(try await listed("pageNumber=3&maxPerPage=5").ids == ids.prefix(3).reversed())
            #expect(try await listed("max_per_page=13").pages == 1)
            #expect(try await listed("max_per_page=12").pages == 2)
            #expect(try await listed("assistant_type=general_assistant").ids == Array(ids.suffix(1)))
            #expect(
                try await listed("assistantType=advanced_assistant&max_per_page=100").ids == ids.dropLast().reversed()
            )
            #expect(try await listed("page_number=9223372036854775807&max_per_page=100").ids == [])
            #expect(try await listed("page_number=99").pages == 2)
        }
    }

    @Test("Texts of every sort come back as they were sent")
    func texts() async throws {
        try await AssistantClient.run { client in
            for text in ["日本語の助手", "  spaces  ", "\"quotes\" \\ </script>", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "a\nb\tc", "e\u{301}e\u{301}"] {
                let id = try await client.create([
                    "name": .string(text), "mcpIds": [.string(text), "", "\0"], "temperature": 1,
                ])
                let data = try await client.send(.get, "/\(id)/get-detail")["data"]
                #expect(data?["name"]?.stringValue?.unicodeScalars.elementsEqual(text.unicodeScalars) == true)
                #expect(data?["mcpIds"] == [.string(text), "", "\0"])
            }
        }
    }
}
