package import Foundation
import Glibc
import Synchronization

/// The built `roost`, run as users run it.
package struct Program: Sendable {
    /// What a finished run left.
    package struct Output: Sendable {
        package var status: Int32
        package var standardOutput: String
        package var standardError: String

        /// The one JSON object on standard output.
        package func object() throws -> [String: any Sendable] {
            let value = try JSONSerialization.jsonObject(with: Data(standardOutput.utf8))
            guard let object = value as? [String: any Sendable] else {
                throw CocoaError(.coderReadCorrupt)
            }
            return object
        }
    }

    private let environment: [String: String]

    /// - Parameter dataFolder: The data folder of every run.
    package init(dataFolder: URL, environment: [String: String] = [:]) {
        var all = ProcessInfo.processInfo.environment
        all["ROOST_DATA"] = dataFolder.path
        if let models = Fixtures.modelFolder?.deletingLastPathComponent() {
            all["ROOST_MODELS"] = models.path
        }
        self.environment = all.merging(environment) { _, new in new }
    }

    /// Where the executable is: beside the program that runs the tests.
    private static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "roost")
    }

    /// Starts the program; the caller ends it.
    ///
    /// - Parameter onError: Called with each piece of standard error as it comes.
    package func start(
        _ arguments: [String],
        output: FileHandle = .nullDevice,
        onError: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> Process {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        let errors = Pipe()
        errors.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty {
                handle.readabilityHandler = nil
            } else {
                onError(String(decoding: data, as: UTF8.self))
            }
        }
        process.standardError = errors
        try process.run()
        return process
    }

    /// Runs the program to its end, on a thread of its own.
    package func run(_ arguments: String...) async throws -> Output {
        try await run(arguments)
    }

    /// Runs the program to its end, on a thread of its own; when the task is cancelled, the program is killed.
    ///
    /// - Parameter onStart: Called with the number of the process.
    package func run(
        _ arguments: [String],
        onStart: @escaping @Sendable (pid_t) -> Void = { _ in }
    ) async throws -> Output {
        let folder = try TemporaryDirectory()
        let outputFile = folder.url.appending(path: "out")
        let errorFile = folder.url.appending(path: "err")
        for file in [outputFile, errorFile] {
            try Data().write(to: file)
        }
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        let running = Mutex<pid_t?>(nil)
        let status = try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
                do {
                    try process.run()
                    running.withLock { $0 = process.processIdentifier }
                    onStart(process.processIdentifier)
                } catch {
                    process.terminationHandler = nil
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            if let running = running.withLock({ $0 }) { Glibc.kill(running, SIGKILL) }
        }
        return Output(
            status: status,
            standardOutput: try String(contentsOf: outputFile, encoding: .utf8),
            standardError: try String(contentsOf: errorFile, encoding: .utf8)
        )
    }
}

extension Process {
    /// Ends the process, unless it has ended already, and waits for its end.
    ///
    /// Not by SIGTERM: a child of one of Swift's threads inherits that the signal is blocked.
    package func kill() {
        guard isRunning else { return }
        Glibc.kill(processIdentifier, SIGKILL)
        waitUntilExit()
    }
}
