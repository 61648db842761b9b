import Glibc

/// How many files and sockets the process may have open.
package struct DescriptorLimit {
    /// Files of the database and of uploads, pipes of child processes, connections to models.
    private static let reserve = 256
    /// No more is asked for: some programs look at each number that there may be.
    private static let usefulCount = 65_536

    private let count: Int

    package init(count: Int) {
        self.count = count
    }

    /// Raises the limit as far as it is of use and the system allows: the usual 1,024 are made for programs that know no more.
    static func raised() -> Self {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return Self(count: .max) }
        var wanted = limit
        wanted.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, rlim_t(usefulCount)))
        let isRaised = unsafe setrlimit(resource, &wanted) == 0
        return Self(count: Int(clamping: (isRaised ? wanted : limit).rlim_cur))
    }

    /// Checks that all connections that the configuration lets in can be open at a time.
    ///
    /// - Throws: ``ConfigurationError``.
    package func check(_ configuration: ServerConfiguration) throws {
        let limits = configuration.connections
        let connectionCount =
            (limits.connectionCount + limits.refusedConnectionCount) * (1 + configuration.compatibilityPorts.count)
        // The rows of indexes in files take a quarter of all.
        let neededCount = (connectionCount + Self.reserve) * 4 / 3
        guard neededCount > count else { return }
        throw ConfigurationError(
            key: "ROOST_MAX_CONNECTIONS",
            reason:
                "\(limits.connectionCount) connections need \(neededCount) open files, and the system allows \(count) "
                + "(ulimit -Hn; LimitNOFILE of systemd)"
        )
    }
}
