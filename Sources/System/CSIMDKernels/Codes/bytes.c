#include "../lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Codes of eight bits a value, made when a batch of queries comes by: see `roost_encode_bytes`. No multiplication is fused
// with an addition here, so that all levels compute the same.
#pragma STDC FP_CONTRACT OFF

enum { lane_count = roost_lane_count, slab_dimension = roost_byte_slab_dimension };

// MARK: - Encoding

ROOST_INLINE void encode_row(const float *row, size_t dimension, signed char *codes, float *step, float *error,
                             int *sum) {
    struct roost_row_extent extent = roost_extent(row, dimension);
    float square = extent.square, largest = extent.largest;
    if (extent.odd_length >= 0) {
        // The codes say nothing, and all of the row is error.
        __builtin_memset(codes, 0, roost_vector_count(dimension) * lane_count);
        *step = 0;
        *sum = 0;
        *error = extent.odd_length;
        return;
    }
    const float round_to_whole = 0x1.8p23f;
    float inverse_step = 127 / largest;
    *step = largest / 127;
    roost_lanes residuals = 0;
    roost_int_lanes sums = 0;
    for (size_t index = 0; index < dimension; index += lane_count) {
        roost_lanes values;
        roost_load(&values, row + index, dimension - index);
        roost_lanes whole = (values * inverse_step + round_to_whole) - round_to_whole;
        roost_lanes difference = values - whole * *step;
        residuals += difference * difference;
        roost_int_lanes numbers = __builtin_convertvector(whole, roost_int_lanes);
        sums += numbers;
        roost_byte_lanes bytes = __builtin_convertvector(numbers, roost_byte_lanes);
        __builtin_memcpy(codes + index, &bytes, sizeof(bytes));
    }
    *sum = __builtin_reduce_add(sums);
    float rounding = (float)(dimension + 64) * 0x1p-22f;
    *error = __builtin_sqrtf(roost_sum(&residuals)) * (1 + rounding) + rounding * __builtin_sqrtf(square);
}

ROOST_INLINE void encode_bytes_body(const float *rows, size_t row_count, size_t dimension, signed char *codes,
                                    float *steps, float *errors, int *sums) {
    size_t size = roost_vector_count(dimension) * lane_count;
    for (size_t row = 0; row < row_count; row++) {
        encode_row(rows + row * dimension, dimension, codes + row * size, steps + row, errors + row, sums + row);
    }
}

ROOST_DEFINE_KERNEL(void, encode_bytes,
                    (const float *rows, size_t row_count, size_t dimension, signed char *codes, float *steps,
                     float *errors, int *sums),
                    (rows, row_count, dimension, codes, steps, errors, sums))

void roost_encode_bytes(int level, const float *rows, size_t row_count, size_t dimension, signed char *codes,
                        float *steps, float *errors, int *sums) {
    ROOST_CALL_KERNEL(level, encode_bytes, (rows, row_count, dimension, codes, steps, errors, sums));
}

// MARK: - Scanning

/// The upper bounds of the inner products of a row with sixteen queries.
///
/// - sums: Σ code · (query code + 128).
/// - column: The first of the queries.
ROOST_INLINE void bounds_of_sums(roost_lanes *bounds, const roost_int_lanes *sums, const struct roost_byte_rows *rows,
                                 size_t row, const struct roost_byte_queries *queries, size_t column) {
    roost_lanes scales, norms, slacks;
    roost_load(&scales, queries->scales + column, lane_count);
    roost_load(&norms, queries->norms + column, lane_count);
    roost_load(&slacks, queries->slacks + column, lane_count);
    roost_lanes numbers = __builtin_convertvector(*sums - 128 * rows->sums[row], roost_lanes);
    *bounds = numbers * (scales * rows->steps[row]) + (norms * rows->errors[row] + slacks);
}

static size_t scan_portable(const struct roost_byte_rows *rows, size_t row_count, size_t slab_count,
                            const struct roost_byte_queries *queries, const float *thresholds, size_t limit,
                            unsigned *places) {
    size_t count = 0, vector_count = queries->column_count / lane_count;
    for (size_t row = 0; row < row_count && count <= limit; row++) {
        const signed char *codes = rows->codes + row * slab_count * slab_dimension;
        for (size_t vector = 0; vector < vector_count; vector++) {
            int totals[lane_count] = {0};
            for (size_t slab = 0; slab < slab_count; slab++) {
                const unsigned char *numbers = queries->codes + (slab * vector_count + vector) * 64;
                for (size_t byte = 0; byte < 64; byte++) {
                    totals[byte / 4] += numbers[byte] * codes[slab * slab_dimension + byte % 4];
                }
            }
            roost_int_lanes sums;
            __builtin_memcpy(&sums, totals, sizeof(totals));
            roost_lanes bounds;
            bounds_of_sums(&bounds, &sums, rows, row, queries, vector * lane_count);
            for (size_t lane = 0; lane < lane_count; lane++) {
                size_t column = vector * lane_count + lane;
                if (bounds[lane] >= thresholds[column]) {
                    places[count++] = (unsigned)(row * queries->column_count + column);
                }
            }
        }
    }
    return count;
}

#if defined(__x86_64__)
/// Finds the candidates among some adjacent rows; their number and that of vectors of queries must be constants for the
/// sums to stay in registers.
ROOST_VNNI ROOST_INLINE size_t scan_some_rows(const struct roost_byte_rows *rows, size_t first, size_t row_count,
                                              size_t slab_count, const struct roost_byte_queries *queries,
                                              size_t vector_count, const float *thresholds, unsigned *places) {
    __m512i sums[8][2];
    const signed char *codes[8];
#pragma clang loop unroll(full)
    for (size_t row = 0; row < row_count; row++) {
        sums[row][0] = sums[row][1] = _mm512_setzero_si512();
        codes[row] = rows->codes + (first + row) * slab_count * slab_dimension;
    }
    for (size_t slab = 0; slab < slab_count; slab++) {
        const unsigned char *numbers = queries->codes + slab * vector_count * 64;
        __m512i left = _mm512_loadu_si512(numbers);
        __m512i right = vector_count > 1 ? _mm512_loadu_si512(numbers + 64) : _mm512_setzero_si512();
#pragma clang loop unroll(full)
        for (size_t row = 0; row < row_count; row++) {
            int part;
            __builtin_memcpy(&part, codes[row] + slab * slab_dimension, sizeof(part));
            __m512i values = _mm512_set1_epi32(part);
            sums[row][0] = _mm512_dpbusd_epi32(sums[row][0], left, values);
            if (vector_count > 1) {
                sums[row][1] = _mm512_dpbusd_epi32(sums[row][1], right, values);
            }
        }
    }
    size_t count = 0;
#pragma clang loop unroll(full)
    for (size_t row = 0; row < row_count; row++) {
#pragma clang loop unroll(full)
        for (size_t vector = 0; vector < vector_count; vector++) {
            size_t column = vector * lane_count;
            roost_int_lanes lanes;
            __builtin_memcpy(&lanes, &sums[row][vector], sizeof(lanes));
            roost_lanes bounds;
            bounds_of_sums(&bounds, &lanes, rows, first + row, queries, column);
            __m512 bound_lanes;
            __builtin_memcpy(&bound_lanes, &bounds, sizeof(bounds));
            __mmask16 found = _mm512_cmp_ps_mask(bound_lanes, _mm512_loadu_ps(thresholds + column), _CMP_GE_OQ);
            while (found) {
                unsigned place = (unsigned)((first + row) * queries->column_count + column);
                places[count++] = place + (unsigned)__builtin_ctz(found);
                found &= (__mmask16)(found - 1);
            }
        }
    }
    return count;
}

#define SCAN_VNNI(vector_count)                                                                                        \
    {                                                                                                                  \
        size_t count = 0, row = 0;                                                                                     \
        for (; row + 8 <= row_count && count <= limit; row += 8) {                                                     \
            count += scan_some_rows(rows, row, 8, slab_count, queries, vector_count, thresholds, places + count);      \
        }                                                                                                              \
        for (; row < row_count && count <= limit; row++) {                                                             \
            count += scan_some_rows(rows, row, 1, slab_count, queries, vector_count, thresholds, places + count);      \
        }                                                                                                              \
        return count;                                                                                                  \
    }

ROOST_VNNI static size_t scan_vnni(const struct roost_byte_rows *rows, size_t row_count, size_t slab_count,
                                   const struct roost_byte_queries *queries, const float *thresholds, size_t limit,
                                   unsigned *places) {
    if (queries->column_count == lane_count) SCAN_VNNI(1)
    SCAN_VNNI(2)
}
#endif

size_t roost_scan_bytes(int level, const struct roost_byte_rows *rows, size_t row_count, size_t slab_count,
                        const struct roost_byte_queries *queries, const float *thresholds, size_t limit,
                        unsigned *places) {
#if defined(__x86_64__)
    if (level >= roost_simd_avx512_vnni) {
        return scan_vnni(rows, row_count, slab_count, queries, thresholds, limit, places);
    }
#else
    (void)level;
#endif
    return scan_portable(rows, row_count, slab_count, queries, thresholds, limit, places);
}
