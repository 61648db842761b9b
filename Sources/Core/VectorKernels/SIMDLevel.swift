internal import CSIMDKernels

/// The instruction sets that the kernels are compiled for, from the slowest to the fastest.
///
/// Kernels take a level so that tests can compare every version this processor runs; other callers use `detected`.
package enum SIMDLevel: Int32, Sendable, CaseIterable, Comparable {
    /// What every processor of the architecture has.
    case portable = 0
    /// x86-64 with AVX2 and FMA.
    case avx2 = 1
    /// x86-64 with AVX-512 F, VL, BW and DQ.
    case avx512 = 2
    /// The same with VNNI.
    case avx512VNNI = 3
    /// The same with VPOPCNTDQ.
    case avx512Popcount = 4
    /// The same with BF16.
    case avx512BF16 = 5
    /// AArch64 with the dot products of ARMv8.2; its portable level is NEON.
    case neonDot = 16

    /// The highest level this processor runs.
    package static let detected = SIMDLevel(rawValue: roost_simd_detected_level()) ?? .portable

    /// The levels this processor runs.
    package static var available: [SIMDLevel] { allCases.filter { roost_simd_runs($0.rawValue) != 0 } }

    package static func < (left: SIMDLevel, right: SIMDLevel) -> Bool { left.rawValue < right.rawValue }
}
