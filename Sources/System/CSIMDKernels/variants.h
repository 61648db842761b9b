#ifndef CSIMD_VARIANTS_H
#define CSIMD_VARIANTS_H

#include "CSIMDKernels.h"

// A kernel is one function of portable C, `NAME_body`, that is inlined into one function for each level.

#define ROOST_INLINE static inline __attribute__((always_inline))

#if defined(__x86_64__)
#define ROOST_AVX2 __attribute__((target("avx2,fma,popcnt")))
#define ROOST_AVX512 __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,popcnt")))

#define ROOST_VNNI __attribute__((target("avx512vnni,avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")))

#define ROOST_POPCOUNT                                                                                                 \
    __attribute__((target("avx512vpopcntdq,avx512vnni,avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,popcnt")))

#define ROOST_BF16                                                                                                     \
    __attribute__((target("avx512bf16,avx512vpopcntdq,avx512vnni,avx512f,avx512vl,avx512bw,avx512dq,avx2,fma,popcnt")))

/// Defines the versions of `NAME_body`; `arguments` may name the constant `level`.
#define ROOST_DEFINE_KERNEL(result, name, parameters, arguments)                                                       \
    ROOST_AVX512 static result name##_avx512 parameters {                                                              \
        enum { level = roost_simd_avx512 };                                                                            \
        return name##_body arguments;                                                                                  \
    }                                                                                                                  \
    ROOST_AVX2 static result name##_avx2 parameters {                                                                  \
        enum { level = roost_simd_avx2 };                                                                              \
        return name##_body arguments;                                                                                  \
    }                                                                                                                  \
    ROOST_DEFINE_PORTABLE_KERNEL(result, name, parameters, arguments)

#define ROOST_CALL_KERNEL(level, name, arguments)                                                                      \
    ((level) >= roost_simd_avx512 ? name##_avx512 arguments                                                            \
     : (level) == roost_simd_avx2 ? name##_avx2 arguments                                                              \
                                  : name##_portable arguments)
#else
#if defined(__aarch64__)
#define ROOST_NEON_DOT __attribute__((target("dotprod")))
#endif

// Portable code is NEON on AArch64, where every processor has it.
#define ROOST_DEFINE_KERNEL ROOST_DEFINE_PORTABLE_KERNEL
#define ROOST_CALL_KERNEL(level, name, arguments) ((void)(level), name##_portable arguments)
#endif

#define ROOST_DEFINE_PORTABLE_KERNEL(result, name, parameters, arguments)                                              \
    static result name##_portable parameters {                                                                         \
        enum { level = roost_simd_portable };                                                                          \
        return name##_body arguments;                                                                                  \
    }

#endif
