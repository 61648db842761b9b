import CCurl

extension ActiveTransfer {
    /// A failed transfer's error, by libcurl's result code.
    func failure(_ result: CURLcode) -> TransferError {
        let host = transfer.request.url.shownHost
        let reason = unsafe String(cString: curl_easy_strerror(result))
        switch result {
        case CURLE_OPERATION_TIMEDOUT:
            let limit = transfer.configuration.connectTimeout
            return TransferError(.timedOut(.connect), "\(host): expected a connection within \(limit)")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
            return TransferError(.untrusted, "\(host): \(reason)")
        case CURLE_URL_MALFORMAT:
            return TransferError(.invalidRequest, "\(transfer.request.url.shown): \(reason)")
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING, CURLE_OK:
            return TransferError(.malformedResponse, "\(host): expected an HTTP response: \(reason)")
        case CURLE_WRITE_ERROR where isRefused:
            let limit = transfer.configuration.headerByteLimit
            let message = "\(host): expected the headers of an HTTP response, at most \(limit) bytes"
            return TransferError(.malformedResponse, message)
        default:
            return TransferError(hasHead ? .interrupted : .connectionFailed, "\(host): \(reason)")
        }
    }
}
