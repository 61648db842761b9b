#include "../lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

// Codes of four bits a value: see `roost_encode_rows` for what they mean and how they lie in memory.

enum { group_row_count = roost_code_group_row_count, slab_dimension = roost_code_slab_dimension };

typedef unsigned char roost_code_bytes __attribute__((ext_vector_type(64), aligned(1), may_alias));

// MARK: - Encoding

/// The parts of the quality of a step: row · u and u · u, where u are the codes less 7.5.
struct fit {
    float product;
    float square;
};

/// The codes of sixteen values, less 7.5.
ROOST_INLINE void centred_codes(roost_lanes *codes, const roost_lanes *values, float inverse_step) {
    roost_lanes scaled = *values * inverse_step;
    scaled = scaled < -7.5f ? -7.5f : scaled;
    scaled = scaled > 7.5f ? 7.5f : scaled;
    // Halves: the whole number below, and a half.
    roost_lanes whole = __builtin_elementwise_floor(scaled);
    whole = whole > 7.0f ? 7.0f : whole;
    *codes = whole + 0.5f;
}

ROOST_INLINE struct fit fit_of_step(const float *row, size_t dimension, float inverse_step) {
    roost_lanes products = 0, squares = 0;
    for (size_t index = 0; index < dimension; index += roost_lane_count) {
        roost_lanes values, codes;
        roost_load(&values, row + index, dimension - index);
        centred_codes(&codes, &values, inverse_step);
        // Lanes behind the end hold the value 0, whose code is not 0.
        if (dimension - index < roost_lane_count) {
            roost_lanes kept = 0;
            __builtin_memcpy(&kept, &codes, (dimension - index) * sizeof(float));
            codes = kept;
        }
        products += values * codes;
        squares += codes * codes;
    }
    return (struct fit){roost_sum(&products), roost_sum(&squares)};
}

ROOST_INLINE float square_of_residual(const float *row, size_t dimension, float inverse_step, float step) {
    roost_lanes squares = 0;
    for (size_t index = 0; index < dimension; index += roost_lane_count) {
        roost_lanes values, codes;
        roost_load(&values, row + index, dimension - index);
        centred_codes(&codes, &values, inverse_step);
        roost_lanes difference = values - codes * step;
        if (dimension - index < roost_lane_count) {
            roost_lanes kept = 0;
            __builtin_memcpy(&kept, &difference, (dimension - index) * sizeof(float));
            difference = kept;
        }
        squares += difference * difference;
    }
    return roost_sum(&squares);
}

/// Writes the codes of one row into its place in a group.
ROOST_INLINE void write_codes(const float *row, size_t dimension, float inverse_step, unsigned char *group,
                              size_t lane) {
    for (size_t first = 0; first < dimension; first += roost_lane_count) {
        roost_lanes values, codes;
        roost_load(&values, row + first, dimension - first);
        centred_codes(&codes, &values, inverse_step);
        roost_int_lanes numbers = __builtin_convertvector(codes + 7.5f, roost_int_lanes);
        for (size_t slab = 0; slab < 2 && first + slab * slab_dimension < dimension; slab++) {
            unsigned char *target = group + (first / slab_dimension + slab) * 64 + lane * 4;
            for (size_t byte = 0; byte < 4; byte++) {
                int low = numbers[slab * slab_dimension + byte], high = numbers[slab * slab_dimension + 4 + byte];
                target[byte] = (unsigned char)(low | high << 4);
            }
        }
    }
}

ROOST_INLINE void encode_row(const float *row, size_t dimension, unsigned char *group, size_t lane, float *step,
                             float *error) {
    struct roost_row_extent extent = roost_extent(row, dimension);
    float square = extent.square, largest = extent.largest;
    if (extent.odd_length >= 0) {
        // The codes say nothing, and all of the row is error.
        write_codes(row, dimension, 0, group, lane);
        *step = 0;
        *error = extent.odd_length;
        return;
    }
    float deviation = __builtin_sqrtf(square / (float)dimension);
    // The best step of sixteen levels for normally distributed values is 0.3352 deviations (Max 1960); rows with
    // outliers want a longer one, up to that which reaches the largest value.
    float longest = largest / 7.5f, shortest = 0.3352f * deviation;
    float candidates[4] = {shortest, 1.3f * shortest, __builtin_sqrtf(shortest * longest), longest};
    float best_quality = -1, inverse_step = 1 / longest;
    struct fit best_fit = {0, 1};
    for (size_t index = 0; index < 4; index++) {
        struct fit fit = fit_of_step(row, dimension, 1 / candidates[index]);
        float quality = fit.product * fit.product / fit.square;
        if (quality > best_quality) {
            best_quality = quality;
            best_fit = fit;
            inverse_step = 1 / candidates[index];
        }
    }
    write_codes(row, dimension, inverse_step, group, lane);
    *step = best_fit.product / best_fit.square;
    float residual = __builtin_sqrtf(square_of_residual(row, dimension, inverse_step, *step));
    float rounding = (float)(dimension + 64) * 0x1p-22f;
    *error = residual * (1 + rounding) + rounding * __builtin_sqrtf(square);
}

ROOST_INLINE void encode_rows_body(const float *rows, size_t group_count, size_t dimension, unsigned char *codes,
                                   float *steps, float *errors) {
    size_t group_size = (dimension + slab_dimension - 1) / slab_dimension * 64;
    for (size_t row = 0; row < group_count * group_row_count; row++) {
        encode_row(rows + row * dimension, dimension, codes + row / group_row_count * group_size,
                   row % group_row_count, steps + row, errors + row);
    }
}

ROOST_DEFINE_KERNEL(void, encode_rows,
                    (const float *rows, size_t group_count, size_t dimension, unsigned char *codes, float *steps,
                     float *errors),
                    (rows, group_count, dimension, codes, steps, errors))

void roost_encode_rows(int level, const float *rows, size_t group_count, size_t dimension, unsigned char *codes,
                       float *steps, float *errors) {
    ROOST_CALL_KERNEL(level, encode_rows, (rows, group_count, dimension, codes, steps, errors));
}

// MARK: - Scanning

/// Writes Σ code · query of the sixteen rows of a group: exact, whatever the level.
ROOST_INLINE void sums_portable(const unsigned char *group, const signed char *query, size_t slab_count,
                                roost_int_lanes *sums) {
    int totals[group_row_count] = {0};
    for (size_t slab = 0; slab < slab_count; slab++, group += 64, query += slab_dimension) {
        for (size_t row = 0; row < group_row_count; row++) {
            for (size_t byte = 0; byte < 4; byte++) {
                int codes = group[row * 4 + byte];
                totals[row] += (codes & 15) * query[byte] + (codes >> 4) * query[4 + byte];
            }
        }
    }
    __builtin_memcpy(sums, totals, sizeof(totals));
}

#if defined(__x86_64__)
ROOST_AVX2 static inline __m256i four_products(__m256i sums, __m256i codes, __m256i query) {
    // No pair of products leaves 16 bits: 2 · 15 · 127 < 2¹⁵.
    __m256i pairs = _mm256_maddubs_epi16(codes, query);
    return _mm256_add_epi32(sums, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

ROOST_AVX2 static inline void sums_avx2(const unsigned char *group, const signed char *query, size_t slab_count,
                                        roost_int_lanes *sums) {
    __m256i low_mask = _mm256_set1_epi8(15);
    __m256i first = _mm256_setzero_si256(), second = _mm256_setzero_si256();
    for (size_t slab = 0; slab < slab_count; slab++, group += 64, query += slab_dimension) {
        int parts[2];
        __builtin_memcpy(parts, query, sizeof(parts));
        __m256i low_query = _mm256_set1_epi32(parts[0]), high_query = _mm256_set1_epi32(parts[1]);
        __m256i a = _mm256_loadu_si256((const __m256i *)group), b = _mm256_loadu_si256((const __m256i *)(group + 32));
        first = four_products(first, _mm256_and_si256(a, low_mask), low_query);
        first = four_products(first, _mm256_and_si256(_mm256_srli_epi16(a, 4), low_mask), high_query);
        second = four_products(second, _mm256_and_si256(b, low_mask), low_query);
        second = four_products(second, _mm256_and_si256(_mm256_srli_epi16(b, 4), low_mask), high_query);
    }
    __builtin_memcpy(sums, &first, sizeof(first));
    __builtin_memcpy((char *)sums + sizeof(first), &second, sizeof(second));
}

ROOST_VNNI static inline void sums_vnni(const unsigned char *group, const signed char *query, size_t slab_count,
                                        roost_int_lanes *sums) {
    __m512i low_mask = _mm512_set1_epi8(15);
    __m512i low = _mm512_setzero_si512(), high = _mm512_setzero_si512();
    for (size_t slab = 0; slab < slab_count; slab++, group += 64, query += slab_dimension) {
        int parts[2];
        __builtin_memcpy(parts, query, sizeof(parts));
        __m512i codes = _mm512_loadu_si512(group);
        low = _mm512_dpbusd_epi32(low, _mm512_and_si512(codes, low_mask), _mm512_set1_epi32(parts[0]));
        high = _mm512_dpbusd_epi32(high, _mm512_and_si512(_mm512_srli_epi16(codes, 4), low_mask),
                                   _mm512_set1_epi32(parts[1]));
    }
    __m512i total = _mm512_add_epi32(low, high);
    __builtin_memcpy(sums, &total, sizeof(total));
}
#elif defined(__aarch64__)
ROOST_NEON_DOT static inline void sums_neon_dot(const unsigned char *group, const signed char *query,
                                                size_t slab_count, roost_int_lanes *sums) {
    int32x4_t totals[4] = {vdupq_n_s32(0), vdupq_n_s32(0), vdupq_n_s32(0), vdupq_n_s32(0)};
    for (size_t slab = 0; slab < slab_count; slab++, group += 64, query += slab_dimension) {
        int parts[2];
        __builtin_memcpy(parts, query, sizeof(parts));
        int8x16_t low_query = vreinterpretq_s8_s32(vdupq_n_s32(parts[0]));
        int8x16_t high_query = vreinterpretq_s8_s32(vdupq_n_s32(parts[1]));
        for (size_t part = 0; part < 4; part++) {
            uint8x16_t codes = vld1q_u8(group + 16 * part);
            int8x16_t low = vreinterpretq_s8_u8(vandq_u8(codes, vdupq_n_u8(15)));
            int8x16_t high = vreinterpretq_s8_u8(vshrq_n_u8(codes, 4));
            totals[part] = vdotq_s32(vdotq_s32(totals[part], low, low_query), high, high_query);
        }
    }
    __builtin_memcpy(sums, totals, sizeof(totals));
}
#endif

/// Appends those rows of a group whose upper bound reaches the threshold.
ROOST_INLINE size_t append_candidates(const roost_int_lanes *sums, const float *steps, const float *errors,
                                      const struct roost_code_query *query, float threshold, size_t first_row,
                                      unsigned *rows, float *estimates, float *bounds) {
    roost_lanes step_lanes, error_lanes;
    roost_load(&step_lanes, steps, roost_lane_count);
    roost_load(&error_lanes, errors, roost_lane_count);
    roost_lanes numbers = __builtin_convertvector(*sums * 2 - query->offset, roost_lanes);
    roost_lanes estimate_lanes = numbers * (step_lanes * query->half_scale);
    roost_lanes bound_lanes = estimate_lanes + (error_lanes * query->norm + query->slack);
    if (roost_maximum(&bound_lanes) < threshold) {
        return 0;
    }
    size_t count = 0;
    for (size_t row = 0; row < group_row_count; row++) {
        if (bound_lanes[row] >= threshold) {
            rows[count] = (unsigned)(first_row + row);
            estimates[count] = estimate_lanes[row];
            bounds[count] = bound_lanes[row];
            count++;
        }
    }
    return count;
}

#define SCAN_BODY(sums_function)                                                                                       \
    size_t count = 0, group_size = slab_count * 64;                                                                    \
    for (size_t group = 0; group < group_count; group++) {                                                             \
        roost_int_lanes sums;                                                                                          \
        sums_function(codes + group * group_size, query->codes, slab_count, &sums);                                    \
        size_t row = group * group_row_count;                                                                          \
        count += append_candidates(&sums, steps + row, errors + row, query, threshold, row, rows + count,              \
                                   estimates + count, bounds + count);                                                 \
    }                                                                                                                  \
    return count;

#define SCAN_PARAMETERS                                                                                                \
    (const unsigned char *codes, const float *steps, const float *errors, size_t group_count, size_t slab_count,       \
     const struct roost_code_query *query, float threshold, unsigned *rows, float *estimates, float *bounds)

static size_t scan_portable SCAN_PARAMETERS { SCAN_BODY(sums_portable) }
#if defined(__x86_64__)
ROOST_AVX2 static size_t scan_avx2 SCAN_PARAMETERS { SCAN_BODY(sums_avx2) }
ROOST_VNNI static size_t scan_vnni SCAN_PARAMETERS { SCAN_BODY(sums_vnni) }
#elif defined(__aarch64__)
ROOST_NEON_DOT static size_t scan_neon_dot SCAN_PARAMETERS { SCAN_BODY(sums_neon_dot) }
#endif

size_t roost_scan_codes(int level, const unsigned char *codes, const float *steps, const float *errors,
                        size_t group_count, size_t slab_count, const struct roost_code_query *query, float threshold,
                        unsigned *rows, float *estimates, float *bounds) {
#if defined(__x86_64__)
    if (level >= roost_simd_avx512_vnni) {
        return scan_vnni(codes, steps, errors, group_count, slab_count, query, threshold, rows, estimates, bounds);
    }
    if (level >= roost_simd_avx2) {
        return scan_avx2(codes, steps, errors, group_count, slab_count, query, threshold, rows, estimates, bounds);
    }
#elif defined(__aarch64__)
    if (level >= roost_simd_neon_dot) {
        return scan_neon_dot(codes, steps, errors, group_count, slab_count, query, threshold, rows, estimates, bounds);
    }
#else
    (void)level;
#endif
    return scan_portable(codes, steps, errors, group_count, slab_count, query, threshold, rows, estimates, bounds);
}

// MARK: - Scanning for several queries

#define SCAN_EACH_PARAMETERS                                                                                           \
    (const unsigned char *codes, const float *steps, const float *errors, size_t group_count, size_t slab_count,       \
     const struct roost_code_query *queries, size_t query_count, const float *thresholds, size_t capacity,             \
     unsigned *rows, float *estimates, float *bounds, size_t *counts)

#if defined(__x86_64__)
/// As `sums_vnni` for several queries, whose number must be a constant for the sums to stay in registers.
ROOST_VNNI ROOST_INLINE void sums_of_each_vnni(const unsigned char *group, const struct roost_code_query *queries,
                                               size_t query_count, size_t slab_count, roost_int_lanes *sums) {
    __m512i low_mask = _mm512_set1_epi8(15);
    __m512i low_sums[roost_code_query_count], high_sums[roost_code_query_count];
    const signed char *numbers[roost_code_query_count];
#pragma clang loop unroll(full)
    for (size_t query = 0; query < query_count; query++) {
        low_sums[query] = high_sums[query] = _mm512_setzero_si512();
        numbers[query] = queries[query].codes;
    }
    for (size_t slab = 0; slab < slab_count; slab++) {
        __m512i codes = _mm512_loadu_si512(group + slab * 64);
        __m512i low = _mm512_and_si512(codes, low_mask);
        __m512i high = _mm512_and_si512(_mm512_srli_epi16(codes, 4), low_mask);
#pragma clang loop unroll(full)
        for (size_t query = 0; query < query_count; query++) {
            int parts[2];
            __builtin_memcpy(parts, numbers[query] + slab * slab_dimension, sizeof(parts));
            low_sums[query] = _mm512_dpbusd_epi32(low_sums[query], low, _mm512_set1_epi32(parts[0]));
            high_sums[query] = _mm512_dpbusd_epi32(high_sums[query], high, _mm512_set1_epi32(parts[1]));
        }
    }
#pragma clang loop unroll(full)
    for (size_t query = 0; query < query_count; query++) {
        __m512i total = _mm512_add_epi32(low_sums[query], high_sums[query]);
        __builtin_memcpy(sums + query, &total, sizeof(total));
    }
}

ROOST_VNNI static void scan_each_vnni SCAN_EACH_PARAMETERS {
    for (size_t query = 0; query < query_count; query++) {
        counts[query] = 0;
    }
    for (size_t group = 0; group < group_count; group++) {
        const unsigned char *group_codes = codes + group * slab_count * 64;
        size_t row = group * group_row_count;
        roost_int_lanes sums[roost_code_query_count];
        size_t done = 0;
        if (query_count == 8) {
            sums_of_each_vnni(group_codes, queries, 8, slab_count, sums);
            done = 8;
        }
        if (query_count - done >= 4) {
            sums_of_each_vnni(group_codes, queries, 4, slab_count, sums);
            done = 4;
        }
        if (query_count - done >= 2) {
            sums_of_each_vnni(group_codes, queries + done, 2, slab_count, sums + done);
            done += 2;
        }
        if (query_count - done == 1) {
            sums_of_each_vnni(group_codes, queries + done, 1, slab_count, sums + done);
        }
        for (size_t query = 0; query < query_count; query++) {
            size_t place = query * capacity + counts[query];
            counts[query] += append_candidates(sums + query, steps + row, errors + row, queries + query,
                                               thresholds[query], row, rows + place, estimates + place,
                                               bounds + place);
        }
    }
}
#endif

void roost_scan_codes_each(int level, const unsigned char *codes, const float *steps, const float *errors,
                           size_t group_count, size_t slab_count, const struct roost_code_query *queries,
                           size_t query_count, const float *thresholds, size_t capacity, unsigned *rows,
                           float *estimates, float *bounds, size_t *counts) {
#if defined(__x86_64__)
    if (level >= roost_simd_avx512_vnni) {
        scan_each_vnni(codes, steps, errors, group_count, slab_count, queries, query_count, thresholds, capacity, rows,
                       estimates, bounds, counts);
        return;
    }
#endif
    for (size_t query = 0; query < query_count; query++) {
        size_t place = query * capacity;
        counts[query] = roost_scan_codes(level, codes, steps, errors, group_count, slab_count, queries + query,
                                         thresholds[query], rows + place, estimates + place, bounds + place);
    }
}
