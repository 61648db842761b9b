import CCurl

/// All transfers under way. Belongs to one thread.
@safe
final class CurlLoop {
    /// How many connections are kept, those in use included: beyond it, the one that was idle longest is closed.
    private static let keptConnectionCount = 512

    private let multi: UnsafeMutableRawPointer
    private var active: [ObjectIdentifier: ActiveTransfer] = [:]

    init(multi: UnsafeMutableRawPointer) {
        unsafe self.multi = unsafe multi
        _ = unsafe ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.keptConnectionCount)
    }

    func apply(_ command: CurlDriver.Command) {
        switch command {
        case .start(let transfer): start(transfer)
        case .resume(let transfer): activeTransfer(of: transfer)?.resume()
        case .linger(let transfer): activeTransfer(of: transfer)?.linger()
        case .cancel(let transfer): activeTransfer(of: transfer).map(remove)
        }
    }

    /// Does what can be done without waiting.
    func perform() {
        var runningCount: Int32 = 0
        unsafe curl_multi_perform(multi, &runningCount)
        var leftCount: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &leftCount) {
            guard unsafe message.pointee.msg == CURLMSG_DONE,
                let handle = unsafe message.pointee.easy_handle,
                let transfer = active.values.first(where: { unsafe $0.handle == handle })
            else { continue }
            let result = unsafe ccurl_message_result(message)
            remove(transfer)
            transfer.finish(result)
        }
        let now = ContinuousClock.now
        for transfer in active.values where transfer.timer.deadline.map({ $0.instant <= now }) == true {
            remove(transfer)
            transfer.expire()
        }
    }

    /// Waits for the network, a command or the next deadline.
    func wait() {
        let deadline = active.values.compactMap { $0.timer.deadline?.instant }.min()
        let left = deadline.map { ContinuousClock.now.duration(to: $0) } ?? .seconds(600)
        // Rounded up, so that the deadline has passed afterwards.
        let milliseconds = max(0, min(left / .milliseconds(1), 600_000)).rounded(.up)
        unsafe curl_multi_poll(multi, nil, 0, Int32(milliseconds), nil)
    }

    private func start(_ transfer: Transfer) {
        guard !transfer.hasEnded else { return }
        guard let started = ActiveTransfer(transfer) else {
            transfer.finish(.failure(TransferError(.connectionFailed, "libcurl refuses another transfer")))
            return
        }
        active[ObjectIdentifier(transfer)] = started
        unsafe curl_multi_add_handle(multi, started.handle)
    }

    private func activeTransfer(of transfer: Transfer) -> ActiveTransfer? {
        active[ObjectIdentifier(transfer)]
    }

    /// Takes a transfer out; its connection is closed unless the response is complete.
    private func remove(_ transfer: ActiveTransfer) {
        unsafe curl_multi_remove_handle(multi, transfer.handle)
        active[ObjectIdentifier(transfer.transfer)] = nil
    }
}
