#include "../lanes.h"

// Codes of one bit a value for the vectors of tokens: CSIMDTokens.h says how they lie in memory.

/// The bits of sixteen lanes.
static const roost_int_lanes places = {1,   2,   4,    8,    16,   32,   64,    128,
                                       256, 512, 1024, 2048, 4096, 8192, 16384, 32768};

// MARK: - Encoding

/// One divided by the length of a row; finite for a row of zeros.
ROOST_INLINE float inverse_length(const float *row, size_t dimension) {
    roost_lanes squares = 0;
    for (size_t index = 0; index < dimension; index += roost_lane_count) {
        roost_lanes x;
        roost_load(&x, row + index, dimension - index);
        squares += x * x;
    }
    return 1 / __builtin_sqrtf(roost_sum(&squares) + 0x1p-126f);
}

ROOST_INLINE void encode_token_pairs_body(const float *rows, size_t stride, size_t row_count, size_t dimension,
                                          unsigned char *codes) {
    for (size_t row = 0; row < row_count; row += 2) {
        const float *first = rows + row * stride;
        const float *second = row + 1 < row_count ? first + stride : first;
        float first_scale = inverse_length(first, dimension), second_scale = inverse_length(second, dimension);
        for (size_t index = 0; index < dimension; index += roost_lane_count) {
            size_t rest = dimension - index;
            roost_lanes x, y;
            roost_load(&x, first + index, rest);
            roost_load(&y, second + index, rest);
            roost_int_lanes is_set = x * first_scale + y * second_scale >= 0;
            unsigned bits = (unsigned)__builtin_reduce_or(is_set & places);
            bits &= rest < roost_lane_count ? (1u << rest) - 1 : 0xFFFF;
            *codes++ = (unsigned char)bits;
            if (rest > 8) {
                *codes++ = (unsigned char)(bits >> 8);
            }
        }
    }
}

ROOST_DEFINE_KERNEL(void, encode_token_pairs,
                    (const float *rows, size_t stride, size_t row_count, size_t dimension, unsigned char *codes),
                    (rows, stride, row_count, dimension, codes))

void roost_encode_token_pairs(int level, const float *rows, size_t stride, size_t row_count, size_t dimension,
                              unsigned char *codes) {
    ROOST_CALL_KERNEL(level, encode_token_pairs, (rows, stride, row_count, dimension, codes));
}

// MARK: - Inner products

/// Queries and codes whose sums stay in registers; without AVX-512 there is room for one code.
enum { tile_query_count = 4, tile_code_limit = 2 };

/// Adds to each pair's sum the query's values at the bits of the code that are set, of up to sixteen from `index` on.
ROOST_INLINE void add_set_values(roost_lanes sums[tile_code_limit][tile_query_count], const float *const *queries,
                                 const unsigned char *const *codes, size_t code_count, size_t index, size_t count) {
    roost_lanes values[tile_query_count];
    for (size_t query = 0; query < tile_query_count; query++) {
        roost_load(&values[query], queries[query] + index, count);
    }
    for (size_t code = 0; code < code_count; code++) {
        int bits = codes[code][index / 8];
        if (count > 8) {
            bits |= codes[code][index / 8 + 1] << 8;
        }
        roost_int_lanes is_set = (bits & places) != 0;
        for (size_t query = 0; query < tile_query_count; query++) {
            sums[code][query] = is_set != 0 ? sums[code][query] + values[query] : sums[code][query];
        }
    }
}

/// Raises `maxima` to the inner products of the tile's queries, whose sums are `totals`, with its codes, for codes of ±1.
///
/// - tile_code_count: A constant after inlining.
ROOST_INLINE void raise_to_products(float *maxima, const float *totals, const float *const *queries,
                                    const unsigned char *const *codes, size_t tile_code_count, size_t dimension) {
    roost_lanes sums[tile_code_limit][tile_query_count] = {};
    size_t whole = dimension - dimension % roost_lane_count;
    for (size_t index = 0; index < whole; index += roost_lane_count) {
        add_set_values(sums, queries, codes, tile_code_count, index, roost_lane_count);
    }
    if (whole < dimension) {
        add_set_values(sums, queries, codes, tile_code_count, whole, dimension - whole);
    }
    for (size_t code = 0; code < tile_code_count; code++) {
        for (size_t query = 0; query < tile_query_count; query++) {
            float product = 2 * roost_sum(&sums[code][query]) - totals[query];
            maxima[query] = product > maxima[query] ? product : maxima[query];
        }
    }
}

ROOST_INLINE float sum_of_values(const float *values, size_t count) {
    roost_lanes sums = 0;
    for (size_t index = 0; index < count; index += roost_lane_count) {
        roost_lanes x;
        roost_load(&x, values + index, count - index);
        sums += x;
    }
    return roost_sum(&sums);
}

ROOST_INLINE void largest_code_products_body(int level, const float *queries, size_t query_count,
                                             const unsigned char *codes, size_t code_count, size_t dimension,
                                             float *maxima) {
    const size_t tile_code_count = level >= roost_simd_avx512 && level < roost_simd_neon_dot ? tile_code_limit : 1;
    size_t code_size = (dimension + 7) / 8;
    float scale = 1 / __builtin_sqrtf((float)dimension);
    for (size_t first = 0; first < query_count; first += tile_query_count) {
        size_t count = query_count - first < tile_query_count ? query_count - first : tile_query_count;
        const float *tile_queries[tile_query_count];
        float totals[tile_query_count], largest[tile_query_count];
        for (size_t query = 0; query < tile_query_count; query++) {
            // Places behind the last query, and behind the last code below, repeat it: that changes no maximum.
            tile_queries[query] = queries + (first + (query < count ? query : count - 1)) * dimension;
            totals[query] = sum_of_values(tile_queries[query], dimension);
            largest[query] = -__builtin_inff();
        }
        for (size_t code = 0; code < code_count; code += tile_code_count) {
            const unsigned char *tile_codes[tile_code_limit];
            for (size_t place = 0; place < tile_code_count; place++) {
                size_t chosen = code + place < code_count ? code + place : code_count - 1;
                tile_codes[place] = codes + chosen * code_size;
            }
            raise_to_products(largest, totals, tile_queries, tile_codes, tile_code_count, dimension);
        }
        for (size_t query = 0; query < count; query++) {
            maxima[first + query] = largest[query] * scale;
        }
    }
}

#define LARGEST_PARAMETERS                                                                                             \
    (const float *queries, size_t query_count, const unsigned char *codes, size_t code_count, size_t dimension,        \
     float *maxima)

ROOST_DEFINE_KERNEL(void, largest_code_products, LARGEST_PARAMETERS,
                    (level, queries, query_count, codes, code_count, dimension, maxima))

void roost_largest_code_products(int level, const float *queries, size_t query_count, const unsigned char *codes,
                                 size_t code_count, size_t dimension, float *maxima) {
    ROOST_CALL_KERNEL(level, largest_code_products, (queries, query_count, codes, code_count, dimension, maxima));
}
