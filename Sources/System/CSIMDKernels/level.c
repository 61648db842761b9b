#include "CSIMDKernels.h"

int roost_simd_detected_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
        return roost_simd_portable;
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512dq")) {
        if (!__builtin_cpu_supports("avx512vnni")) {
            return roost_simd_avx512;
        }
        return __builtin_cpu_supports("avx512vpopcntdq") ? roost_simd_avx512_popcount : roost_simd_avx512_vnni;
    }
    return roost_simd_avx2;
#else
    return roost_simd_portable;
#endif
}
