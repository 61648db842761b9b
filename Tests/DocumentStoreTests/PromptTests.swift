import DocumentStore
import TestSupport
import Testing

@Suite struct PromptTests {
    private static let templateCount = 6
    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }

    init() throws {
        fixture = try TemporaryStore()
    }

    private func newPrompt(_ title: String, content: String = "c", description: String? = nil) -> NewPrompt {
        NewPrompt(title: title, content: content, scenario: "s", description: description, metadata: "{}")
    }

    @discardableResult
    private func create(_ title: String, content: String = "c", owner: Int64 = 1, now: Int64 = 1) throws -> Int64 {
        try store.createPrompt(newPrompt(title, content: content), owner: owner, now: now).id
    }

    private func titles(owner: Int64 = 1, _ change: (inout PromptQuery) -> Void = { _ in }) throws -> [String] {
        var query = PromptQuery()
        query.includesTemplates = false
        change(&query)
        return try store.prompts(visibleTo: owner, matching: query).prompts.map(\.text.title)
    }

    @Test("The numbers of users' prompts begin at 1 and are never used again")
    func numbers() throws {
        #expect(try create("a") == 1)
        #expect(try create("b") == 2)
        #expect(try store.deletePrompt(2, owner: 1))
        #expect(try store.deletePrompt(2, owner: 1) == false)
        #expect(try create("c", owner: 2) == 3)
        #expect(try store.prompt(2, visibleTo: 1) == nil)
        #expect(try store.integrityProblems().isEmpty)
    }

    @Test("Templates are there once, for everybody, and nobody changes them")
    func templates() throws {
        let other = try SQLiteStore(folder: fixture.directory.url)
        let page = try other.prompts(visibleTo: 7, matching: PromptQuery())
        #expect(page.totalCount == Self.templateCount && page.prompts.count == Self.templateCount)
        #expect(page.prompts.allSatisfy { $0.isTemplate && $0.id >= 1_000_000_000 && $0.text.metadata == "{}" })
        let template = try #require(page.prompts.first)
        var changes = PromptChanges()
        changes.title = "mine"
        #expect(try store.updatePrompt(template.id, owner: 7, changes: changes, now: 1) == nil)
        #expect(try store.deletePrompt(template.id, owner: 7) == false)
        #expect(try store.prompt(template.id, visibleTo: 8) == template)
        #expect(try store.countUse(ofPrompt: template.id, by: 7))
        #expect(try store.prompt(template.id, visibleTo: 8)?.usageCount == 1)
    }

    @Test("Another user's prompt is as if it were not there")
    func isolation() throws {
        let id = try create("mine", owner: 1)
        var changes = PromptChanges()
        changes.title = "theirs"
        #expect(try store.prompt(id, visibleTo: 2) == nil)
        #expect(try store.updatePrompt(id, owner: 2, changes: changes, now: 2) == nil)
        #expect(try store.countUse(ofPrompt: id, by: 2) == false)
        #expect(try store.deletePrompt(id, owner: 2) == false)
        #expect(try titles(owner: 2) == [])
        #expect(try store.prompt(id, visibleTo: 1)?.text.title == "mine")
    }

    @Test("Only what is given changes, and a clock that was set back makes nothing older")
    func update() throws {
        let prompt = try store.createPrompt(newPrompt("t", description: "d"), owner: 1, now: 100)
        #expect(try store.updatePrompt(prompt.id, owner: 1, changes: PromptChanges(), now: 200) == prompt)
        var changes = PromptChanges()
        changes.content = "new"
        var updated = try #require(try store.updatePrompt(prompt.id, owner: 1, changes: changes, now: 300))
        #expect(updated.text.content == "new" && updated.text.description == "d" && updated.updatedAt == 300)
        changes = PromptChanges()
        changes.description = .absent
        updated = try #require(try store.updatePrompt(prompt.id, owner: 1, changes: changes, now: 50))
        #expect(updated.text.description == nil && updated.updatedAt == 300 && updated.createdAt == 100)
        #expect(try store.prompt(prompt.id, visibleTo: 1) == updated)
        changes.title = ""
        #expect(
            storeErrorCode { _ = try store.updatePrompt(1, owner: 1, changes: changes, now: 1) } == .invalidArgument
        )
        #expect(try store.prompt(prompt.id, visibleTo: 1) == updated)
    }

    @Test("Lately changed prompts come first, the younger of equals before the older, a page at a time")
    func order() throws {
        for title in ["a", "b", "c"] { try create(title) }
        #expect(try titles() == ["c", "b", "a"])
        var changes = PromptChanges()
        changes.title = "A"
        _ = try store.updatePrompt(1, owner: 1, changes: changes, now: 2)
        #expect(try titles() == ["A", "c", "b"])
        #expect(try titles { ($0.limit, $0.offset) = (1, 1) } == ["c"])
        #expect(try titles { $0.offset = .max } == [])
        var query = PromptQuery()
        query.limit = 4
        let page = try store.prompts(visibleTo: 1, matching: query)
        #expect(page.totalCount == 3 + Self.templateCount && page.prompts.count == 4)
    }

    @Test(
        "A search finds text in whatever case, and takes signs for what they are",
        arguments: [
            ("ÉCOLE", ["école"]), ("e\u{301}cole", ["école"]), ("ecole", []), ("STRASSE", ["Straße"]),
            ("ὈΔΟΣ", ["ὀδός".replacing("ό", with: "ο")]), ("%", ["100 %"]), ("_", ["a_b"]), ("0 %", ["100 %"]),
            ("колбас", ["КОЛБАСА"]), ("", ["КОЛБАСА", "a_b", "100 %", "ὀδος", "Straße", "école"]),
        ]
    )
    func search(text: String, expected: [String]) throws {
        for title in ["école", "Straße", "ὀδος", "100 %", "a_b", "КОЛБАСА"] { try create(title) }
        #expect(try titles { $0.search = text } == expected)
    }

    @Test("A search looks into title, content and description, but not across them")
    func searchedParts() throws {
        try create("Alpha", content: "Beta")
        _ = try store.createPrompt(newPrompt("x", description: "gamma RAY"), owner: 1, now: 2)
        for (text, count) in [("alpha", 1), ("BETA", 1), ("Gamma", 1), ("ray", 1), ("alphabeta", 0), ("{}", 0)] {
            #expect(try titles { $0.search = text }.count == count, "\(text)")
        }
        #expect(try titles { $0.scenario = "S" } == [])
        #expect(try titles { ($0.scenario, $0.search) = ("s", "beta") } == ["Alpha"])
    }

    @Test(
        "What cannot be kept is refused",
        arguments: [
            NewPrompt(title: "", content: "c", scenario: "s", description: nil, metadata: "{}"),
            NewPrompt(title: "t\0", content: "c", scenario: "s", description: nil, metadata: "{}"),
            NewPrompt(title: "t", content: "", scenario: "s", description: nil, metadata: "{}"),
            NewPrompt(title: "t", content: "c", scenario: "", description: nil, metadata: "{}"),
            NewPrompt(title: "t", content: "c", scenario: "s", description: "\0", metadata: "{}"),
            NewPrompt(title: "t", content: "c", scenario: "s", description: nil, metadata: "[]"),
            NewPrompt(title: "t", content: "c", scenario: "s", description: nil, metadata: "{"),
        ]
    )
    func refusals(prompt: NewPrompt) throws {
        #expect(storeErrorCode { _ = try store.createPrompt(prompt, owner: 1, now: 1) } == .invalidArgument)
        #expect(try titles() == [])
    }

    @Test("Prompts and the counts of their uses outlive the process")
    func restart() throws {
        let id = try create("kept")
        for _ in 0..<3 { _ = try store.countUse(ofPrompt: id, by: 1) }
        let stored = try store.prompt(id, visibleTo: 1)
        let again = try SQLiteStore(folder: fixture.directory.url)
        #expect(try again.prompt(id, visibleTo: 1) == stored)
        #expect(stored?.usageCount == 3 && stored?.updatedAt == 1)
    }
}
