import Foundation
import TestSupport

/// Small test sets, written to a folder.
struct EvaluationSets {
    let folder: URL

    /// Three documents, two judged queries and one that nothing answers.
    func retrieval() throws -> URL {
        try write(
            [
                "corpus.jsonl": """
                {"_id": "a", "title": "Owls", "text": "Owls hunt mice at night."}
                {"_id": "b", "title": "Bread", "text": "Bread rises because yeast makes gas."}
                {"_id": "c", "title": "Tides", "text": "The moon pulls the sea and makes the tides."}
                """,
                "queries.jsonl": """
                {"_id": "1", "text": "What do owls hunt at night?"}
                {"_id": "2", "text": "Why does bread rise with yeast?"}
                {"_id": "3", "text": "a query without judgements"}
                """,
                "answers.jsonl": """
                {"_id": "1", "answers": ["the mice", "small mice"], "is_impossible": false, "source_doc": "a"}
                {"_id": "2", "answers": ["carbon dioxide"], "is_impossible": false, "source_doc": "b"}
                {"_id": "3", "answers": [], "is_impossible": true, "source_doc": "c"}
                """,
                "qrels/test.tsv": "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t2\n",
            ],
            to: "retrieval"
        )
    }

    func faq() throws -> URL {
        try write(
            [
                "faq.json": """
                {"nodes": [["Owls hunt mice at night.", "What do owls hunt at night?"],
                           ["Bread rises because yeast makes gas.", "Why does bread rise with yeast?"]],
                 "chatter": ["Sing me a song"]}
                """
            ],
            to: "faq"
        )
    }

    /// Two texts, of which one sentence each is asked for.
    func chunking() throws -> URL {
        try write(
            [
                "corpora/birds.md":
                    "= Birds =\n\n= = Owls = =\n\nÖwls hunt mice at night.\n\n= = Gulls = =\n\nGulls eat fish.\n",
                "corpora/bread.md": "Bread rises because yeast makes gas. Salt slows the yeast down.\n",
                "questions.jsonl": """
                {"text": "What do owls hunt at night?", "corpus": "birds", "references": [{"start": 25, "end": 49}]}
                {"text": "Why does bread rise with yeast?", "corpus": "bread", "references": [{"start": 0, "end": 36}]}
                """,
            ],
            to: "chunking"
        )
    }

    private func write(_ files: [String: String], to name: String) throws -> URL {
        let set = folder.appending(path: name)
        for (path, text) in files {
            let file = set.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: file)
        }
        return set
    }
}
