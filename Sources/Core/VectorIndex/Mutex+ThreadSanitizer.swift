#if THREAD_SANITIZER
internal import VectorKernels

typealias Mutex = VectorKernels.Mutex
#endif
