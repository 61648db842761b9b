import CCurl
import Foundation
import Synchronization

/// The thread that does the transfers of the process, and the way to it.
@safe
final class CurlDriver: Sendable {
    /// Started with the first request.
    static let shared = CurlDriver()

    /// What the thread is asked for. Everything but `start` may name a transfer that has already ended.
    enum Command: Sendable {
        case start(Transfer)
        /// The buffer has room again.
        case resume(Transfer)
        /// Nobody reads the rest: let it end soon, or end it.
        case linger(Transfer)
        case cancel(Transfer)
    }

    private let commands = Mutex<[Command]>([])

    // Several threads read this pointer, which never changes and is never freed, and pass it to nothing but
    // curl_multi_wakeup, which libcurl documents as safe from any thread; all else happens on the one thread below.
    nonisolated(unsafe) private let multi: UnsafeMutableRawPointer?

    private init() {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        unsafe multi = curl_multi_init()
        guard unsafe multi != nil else { return }
        let thread = Thread { [self] in run() }
        thread.name = "http-client"
        thread.start()
    }

    /// Hands a command to the thread; returns at once.
    func submit(_ command: Command) {
        guard let multi = unsafe multi else {
            if case .start(let transfer) = command {
                transfer.finish(.failure(TransferError(.connectionFailed, "libcurl cannot be started")))
            }
            return
        }
        commands.withLock { $0.append(command) }
        unsafe curl_multi_wakeup(multi)
    }

    private func run() {
        guard let multi = unsafe multi else { return }
        let loop = unsafe CurlLoop(multi: multi)
        while true {
            let batch = commands.withLock { commands in
                defer { commands = [] }
                return commands
            }
            for command in batch { loop.apply(command) }
            loop.perform()
            loop.wait()
        }
    }
}
