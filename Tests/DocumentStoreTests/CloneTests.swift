import DocumentStore
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct CloneTests {
    private let fixture: TemporaryStore
    private var store: SQLiteStore { fixture.store }
    private let ann = CloneUser(id: "ann")
    private let ben = CloneUser(id: "ben")

    init() throws {
        fixture = try TemporaryStore()
    }

    private func make(
        by user: String = "ann",
        _ visibility: CloneVisibility = .private,
        workspace: String? = nil
    ) throws -> StoredClone {
        try store.createClone(
            NewClone(
                id: UUID().uuidString.lowercased(),
                creator: user,
                content: CloneContent(
                    name: "Clone",
                    basePrompt: "Be kind.",
                    visibility: visibility,
                    workspaceID: workspace
                ),
                embeddingModel: .tiny,
                now: 1_700_000_000_000
            )
        )
    }

    private func documents(of clone: StoredClone) throws -> any CollectionHandle {
        guard case .granted(let opened) = try store.openDocuments(ofClone: clone.id, for: .changing, by: ann) else {
            throw StoreError(code: .notFound, message: "not granted")
        }
        return opened.documents
    }

    private func listed(_ clone: StoredClone) throws -> [StoredCloneDocument] {
        guard case .granted(let clone) = try store.clone(clone.id, for: .reading, by: ann) else { return [] }
        return clone.documents
    }

    private func fail(_ name: String, of clone: StoredClone, _ reason: String = "broken") throws {
        let failure = CloneDocumentFailure(
            id: UUID().uuidString.lowercased(),
            fileName: name,
            reason: reason,
            uploadedAt: 1_700_000_001_000
        )
        guard case .granted = try store.recordFailure(failure, ofClone: clone.id, by: ann) else {
            throw StoreError(code: .notFound, message: "not granted")
        }
    }

    @Test("A clone comes with its collection, and both go together with all that belongs to them")
    func lifetime() throws {
        let clone = try make()
        let other = try make()
        let documents = try documents(of: clone)
        try documents.add("a.txt", "herons")
        try fail("b.txt", of: clone)
        let interaction = CloneInteraction(
            userID: "ann",
            cloneID: clone.id,
            workspaceID: nil,
            channelID: nil,
            query: "Who?",
            context: "{}",
            response: "Herons",
            createdAt: 1
        )
        guard case .granted = try store.recordInteraction(interaction, by: ann) else {
            throw CocoaError(.coderInvalidValue)
        }
        #expect(try store.collections(of: clone.owner).map(\.name) == [StoredClone.collectionName])
        #expect(try store.integrityProblems() == [])
        guard case .granted = try store.deleteClone(clone.id, by: ann) else { throw CocoaError(.coderInvalidValue) }
        #expect(try store.collections(of: clone.owner).isEmpty)
        #expect(storeErrorCode { try documents.add("c.txt", "herons") } == .notFound)
        #expect(try store.collections(of: other.owner).count == 1)
        let database = try DatabaseQueue(path: fixture.databaseFile.path)
        for table in ["clone_document", "clone_interaction", "document", "chunk", "chunk_vector"] {
            #expect(try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM \(table)") } == 0, "\(table)")
        }
        #expect(try store.integrityProblems() == [])
    }

    @Test("A document's entry is written with the document, and keeps its identifier")
    func entries() throws {
        let clone = try make()
        let documents = try documents(of: clone)
        try documents.add("a.txt", "herons")
        let first = try #require(try listed(clone).first)
        guard case .processed(let time) = first.status else { throw CocoaError(.coderInvalidValue) }
        #expect(abs(time - Int64(Date().timeIntervalSince1970 * 1000)) < 60_000)
        #expect(first.uploadedAt == 1_700_000_000_000)
        #expect(UUID(uuidString: first.id) != nil && first.id == first.id.lowercased())
        try documents.add("a.txt", "storks")
        #expect(try listed(clone).map(\.id) == [first.id])
        try documents.add("b.txt", "herons")
        #expect(try listed(clone).map(\.fileName) == ["a.txt", "b.txt"])
        _ = try documents.deleteDocument(named: "a.txt")
        #expect(try listed(clone).map(\.fileName) == ["b.txt"])
        #expect(try store.integrityProblems() == [])
    }

    @Test("A failure stands beside the processed document of its name, and goes with the next one that is processed")
    func failures() throws {
        let clone = try make()
        let documents = try documents(of: clone)
        try fail("a.txt", of: clone)
        let failed = try #require(try listed(clone).first)
        try fail("a.txt", of: clone, "still broken")
        #expect(try listed(clone).map(\.status) == [.failed(reason: "still broken")])
        try documents.add("a.txt", "herons")
        #expect(try listed(clone).map(\.id) == [failed.id])
        try fail("a.txt", of: clone)
        #expect(try listed(clone).count == 2)
        #expect(try documents.search("herons").count == 1)
        try documents.add("a.txt", "storks")
        #expect(try listed(clone).map(\.id) == [failed.id])
        try fail("a.txt", of: clone)
        guard case .granted(let settled?) = try store.settleDocument(named: "a.txt", ofClone: clone.id, by: ann) else {
            throw CocoaError(.coderInvalidValue)
        }
        #expect(try listed(clone) == [settled])
        #expect(try store.integrityProblems() == [])
    }

    @Test("The collection of a clone holds no failed documents, and nobody makes one without a clone")
    func invariants() throws {
        let clone = try make()
        let documents = try documents(of: clone)
        let failure = DocumentFailure(
            name: "a.txt",
            mediaType: "text/plain",
            sha256: digest(of: "a"),
            byteCount: 1,
            reason: "broken",
            uploadedAt: 1
        )
        #expect(storeErrorCode { _ = try documents.recordFailure(failure) } == .invalidArgument)
        let owner = CollectionOwner(kind: "clone", identifier: "none")
        #expect(
            storeErrorCode { _ = try store.createCollection(named: "documents", owner: owner, model: .tiny) }
                == .invalidArgument
        )
        #expect(try store.integrityProblems() == [])
    }

    @Test("Nobody gets more than is theirs", arguments: [CloneVisibility.private, .global])
    func access(visibility: CloneVisibility) throws {
        let clone = try make(visibility, workspace: "w")
        let member = CloneUser(id: "eve", workspaces: ["w", "x"])
        func isGranted<Value>(_ access: CloneAccess<Value>) -> Bool? {
            switch access {
            case .granted: true
            case .refused: false
            case .missing: nil
            }
        }
        for (user, mayRead, mayChange) in [
            (ann, true, true), (ben, visibility == .global, false), (member, true, false),
            (CloneUser(id: "ben", workspaces: ["x"]), visibility == .global, false),
        ] {
            #expect(isGranted(try store.clone(clone.id, for: .reading, by: user)) == mayRead)
            #expect(isGranted(try store.clone(clone.id, for: .changing, by: user)) == mayChange)
            #expect(isGranted(try store.openDocuments(ofClone: clone.id, for: .reading, by: user)) == mayRead)
            #expect(isGranted(try store.interactions(withClone: clone.id, by: user, limit: 1)) == mayChange)
            #expect(isGranted(try store.updateClone(clone.id, by: user, now: 1, CloneChange())) == mayChange)
            #expect(try store.clones(inWorkspace: "w", visibleTo: user).count == (mayRead ? 1 : 0))
        }
        #expect(isGranted(try store.deleteClone(clone.id, by: member)) == false)
        for id in ["none", clone.id + "\0", clone.id.uppercased()] {
            #expect(isGranted(try store.clone(id, for: .reading, by: ann)) == nil)
        }
    }

    @Test("What cannot be stored is refused and leaves nothing")
    func validation() throws {
        for content in [
            CloneContent(name: "", basePrompt: "p", visibility: .global),
            CloneContent(name: "a\0", basePrompt: "p", visibility: .global),
            CloneContent(name: "a", basePrompt: "", visibility: .global),
            CloneContent(name: "a", description: "\0", basePrompt: "p", visibility: .global),
            CloneContent(name: "a", basePrompt: "p", visibility: .global, workspaceID: ""),
        ] {
            let clone = NewClone(
                id: UUID().uuidString.lowercased(),
                creator: "ann",
                content: content,
                embeddingModel: .tiny,
                now: 1
            )
            #expect(storeErrorCode { _ = try store.createClone(clone) } == .invalidArgument)
        }
        #expect(try store.clones(inWorkspace: nil, visibleTo: ann).isEmpty)
        let clone = try make()
        var change = CloneChange()
        change.name = ""
        #expect(storeErrorCode { _ = try store.updateClone(clone.id, by: ann, now: 1, change) } == .invalidArgument)
    }

    @Test("Everything is there when the store is opened again")
    func reopening() throws {
        let clone = try make()
        try documents(of: clone).add("a.txt", "herons")
        try fail("b.txt", of: clone)
        let before = try store.clones(inWorkspace: nil, visibleTo: ann)
        let again = try SQLiteStore(folder: fixture.directory.url)
        #expect(try again.clones(inWorkspace: nil, visibleTo: ann) == before)
        #expect(before.first?.documents.count == 2)
    }
}
