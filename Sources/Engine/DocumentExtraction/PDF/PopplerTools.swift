import Foundation
import Subprocess
import SystemPackage

/// Poppler's command-line programs, run as child processes under limits.
package struct PopplerTools: Sendable {
    /// What a program left behind.
    struct Output: Sendable {
        var exitCode: Int32
        var standardOutput: [UInt8]
        /// The last lines of standard error.
        var messages: String
    }

    /// Of coreutils: gives the child the nice value of threads in the background. It is started from one of Swift's own
    /// threads, which are not.
    private static let yielder = FilePath("/usr/bin/nice")
    private static let limiter = FilePath("/usr/bin/prlimit")
    private let folders: [String]

    /// - Parameter folders: Where the programs are looked for, first match first.
    package init(folders: [String] = ["/usr/bin", "/usr/local/bin", "/bin"]) {
        self.folders = folders
    }

    /// Runs one program to its end.
    ///
    /// The child gets its own session, no environment but its locale, no input, no core dump, no file to write, no child of
    /// its own (unless this is root, whom the kernel does not count), a few open files, and limits on address space and CPU
    /// time by `prlimit`. Its nice value is 10, as that of `ThreadPriority.background`; where the kernel shares processors out
    /// by session (`autogroup`), it gets a session's share all the same. At the deadline, on cancellation and when its output
    /// passes the limit, its whole process group is killed.
    ///
    /// - Throws: `toolMissing`, `timedOut`, `tooLarge`, `internalFailure` or `CancellationError`. An exit code other than
    ///   zero is no error here.
    func run(
        _ program: String,
        arguments: [String],
        outputByteCount: Int,
        limits: ExtractionLimits,
        deadline: ContinuousClock.Instant
    ) async throws -> Output {
        let path = try path(of: program)
        guard FileManager.default.isExecutableFile(atPath: Self.limiter.string) else {
            throw ExtractionError(
                .toolMissing,
                "reading PDF needs the program \(Self.limiter); install the Debian package util-linux"
            )
        }
        let seconds = max(1, Int((deadline - .now).components.seconds) + 1)
        let limitArguments = [
            "-n", "10", Self.limiter.string,
            "--as=\(limits.childProcessMemory)", "--cpu=\(seconds)", "--core=0", "--fsize=0", "--nofile=64",
            "--nproc=1", "--", path,
        ]
        var options = PlatformOptions()
        options.createSession = true
        options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
        let configuration = Configuration(
            executable: .path(Self.yielder),
            arguments: Arguments(limitArguments + arguments),
            environment: .custom(["LC_ALL": "C.UTF-8"]),
            platformOptions: options
        )
        return try await withThrowingTaskGroup(of: Output.self) { group in
            group.addTask { try await Self.collect(configuration, outputByteCount: outputByteCount) }
            group.addTask {
                try await Task.sleep(until: deadline)
                throw ExtractionError.pdfTimedOut
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() else { throw CancellationError() }
            return output
        }
    }

    private static func collect(_ configuration: Configuration, outputByteCount: Int) async throws -> Output {
        do {
            let result = try await Subprocess.run(
                configuration,
                output: .bytes(limit: outputByteCount),
                error: .bytes(limit: 1 << 20)
            )
            let exitCode: Int32 =
                switch result.terminationStatus {
                case .exited(let code): Int32(code)
                case .signaled(let signal): 128 + Int32(signal)
                }
            let messages = String(decoding: result.standardError.suffix(2000), as: UTF8.self)
            return Output(exitCode: exitCode, standardOutput: result.standardOutput, messages: messages)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            throw ExtractionError(.tooLarge, "the PDF gives more than \(outputByteCount) bytes of text, the limit")
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw ExtractionError(.internalFailure, "a PDF program could not be run", cause: error)
        }
    }

    private func path(of program: String) throws(ExtractionError) -> String {
        for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)") {
            return "\(folder)/\(program)"
        }
        throw ExtractionError(
            .toolMissing,
            "reading PDF needs the program \(program); install the Debian package poppler-utils"
        )
    }
}

extension ExtractionError {
    static var pdfTimedOut: ExtractionError {
        ExtractionError(.timedOut, "reading the PDF takes too long: it is very large, or made to be slow")
    }
}
