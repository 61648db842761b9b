#include "../lanes.h"

// Codes of one bit a value: see `roost_encode_bits` for what they mean and how they lie in memory.

enum { group_row_count = roost_bit_group_row_count, plane_count = roost_bit_plane_count };

typedef unsigned long long word_lanes __attribute__((ext_vector_type(8)));
typedef unsigned long long unaligned_word_lanes __attribute__((ext_vector_type(8), aligned(4), may_alias));

// MARK: - Rotation

/// Replaces `count` values, a power of two of 64 or more, by their Walsh-Hadamard transform, not scaled.
ROOST_INLINE void transform(float *values, size_t count) {
    for (size_t first = 0; first < count; first += roost_lane_count) {
        roost_lanes x;
        roost_load(&x, values + first, roost_lane_count);
        const roost_lanes ones = {1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1};
        const roost_lanes twos = {1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1, 1, 1, -1, -1};
        const roost_lanes fours = {1, 1, 1, 1, -1, -1, -1, -1, 1, 1, 1, 1, -1, -1, -1, -1};
        const roost_lanes eights = {1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1, -1};
        x = __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14) + x * ones;
        x = __builtin_shufflevector(x, x, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13) + x * twos;
        x = __builtin_shufflevector(x, x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11) + x * fours;
        x = __builtin_shufflevector(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7) + x * eights;
        roost_store(values + first, &x, roost_lane_count);
    }
    for (size_t stride = roost_lane_count; stride < count; stride *= 2) {
        for (size_t block = 0; block < count; block += 2 * stride) {
            for (size_t index = block; index < block + stride; index += roost_lane_count) {
                roost_lanes a, b;
                roost_load(&a, values + index, roost_lane_count);
                roost_load(&b, values + index + stride, roost_lane_count);
                roost_lanes sum = a + b, difference = a - b;
                roost_store(values + index, &sum, roost_lane_count);
                roost_store(values + index + stride, &difference, roost_lane_count);
            }
        }
    }
}

ROOST_INLINE void rotate_body(const float *source, size_t dimension, const float *signs, size_t width,
                              size_t padded_dimension, float *target) {
    __builtin_memcpy(target, source, dimension * sizeof(float));
    __builtin_memset(target + dimension, 0, (padded_dimension - dimension) * sizeof(float));
    for (size_t round = 0; round < roost_rotation_round_count; round++, signs += width) {
        float *part = round % 2 == 0 ? target : target + padded_dimension - width;
        for (size_t index = 0; index < width; index += roost_lane_count) {
            roost_lanes x, sign;
            roost_load(&x, part + index, roost_lane_count);
            roost_load(&sign, signs + index, roost_lane_count);
            x *= sign;
            roost_store(part + index, &x, roost_lane_count);
        }
        transform(part, width);
    }
}

ROOST_DEFINE_KERNEL(void, rotate,
                    (const float *source, size_t dimension, const float *signs, size_t width, size_t padded_dimension,
                     float *target),
                    (source, dimension, signs, width, padded_dimension, target))

void roost_rotate(int level, const float *source, size_t dimension, const float *signs, size_t width,
                  size_t padded_dimension, float *target) {
    ROOST_CALL_KERNEL(level, rotate, (source, dimension, signs, width, padded_dimension, target));
}

// MARK: - Encoding

ROOST_INLINE void encode_bits_body(const float *row, const float *centre, size_t word_count, unsigned char *group,
                                   size_t lane) {
    roost_lanes sizes = 0, squares = 0, centre_bits = 0, centre_products = 0;
    for (size_t word = 0; word < word_count; word++) {
        unsigned long long bits = 0;
        for (size_t part = 0; part < 4; part++) {
            roost_lanes x, c;
            size_t first = word * 64 + part * roost_lane_count;
            roost_load(&x, row + first, roost_lane_count);
            roost_load(&c, centre + first, roost_lane_count);
            x -= c;
            roost_int_lanes is_positive = x >= 0;
            const roost_int_lanes places = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
            bits |= (unsigned long long)(unsigned)__builtin_reduce_or(is_positive & places) << (16 * part);
            sizes += __builtin_elementwise_abs(x);
            squares += x * x;
            centre_bits += is_positive != 0 ? c : -c;
            centre_products += c * x;
        }
        __builtin_memcpy(group + (word * group_row_count + lane) * 8, &bits, 8);
    }
    float size = roost_sum(&sizes), square = roost_sum(&squares), dimension = (float)(word_count * 64);
    float scale = 0, offset = roost_sum(&centre_products), error = 0;
    if (square > 0x1p-80f && square < 0x1p80f) {
        scale = square / size;
        offset -= scale * roost_sum(&centre_bits);
        float rest = dimension - size * size / square;
        error = scale * __builtin_sqrtf((rest > 0 ? rest : 0) / (dimension - 1));
    } else if (size > 0 || size != size) {
        // Squares vanish or overflow: nothing is known of the row.
        offset = 0;
        error = __builtin_inff();
    }
    float *factors = (float *)(group + word_count * group_row_count * 8);
    factors[lane] = scale;
    factors[group_row_count + lane] = offset;
    factors[2 * group_row_count + lane] = error;
}

ROOST_DEFINE_KERNEL(void, encode_bits,
                    (const float *row, const float *centre, size_t word_count, unsigned char *group, size_t lane),
                    (row, centre, word_count, group, lane))

void roost_encode_bits(int level, const float *row, const float *centre, size_t word_count, unsigned char *group,
                       size_t lane) {
    ROOST_CALL_KERNEL(level, encode_bits, (row, centre, word_count, group, lane));
}

// MARK: - Scanning

/// Writes, for each of the sixteen rows of a group, the sum of the query's numbers at the bits that are set.
ROOST_INLINE void sums_of_set_bits(const unsigned char *group, const unsigned long long *planes, size_t word_count,
                                   roost_int_lanes *sums) {
    word_lanes first[plane_count] = {0}, second[plane_count] = {0};
    for (size_t word = 0; word < word_count; word++, group += 128, planes += plane_count) {
        word_lanes a = *(const unaligned_word_lanes *)group, b = *(const unaligned_word_lanes *)(group + 64);
        for (size_t plane = 0; plane < plane_count; plane++) {
            first[plane] += __builtin_elementwise_popcount(a & planes[plane]);
            second[plane] += __builtin_elementwise_popcount(b & planes[plane]);
        }
    }
    word_lanes total_first = -(first[plane_count - 1] << (plane_count - 1));
    word_lanes total_second = -(second[plane_count - 1] << (plane_count - 1));
    for (size_t plane = 0; plane < plane_count - 1; plane++) {
        total_first += first[plane] << plane;
        total_second += second[plane] << plane;
    }
    typedef int eight_ints __attribute__((ext_vector_type(8)));
    sums->lo = __builtin_convertvector(total_first, eight_ints);
    sums->hi = __builtin_convertvector(total_second, eight_ints);
}

ROOST_INLINE size_t scan_bits_body(const unsigned char *codes, size_t group_count, size_t word_count,
                                   const struct roost_bit_query *query, const struct roost_bit_list *list,
                                   unsigned *places, float *estimates, float *bounds) {
    size_t count = 0, code_size = word_count * group_row_count * 8;
    size_t group_size = code_size + 3 * group_row_count * sizeof(float);
    float share = query->deviations * query->deviations;
    for (size_t group = 0; group < group_count; group++, codes += group_size) {
        roost_int_lanes sums;
        sums_of_set_bits(codes, query->planes, word_count, &sums);
        roost_lanes scale, offset, error;
        const float *factors = (const float *)(codes + code_size);
        roost_load(&scale, factors, roost_lane_count);
        roost_load(&offset, factors + group_row_count, roost_lane_count);
        roost_load(&error, factors + 2 * group_row_count, roost_lane_count);
        roost_lanes product = __builtin_convertvector(sums, roost_lanes) * query->scale - query->shift;
        roost_lanes estimate = scale * product + offset + list->centre_score;
        roost_lanes variance = error * error * list->square_distance + scale * scale * query->square_error;
        roost_lanes missing = list->threshold - estimate;
        missing = missing > 0 ? missing : 0;
        roost_int_lanes may_reach = missing * missing <= variance * share;
        // A row that is no row has an estimate that is no number, which is not larger than 0 either.
        may_reach &= estimate == estimate;
        if (!__builtin_reduce_or(may_reach)) {
            continue;
        }
        for (size_t row = 0; row < group_row_count; row++) {
            if (may_reach[row]) {
                places[count] = (unsigned)(group * group_row_count + row);
                estimates[count] = estimate[row];
                bounds[count] = estimate[row] + query->deviations * __builtin_sqrtf(variance[row]);
                count++;
            }
        }
    }
    return count;
}

#define SCAN_BITS_PARAMETERS                                                                                           \
    (const unsigned char *codes, size_t group_count, size_t word_count, const struct roost_bit_query *query,           \
     const struct roost_bit_list *list, unsigned *places, float *estimates, float *bounds)
#define SCAN_BITS_ARGUMENTS (codes, group_count, word_count, query, list, places, estimates, bounds)

ROOST_DEFINE_KERNEL(size_t, scan_bits, SCAN_BITS_PARAMETERS, SCAN_BITS_ARGUMENTS)
#if defined(__x86_64__)
ROOST_POPCOUNT static size_t scan_bits_popcount SCAN_BITS_PARAMETERS { return scan_bits_body SCAN_BITS_ARGUMENTS; }
#endif

size_t roost_scan_bits(int level, const unsigned char *codes, size_t group_count, size_t word_count,
                       const struct roost_bit_query *query, const struct roost_bit_list *list, unsigned *places,
                       float *estimates, float *bounds) {
#if defined(__x86_64__)
    if (level >= roost_simd_avx512_popcount) {
        return scan_bits_popcount SCAN_BITS_ARGUMENTS;
    }
#endif
    return ROOST_CALL_KERNEL(level, scan_bits, SCAN_BITS_ARGUMENTS);
}
