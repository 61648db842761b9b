import Foundation
import Glibc
import LanguageModel
import Synchronization
import TestSupport
import Testing

private let program = "/usr/bin/openssl"

@Suite("TLS", .timeLimit(.minutes(1)), .enabled(if: FileManager.default.isExecutableFile(atPath: program)))
struct TLSTests {
    private let folder: TemporaryDirectory
    private let certificate: URL
    private let key: URL

    /// Makes a certificate for 127.0.0.1 that nobody has signed.
    init() async throws {
        folder = try TemporaryDirectory()
        certificate = folder.url.appending(path: "certificate.pem")
        key = folder.url.appending(path: "key.pem")
        let ended = Signal<Int32>()
        let process = openssl([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
            "-keyout", key.path, "-out", certificate.path,
        ])
        process.terminationHandler = { ended.fire($0.terminationStatus) }
        try process.run()
        #expect(try await ended.wait() == 0)
    }

    private func openssl(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    /// Serves one page by TLS while `body` runs with its port.
    private func withServer(_ body: (Int) async throws -> Void) async throws {
        let process = openssl([
            "s_server", "-accept", "127.0.0.1:0", "-cert", certificate.path, "-key", key.path, "-www",
        ])
        let output = Pipe()
        process.standardOutput = output
        let port = Signal<Int>()
        let text = Mutex("")
        output.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            let all = text.withLock { text in
                text += String(decoding: data, as: UTF8.self)
                return text
            }
            // ACCEPT 127.0.0.1:40123
            let line = all.split(separator: "\n").first { $0.hasPrefix("ACCEPT") && all.contains("\n") }
            if let number = line?.split(separator: ":").last.flatMap({ Int($0) }) { port.fire(number) }
            if data.isEmpty || port.isFired { handle.readabilityHandler = nil }
        }
        try process.run()
        // Processes started from Swift's pool inherit its blocked signals, of which only this one cannot be. It must
        // not stay: it has copies of other tests' sockets, which would keep their connections open.
        defer { kill(process.processIdentifier, SIGKILL) }
        try await body(port.wait())
    }

    private func status(_ host: String, _ port: Int, trusting file: URL?) async throws -> Int {
        var configuration = HTTPClient.Configuration()
        configuration.proxy = .none
        configuration.certificateFile = file?.path
        let request = OutgoingRequest(url: try #require(URL(string: "https://\(host):\(port)/")))
        return try await HTTPClient(configuration: configuration).withResponse(to: request) { $0.status }
    }

    @Test("A certificate must be trusted and must be the host's")
    func trust() async throws {
        try await withServer { port in
            let accepted = try await status("127.0.0.1", port, trusting: certificate)
            #expect(accepted == 200)
            for (host, file) in [("127.0.0.1", nil), ("localhost", certificate)] {
                let error = await #expect(throws: TransferError.self) { try await status(host, port, trusting: file) }
                #expect(error?.code == .untrusted)
            }
        }
    }
}
