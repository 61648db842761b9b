import Glibc

enum ProcessorTime {
    /// Seconds that this process was on processors, in the program and in the kernel; nil where the system does not tell.
    static var ofProcess: Double? {
        let ticks = clock()
        return ticks >= 0 ? Double(ticks) / 1e6 : nil
    }
}
