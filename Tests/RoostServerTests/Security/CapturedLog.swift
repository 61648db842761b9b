import Logging
import Synchronization

/// Keeps everything that is logged, down to the last level.
struct CapturedLog: LogHandler {
    private final class Lines: Sendable {
        let texts = Mutex<[String]>([])
    }

    private let lines = Lines()
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    var text: String { lines.texts.withLock { $0.joined(separator: "\n") } }

    var logger: Logger { Logger(label: "test") { _ in self } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = self.metadata.merging(event.metadata ?? [:]) { _, new in new }
        lines.texts.withLock { $0.append("\(event.level) \(event.message) \(metadata)") }
    }
}
