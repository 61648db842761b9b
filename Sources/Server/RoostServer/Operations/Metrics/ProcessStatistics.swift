import Foundation

/// What the kernel says about this process (proc(5)); a number that it does not tell is nil.
struct ProcessStatistics: Sendable {
    var residentByteCount: Int?
    var virtualByteCount: Int?
    var threadCount: Int?
    var openFileCount: Int?
    var maximumOpenFileCount: Int?
    /// On processors, in the program and in the kernel.
    var processorSeconds: Double?

    static var now: Double { Date.now.timeIntervalSince1970 }

    /// At this moment. Reads from `/proc`, which is in memory.
    static var current: ProcessStatistics {
        var statistics = ProcessStatistics()
        let status = fields(of: "/proc/self/status")
        statistics.residentByteCount = status["VmRSS"].map { $0 * 1024 }
        statistics.virtualByteCount = status["VmSize"].map { $0 * 1024 }
        statistics.threadCount = status["Threads"]
        statistics.openFileCount = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))?.count
        statistics.maximumOpenFileCount = maximumOpenFiles
        statistics.processorSeconds = ProcessorTime.ofProcess
        return statistics
    }

    /// The numbers of lines such as `VmRSS:  1234 kB`.
    private static func fields(of file: String) -> [String: Int] {
        let lines = (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.reduce(into: [:]) { fields, line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count >= 2, words[0].last == ":", let number = Int(words[1]) else { return }
            fields[String(words[0].dropLast())] = number
        }
    }

    private static var maximumOpenFiles: Int? {
        let limits = (try? String(contentsOfFile: "/proc/self/limits", encoding: .utf8))?.split(separator: "\n")
        let line = limits?.first { $0.hasPrefix("Max open files") }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst(3).first.flatMap { Int($0) }
    }
}
