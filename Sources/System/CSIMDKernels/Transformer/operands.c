#include "../lanes.h"

// Rows in the formats of products. The rounding of bytes reads a sum's low bits: adding 1.5 · 2²³ leaves the nearest whole
// number there, also where the sum is not a number, which a conversion to int would not be defined for.

typedef unsigned char roost_unsigned_byte_lanes __attribute__((ext_vector_type(16)));
typedef unsigned short roost_short_lanes __attribute__((ext_vector_type(16)));
typedef unsigned roost_unsigned_lanes __attribute__((ext_vector_type(16)));

ROOST_INLINE void round_to_bfloat16(roost_short_lanes *result, const roost_lanes *x) {
    roost_unsigned_lanes bits;
    __builtin_memcpy(&bits, x, sizeof(bits));
    // Not for what is not a number, whose bits could become those of infinity: then the highest bit of its fraction is set.
    roost_unsigned_lanes rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    roost_int_lanes is_number = *x == *x;
    rounded = is_number ? rounded : ((bits >> 16) | 0x40);
    *result = __builtin_convertvector(rounded, roost_short_lanes);
}

ROOST_INLINE void encode_bfloat_row(const float *row, size_t column_count, unsigned char *values) {
    for (size_t column = 0; column < column_count; column += roost_lane_count) {
        size_t count = column_count - column;
        roost_lanes x;
        roost_load(&x, row + column, count);
        roost_short_lanes numbers;
        round_to_bfloat16(&numbers, &x);
        size_t size = (count + 1) / 2 * 4;
        __builtin_memcpy(values + 2 * column, &numbers, size < sizeof(numbers) ? size : sizeof(numbers));
    }
}

ROOST_INLINE void encode_byte_row(const float *row, size_t column_count, unsigned char *values, float *scale,
                                  float *offset) {
    roost_lanes smallest = __builtin_inff(), largest = -__builtin_inff(), zeros = 0;
    for (size_t column = 0; column < column_count; column += roost_lane_count) {
        size_t count = column_count - column;
        // The last vector ends where the row does: it must not mistake zeros behind it for numbers.
        size_t first = count >= roost_lane_count || column == 0 ? column : column_count - roost_lane_count;
        count = column_count - first;
        roost_lanes x;
        roost_load(&x, row + first, count);
        if (count < roost_lane_count) {
            for (size_t lane = count; lane < roost_lane_count; lane++) {
                x[lane] = x[0];
            }
        }
        // Not a number if one of the row is not finite, whatever the extremes make of it.
        zeros += x * 0;
        smallest = smallest < x ? smallest : x;
        roost_set_maximum(&largest, &x);
    }
    roost_lanes negated_smallest = -smallest;
    *offset = -roost_maximum(&negated_smallest);
    float range = roost_maximum(&largest) - *offset;
    // Where all numbers are nearly the same, bytes of zero stand for them.
    float inverse = range > 0x1p-100f ? 255 / range : 0;
    *scale = range / 255 + roost_sum(&zeros);
    const float round_to_whole = 0x1.8p23f;
    for (size_t column = 0; column < column_count; column += roost_lane_count) {
        size_t count = column_count - column;
        roost_lanes x;
        roost_load(&x, row + column, count);
        x = (x - *offset) * inverse + round_to_whole;
        roost_unsigned_lanes bits;
        __builtin_memcpy(&bits, &x, sizeof(bits));
        roost_unsigned_byte_lanes bytes = __builtin_convertvector(bits, roost_unsigned_byte_lanes);
        if (count >= roost_lane_count) {
            __builtin_memcpy(values + column, &bytes, sizeof(bytes));
        } else {
            __builtin_memset(values + column, 0, (count + 3) / 4 * 4);
            __builtin_memcpy(values + column, &bytes, count);
        }
    }
}

ROOST_INLINE void encode_operand_body(int format, const float *rows, size_t stride, size_t row_count,
                                      size_t column_count, unsigned char *values, size_t value_stride,
                                      float *scales, float *offsets) {
    for (size_t row = 0; row < row_count; row++) {
        const float *source = rows + row * stride;
        unsigned char *target = values + row * value_stride;
        if (format == roost_format_int8) {
            encode_byte_row(source, column_count, target, scales + row, offsets + row);
        } else if (format == roost_format_bfloat16) {
            encode_bfloat_row(source, column_count, target);
        } else {
            for (size_t column = 0; column < column_count; column += roost_lane_count) {
                size_t count = column_count - column;
                roost_lanes x;
                roost_load(&x, source + column, count);
                roost_store((float *)target + column, &x, count);
            }
        }
    }
}

ROOST_DEFINE_KERNEL(void, encode_operand,
                    (int format, const float *rows, size_t stride, size_t row_count, size_t column_count,
                     unsigned char *values, size_t value_stride, float *scales, float *offsets),
                    (format, rows, stride, row_count, column_count, values, value_stride, scales, offsets))

void roost_encode_operand(int level, int format, const float *rows, size_t stride, size_t row_count,
                          size_t column_count, unsigned char *values, size_t value_stride, float *scales,
                          float *offsets) {
    ROOST_CALL_KERNEL(level, encode_operand,
                      (format, rows, stride, row_count, column_count, values, value_stride, scales, offsets));
}
