import Foundation
import TestSupport

/// Model folders put together from `fixtures/models`.
enum ModelFixture {
    /// A copy of a folder. One with the files of sentence-transformers alone gets the transformer's from `bert`.
    static func folder(_ name: String) throws -> TemporaryDirectory {
        let result = try TemporaryDirectory()
        for source in ["reranker", "bert"].contains(name) ? [name] : ["bert", name] {
            try copyFiles(of: Fixtures.url("models").appending(path: source), to: result.url)
        }
        return result
    }

    /// A copy of a folder with a part of one file replaced; the part has to be there.
    static func folder(
        _ name: String,
        replacing file: String,
        _ part: String,
        _ replacement: String
    ) throws -> TemporaryDirectory {
        let result = try folder(name)
        let url = result.url.appending(path: file)
        let text = try String(contentsOf: url, encoding: .utf8)
        guard text.contains(part) else { throw CocoaError(.fileReadCorruptFile) }
        try Data(text.replacingOccurrences(of: part, with: replacement).utf8).write(to: url)
        return result
    }

    private static func copyFiles(of source: URL, to target: URL) throws {
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: source.path) {
            let (from, to) = (source.appending(path: name), target.appending(path: name))
            if from.hasDirectoryPath || (try? from.resourceValues(forKeys: [.isDirectoryKey]).isDirectory) == true {
                try copyFiles(of: from, to: to)
            } else {
                try FileManager.default.copyItem(at: from, to: to)
            }
        }
    }
}
