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

    /// How many of a configuration's connections can be open at a time on each of its ports.
    ///
    /// - Throws: ``ConfigurationError`` when it is none.
    package func connectionCount(of configuration: ServerConfiguration) throws -> Int {
        let limits = configuration.connections
        // The rows of indexes in files take a quarter of all.
        let freeCount = count / 4 * 3 - Self.reserve
        let possibleCount = freeCount / (1 + configuration.compatibilityPorts.count) - limits.refusedConnectionCount
        guard possibleCount > 0 else {
            throw ConfigurationError(
                key: "ROOST_MAX_CONNECTIONS",
                reason: "expected a system that allows some hundred open files, found a limit of \(count) (ulimit -Hn; "
                    + "LimitNOFILE of systemd)"
            )
        }
        return min(limits.connectionCount, possibleCount)
    }
}
