#include "../lanes.h"
#include "tiles.h"

// Products with weights: what comes before the tiles, the packing of panels, and what comes after, the epilogue of each
// sum. A tile's sums go through a buffer in the first-level cache, so that the epilogue is one loop for all sizes of tiles.

enum { vectors_per_panel = roost_panel_column_count / roost_lane_count };

// MARK: - Packing

size_t roost_step_count(int format, size_t inner_count) {
    return format == roost_format_int8 ? (inner_count + 3) / 4
        : format == roost_format_bfloat16 ? (inner_count + 1) / 2
                                          : inner_count;
}

static unsigned short bfloat16_of(float value) {
    unsigned bits;
    __builtin_memcpy(&bits, &value, sizeof(bits));
    if (value != value) {
        // Rounding could make infinity or zero of it.
        return (unsigned short)(bits >> 16 | 0x40);
    }
    return (unsigned short)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

static void pack_float_column(const float *column, size_t inner_count, unsigned char *values) {
    for (size_t inner = 0; inner < inner_count; inner++) {
        float number = column[inner];
        __builtin_memcpy(values + inner * roost_panel_byte_count, &number, sizeof(number));
    }
}

static void pack_bfloat_column(const float *column, size_t inner_count, unsigned char *values) {
    for (size_t inner = 0; inner < inner_count; inner++) {
        unsigned short number = bfloat16_of(column[inner]);
        __builtin_memcpy(values + inner / 2 * roost_panel_byte_count + inner % 2 * sizeof(number), &number,
                         sizeof(number));
    }
}

/// Rounds to 127 steps on either side of zero. The sum is of what the bytes stand for, not of the weights: then a constant
/// offset of the left matrix cancels to the last digit, where it must. A column with a number that is not finite has no
/// steps: its products are not numbers.
static void pack_byte_column(const float *column, size_t inner_count, unsigned char *values,
                             float *scale, float *sum) {
    float largest = 0, zero = 0;
    for (size_t inner = 0; inner < inner_count; inner++) {
        float size = __builtin_fabsf(column[inner]);
        largest = size > largest ? size : largest;
        zero += column[inner] * 0;
    }
    if (zero != 0) {
        *scale = *sum = zero;
        return;
    }
    float inverse = largest > 0x1p-100f ? 127 / largest : 0;
    *scale = largest / 127;
    long long total = 0;
    for (size_t inner = 0; inner < inner_count; inner++) {
        signed char number = (signed char)__builtin_rintf(column[inner] * inverse);
        values[inner / 4 * roost_panel_byte_count + inner % 4] = (unsigned char)number;
        total += number;
    }
    *sum = (float)((double)total * *scale);
}

void roost_pack_panel(int format, const float *columns, size_t stride, size_t column_count, size_t inner_count,
                      unsigned char *values, float *scales, float *sums) {
    __builtin_memset(values, 0, roost_step_count(format, inner_count) * roost_panel_byte_count);
    for (size_t column = column_count; column < roost_panel_column_count && format == roost_format_int8; column++) {
        scales[column] = sums[column] = 0;
    }
    for (size_t column = 0; column < column_count; column++) {
        const float *source = columns + column * stride;
        unsigned char *target = values + column * 4;
        if (format == roost_format_int8) {
            pack_byte_column(source, inner_count, target, scales + column, sums + column);
        } else if (format == roost_format_bfloat16) {
            pack_bfloat_column(source, inner_count, target);
        } else {
            pack_float_column(source, inner_count, target);
        }
    }
}

// MARK: - Activations

/// Replaces x by GELU(x) = max(x, 0) − |x| · Φ(−|x|), which cancels nothing where Φ is small.
///
/// Φ(−|x|) = erfc(|x| / √2) / 2 by formula 7.1.26 of Abramowitz & Stegun 1964, Handbook of Mathematical Functions: the
/// error of its erfc is below 1.5e-7. Where |x| > 20 it is nothing beside max(x, 0), and |x| counts as 20 so that infinity
/// times zero does not come up.
ROOST_INLINE void gelu(roost_lanes *x) {
    roost_lanes size = __builtin_elementwise_abs(*x);
    size = size > 20 ? 20 : size;
    roost_lanes z = size * 0x1.6a09e6p-1f;
    roost_lanes t = 1 / (z * 0.3275911f + 1);
    roost_lanes series = t * 1.061405429f - 1.453152027f;
    series = series * t + 1.421413741f;
    series = series * t - 0.284496736f;
    series = series * t + 0.254829592f;
    roost_lanes exponential = -z * z;
    roost_exp_of_nonpositive(&exponential);
    roost_lanes positive_part = *x > 0 ? *x : 0;
    *x = positive_part - size * (0.5f * (series * t) * exponential);
}

/// Replaces x by x · (1/2 + y · P(y²)) with y = x limited to ±4, and x below −4 by what it is at −4.
///
/// P is the polynomial of its degree that makes the largest error of the product smallest, found by least squares with
/// weights that grow where the error is large (Lawson 1961), under the condition that 1/2 + 4 · P(16) = 1.
ROOST_INLINE void rough_gelu(roost_lanes *x) {
    // What is not a number stays so.
    roost_lanes limited = *x < -4 ? -4 : *x;
    roost_lanes y = limited < 4 ? limited : 4;
    roost_lanes square = y * y;
    roost_lanes series = square * 0x1.840f94p-26f - 0x1.aa7f04p-20f;
    series = series * square + 0x1.90abfp-15f;
    series = series * square - 0x1.a9d1dp-11f;
    series = series * square + 0x1.1f2b2p-7f;
    series = series * square - 0x1.086a32p-4f;
    series = series * square + 0x1.976b4ep-2f;
    *x = limited * (y * series + 0.5f);
}

// MARK: - Multiplying

/// Finishes the sums of a tile: makes numbers of them, adds the biases and applies the activation.
ROOST_INLINE void finish_tile_body(int format, const float *sums, size_t row_count, const float *scales,
                                   const float *offsets, const struct roost_panels *panels, size_t first_column,
                                   int activation, float *output, size_t stride) {
    for (size_t vector = 0; vector < vectors_per_panel; vector++) {
        size_t column = first_column + vector * roost_lane_count;
        roost_lanes biases = *(const roost_unaligned_lanes *)(panels->biases + column);
        roost_lanes column_scales = 0, column_sums = 0;
        if (format == roost_format_int8) {
            column_scales = *(const roost_unaligned_lanes *)(panels->scales + column);
            column_sums = *(const roost_unaligned_lanes *)(panels->sums + column);
        }
        for (size_t row = 0; row < row_count; row++) {
            roost_lanes x;
            const float *source = sums + row * roost_panel_column_count + vector * roost_lane_count;
            if (format == roost_format_int8) {
                roost_int_lanes numbers;
                __builtin_memcpy(&numbers, source, sizeof(numbers));
                x = __builtin_convertvector(numbers, roost_lanes);
                x = x * (column_scales * scales[row]) + (column_sums * offsets[row] + biases);
            } else {
                __builtin_memcpy(&x, source, sizeof(x));
                x += biases;
            }
            if (activation == roost_activation_gelu) {
                gelu(&x);
            } else if (activation == roost_activation_rough_gelu) {
                rough_gelu(&x);
            }
            *(roost_unaligned_lanes *)(output + row * stride + vector * roost_lane_count) = x;
        }
    }
}

#define FINISH(format, activation)                                                                                     \
    finish_tile_body(format, sums, row_count, scales, offsets, panels, first_column, activation, output, stride)

/// Chooses the loop once a tile.
ROOST_INLINE void finish_some_tile_body(int format, const float *sums, size_t row_count, const float *scales,
                                        const float *offsets, const struct roost_panels *panels, size_t first_column,
                                        int activation, float *output, size_t stride) {
    int is_int8 = format == roost_format_int8;
    if (activation == roost_activation_none) {
        is_int8 ? FINISH(roost_format_int8, roost_activation_none) : FINISH(roost_format_float32, roost_activation_none);
    } else if (activation == roost_activation_gelu) {
        is_int8 ? FINISH(roost_format_int8, roost_activation_gelu) : FINISH(roost_format_float32, roost_activation_gelu);
    } else {
        is_int8 ? FINISH(roost_format_int8, roost_activation_rough_gelu)
                : FINISH(roost_format_float32, roost_activation_rough_gelu);
    }
}

ROOST_DEFINE_KERNEL(void, finish_some_tile,
                    (int format, const float *sums, size_t row_count, const float *scales, const float *offsets,
                     const struct roost_panels *panels, size_t first_column, int activation, float *output,
                     size_t stride),
                    (format, sums, row_count, scales, offsets, panels, first_column, activation, output, stride))

void roost_multiply_panels(int level, int format, const struct roost_operand *operand, size_t row_count,
                           const struct roost_panels *panels, size_t first_panel, size_t panel_count, int activation,
                           float *output, size_t stride) {
    roost_tiler tiler = roost_tiler_for(level, format);
    size_t panel_size = panels->step_count * roost_panel_byte_count;
    float sums[roost_tile_row_capacity * roost_panel_column_count] __attribute__((aligned(64)));
    // Panel by panel: each stays in the caches nearest to the core while all rows pass it.
    for (size_t panel = 0; panel < panel_count; panel++) {
        size_t first_column = (first_panel + panel) * roost_panel_column_count;
        const unsigned char *values = panels->values + (first_panel + panel) * panel_size;
        for (size_t row = 0; row < row_count; row += tiler.row_capacity) {
            size_t count = row_count - row < tiler.row_capacity ? row_count - row : tiler.row_capacity;
            tiler.multiply(count, operand->values + row * operand->stride, operand->stride, values, panels->step_count,
                           sums, roost_panel_column_count);
            const float *scales = format == roost_format_int8 ? operand->scales + row : NULL;
            const float *offsets = format == roost_format_int8 ? operand->offsets + row : NULL;
            float *target = output + row * stride + panel * roost_panel_column_count;
            ROOST_CALL_KERNEL(level, finish_some_tile,
                              (format, sums, count, scales, offsets, panels, first_column, activation, target, stride));
        }
    }
}
