package import Foundation

/// Nodes of a sentence, each with questions that it answers, and small talk that none answers.
package struct FAQDataset: Sendable, Decodable {
    /// A node's text, then its questions.
    package var nodes: [[String]]
    package var chatter: [String]

    /// - Throws: ``EngineError/Code/invalidArgument`` when the file is not an object with these members.
    package init(file: URL) throws {
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
        } catch {
            throw EngineError(
                .invalidArgument,
                "\(file.relativePath): expected an object with nodes, lists of a text and its questions, and chatter",
                cause: error
            )
        }
        if let empty = nodes.firstIndex(of: []) {
            throw EngineError(.invalidArgument, "\(file.relativePath): node \(empty) has no text")
        }
    }
}

extension ThresholdPlan {
    /// Each question is put to all nodes, and to those of the half of the nodes that its own is not of; the chatter to all.
    package init(_ dataset: FAQDataset) {
        let documents = dataset.nodes.enumerated().map { number, node in
            Document(id: "node \(number)", title: "", text: node[0], isNode: true)
        }
        func half(_ number: Int) -> String { number.isMultiple(of: 2) ? "even nodes" : "odd nodes" }
        let halves = Dictionary(grouping: documents.indices, by: half).sorted { $0.key < $1.key }
        collections = [Collection(name: "nodes", documents: documents)]
        collections += halves.map { name, numbers in Collection(name: name, documents: numbers.map { documents[$0] }) }
        let asked = dataset.nodes.enumerated().flatMap { number, node in node.dropFirst().map { (number, $0) } }
        conditions = [
            Condition(
                name: "all_nodes",
                trials: asked.map { Trial(question: $1, collection: "nodes", document: documents[$0].id) }
            ),
            Condition(
                name: "other_nodes",
                trials: documents.count < 2
                    ? [] : asked.map { Trial(question: $1, collection: half($0 + 1), document: nil) }
            ),
            Condition(
                name: "chatter",
                trials: dataset.chatter.map { Trial(question: $0, collection: "nodes", document: nil) }
            ),
        ]
    }
}
