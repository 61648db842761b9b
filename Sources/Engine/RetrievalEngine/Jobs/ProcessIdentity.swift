import Foundation

/// Names a process, so that another one on the same machine can tell whether it still lives.
///
/// A process number alone does not tell: the system gives it out again, and it means nothing after a restart or in another
/// container. Beside it stand the system's boot, the namespace of process numbers and when the process began.
struct ProcessIdentity: Hashable, Sendable {
    private var boot: String
    private var namespace: String
    private var number: Int32
    /// In clock ticks since the boot (proc(5), field 22 of `/proc/PID/stat`).
    private var start: String

    /// This process.
    static let current = ProcessIdentity(
        boot: contents(of: "/proc/sys/kernel/random/boot_id") ?? "",
        namespace: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/pid")) ?? "",
        number: ProcessInfo.processInfo.processIdentifier,
        start: livingStart(of: ProcessInfo.processInfo.processIdentifier) ?? ""
    )

    private init(boot: String, namespace: String, number: Int32, start: String) {
        (self.boot, self.namespace, self.number, self.start) = (boot, namespace, number, start)
    }

    /// The identity that has this text; nil for a text of another form.
    init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, let number = Int32(parts[2]) else { return nil }
        self.init(boot: parts[0], namespace: parts[1], number: number, start: parts[3])
    }

    var text: String { "\(boot) \(namespace) \(number) \(start)" }

    /// Whether the process is known to have ended; false also where that cannot be told from here.
    var hasEnded: Bool {
        let here = Self.current
        guard !boot.isEmpty, !start.isEmpty, boot == here.boot, namespace == here.namespace else { return false }
        return Self.livingStart(of: number) != start
    }

    /// Nil when no process has that number, or only one that has ended and was not waited for yet.
    private static func livingStart(of number: Int32) -> String? {
        // The program's name, the second field, is in parentheses and may hold anything.
        guard let status = contents(of: "/proc/\(number)/stat"), let end = status.lastIndex(of: ")") else { return nil }
        let fields = status[status.index(after: end)...].split(separator: " ")
        guard fields.count > 19, !["Z", "X"].contains(fields[0]) else { return nil }
        return String(fields[19])
    }

    private static func contents(of path: String) -> String? {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
