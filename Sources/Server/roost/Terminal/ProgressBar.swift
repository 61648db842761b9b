import Foundation
import Synchronization

/// A line on standard error that shows how far long work is; silent when standard error is no terminal.
final class ProgressBar: Sendable {
    private let label: String
    private let isVisible = isatty(STDERR_FILENO) == 1
    private let lastDrawn = Mutex<ContinuousClock.Instant?>(nil)

    init(_ label: String) {
        self.label = label
    }

    /// Draws the bar, at most ten times a second.
    func update(completed: Int, total: Int, unit: String) {
        guard isVisible else { return }
        lastDrawn.withLock { last in
            let now = ContinuousClock.now
            if let last, now - last < .milliseconds(100), completed < total {
                return
            }
            last = now
            let width = 30
            let filled = total > 0 ? width * completed / total : 0
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            write("\r\u{1B}[K\(label) \(bar) \(completed)/\(total) \(unit)")
        }
    }

    /// Removes the line.
    func finish() {
        guard isVisible else { return }
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
