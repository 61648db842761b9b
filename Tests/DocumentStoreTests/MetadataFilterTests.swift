import DocumentStore
import Testing

@Suite("Filters on chunks' metadata")
struct MetadataFilterTests {
    /// Numbers of the chunks that pass, among chunks with these metadata.
    private func passing(_ filter: MetadataFilter, _ metadata: [String]) throws -> [Int] {
        let fixture = try TemporaryStore()
        let collection = try fixture.collection()
        let chunks = metadata.map { json in
            var chunk = NewChunk("text")
            chunk.metadata = json
            return chunk
        }
        let change = try collection.replaceDocument(NewDocument("d", text: "text"), chunks: chunks)
        return try collection.chunkIDs(matching: filter).compactMap { change.insertedChunkIDs.firstIndex(of: $0) }
    }

    private static let values = [
        #"{"k": "1"}"#, #"{"k": 1}"#, #"{"k": 1.0}"#, #"{"k": true}"#, #"{"k": null}"#, #"{}"#, #"{"k": []}"#,
        #"{"k": [2, 1]}"#, #"{"k": {"1": 1}}"#, #"{"k": "[1]"}"#, #"{"k": "{"}"#, #"{"K": 1}"#,
    ]

    @Test(
        "Values are compared by type and value, elements of lists each by itself",
        arguments: [
            (MetadataCondition.member("k", .isAny(of: [.string("1")])), [0]),
            (.member("k", .isAny(of: [.integer(1)])), [1, 2, 7]),
            (.member("k", .isAny(of: [.number(1)])), [1, 2, 7]),
            (.member("k", .isAny(of: [.boolean(true)])), [3]),
            (.member("k", .isAny(of: [.boolean(false)])), []),
            (.member("k", .isAny(of: [])), []),
            (.member("k", .isAny(of: [.string("1"), .boolean(true)])), [0, 3]),
            (.member("k", .isNone(of: [.integer(1)])), [0, 3, 7, 9, 10]),
            (.member("k", .isNone(of: [])), [0, 1, 2, 3, 7, 9, 10]),
            (.member("k", .contains("1")), [0, 9]),
            (.member("k", .isWithin([MetadataBound(.greaterThan, 1)])), [7]),
            (.member("k", .isWithin([MetadataBound(.atLeast, 1), MetadataBound(.lessThan, 2)])), [1, 2, 7]),
            (.member("k", .isWithin([])), [1, 2, 7]),
            (.isEmpty("k"), [4, 5, 6, 11]),
            (.isNull("k"), [4]),
            (.member("K", .isAny(of: [.integer(1)])), [11]),
        ]
    )
    func conditions(condition: MetadataCondition, expected: [Int]) throws {
        #expect(try passing(MetadataFilter(must: [condition]), Self.values) == expected)
        let others = Self.values.indices.filter { !expected.contains($0) }
        #expect(try passing(MetadataFilter(mustNot: [condition]), Self.values) == others)
        #expect(try passing(MetadataFilter(should: [condition]), Self.values) == expected)
    }

    @Test("Must, must not and should hold together; an empty filter lets all pass")
    func combination() throws {
        let metadata = [#"{"a": 1, "b": 1}"#, #"{"a": 1, "b": 2}"#, #"{"a": 1, "c": 3}"#, #"{"b": 2}"#]
        func equals(_ name: String, _ value: Int64) -> MetadataCondition {
            .member(name, .isAny(of: [.integer(value)]))
        }
        let filter = MetadataFilter(
            must: [equals("a", 1)],
            mustNot: [equals("b", 1), equals("z", 1)],
            should: [equals("b", 2), .filter(MetadataFilter(must: [equals("c", 3)]))]
        )
        #expect(try passing(filter, metadata) == [1, 2])
        #expect(try passing(MetadataFilter(), metadata) == [0, 1, 2, 3])
    }

    @Test(
        "Names and values are data, whatever they hold",
        arguments: ["'", "\"", "a.b", "$[0]", "%", "') OR (1=1", "é"]
    )
    func hostileNames(text: String) throws {
        let escaped = text.replacing("\"", with: "\\\"")
        let filter = MetadataFilter(must: [.member(text, .isAny(of: [.string(text)]))])
        #expect(try passing(filter, [#"{"\#(escaped)": "\#(escaped)"}"#, #"{"other": "\#(escaped)"}"#]) == [0])
    }

    @Test("Other collections' chunks never pass")
    func isolation() throws {
        let fixture = try TemporaryStore()
        for name in ["mine", "other"] { try fixture.collection(name).add(name, "text") }
        let mine = try fixture.collection("mine")
        #expect(try mine.chunkIDs(matching: MetadataFilter()).count == 1)
    }
}
