import Foundation
import Synchronization
import TestSupport

/// SmolLM2-135M behind an OpenAI-compatible server on this machine, for as long as the value lives.
final class LanguageModelServer: Sendable {
    /// Where its API begins.
    let baseURL: String
    private let process: Process

    /// Whether `make llm-packages` has installed it.
    static var isInstalled: Bool {
        FileManager.default.fileExists(atPath: packages.appending(path: ".verified").path)
    }

    /// Starts the server and waits until it has loaded the model.
    init() async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "python3", Fixtures.root.appending(path: "Benchmarks/llm/serve.py").path, "--port", "0",
            "--until-stdin-closes",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONPATH": Self.packages.path]) { $1 }
        let output = Pipe()
        process.standardInput = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        let line = try await output.fileHandleForReading.firstLine()
        guard let url = line.split(separator: " ").last, url.hasPrefix("http") else {
            process.kill()
            throw CocoaError(.fileReadUnknown)
        }
        baseURL = String(url)
    }

    deinit {
        process.kill()
    }

    private static var packages: URL { Fixtures.root.appending(path: ".build-llm") }
}

extension FileHandle {
    /// What comes before the first line break, or before the end.
    fileprivate func firstLine() async throws -> String {
        let collected = Mutex("")
        return await withCheckedContinuation { continuation in
            readabilityHandler = { handle in
                let data = handle.availableData
                let line: String? = collected.withLock { text in
                    text += String(decoding: data, as: UTF8.self)
                    return data.isEmpty || text.contains("\n") ? text : nil
                }
                if let line {
                    handle.readabilityHandler = nil
                    continuation.resume(returning: line.split(separator: "\n").first.map(String.init) ?? "")
                }
            }
        }
    }
}
