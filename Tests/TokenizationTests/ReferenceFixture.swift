import Foundation
import TestSupport

/// What the reference tokenizer made of texts: fixtures/tokenization/make_fixture.py says how and what.
struct ReferenceFixture: Decodable {
    struct Case: Decodable {
        var text: String
        var ids: [Int32]
        var offsets: [Int]?
        var truncated: [String: [Int32]]?
    }

    struct ScalarBlock: Decodable {
        var first: UInt32
        var hash: String
    }

    struct Repair: Decodable {
        var bytes: String
        var text: String
    }

    var cases: [Case]
    var scalars: [ScalarBlock]
    var repairs: [Repair]

    init() throws {
        let data = try Data(contentsOf: Fixtures.url("tokenization/wordpiece.json"))
        self = try JSONDecoder().decode(Self.self, from: data)
    }
}
