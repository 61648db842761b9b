import Foundation
import RoostServer

/// What `roost jobs show` prints.
struct JobReport: Encodable {
    var job: JobDescription
    var items: [JobItemDescription]

    var text: String {
        var lines = [job.line]
        if let failure = job.failure { lines.append("  \(failure)") }
        lines += items.map { item in
            switch (item.failure, item.outcome) {
            case (let failure?, _): "failed     \(item.name): \(failure)"
            case (_, let outcome?):
                outcome.padded(to: 10)
                    + (item.path == nil
                        ? " \(item.name)" : " \(item.name) (\(item.chunks) chunks, \(item.tokens) tokens)")
            default: "\(item.state.padded(to: 10)) \(item.name)"
            }
        }
        return lines.joined(separator: "\n")
    }
}

extension JobDescription {
    /// The job in one line.
    var line: String {
        var parts = [
            id.padded(to: 6), kind.padded(to: 10), (cancelling ? "cancelling" : state).padded(to: 10), createdAt,
        ]
        if let collection { parts.append("'\(collection)'") }
        if let progress, progress.items > 0 { parts.append(progress.summary) }
        if let nextAttemptAt { parts.append("due \(nextAttemptAt)") }
        if let failure { parts.append(failure) }
        return parts.joined(separator: "  ")
    }
}

extension JobProgressDescription {
    /// How far it is, in a few words.
    fileprivate var summary: String {
        var parts = ["\(itemsDone)/\(items)" + (itemsFailed > 0 ? ", \(itemsFailed) failed" : "")]
        if bytes > 0 {
            parts.append(
                "\(bytesDone.formatted(.byteCount(style: .file))) of \(bytes.formatted(.byteCount(style: .file)))"
            )
            parts.append("\(max(chunksStored, chunksEncoded)) chunks")
        }
        if let bytesPerSecond { parts.append("\(Int64(bytesPerSecond).formatted(.byteCount(style: .file)))/s") }
        if let secondsLeft { parts.append("\(Int(secondsLeft.rounded(.up))) s left") }
        return parts.joined(separator: ", ")
    }
}

extension String {
    /// With spaces at the end, if it is shorter.
    fileprivate func padded(to count: Int) -> String {
        self + String(repeating: " ", count: max(0, count - self.count))
    }
}
