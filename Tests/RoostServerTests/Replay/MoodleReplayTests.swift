import HTTPTypes
import RetrievalEngine
import RoostServer
import Testing

/// Moodle's traffic, judged by nothing but what Moodle reads.
@Suite("Moodle's traffic", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(5)))
struct MoodleReplayTests {
    @Test("A bot that is not there is made, and is there then", arguments: [false, true])
    func makesBot(wantsStackTraces: Bool) async throws {
        try await Moodle.run { moodle in
            var moodle = moodle
            moodle.wantsStackTraces = wantsStackTraces
            let unknown = try await moodle.call(.get, "/bots/12-34/manage/about")
            #expect(unknown["status"] == 404)
            let made = try await moodle.call(.post, "/bots/12-34/manage/create", Moodle.bot())
            #expect(made["status"] == 200)
            #expect(try await moodle.call(.get, "/bots/12-34/manage/about")["status"] == 200)
            #expect(try await moodle.call(.post, "/bots/12-34/manage/create", Moodle.bot())["status"] == 409)
        }
    }

    @Test("A bot that is there gets all its parameters again, models included")
    func updatesBot() async throws {
        try await Moodle.run { moodle in
            try await moodle.makeBot("12-34")
            let body = Moodle.bot(systemMessage: "You help teachers.")
            let answer = try await moodle.call(.patch, "/bots/12-34/manage/update", body)
            #expect(answer["status"] == 200)
            let about = try await moodle.call(.get, "/bots/12-34/manage/about")
            #expect(about["about.params.system_message"] == "You help teachers.")
            #expect(about["about.params.top_k"] == 10)
        }
    }

    @Test("A file is deleted before every upload, whether it was there or not")
    func replacesFile() async throws {
        try await Moodle.run { moodle in
            try await moodle.makeBot("12-34")
            for status: JSONValue in [404, 200] {
                let path = "/bots/12-34/documents/delete/?document_name=My+File.docx"
                #expect(try await moodle.call(.delete, path)["status"] == status)
                let file = Moodle.file("My File.docx", "The exam is in room 12.")
                let upload = try await moodle.call(.post, "/bots/12-34/documents/upload", file)
                #expect(upload["status"] == 200)
            }
            let list = try await moodle.call(.get, "/bots/12-34/documents/list")
            #expect(list["document_names"] == ["My File.docx"])
        }
    }

    @Test("A question without a name gets one, by which it is updated and deleted")
    func managesQuestion() async throws {
        try await Moodle.run { moodle in
            try await moodle.makeBot("12-34")
            let question = Moodle.question(answer: "On 3 May.")
            let upload = try await moodle.call(.post, "/bots/12-34/questions/upload", question)
            let name = try #require(upload["document_name"]?.stringValue)
            let body = Moodle.question(named: name, answer: "On 4 May.")
            let update = try await moodle.call(.patch, "/bots/12-34/questions/update", body)
            #expect(update["status"] == 200 && update["document_name"] == .string(name))
            #expect(try await moodle.call(.get, "/bots/12-34/questions/list")["document_names"] == [.string(name)])
            for status: JSONValue in [200, 404] {
                let path = "/bots/12-34/questions/delete?document_name=\(name)"
                #expect(try await moodle.call(.delete, path)["status"] == status)
            }
            #expect(try await moodle.call(.get, "/bots/12-34/questions/list")["document_names"] == [])
        }
    }

    @Test("A message is answered from a file, with every field that is read")
    func answersFromFile() async throws {
        try await Moodle.run { moodle in
            try await moodle.makeBot("12-34")
            let file = Moodle.file("My File.docx", "The exam is in room 12.")
            _ = try await moodle.call(.post, "/bots/12-34/documents/upload", file)
            let body = Moodle.message("Where is the exam?", to: "12-34")
            let answer = try await moodle.call(.post, "/bots/chats/\(moodle.startChat())/send", body)
            #expect(answer["status"] == 200)
            let reply = try answer.moodleReply
            #expect(reply.prompt == "Where is the exam?" && reply.content.content.contains("room 12"))
            #expect(reply.totalUsage.promptTokens + reply.totalUsage.completionTokens == reply.totalUsage.totalTokens)
            #expect(reply.context?.contextType == "TEXT" && !reply.verifiedResponse)
            #expect(reply.context?.nodes?.map(\.node.metadata.filename) == ["My File.docx"])
            #expect(Set(reply.groupResponses.keys) == ["12-34-document-index", "12-34-question-index"])
        }
    }

    @Test("A question's own answer comes word for word, with the question it stands at")
    func answersFromQuestion() async throws {
        try await Moodle.run { moodle in
            try await moodle.makeBot("12-34")
            let question = Moodle.question(answer: "On 3 May.")
            let upload = try await moodle.call(.post, "/bots/12-34/questions/upload", question)
            let body = Moodle.message("When do we write?", to: "12-34")
            let reply = try await moodle.call(.post, "/bots/chats/\(moodle.startChat())/send", body).moodleReply
            #expect(reply.content.content == "On 3 May." && reply.verifiedResponse)
            #expect(reply.context?.contextType == "QUESTION" && reply.totalUsage.totalTokens == 0)
            let metadata = try #require(reply.context?.node?.node.metadata)
            #expect(metadata.questionId == 7 && metadata.llmReply == false)
            #expect(JSONValue.string(metadata.fileName) == upload["document_name"])
            #expect(reply.relatedPrompts == [.init(label: "Room", prompt: "Where is the exam?")])
        }
    }

    @Test("A message that nothing answers has no context")
    func answersWithoutContext() async throws {
        try await Moodle.run { moodle in
            try await moodle.makeBot("12-34")
            let body = Moodle.message("Where is the exam?", to: "12-34")
            let reply = try await moodle.call(.post, "/bots/chats/\(moodle.startChat())/send", body).moodleReply
            #expect(reply.context == nil && reply.content.content == "Sorry.")
            #expect(reply.relatedPrompts.isEmpty && reply.totalUsage.totalTokens == 0)
        }
    }

    @Test("Extra bots add what they know")
    func answersFromExtraBot() async throws {
        try await Moodle.run { moodle in
            for bot in ["12-34", "12-35"] { try await moodle.makeBot(bot) }
            let file = Moodle.file("child.docx", "The exam is in room 12.")
            _ = try await moodle.call(.post, "/bots/12-35/documents/upload", file)
            let body = Moodle.message("Where is the exam?", to: "12-34", beside: ["12-35"])
            let answer = try await moodle.call(.post, "/bots/chats/\(moodle.startChat())/send", body)
            #expect(try answer.moodleReply.context?.nodes?.map(\.node.metadata.filename) == ["child.docx"])
            let unknown = Moodle.message("Where is the exam?", to: "12-34", beside: ["12-35", "12-36"])
            let refused = try await moodle.call(.post, "/bots/chats/\(moodle.startChat())/send", unknown)
            #expect(refused["status"] == 404 && refused["code"] == "NOT_FOUND")
        }
    }

    @Test("A chat's history and its existence are told until it ends")
    func endsChat() async throws {
        try await Moodle.run { moodle in
            try await moodle.makeBot("12-34")
            let chat = try await moodle.startChat()
            let body = Moodle.message("Where is the exam?", to: "12-34")
            #expect(try await moodle.call(.post, "/bots/chats/\(chat)/send", body)["status"] == 200)
            let history = try await moodle.call(.get, "/bots/chats/\(chat)/history")
            #expect(history["status"] == 200 && history["code"] == "SUCCESS")
            for isThere in [true, false] {
                let exists = try await moodle.call(.get, "/bots/chats/\(chat)/exists", "{}")
                #expect(exists["status"] == 200 && exists["exists"] == .bool(isThere))
                let end = try await moodle.call(.delete, "/bots/chats/\(chat)/end", "{}")
                #expect(end["status"] == (isThere ? 200 : 404))
            }
        }
    }
}
