import Foundation

/// The scores of a reranking server's reply, told apart by its form: a list of `{"index", "score"}` (TEI), or an object
/// whose `results` (Cohere, Jina, vLLM, llama.cpp) or `data` (Voyage) are `{"index", "relevance_score"}`.
struct RerankReply: Decodable {
    /// What was expected, and what was found.
    struct Malformed: Error, Equatable {
        var message: String
    }

    private struct Result: Decodable {
        var index: Int
        var score: Double

        private enum Key: String, CodingKey {
            case index, score
            case relevanceScore = "relevance_score"
        }

        init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            index = try fields.decode(Int.self, forKey: .index)
            score =
                try fields.decodeIfPresent(Double.self, forKey: .relevanceScore)
                ?? fields.decode(Double.self, forKey: .score)
        }
    }

    private enum Key: String, CodingKey {
        case results, data
    }

    private var results: [Result]

    init(from decoder: any Decoder) throws {
        if let list = try? decoder.singleValueContainer().decode([Result].self) {
            results = list
            return
        }
        let fields = try decoder.container(keyedBy: Key.self)
        results = try fields.decode([Result].self, forKey: fields.contains(.results) ? .results : .data)
    }

    /// Reads a reply to a request of `count` texts.
    ///
    /// - Returns: One finite score a text, in the order of the request.
    static func scores(in body: [UInt8], count: Int) throws(Malformed) -> [Double] {
        guard let reply = try? JSONDecoder().decode(Self.self, from: Data(body)) else {
            throw Malformed(
                message: "expected JSON, a list of index and score or an object with results, found another form"
            )
        }
        guard reply.results.count == count else {
            throw Malformed(message: "expected \(count) scores, found \(reply.results.count)")
        }
        var scores = [Double?](repeating: nil, count: count)
        for result in reply.results {
            guard scores.indices.contains(result.index) else {
                throw Malformed(message: "expected indexes from 0 to \(count - 1), found \(result.index)")
            }
            guard scores[result.index] == nil else {
                throw Malformed(message: "expected each index once, found \(result.index) twice")
            }
            guard result.score.isFinite else {
                throw Malformed(message: "expected finite scores, found \(result.score)")
            }
            scores[result.index] = result.score
        }
        return scores.compactMap(\.self)
    }
}
