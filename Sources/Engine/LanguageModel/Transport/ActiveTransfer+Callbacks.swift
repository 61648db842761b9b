import CCurl
import Glibc

// libcurl calls these on the loop's thread only, and only while the loop holds the transfer that `pointer` is.

extension ActiveTransfer {
    func setCallbacks() {
        let pointer = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe ccurl_easy_set_data_function(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, pointer in
            unsafe ActiveTransfer.from(pointer)?.receiveHeader(
                UnsafeRawBufferPointer(start: bytes, count: size * count)
            )
                ?? 0
        }
        unsafe ccurl_easy_set_pointer(handle, CURLOPT_HEADERDATA, pointer)
        unsafe ccurl_easy_set_data_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, pointer in
            unsafe ActiveTransfer.from(pointer)?.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
                ?? 0
        }
        unsafe ccurl_easy_set_pointer(handle, CURLOPT_WRITEDATA, pointer)
        unsafe ccurl_easy_set_prerequest_function(handle) { pointer, _, _, _, _ in
            unsafe ActiveTransfer.from(pointer)?.timer.requestSent(at: .now)
            return CURL_PREREQFUNC_OK
        }
        unsafe ccurl_easy_set_pointer(handle, CURLOPT_PREREQDATA, pointer)
        unsafe ccurl_easy_set_socket_function(handle) { _, socket, _ in
            // Programs that the process starts must not inherit its connections.
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            return CURL_SOCKOPT_OK
        }
    }

    private static func from(_ pointer: UnsafeMutableRawPointer?) -> ActiveTransfer? {
        guard let pointer = unsafe pointer else { return nil }
        return unsafe Unmanaged<ActiveTransfer>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// - Returns: How many bytes were taken; another number than given ends the transfer.
    private func receiveHeader(_ line: UnsafeRawBufferPointer) -> Int {
        do {
            if let head = try unsafe headParser.receive(String(decoding: line, as: UTF8.self)) {
                hasHead = true
                transfer.receive(head)
            }
            return line.count
        } catch {
            isRefused = true
            return unsafe line.isEmpty ? -1 : 0
        }
    }

    /// - Returns: How many bytes were taken, or `CURL_WRITEFUNC_PAUSE`; another number ends the transfer.
    private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
        switch unsafe transfer.receive(bytes) {
        case .taken:
            timer.progress(at: .now)
            return bytes.count
        case .pause:
            timer.pause(at: .now)
            return Int(CURL_WRITEFUNC_PAUSE)
        case .refused:
            return unsafe bytes.isEmpty ? -1 : 0
        }
    }
}
