internal import CBLAS
internal import COneDNN
internal import Glibc

/// The linear algebra libraries, limited to the calling thread: we parallelise ourselves.
enum MathLibraries {
    /// Keeps oneDNN on the calling thread.
    ///
    /// The number of OpenMP threads is a property of each calling thread (OpenMP 5.2, section 2.4: `nthreads-var`), so
    /// this is called before every oneDNN call. It is looked up at run time, because only oneDNN knows its OpenMP
    /// library; a oneDNN without OpenMP needs nothing.
    static func useOneThread() {
        if let setThreadCount = openMPSetThreadCount { setThreadCount(1) }
    }

    /// Keeps BLAS on the calling thread, once for the process. A BLAS other than OpenBLAS is taken as it is.
    static let blasUsesOneThread: Void = {
        if let setThreadCount = function(named: "openblas_set_num_threads") { setThreadCount(1) }
    }()

    private typealias SetThreadCount = @convention(c) (CInt) -> Void

    private static let openMPSetThreadCount = function(named: "omp_set_num_threads")

    private static func function(named name: String) -> SetThreadCount? {
        // RTLD_DEFAULT is a null handle: search everything the program has loaded.
        guard let address = unsafe dlsym(nil, name) else { return nil }
        return unsafe unsafeBitCast(address, to: SetThreadCount.self)
    }
}
