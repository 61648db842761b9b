#ifndef CSIMD_LANES_H
#define CSIMD_LANES_H

#include "variants.h"

enum { roost_lane_count = 16 };

/// Sixteen floats: one AVX-512 register, two of AVX2, four of SSE or NEON. Passed by reference only: how a vector of
/// this size is passed by value depends on the level.
typedef float roost_lanes __attribute__((ext_vector_type(16)));
typedef int roost_int_lanes __attribute__((ext_vector_type(16)));
typedef signed char roost_byte_lanes __attribute__((ext_vector_type(16)));
/// The same, at any address that suits a float.
typedef float roost_unaligned_lanes __attribute__((ext_vector_type(16), aligned(4), may_alias));

/// The number of vectors that hold `count` floats.
ROOST_INLINE size_t roost_vector_count(size_t count) { return (count + roost_lane_count - 1) / roost_lane_count; }

/// Reads the first `count` lanes, at most sixteen, and sets the others to zero.
ROOST_INLINE void roost_load(roost_lanes *lanes, const float *source, size_t count) {
    if (count >= roost_lane_count) {
        *lanes = *(const roost_unaligned_lanes *)source;
    } else {
        *lanes = 0;
        __builtin_memcpy(lanes, source, count * sizeof(float));
    }
}

/// Writes the first `count` lanes, at most sixteen.
ROOST_INLINE void roost_store(float *target, const roost_lanes *lanes, size_t count) {
    if (count >= roost_lane_count) {
        *(roost_unaligned_lanes *)target = *lanes;
    } else {
        __builtin_memcpy(target, lanes, count * sizeof(float));
    }
}

/// The sum of the lanes, added in pairs.
ROOST_INLINE float roost_sum(const roost_lanes *lanes) {
    __typeof__(lanes->lo) eight = lanes->lo + lanes->hi;
    __typeof__(eight.lo) four = eight.lo + eight.hi;
    return (four[0] + four[2]) + (four[1] + four[3]);
}

/// Replaces each lane by the larger one of the two. A NaN in `lanes` is lost.
ROOST_INLINE void roost_set_maximum(roost_lanes *lanes, const roost_lanes *others) {
    *lanes = *lanes > *others ? *lanes : *others;
}

/// The largest lane.
ROOST_INLINE float roost_maximum(const roost_lanes *lanes) {
    __typeof__(lanes->lo) eight = lanes->lo > lanes->hi ? lanes->lo : lanes->hi;
    __typeof__(eight.lo) four = eight.lo > eight.hi ? eight.lo : eight.hi;
    float first = four[0] > four[2] ? four[0] : four[2];
    float second = four[1] > four[3] ? four[1] : four[3];
    return first > second ? first : second;
}

/// What an encoder has to know of a row before it chooses a step.
struct roost_row_extent {
    float square;
    /// The largest size of a value.
    float largest;
    /// At least the length of a row whose square vanishes or overflows; negative for any other row.
    float odd_length;
};

ROOST_INLINE struct roost_row_extent roost_extent(const float *row, size_t dimension) {
    roost_lanes squares = 0, largest = 0;
    for (size_t index = 0; index < dimension; index += roost_lane_count) {
        roost_lanes values;
        roost_load(&values, row + index, dimension - index);
        squares += values * values;
        roost_lanes sizes = __builtin_elementwise_abs(values);
        roost_set_maximum(&largest, &sizes);
    }
    struct roost_row_extent extent = {roost_sum(&squares), roost_maximum(&largest), -1};
    if (!(extent.square > 0x1p-80f && extent.square < 0x1p120f)) {
        double exact = 0;
        for (size_t index = 0; index < dimension; index++) {
            exact += (double)row[index] * row[index];
        }
        extent.odd_length = exact > 0 ? (float)(__builtin_sqrt(exact) * 1.001) + 0x1p-126f : 0;
    }
    return extent;
}

/// Replaces each lane x ≤ 0 by eˣ, with a relative error below 3e-7; anything below −87 gives e⁻⁸⁷.
///
/// eˣ = 2ⁿ · eʳ with n the whole number nearest to x / ln 2 and |r| ≤ ln 2 / 2. eʳ is Taylor's series up to r⁶/6!: the
/// rest is below (ln 2 / 2)⁷ / 7! · √2 = 2e-7. 2ⁿ is made from its bits.
ROOST_INLINE void roost_exp_of_nonpositive(roost_lanes *x) {
    const float round_to_whole = 0x1.8p23f;
    roost_lanes limited = *x > -87.0f ? *x : -87.0f;
    roost_lanes whole = (limited * 0x1.715476p0f + round_to_whole) - round_to_whole;
    // ln 2 in two parts, the first short enough for exact products (Cody & Waite 1980, section 6.2).
    roost_lanes rest = limited - whole * 0x1.62e4p-1f - whole * 0x1.7f7d1cp-20f;
    roost_lanes series = rest * (1 / 720.0f) + 1 / 120.0f;
    series = series * rest + 1 / 24.0f;
    series = series * rest + 1 / 6.0f;
    series = series * rest + 0.5f;
    series = series * rest + 1;
    series = series * rest + 1;
    roost_int_lanes bits = (__builtin_convertvector(whole, roost_int_lanes) + 127) << 23;
    roost_lanes power;
    __builtin_memcpy(&power, &bits, sizeof(power));
    *x = series * power;
}

#endif
