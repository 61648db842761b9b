#include "../lanes.h"
#include "tiles.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Attention of one head is two products with a softmax between them, of the same tiles as the products with weights. The
// keys are packed as panels of 32 tokens and the values as panels of 32 numbers; the queries go by in blocks, whose scores
// stay in the nearest caches.

typedef unsigned roost_word_lanes __attribute__((ext_vector_type(16)));
typedef unsigned roost_unaligned_word_lanes __attribute__((ext_vector_type(16), aligned(4), may_alias));

enum { words_per_line = 16 };

// MARK: - Formats

/// What formats do differently. A line is sixteen words.
typedef struct {
    size_t numbers_per_word;
    /// What scores are multiplied by, besides 1 / √head_size, for the softmax.
    float score_factor;
    /// Makes a line of the first `count` numbers, at most a line full, each times `factor`; zeros behind them.
    void (*load_line)(roost_word_lanes *line, const float *numbers, size_t count, float factor);
    /// Makes a line of sixteen columns of one step: of the numbers of one token, or of two. Null is a token of zeros.
    void (*load_step)(roost_word_lanes *line, const float *first, const float *_Nullable second, size_t count);
    /// Turns a row of scores into weights and gives their sum; the largest weight is 1.
    float (*exponentiate)(float *scores, size_t count, unsigned *weights);
} attention_format;

/// Sets the scores behind the first `count` to minus infinity up to a whole vector, and gives the largest of all.
ROOST_INLINE float finish_scores(float *scores, size_t count) {
    for (size_t key = count; key % roost_lane_count != 0; key++) {
        scores[key] = -__builtin_inff();
    }
    // Scores that are not numbers do not count: then no score is above the largest.
    roost_lanes largest = -__builtin_inff();
    for (size_t key = 0; key < count; key += roost_lane_count) {
        roost_lanes x = *(roost_unaligned_lanes *)(scores + key);
        roost_set_maximum(&x, &largest);
        largest = x;
    }
    return roost_maximum(&largest);
}

ROOST_INLINE void load_float_line(roost_word_lanes *line, const float *numbers, size_t count, float factor) {
    roost_lanes x;
    roost_load(&x, numbers, count);
    x *= factor;
    __builtin_memcpy(line, &x, sizeof(x));
}

ROOST_INLINE void load_float_step(roost_word_lanes *line, const float *first, const float *second, size_t count) {
    (void)second;
    load_float_line(line, first, count, 1);
}

ROOST_INLINE float exponentiate_floats(float *scores, size_t count, unsigned *weights) {
    float maximum = finish_scores(scores, count);
    roost_lanes total = 0;
    for (size_t key = 0; key < count; key += roost_lane_count) {
        roost_lanes x = *(roost_unaligned_lanes *)(scores + key) - maximum;
        // The padding becomes e⁻⁸⁷: nothing beside the row's largest, which is 1.
        roost_exp_of_nonpositive(&x);
        total += x;
        __builtin_memcpy(weights + key, &x, sizeof(x));
    }
    return roost_sum(&total);
}

#if defined(__x86_64__)
ROOST_BF16 static inline void load_bfloat_line(roost_word_lanes *line, const float *numbers, size_t count,
                                               float factor) {
    roost_lanes lower, upper;
    roost_load(&lower, numbers, count);
    roost_load(&upper, numbers + roost_lane_count, count > roost_lane_count ? count - roost_lane_count : 0);
    __m512i words = (__m512i)_mm512_cvtne2ps_pbh((__m512)(upper * factor), (__m512)(lower * factor));
    __builtin_memcpy(line, &words, sizeof(words));
}

ROOST_BF16 static inline void load_bfloat_step(roost_word_lanes *line, const float *first, const float *second,
                                               size_t count) {
    roost_lanes lower, upper = 0;
    roost_load(&lower, first, count);
    if (second) {
        roost_load(&upper, second, count);
    }
    __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh((__m512)lower));
    __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh((__m512)upper));
    __m512i words = _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
    __builtin_memcpy(line, &words, sizeof(words));
}

/// 2ˣ = 2ⁿ · 2ʳ with n the nearest whole number; 2ʳ is a polynomial with a relative error below 8e-5, a fiftieth of
/// the 2⁻⁸ that rounding to bfloat16 may add.
ROOST_BF16 static inline float exponentiate_bfloats(float *scores, size_t count, unsigned *weights) {
    __m512 maximum = _mm512_set1_ps(finish_scores(scores, count));
    __m512 total = _mm512_setzero_ps();
    for (size_t key = 0; key < count; key += roost_lane_count) {
        __m512 x = _mm512_sub_ps(_mm512_loadu_ps(scores + key), maximum);
        // Scores of minus infinity would give a rest that is not a number.
        x = _mm512_max_ps(x, _mm512_set1_ps(-1000));
        __m512 whole = _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
        __m512 rest = _mm512_sub_ps(x, whole);
        __m512 series = _mm512_fmadd_ps(rest, _mm512_set1_ps(0x1.c3f74cp-5f), _mm512_set1_ps(0x1.f0de2p-3f));
        series = _mm512_fmadd_ps(series, rest, _mm512_set1_ps(0x1.62f31ap-1f));
        series = _mm512_fmadd_ps(series, rest, _mm512_set1_ps(0x1.fff692p-1f));
        __m512 weight = _mm512_scalef_ps(series, whole);
        total = _mm512_add_ps(total, weight);
        _mm256_storeu_si256((__m256i *)(weights + key / 2), (__m256i)_mm512_cvtneps_pbh(weight));
    }
    return _mm512_reduce_add_ps(total);
}
#endif

// MARK: - Scratch

/// Where things are in the scratch, in words from its beginning. The keys come first.
typedef struct {
    /// Words of a row of queries or keys, whole lines.
    size_t row_word_count;
    /// The tokens rounded up to whole panels.
    size_t padded_token_count;
    /// Words of a row of weights.
    size_t weight_word_count;
    size_t values;
    size_t queries;
    size_t scores;
    size_t weights;
    size_t end;
} attention_layout;

ROOST_INLINE size_t rounded_up(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

ROOST_INLINE attention_layout layout_of(size_t numbers_per_word, size_t token_count, size_t head_size) {
    attention_layout layout;
    layout.row_word_count = rounded_up((head_size + numbers_per_word - 1) / numbers_per_word, words_per_line);
    layout.padded_token_count = rounded_up(token_count, roost_panel_column_count);
    layout.weight_word_count = layout.padded_token_count / numbers_per_word;
    layout.values = layout.row_word_count * layout.padded_token_count;
    layout.queries = layout.values + layout.weight_word_count * rounded_up(head_size, roost_panel_column_count);
    layout.scores = layout.queries + roost_tile_row_capacity * layout.row_word_count;
    size_t score_end = layout.scores + roost_tile_row_capacity * layout.padded_token_count;
    // Weights of 32 bits take the places of their scores.
    layout.weights = numbers_per_word == 1 ? layout.scores : score_end;
    layout.end = numbers_per_word == 1 ? score_end : score_end + roost_tile_row_capacity * layout.weight_word_count;
    return layout;
}

size_t roost_attention_scratch_size(int format, size_t token_count, size_t head_size) {
    return layout_of(format == roost_format_bfloat16 ? 2 : 1, token_count, head_size).end * sizeof(unsigned);
}

// MARK: - Packing

/// Transposes a square of sixteen lines: lines that are 8, 4, 2 and then 1 apart exchange blocks of as many words.
ROOST_INLINE void transpose(roost_word_lanes lines[words_per_line]) {
#define EXCHANGE(distance, low, high)                                                                                  \
    _Pragma("clang loop unroll(full)") for (size_t line = 0; line < words_per_line; line++) {                          \
        if ((line & distance) == 0) {                                                                                  \
            roost_word_lanes upper = lines[line], lower = lines[line + distance];                                      \
            lines[line] = __builtin_shufflevector(upper, lower, low);                                                  \
            lines[line + distance] = __builtin_shufflevector(upper, lower, high);                                      \
        }                                                                                                              \
    }
#define LOW_8 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23
#define HIGH_8 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31
#define LOW_4 0, 1, 2, 3, 16, 17, 18, 19, 8, 9, 10, 11, 24, 25, 26, 27
#define HIGH_4 4, 5, 6, 7, 20, 21, 22, 23, 12, 13, 14, 15, 28, 29, 30, 31
#define LOW_2 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29
#define HIGH_2 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31
#define LOW_1 0, 16, 2, 18, 4, 20, 6, 22, 8, 24, 10, 26, 12, 28, 14, 30
#define HIGH_1 1, 17, 3, 19, 5, 21, 7, 23, 9, 25, 11, 27, 13, 29, 15, 31
    EXCHANGE(8, LOW_8, HIGH_8)
    EXCHANGE(4, LOW_4, HIGH_4)
    EXCHANGE(2, LOW_2, HIGH_2)
    EXCHANGE(1, LOW_1, HIGH_1)
}

ROOST_INLINE void pack_keys(const attention_format *format, const attention_layout *layout,
                            const struct roost_attention_head *head, unsigned *keys) {
    size_t per_line = words_per_line * format->numbers_per_word;
    for (size_t token = 0; token < layout->padded_token_count; token += words_per_line) {
        unsigned *panel = keys + token / roost_panel_column_count * layout->row_word_count * roost_panel_column_count
            + token % roost_panel_column_count;
        for (size_t word = 0; word < layout->row_word_count; word += words_per_line) {
            size_t first = word * format->numbers_per_word;
            size_t count = head->head_size > first ? head->head_size - first : 0;
            roost_word_lanes lines[words_per_line];
            for (size_t line = 0; line < words_per_line; line++) {
                if (token + line < head->token_count) {
                    const float *row = head->keys + (token + line) * head->stride + first;
                    format->load_line(lines + line, row, count < per_line ? count : per_line, 1);
                } else {
                    lines[line] = 0;
                }
            }
            transpose(lines);
            for (size_t line = 0; line < words_per_line; line++) {
                *(roost_unaligned_word_lanes *)(panel + (word + line) * roost_panel_column_count) = lines[line];
            }
        }
    }
}

ROOST_INLINE void pack_values(const attention_format *format, const attention_layout *layout,
                              const struct roost_attention_head *head, unsigned *values) {
    for (size_t column = 0; column < head->head_size; column += words_per_line) {
        unsigned *panel = values + column / roost_panel_column_count * layout->weight_word_count * roost_panel_column_count
            + column % roost_panel_column_count;
        for (size_t token = 0; token < head->token_count; token += format->numbers_per_word) {
            const float *first = head->values + token * head->stride + column;
            int has_second = format->numbers_per_word == 2 && token + 1 < head->token_count;
            roost_word_lanes line;
            format->load_step(&line, first, has_second ? first + head->stride : NULL, head->head_size - column);
            *(roost_unaligned_word_lanes *)panel = line;
            panel += roost_panel_column_count;
        }
    }
}

ROOST_INLINE void pack_queries(const attention_format *format, const attention_layout *layout,
                               const struct roost_attention_head *head, size_t first_row, size_t row_count,
                               unsigned *queries) {
    size_t per_line = words_per_line * format->numbers_per_word;
    float factor = format->score_factor / __builtin_sqrtf((float)head->head_size);
    for (size_t row = 0; row < row_count; row++) {
        const float *source = head->queries + (first_row + row) * head->stride;
        for (size_t number = 0; number < head->head_size; number += per_line) {
            size_t count = head->head_size - number;
            roost_word_lanes line;
            format->load_line(&line, source + number, count < per_line ? count : per_line, factor);
            unsigned *target = queries + row * layout->row_word_count + number / format->numbers_per_word;
            *(roost_unaligned_word_lanes *)target = line;
        }
    }
}

// MARK: - Attending

/// Writes the head's output for some rows, whose weights are there.
ROOST_INLINE void combine_values(const attention_layout *layout, const struct roost_attention_head *head,
                                 roost_tile *multiply, size_t row_count, size_t step_count, const unsigned *values,
                                 const unsigned *weights, const float *sums, float *output, size_t stride) {
    size_t panel_size = layout->weight_word_count * roost_panel_column_count;
    for (size_t column = 0; column < head->head_size; column += roost_panel_column_count) {
        float tile[roost_tile_row_capacity * roost_panel_column_count] __attribute__((aligned(64)));
        multiply(row_count, (const unsigned char *)weights, layout->weight_word_count * sizeof(unsigned),
                 (const unsigned char *)(values + column / roost_panel_column_count * panel_size), step_count, tile,
                 roost_panel_column_count);
        for (size_t row = 0; row < row_count; row++) {
            for (size_t part = 0; part < roost_panel_column_count && column + part < head->head_size;
                 part += roost_lane_count) {
                roost_lanes x = *(roost_unaligned_lanes *)(tile + row * roost_panel_column_count + part) / sums[row];
                roost_store(output + row * stride + column + part, &x, head->head_size - column - part);
            }
        }
    }
}

ROOST_INLINE void attend_body(const attention_format *format, roost_tiler tiler,
                              const struct roost_attention_head *head, float *output, size_t stride,
                              unsigned char *scratch) {
    attention_layout layout = layout_of(format->numbers_per_word, head->token_count, head->head_size);
    unsigned *keys = (unsigned *)scratch, *values = keys + layout.values, *queries = keys + layout.queries;
    unsigned *weights = keys + layout.weights;
    float *scores = (float *)(keys + layout.scores);
    size_t panel_size = layout.row_word_count * roost_panel_column_count;
    size_t step_count = (head->token_count + format->numbers_per_word - 1) / format->numbers_per_word;
    pack_keys(format, &layout, head, keys);
    pack_values(format, &layout, head, values);
    for (size_t row = 0; row < head->token_count; row += tiler.row_capacity) {
        size_t count = head->token_count - row < tiler.row_capacity ? head->token_count - row : tiler.row_capacity;
        pack_queries(format, &layout, head, row, count, queries);
        for (size_t key = 0; key < layout.padded_token_count; key += roost_panel_column_count) {
            tiler.multiply(count, (const unsigned char *)queries, layout.row_word_count * sizeof(unsigned),
                           (const unsigned char *)(keys + key / roost_panel_column_count * panel_size),
                           layout.row_word_count, scores + key, layout.padded_token_count);
        }
        float sums[roost_tile_row_capacity];
        for (size_t index = 0; index < count; index++) {
            sums[index] = format->exponentiate(scores + index * layout.padded_token_count, head->token_count,
                                               weights + index * layout.weight_word_count);
        }
        combine_values(&layout, head, tiler.multiply, count, step_count, values, weights, sums, output + row * stride,
                       stride);
    }
}

ROOST_INLINE void attend_floats_body(roost_tiler tiler, const struct roost_attention_head *head, float *output,
                                     size_t stride, unsigned char *scratch) {
    const attention_format format = {1, 1, load_float_line, load_float_step, exponentiate_floats};
    attend_body(&format, tiler, head, output, stride, scratch);
}

ROOST_DEFINE_KERNEL(void, attend_floats,
                    (roost_tiler tiler, const struct roost_attention_head *head, float *output, size_t stride,
                     unsigned char *scratch),
                    (tiler, head, output, stride, scratch))

#if defined(__x86_64__)
ROOST_BF16 static void attend_bfloats(roost_tiler tiler, const struct roost_attention_head *head, float *output,
                                      size_t stride, unsigned char *scratch) {
    // log₂ e: the weights are powers of two.
    const attention_format format = {2, 0x1.715476p0f, load_bfloat_line, load_bfloat_step, exponentiate_bfloats};
    attend_body(&format, tiler, head, output, stride, scratch);
}
#endif

void roost_attend(int level, int format, const struct roost_attention_head *head, float *output, size_t stride,
                  unsigned char *scratch) {
    roost_tiler tiler = roost_tiler_for(level, format);
#if defined(__x86_64__)
    if (format == roost_format_bfloat16) {
        attend_bfloats(tiler, head, output, stride, scratch);
        return;
    }
#endif
    ROOST_CALL_KERNEL(level, attend_floats, (tiler, head, output, stride, scratch));
}
