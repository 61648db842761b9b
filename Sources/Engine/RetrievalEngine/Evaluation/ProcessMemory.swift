import Foundation

/// The memory that this process has, as Linux counts it.
public struct ProcessMemory: Sendable, Codable, Equatable {
    /// Everything that is in memory now, mapped files included.
    public var residentByteCount: Int
    /// The same, with what is shared with other processes divided among them; nil where the system does not tell.
    public var proportionalByteCount: Int?

    enum CodingKeys: String, CodingKey {
        case residentByteCount = "resident_bytes"
        case proportionalByteCount = "proportional_bytes"
    }

    /// The memory at this moment; nil where there is no `/proc`.
    static var current: ProcessMemory? {
        guard let resident = byteCount("VmRSS:", in: "/proc/self/status") else { return nil }
        return ProcessMemory(
            residentByteCount: resident,
            proportionalByteCount: byteCount("Pss:", in: "/proc/self/smaps_rollup")
        )
    }

    /// - Parameter label: What begins the line; a number of kibibytes follows.
    private static func byteCount(_ label: String, in file: String) -> Int? {
        let text = try? String(contentsOfFile: file, encoding: .utf8)
        let line = text?.split(separator: "\n").first { $0.hasPrefix(label) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
}
