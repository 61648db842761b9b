import CCurl

/// A transfer under way: libcurl's handle and what its callbacks keep. Belongs to the loop's thread.
///
/// Safe to use: the handle lives exactly as long as the object.
@safe
final class ActiveTransfer {
    let transfer: Transfer
    let handle: UnsafeMutableRawPointer
    var timer: TransferTimer
    var headParser: ResponseHeadParser
    /// Whether the response has begun, and why it was refused.
    var hasHead = false
    var isRefused = false
    private var headers: UnsafeMutablePointer<curl_slist>?

    /// - Returns: nil when there is no memory for a handle.
    init?(_ transfer: Transfer) {
        guard let handle = unsafe curl_easy_init() else { return nil }
        self.transfer = transfer
        unsafe self.handle = unsafe handle
        timer = TransferTimer(configuration: transfer.configuration)
        headParser = ResponseHeadParser(byteLimit: transfer.configuration.headerByteLimit)
        setOptions()
        setRequest()
        setCallbacks()
    }

    deinit {
        unsafe curl_easy_cleanup(handle)
        unsafe curl_slist_free_all(headers)
    }

    /// Goes on after a pause. libcurl may call back from inside.
    func resume() {
        timer.progress(at: .now)
        unsafe curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    func linger() {
        timer.linger(at: .now)
        unsafe curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    func finish(_ result: CURLcode) {
        transfer.finish(
            result == CURLE_OK && hasHead ? .success(()) : .failure(failure(result))
        )
    }

    /// Ends the transfer because it took too long.
    func expire() {
        let configuration = transfer.configuration
        let host = transfer.request.url.shownHost
        switch timer.deadline?.phase {
        case .firstByte:
            let message = "\(host): expected the reply to begin within \(configuration.firstByteTimeout)"
            transfer.finish(.failure(TransferError(.timedOut(.firstByte), message)))
        case .idle:
            let message = "\(host): expected the reply to go on within \(configuration.idleTimeout)"
            transfer.finish(.failure(TransferError(.timedOut(.idle), message)))
        case .connect, nil: transfer.finish(.success(()))
        }
    }

    /// Sends these header fields; the list must live as long as the handle.
    func setHeaders(_ lines: [String]) {
        for line in lines {
            guard let longer = unsafe curl_slist_append(headers, line) else { continue }
            unsafe headers = unsafe longer
        }
        unsafe ccurl_easy_set_list(handle, CURLOPT_HTTPHEADER, headers)
    }
}
