#include "lanes.h"

// Attention of one head at a time. Its keys are copied column by column and its values row by row, so that both inner
// loops run along contiguous memory; the queries go in blocks whose scores stay in the first-level cache.

/// Queries in a block: with one or two vectors of scores for each, their sums fit the registers.
enum { block_row_count = 6 };

/// Vectors of sums for each query: 12 of AVX-512's 32 registers, 12 of AVX2's 16.
ROOST_INLINE size_t block_vector_count(int level) { return level == roost_simd_avx512 ? 2 : 1; }

/// One head's operands, each row padded with zeros to whole pairs of vectors.
typedef struct {
    size_t token_count;
    /// `token_count` rounded up.
    size_t key_stride;
    /// `head_size` rounded up.
    size_t value_stride;
    /// `head_size × key_stride`.
    float *keys;
    /// `token_count × value_stride`.
    float *values;
    /// `block_row_count × head_size`.
    float *queries;
    /// `block_row_count × key_stride`.
    float *scores;
} attention_head;

/// `count` rounded up to whole pairs of vectors.
ROOST_INLINE size_t padded(size_t count) {
    const size_t pair = 2 * roost_lane_count;
    return (count + pair - 1) / pair * pair;
}

/// Writes `left · right` for `block_row_count` rows and `level`'s number of adjacent vectors of columns.
ROOST_INLINE void multiply_block(int level, const float *left, size_t left_stride, const float *right,
                                 size_t right_stride, size_t inner_count, roost_lanes sums[block_row_count][2]) {
    for (size_t row = 0; row < block_row_count; row++) {
        for (size_t vector = 0; vector < block_vector_count(level); vector++) {
            sums[row][vector] = 0;
        }
    }
    for (size_t inner = 0; inner < inner_count; inner++) {
        for (size_t row = 0; row < block_row_count; row++) {
            for (size_t vector = 0; vector < block_vector_count(level); vector++) {
                sums[row][vector] += left[row * left_stride + inner]
                    * *(const roost_unaligned_lanes *)(right + inner * right_stride + vector * roost_lane_count);
            }
        }
    }
}

/// Replaces each row of scores s by exp(s − max s), and gives the rows' sums.
ROOST_INLINE void exponentiate_scores(const attention_head *head, float sums[block_row_count]) {
    for (size_t row = 0; row < block_row_count; row++) {
        float *scores = head->scores + row * head->key_stride;
        // The padding becomes e⁻⁸⁷: nothing beside the row's largest exponential, which is 1.
        for (size_t key = head->token_count; key < head->key_stride; key++) {
            scores[key] = -__builtin_inff();
        }
        roost_lanes largest = *(roost_unaligned_lanes *)scores;
        for (size_t key = roost_lane_count; key < head->key_stride; key += roost_lane_count) {
            roost_lanes x = *(roost_unaligned_lanes *)(scores + key);
            roost_set_maximum(&largest, &x);
        }
        float maximum = roost_maximum(&largest);
        roost_lanes total = 0;
        for (size_t key = 0; key < head->key_stride; key += roost_lane_count) {
            roost_lanes x = *(roost_unaligned_lanes *)(scores + key) - maximum;
            roost_exp_of_nonpositive(&x);
            total += x;
            *(roost_unaligned_lanes *)(scores + key) = x;
        }
        sums[row] = roost_sum(&total);
    }
}

/// Writes the head's output for the `row_count` queries in `head->queries`.
ROOST_INLINE void attend_block(int level, const attention_head *head, size_t head_size, size_t row_count,
                               float *output, size_t output_stride) {
    size_t step = block_vector_count(level) * roost_lane_count;
    roost_lanes block[block_row_count][2];
    for (size_t key = 0; key < head->key_stride; key += step) {
        multiply_block(level, head->queries, head_size, head->keys + key, head->key_stride, head_size, block);
        for (size_t row = 0; row < block_row_count; row++) {
            for (size_t vector = 0; vector < block_vector_count(level); vector++) {
                float *target = head->scores + row * head->key_stride + key + vector * roost_lane_count;
                *(roost_unaligned_lanes *)target = block[row][vector];
            }
        }
    }
    float sums[block_row_count];
    exponentiate_scores(head, sums);
    for (size_t column = 0; column < head_size; column += step) {
        multiply_block(level, head->scores, head->key_stride, head->values + column, head->value_stride,
                       head->token_count, block);
        for (size_t row = 0; row < row_count; row++) {
            for (size_t vector = 0; vector < block_vector_count(level); vector++) {
                size_t first = column + vector * roost_lane_count;
                roost_lanes result = block[row][vector] / sums[row];
                if (first < head_size) {
                    roost_store(output + row * output_stride + first, &result, head_size - first);
                }
            }
        }
    }
}

/// Copies the head's keys and values, with their biases added.
ROOST_INLINE void copy_keys_and_values(const attention_head *head, const float *keys, const float *key_bias,
                                       const float *values, const float *value_bias, size_t stride,
                                       size_t head_size) {
    for (size_t column = 0; column < head_size; column++) {
        float *target = head->keys + column * head->key_stride;
        for (size_t token = 0; token < head->token_count; token++) {
            target[token] = keys[token * stride + column] + key_bias[column];
        }
        __builtin_memset(target + head->token_count, 0, (head->key_stride - head->token_count) * sizeof(float));
    }
    for (size_t token = 0; token < head->token_count; token++) {
        float *target = head->values + token * head->value_stride;
        for (size_t column = 0; column < head_size; column++) {
            target[column] = values[token * stride + column] + value_bias[column];
        }
        __builtin_memset(target + head_size, 0, (head->value_stride - head_size) * sizeof(float));
    }
}

/// Copies a block of queries, with their bias added, times 1 / √head_size.
ROOST_INLINE void copy_queries(const attention_head *head, const float *queries, const float *bias, size_t stride,
                               size_t head_size, size_t row_count) {
    float factor = 1 / __builtin_sqrtf((float)head_size);
    for (size_t row = 0; row < row_count; row++) {
        for (size_t column = 0; column < head_size; column++) {
            head->queries[row * head_size + column] = (queries[row * stride + column] + bias[column]) * factor;
        }
    }
    for (size_t place = row_count * head_size; place < block_row_count * head_size; place++) {
        head->queries[place] = 0;
    }
}

ROOST_INLINE void attention_body(int level, const float *projections, const float *bias, size_t token_count,
                                 size_t head_count, size_t head_size, float *output, float *scratch) {
    attention_head head = {token_count, padded(token_count), padded(head_size), scratch, NULL, NULL, NULL};
    head.values = head.keys + head_size * head.key_stride;
    head.queries = head.values + token_count * head.value_stride;
    head.scores = head.queries + block_row_count * head_size;
    size_t width = head_count * head_size;
    size_t stride = 3 * width;
    for (size_t first = 0; first < width; first += head_size) {
        copy_keys_and_values(&head, projections + width + first, bias + width + first, projections + 2 * width + first,
                             bias + 2 * width + first, stride, head_size);
        for (size_t row = 0; row < token_count; row += block_row_count) {
            size_t row_count = token_count - row < block_row_count ? token_count - row : block_row_count;
            copy_queries(&head, projections + row * stride + first, bias + first, stride, head_size, row_count);
            attend_block(level, &head, head_size, row_count, output + row * width + first, width);
        }
    }
}

ROOST_DEFINE_KERNEL(void, attention,
                    (const float *projections, const float *bias, size_t token_count, size_t head_count,
                     size_t head_size, float *output, float *scratch),
                    (level, projections, bias, token_count, head_count, head_size, output, scratch))

size_t roost_attention_scratch_count(size_t token_count, size_t head_size) {
    return head_size * padded(token_count) + token_count * padded(head_size)
        + block_row_count * (head_size + padded(token_count));
}

void roost_attention(int level, const float *projections, const float *bias, size_t token_count, size_t head_count,
                     size_t head_size, float *output, float *scratch) {
    ROOST_CALL_KERNEL(level, attention,
                      (projections, bias, token_count, head_count, head_size, output, scratch));
}
