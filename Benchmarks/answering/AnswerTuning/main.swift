import Foundation
import SentenceEncoder

// Measures the extractive answers on a data set in the form of BEIR with answers.jsonl (SQuAD 2.0 dev), or writes the
// features that Benchmarks/answering/fit.py fits.
// Usage: answer-tuning MODEL_FOLDER DATA_FOLDER CACHE_FILE (features FILE | measure) [whole] [examples]
// `whole` takes whole paragraphs as the passages instead of chunks.

let arguments = CommandLine.arguments
guard arguments.count > 4 else { fatalError("usage: answer-tuning MODEL_FOLDER DATA_FOLDER CACHE_FILE measure") }
let encoder = try SentenceEncoder(modelFolder: URL(filePath: arguments[1]))
let cache = VectorCache(encoder: encoder, file: URL(filePath: arguments[3]))
let set = try QuestionSet(folder: URL(filePath: arguments[2]), cache: cache, isWhole: arguments.contains("whole"))
if arguments[4] == "features", arguments.count > 5 {
    try writeFeatures(of: set, to: URL(filePath: arguments[5]))
} else {
    measure(set, showsExamples: arguments.contains("examples"))
    measureTime(set)
}
try cache.save()
