import DocumentStore
import Foundation
import TestSupport
import Testing

@Suite("Tidying the store up", .timeLimit(.minutes(1)))
struct MaintenanceTests {
    @Test("Merging the full-text index comes to an end, in steps, and finds what was found before")
    func fullText() throws {
        let fixture = try TemporaryStore()
        let collection = try fixture.collection()
        for number in 0..<60 {
            try collection.add(
                "\(number)",
                "heron \(number) " + (0..<80).map { "word\(number * 80 + $0)" }.joined(separator: " ")
            )
        }
        let before = try collection.search("heron", limit: 100)
        try fixture.store.beginMergingFullTextIndex()
        var stepCount = 0
        while try fixture.store.mergeFullTextIndex(pageCount: 1) {
            stepCount += 1
            try #require(stepCount < 10_000)
        }
        #expect(stepCount > 0)
        #expect(try collection.search("heron", limit: 100) == before)
        #expect(try fixture.store.integrityProblems() == [])
    }

    @Test("Pages of what was deleted are given back, in steps")
    func freePages() throws {
        let fixture = try TemporaryStore()
        let collection = try fixture.collection()
        for number in 0..<40 {
            try collection.add("\(number)", String(repeating: "lorem\(number) ipsum ", count: 2000))
        }
        try fixture.store.moveLog()
        let size = try fixture.byteCount
        #expect(try fixture.store.deleteCollection(named: "notes", owner: .local))
        #expect(try fixture.store.releasableByteCount() > 1 << 20)
        var stepCount = 1
        while try fixture.store.releaseFreePages(pageCount: 16) { stepCount += 1 }
        try fixture.store.moveLog()
        #expect(stepCount > 1)
        #expect(try fixture.store.releasableByteCount() == 0)
        #expect(try fixture.byteCount < size / 2)
        try fixture.store.refreshStatistics()
        #expect(try fixture.store.integrityProblems() == [])
    }
}

extension TemporaryStore {
    /// Bytes of the database's file, without its log.
    fileprivate var byteCount: Int {
        get throws { try Data(contentsOf: databaseFile).count }
    }
}
