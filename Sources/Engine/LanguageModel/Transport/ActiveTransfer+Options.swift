import CCurl
import Foundation

extension ActiveTransfer {
    /// What holds for every request.
    func setOptions() {
        // The default signal handling is not safe beside other threads.
        set(CURLOPT_NOSIGNAL, 1)
        // A name server that hangs must not hold up the other transfers when one is cancelled.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 0)
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        set(CURLOPT_HTTP09_ALLOWED, 0)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_ACCEPT_ENCODING, "gzip")
        let timeout = transfer.configuration.connectTimeout / .milliseconds(1)
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, min(timeout, 1e9))))
        setCertificates()
        switch transfer.configuration.proxy {
        case .environment: break
        case .none: set(CURLOPT_PROXY, "")
        case .url(let url): set(CURLOPT_PROXY, url)
        }
    }

    /// The variables that OpenSSL and curl's program know; without them, those the system's libcurl was built with.
    private func setCertificates() {
        if let file = transfer.configuration.certificateFile {
            set(CURLOPT_CAINFO, file)
            return
        }
        let environment = ProcessInfo.processInfo.environment
        if let file = environment["CURL_CA_BUNDLE"] ?? environment["SSL_CERT_FILE"], !file.isEmpty {
            set(CURLOPT_CAINFO, file)
        }
        if let folder = environment["SSL_CERT_DIR"], !folder.isEmpty {
            set(CURLOPT_CAPATH, folder)
        }
    }

    /// What this request says.
    func setRequest() {
        let request = transfer.request
        set(CURLOPT_URL, request.url.absoluteString)
        switch request.method {
        case "GET" where request.body.isEmpty: set(CURLOPT_HTTPGET, 1)
        case "HEAD": set(CURLOPT_NOBODY, 1)
        default:
            set(CURLOPT_POST, 1)
            set(CURLOPT_POSTFIELDSIZE, request.body.count)
            // Copied by libcurl, and only after it knows the size.
            unsafe request.body.withUnsafeBytes { bytes in
                _ = unsafe ccurl_easy_set_bytes(handle, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
            }
            set(CURLOPT_CUSTOMREQUEST, request.method)
        }
        setHeaders(headerLines(of: request))
    }

    /// - Returns: The request's fields, without those that libcurl would add to a body by itself.
    private func headerLines(of request: OutgoingRequest) -> [String] {
        var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        if request.headers["Expect"] == nil { lines.append("Expect:") }
        if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
        if request.headers["User-Agent"] == nil { lines.append("User-Agent: roost") }
        return lines
    }

    private func set(_ option: CURLoption, _ value: Int) {
        let result = unsafe ccurl_easy_set_long(handle, option, value)
        precondition(result == CURLE_OK, "libcurl refuses option \(option.rawValue)")
    }

    private func set(_ option: CURLoption, _ value: String) {
        // A URL can be refused here, and then the transfer fails by itself.
        _ = unsafe ccurl_easy_set_string(handle, option, value)
    }
}
