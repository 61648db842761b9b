import Foundation
import Logging
import SystemPackage

/// Writes each log line as a JSON object to standard error, in one piece.
struct JSONLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
        if let own = event.metadata { all.merge(own) { $1 } }
        if let error = event.error { all["error"] = "\(error)" }
        let line = JSONLogLine(time: .now, level: event.level, message: "\(event.message)", metadata: all)
        // Nobody can be told that the log cannot be written.
        _ = try? FileDescriptor.standardError.writeAll(Array((line.text + "\n").utf8))
    }
}
