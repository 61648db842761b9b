import DocumentStore
import Testing

@Suite("Assets of documents")
struct AssetTests {
    private func document(_ name: String, _ assets: NewAsset...) -> NewDocument {
        var document = NewDocument(name, text: "text")
        document.assets = assets
        return document
    }

    private func asset(_ uuid: String, _ data: [UInt8] = [0, 255]) -> NewAsset {
        NewAsset(uuid: uuid, mediaType: "image/png", description: "what it shows", data: data)
    }

    @Test("Assets come and go with their document, and are replaced with it")
    func lifetime() throws {
        let fixture = try TemporaryStore()
        let collection = try fixture.collection()
        _ = try collection.replaceDocument(document("d", asset("a"), asset("b", [])), chunks: [])
        let stored = try collection.assets(withUUIDs: ["b", "a", "c"])
        #expect(stored.map(\.asset) == [asset("a"), asset("b", [])])
        #expect(try stored.allSatisfy { $0.documentID == (try collection.document(named: "d")?.id) })
        _ = try collection.replaceDocument(document("d", asset("a", [1])), chunks: [], policy: .mustExist)
        #expect(try collection.assets(withUUIDs: ["a", "b"]).map(\.asset.data) == [[1]])
        _ = try collection.deleteDocument(named: "d")
        #expect(try collection.assets(withUUIDs: ["a"]).isEmpty)
        #expect(try fixture.store.integrityProblems().isEmpty)
    }

    @Test("A collection has only its own assets")
    func isolation() throws {
        let fixture = try TemporaryStore()
        for name in ["mine", "other"] {
            _ = try fixture.collection(name).replaceDocument(document(name, asset("a")), chunks: [])
        }
        #expect(try fixture.collection("mine").assets(withUUIDs: ["a"]).count == 1)
    }

    @Test("Two assets of one document have two identifiers")
    func repeatedIdentifier() throws {
        let fixture = try TemporaryStore()
        let collection = try fixture.collection()
        #expect {
            try collection.replaceDocument(document("d", asset("a"), asset("a")), chunks: [])
        } throws: {
            ($0 as? StoreError)?.code == .invalidArgument
        }
        #expect(try collection.documents().isEmpty)
    }
}
