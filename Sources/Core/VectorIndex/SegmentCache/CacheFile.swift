internal import Glibc

/// An open file of a segment cache.
struct CacheFile: ~Copyable {
    let path: String
    let descriptor: Int32

    private init(_ path: String, flags: Int32, mode: mode_t = 0) throws(SegmentCacheError) {
        let descriptor = unsafe path.withCString { unsafe open($0, flags | O_CLOEXEC, mode) }
        guard descriptor >= 0 else { throw SegmentCacheError.system("cannot be opened", path: path) }
        self.path = path
        self.descriptor = descriptor
    }

    /// Opens a file to read it.
    init(reading path: String) throws(SegmentCacheError) {
        try self.init(path, flags: O_RDONLY)
    }

    /// Makes a file that is not there yet, for its owner alone.
    init(creating path: String) throws(SegmentCacheError) {
        try self.init(path, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    }

    /// Opens a file to lock it, made if it is missing.
    init(lockable path: String) throws(SegmentCacheError) {
        try self.init(path, flags: O_RDWR | O_CREAT, mode: 0o600)
    }

    deinit {
        close(descriptor)
    }

    /// Locks the file against everybody else as long as it is open. Nobody else's lock is waited for.
    func lock() throws(SegmentCacheError) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw errno == EWOULDBLOCK
                ? SegmentCacheError(.busy, "is locked by another process or thread", path: path)
                : SegmentCacheError.system("cannot be locked", path: path)
        }
    }

    func byteCount() throws(SegmentCacheError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw SegmentCacheError.system("cannot be looked at", path: path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SegmentCacheError(.damaged, "is no file", path: path) }
        return Int(status.st_size)
    }

    /// Fills `bytes` from a place of the file, which has to have as many.
    func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(SegmentCacheError) {
        var done = 0
        while done < bytes.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
            let count = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SegmentCacheError.system("cannot be read", path: path) }
            guard count > 0 else { throw SegmentCacheError(.damaged, "ends at byte \(offset + done)", path: path) }
            done += count
        }
    }

    /// The bytes of a part of the file.
    func bytes(at offset: Int, count: Int) throws(SegmentCacheError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        var rawSpan = unsafe span.mutableBytes
        try unsafe rawSpan.withUnsafeMutableBytes { bytes throws(SegmentCacheError) in
            try unsafe read(into: bytes, at: offset)
        }
        return bytes
    }

    /// Writes bytes behind those written before.
    func write(_ bytes: RawSpan) throws(SegmentCacheError) {
        try unsafe bytes.withUnsafeBytes { bytes throws(SegmentCacheError) in
            var done = 0
            while done < bytes.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...].prefix(1 << 24))
                let count = unsafe systemWrite(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw SegmentCacheError.system("cannot be written", path: path) }
                done += count
            }
        }
    }

    /// Returns when all that was written is on the disk.
    func synchronize() throws(SegmentCacheError) {
        guard fsync(descriptor) == 0 else { throw SegmentCacheError.system("cannot be synchronized", path: path) }
    }
}

/// `write(2)`, which a method of that name hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    unsafe write(descriptor, bytes, count)
}

extension SegmentCacheError {
    /// What the last call of the system failed with.
    static func system(_ message: String, path: String) -> SegmentCacheError {
        let number = errno
        let reason = unsafe String(cString: strerror(number))
        return SegmentCacheError(number == ENOENT ? .missing : .inputOutput, "\(message): \(reason)", path: path)
    }
}
