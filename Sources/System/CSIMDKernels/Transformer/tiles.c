#include "tiles.h"
#include "../lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { vector_byte_count = 64 };

/// Calls the tile of a constant number of rows, so that its sums are registers.
#define ROOST_ROW_CASE(name, count)                                                                                    \
    case count:                                                                                                        \
        name(count, rows, row_stride, panel, step_count, sums, sum_stride);                                            \
        break;

#define ROOST_TWO_ROW_CASES(name) ROOST_ROW_CASE(name, 1) ROOST_ROW_CASE(name, 2)
#define ROOST_SIX_ROW_CASES(name)                                                                                      \
    ROOST_TWO_ROW_CASES(name)                                                                                          \
    ROOST_ROW_CASE(name, 3) ROOST_ROW_CASE(name, 4) ROOST_ROW_CASE(name, 5) ROOST_ROW_CASE(name, 6)
#define ROOST_FOURTEEN_ROW_CASES(name)                                                                                 \
    ROOST_SIX_ROW_CASES(name)                                                                                          \
    ROOST_ROW_CASE(name, 7) ROOST_ROW_CASE(name, 8) ROOST_ROW_CASE(name, 9) ROOST_ROW_CASE(name, 10)                   \
    ROOST_ROW_CASE(name, 11) ROOST_ROW_CASE(name, 12) ROOST_ROW_CASE(name, 13) ROOST_ROW_CASE(name, 14)

#define ROOST_DEFINE_TILE(attributes, name, body, cases)                                                               \
    attributes static void name(size_t row_count, const unsigned char *rows, size_t row_stride,                        \
                                const unsigned char *panel, size_t step_count, void *sums, size_t sum_stride) {        \
        switch (row_count) { cases(body) }                                                                             \
    }

// MARK: - Any level

/// One vector of columns at a time: where registers are few, two would not leave room for rows.
ROOST_INLINE void float_tile(size_t row_count, const unsigned char *rows, size_t row_stride,
                             const unsigned char *panel, size_t step_count, void *sums, size_t sum_stride) {
    for (size_t vector = 0; vector < roost_panel_byte_count / vector_byte_count; vector++) {
        roost_lanes totals[roost_tile_row_capacity];
#pragma clang loop unroll(full)
        for (size_t row = 0; row < row_count; row++) {
            totals[row] = 0;
        }
        for (size_t step = 0; step < step_count; step++) {
            roost_lanes columns
                = *(const roost_unaligned_lanes *)(panel + step * roost_panel_byte_count + vector * vector_byte_count);
#pragma clang loop unroll(full)
            for (size_t row = 0; row < row_count; row++) {
                float number;
                __builtin_memcpy(&number, rows + row * row_stride + step * sizeof(number), sizeof(number));
                totals[row] += number * columns;
            }
        }
#pragma clang loop unroll(full)
        for (size_t row = 0; row < row_count; row++) {
            *(roost_unaligned_lanes *)((float *)sums + row * sum_stride + vector * roost_lane_count) = totals[row];
        }
    }
}

#if defined(__x86_64__)
// Two rows of four registers each.
ROOST_DEFINE_TILE(, float_tile_portable, float_tile, ROOST_TWO_ROW_CASES)
ROOST_DEFINE_TILE(ROOST_AVX2, float_tile_avx2, float_tile, ROOST_SIX_ROW_CASES)
#else
// NEON: six rows of four registers each, of 32.
ROOST_DEFINE_TILE(, float_tile_portable, float_tile, ROOST_SIX_ROW_CASES)
#endif

// MARK: - AVX-512

#if defined(__x86_64__)
/// Defines a tile of two vectors of columns. `multiply_add` adds the products of a word's numbers with a vector's.
#define ROOST_DEFINE_WIDE_TILE(attributes, name, vector_type, zero, multiply_add, store)                               \
    attributes ROOST_INLINE void name##_rows(size_t row_count, const unsigned char *rows, size_t row_stride,           \
                                             const unsigned char *panel, size_t step_count, void *sums,                \
                                             size_t sum_stride) {                                                      \
        vector_type totals[roost_tile_row_capacity][2];                                                                \
        _Pragma("clang loop unroll(full)") for (size_t row = 0; row < row_count; row++) {                              \
            totals[row][0] = totals[row][1] = zero();                                                                  \
        }                                                                                                              \
        for (size_t step = 0; step < step_count; step++) {                                                             \
            __m512i left = _mm512_loadu_si512(panel + step * roost_panel_byte_count);                                  \
            __m512i right = _mm512_loadu_si512(panel + step * roost_panel_byte_count + vector_byte_count);             \
            _Pragma("clang loop unroll(full)") for (size_t row = 0; row < row_count; row++) {                          \
                int word;                                                                                              \
                __builtin_memcpy(&word, rows + row * row_stride + step * sizeof(word), sizeof(word));                  \
                __m512i words = _mm512_set1_epi32(word);                                                               \
                totals[row][0] = multiply_add(totals[row][0], words, left);                                            \
                totals[row][1] = multiply_add(totals[row][1], words, right);                                           \
            }                                                                                                          \
        }                                                                                                              \
        _Pragma("clang loop unroll(full)") for (size_t row = 0; row < row_count; row++) {                              \
            store((float *)sums + row * sum_stride, totals[row][0]);                                                   \
            store((float *)sums + row * sum_stride + roost_lane_count, totals[row][1]);                                \
        }                                                                                                              \
    }                                                                                                                  \
    ROOST_DEFINE_TILE(attributes, name, name##_rows, ROOST_FOURTEEN_ROW_CASES)

#define MULTIPLY_ADD_FLOATS(total, words, columns)                                                                     \
    _mm512_fmadd_ps(_mm512_castsi512_ps(words), _mm512_castsi512_ps(columns), total)
#define MULTIPLY_ADD_BFLOATS(total, words, columns) _mm512_dpbf16_ps(total, (__m512bh)(words), (__m512bh)(columns))
// Unsigned bytes of the rows times signed ones of the panel.
#define MULTIPLY_ADD_BYTES(total, words, columns) _mm512_dpbusd_epi32(total, words, columns)

ROOST_DEFINE_WIDE_TILE(ROOST_AVX512, float_tile_avx512, __m512, _mm512_setzero_ps, MULTIPLY_ADD_FLOATS,
                       _mm512_storeu_ps)
ROOST_DEFINE_WIDE_TILE(ROOST_VNNI, byte_tile_avx512, __m512i, _mm512_setzero_si512, MULTIPLY_ADD_BYTES,
                       _mm512_storeu_si512)
ROOST_DEFINE_WIDE_TILE(ROOST_BF16, bfloat_tile_avx512, __m512, _mm512_setzero_ps, MULTIPLY_ADD_BFLOATS,
                       _mm512_storeu_ps)
#endif

// MARK: - Choosing

int roost_format_runs(int level, int format) {
#if defined(__x86_64__)
    return format == roost_format_float32 || (format == roost_format_int8 && level >= roost_simd_avx512_vnni)
        || (format == roost_format_bfloat16 && level >= roost_simd_avx512_bf16);
#else
    (void)level;
    return format == roost_format_float32;
#endif
}

roost_tiler roost_tiler_for(int level, int format) {
#if defined(__x86_64__)
    if (level >= roost_simd_avx512) {
        roost_tile *tile = format == roost_format_int8 ? byte_tile_avx512
            : format == roost_format_bfloat16          ? bfloat_tile_avx512
                                                       : float_tile_avx512;
        return (roost_tiler){tile, roost_tile_row_capacity};
    }
    return level >= roost_simd_avx2 ? (roost_tiler){float_tile_avx2, 6} : (roost_tiler){float_tile_portable, 2};
#else
    (void)level;
    (void)format;
    return (roost_tiler){float_tile_portable, 6};
#endif
}
