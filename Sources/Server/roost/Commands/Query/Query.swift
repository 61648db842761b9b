import ArgumentParser
import Foundation
import RetrievalEngine
import RoostServer

struct Query: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Ask a collection a question.",
        discussion: """
            The answer cites the passages it is made from by their numbers; a citation is only shown when the passage \
            supports the sentence before it. When nothing supports an answer, it says so. The built-in model quotes \
            sentences of the documents; ROOST_LLM chooses another one. Thresholds are inclusive, from 0 to 1.
            """
    )

    @OptionGroup var common: CommonOptions

    @Option(name: .long, help: "The collection.")
    var collection: String

    @Option(name: .long, help: "Passages that the search brings, 1 to 1000.")
    var topK = 10

    @Option(name: .long, help: "The least similarity of a passage, 0 to 1.")
    var minK = 0.0

    @Option(name: .long, help: "Passages that are kept after reranking.")
    var topN = 3

    @Option(name: .long, help: "The least score after reranking, 0 to 1.")
    var minN = 0.0

    @Flag(name: .long, help: "Also show every chunk that was scored and what became of it, and the time of each stage.")
    var explain = false

    @Argument(help: "The question.")
    var question: String

    func validate() throws {
        do {
            try options.validate()
        } catch {
            throw ValidationError("\(error)")
        }
        if question.allSatisfy(\.isWhitespace) {
            throw ValidationError("The question is empty.")
        }
    }

    private var options: RetrievalOptions {
        var options = RetrievalOptions()
        options.topK = topK
        options.minK = minK
        options.topN = topN
        options.minN = minN
        options.explains = explain
        return options
    }

    func run() async throws {
        let collection = try await common.encoderSettings().makeEngine()
            .collection(named: collection, owner: .local)
        guard !common.json else {
            let reply = try await collection.answer(question, options: options)
            return try common.report(QueryReport(reply, explains: explain)) { "" }
        }
        // The answer is printed while it is being written.
        let reply = try await collection.answer(question, options: options) { piece in
            try FileHandle.standardOutput.write(contentsOf: Data(piece.utf8))
        }
        print(QueryReport(reply, explains: explain).notes(explain: explain))
    }
}
