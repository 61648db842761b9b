extension HTTPClient {
    /// How a client treats servers. The total time of a transfer is not limited.
    package struct Configuration: Sendable {
        /// The time for name resolution, TCP, proxy and TLS together.
        package var connectTimeout: Duration = .seconds(10)
        /// The time from the sending of a request to the first byte of the response's body. Long, because a model on a
        /// small machine may read its prompt for minutes.
        package var firstByteTimeout: Duration = .seconds(120)
        /// The time between two pieces of a body. It does not run while the reader is the slow side.
        package var idleTimeout: Duration = .seconds(60)
        /// How much of a body waits for a slow reader before the server is held back, in bytes.
        package var bufferedByteLimit = 64 << 10
        /// The largest headers of a response, all together, in bytes.
        package var headerByteLimit = 64 << 10
        /// A file of trusted certificates (PEM) instead of those that `CURL_CA_BUNDLE`, `SSL_CERT_FILE`, `SSL_CERT_DIR`
        /// or the system name.
        package var certificateFile: String?
        /// Where requests go through.
        package var proxy = Proxy.environment

        package init() {}
    }

    /// Where requests go through.
    package enum Proxy: Sendable {
        /// What `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` say.
        case environment
        /// Straight to the server.
        case none
        /// The proxy at a URL, whatever the environment says.
        case url(String)
    }
}
