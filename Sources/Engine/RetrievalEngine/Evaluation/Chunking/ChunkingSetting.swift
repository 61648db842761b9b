/// A way to cut documents.
public struct ChunkingSetting: Sendable, Hashable {
    public enum Strategy: String, Sendable, Hashable, CaseIterable, Codable {
        /// Along headings, paragraphs and sentences, as ingesting does.
        case structure
        /// As many tokens each, wherever that cuts.
        case window
    }

    public var strategy: Strategy
    /// The size of chunks in tokens.
    public var target: Int
    /// The most tokens that a chunk has in common with the one before it.
    public var overlap: Int

    /// - Returns: Nil when the target is under 1, or the overlap negative or not below the target.
    public init?(strategy: Strategy = .structure, target: Int, overlap: Int = 0) {
        guard target >= 1, overlap >= 0, overlap < target else { return nil }
        self.strategy = strategy
        self.target = target
        self.overlap = overlap
    }

    /// - Parameter text: `96`, `96/32` with an overlap, `window:96/32` with a strategy.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = (parts.last ?? "").split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map {
            Int($0)
        }
        guard let strategy = parts.count == 2 ? Strategy(rawValue: String(parts[0])) : .structure,
            let target = numbers[0], let overlap = numbers.count == 2 ? numbers[1] : 0
        else { return nil }
        self.init(strategy: strategy, target: target, overlap: overlap)
    }

    /// What `--chunking` measures unless told otherwise.
    public static let standard: [ChunkingSetting] = [
        "64", "96", "128", "192", "96/32", "128/32", "window:96", "window:128/32", "window:192",
    ].compactMap { ChunkingSetting($0) }
}

extension ChunkingSetting: CustomStringConvertible {
    public var description: String { "\(strategy.rawValue):\(target)/\(overlap)" }
}
