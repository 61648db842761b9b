#include "lanes.h"

/// Writes the products of `query` with `row_count` adjacent rows; `row_count` is a constant after inlining.
ROOST_INLINE void dot_adjacent_rows(const float *query, const float *rows, size_t row_count, size_t dimension,
                                    float *scores) {
    roost_lanes sums[4] = {};
    size_t whole = dimension - dimension % roost_lane_count;
    for (size_t index = 0; index < dimension; index += roost_lane_count) {
        size_t lane_count = index < whole ? roost_lane_count : dimension - whole;
        roost_lanes values;
        roost_load(&values, query + index, lane_count);
        for (size_t row = 0; row < row_count; row++) {
            roost_lanes row_values;
            roost_load(&row_values, rows + row * dimension + index, lane_count);
            sums[row] += values * row_values;
        }
    }
    for (size_t row = 0; row < row_count; row++) {
        scores[row] = roost_sum(&sums[row]);
    }
}

ROOST_INLINE float dot_body(const float *a, const float *b, size_t count) {
    float score;
    dot_adjacent_rows(a, b, 1, count, &score);
    return score;
}

ROOST_INLINE void dot_rows_body(const float *query, const float *rows, size_t row_count, size_t dimension,
                                float *scores) {
    size_t row = 0;
    for (; row + 4 <= row_count; row += 4) {
        dot_adjacent_rows(query, rows + row * dimension, 4, dimension, scores + row);
    }
    for (; row < row_count; row++) {
        dot_adjacent_rows(query, rows + row * dimension, 1, dimension, scores + row);
    }
}

ROOST_DEFINE_KERNEL(float, dot, (const float *a, const float *b, size_t count), (a, b, count))
ROOST_DEFINE_KERNEL(void, dot_rows,
                    (const float *query, const float *rows, size_t row_count, size_t dimension, float *scores),
                    (query, rows, row_count, dimension, scores))

float roost_dot(int level, const float *a, const float *b, size_t count) {
    return ROOST_CALL_KERNEL(level, dot, (a, b, count));
}

void roost_dot_rows(int level, const float *query, const float *rows, size_t row_count, size_t dimension,
                    float *scores) {
    ROOST_CALL_KERNEL(level, dot_rows, (query, rows, row_count, dimension, scores));
}

void roost_prefetch(const void *bytes, size_t count) {
    for (size_t offset = 0; offset < count; offset += 64) {
        __builtin_prefetch((const char *)bytes + offset, 0, 2);
    }
}
