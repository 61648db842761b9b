#include "CSIMDKernels.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

int roost_simd_detected_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") || !__builtin_cpu_supports("popcnt")) {
        return roost_simd_portable;
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq")) {
        if (!__builtin_cpu_supports("avx512vnni")) {
            return roost_simd_avx512;
        }
        if (!__builtin_cpu_supports("avx512vpopcntdq")) {
            return roost_simd_avx512_vnni;
        }
        return __builtin_cpu_supports("avx512bf16") ? roost_simd_avx512_bf16 : roost_simd_avx512_popcount;
    }
    return roost_simd_avx2;
#elif defined(__aarch64__) && defined(__linux__)
    // HWCAP_ASIMDDP of the Linux ABI.
    return getauxval(AT_HWCAP) & (1 << 20) ? roost_simd_neon_dot : roost_simd_portable;
#elif defined(__aarch64__) && defined(__APPLE__)
    // Every Mac that has this architecture has them.
    return roost_simd_neon_dot;
#else
    return roost_simd_portable;
#endif
}

int roost_simd_runs(int level) {
#if defined(__x86_64__)
    int belongs = level <= roost_simd_avx512_bf16;
#elif defined(__aarch64__)
    int belongs = level == roost_simd_portable || level == roost_simd_neon_dot;
#else
    int belongs = level == roost_simd_portable;
#endif
    return belongs && level >= roost_simd_portable && level <= roost_simd_detected_level();
}
