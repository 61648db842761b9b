#include "../lanes.h"

// Kernels that go over the rows of a matrix.

ROOST_INLINE void layer_norm_row(float *row, const float *residual, size_t count, const float *scale,
                                 const float *shift, float epsilon) {
    roost_lanes sums = 0;
    for (size_t column = 0; column < count; column += roost_lane_count) {
        roost_lanes x, residual_lanes;
        roost_load(&x, row + column, count - column);
        roost_load(&residual_lanes, residual + column, count - column);
        x += residual_lanes;
        sums += x;
        roost_store(row + column, &x, count - column);
    }
    float mean = roost_sum(&sums) / (float)count;
    roost_lanes squares = 0;
    size_t whole = count - count % roost_lane_count;
    for (size_t column = 0; column < whole; column += roost_lane_count) {
        roost_lanes x;
        roost_load(&x, row + column, roost_lane_count);
        x -= mean;
        squares += x * x;
    }
    float variance = roost_sum(&squares);
    for (size_t column = whole; column < count; column++) {
        variance += (row[column] - mean) * (row[column] - mean);
    }
    float factor = 1 / __builtin_sqrtf(variance / (float)count + epsilon);
    for (size_t column = 0; column < count; column += roost_lane_count) {
        roost_lanes x, scale_lanes, shift_lanes;
        roost_load(&x, row + column, count - column);
        roost_load(&scale_lanes, scale + column, count - column);
        roost_load(&shift_lanes, shift + column, count - column);
        x = (x - mean) * factor * scale_lanes + shift_lanes;
        roost_store(row + column, &x, count - column);
    }
}

ROOST_INLINE void add_layer_norm_body(float *values, const float *residual, size_t stride, size_t row_count,
                                      size_t column_count, const float *scale, const float *shift, float epsilon) {
    for (size_t row = 0; row < row_count; row++) {
        layer_norm_row(values + row * stride, residual + row * stride, column_count, scale, shift, epsilon);
    }
}

ROOST_INLINE void sum_rows_body(const float *rows, size_t stride, size_t row_count, size_t column_count,
                                float *sums) {
    for (size_t column = 0; column < column_count; column += roost_lane_count) {
        roost_lanes total = 0;
        for (size_t row = 0; row < row_count; row++) {
            roost_lanes x;
            roost_load(&x, rows + row * stride + column, column_count - column);
            total += x;
        }
        roost_store(sums + column, &total, column_count - column);
    }
}

ROOST_INLINE void largest_columns_body(const float *values, const float *biases, size_t row_count,
                                       size_t column_count, unsigned *columns) {
    const roost_int_lanes first = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    size_t whole = column_count - column_count % roost_lane_count;
    for (size_t row = 0; row < row_count; row++, values += column_count) {
        roost_lanes largest = -__builtin_inff();
        roost_int_lanes places = 0;
        for (size_t column = 0; column < whole; column += roost_lane_count) {
            roost_lanes x, bias;
            roost_load(&x, values + column, roost_lane_count);
            roost_load(&bias, biases + column, roost_lane_count);
            x += bias;
            places = x > largest ? first + (int)column : places;
            roost_set_maximum(&x, &largest);
            largest = x;
        }
        float best = -__builtin_inff();
        unsigned place = 0;
        for (size_t lane = 0; lane < roost_lane_count && whole > 0; lane++) {
            if (largest[lane] > best || (largest[lane] == best && (unsigned)places[lane] < place)) {
                best = largest[lane];
                place = (unsigned)places[lane];
            }
        }
        for (size_t column = whole; column < column_count; column++) {
            if (values[column] + biases[column] > best) {
                best = values[column] + biases[column];
                place = (unsigned)column;
            }
        }
        columns[row] = place;
    }
}

ROOST_DEFINE_KERNEL(void, largest_columns,
                    (const float *values, const float *biases, size_t row_count, size_t column_count,
                     unsigned *columns),
                    (values, biases, row_count, column_count, columns))
ROOST_DEFINE_KERNEL(void, add_layer_norm,
                    (float *values, const float *residual, size_t stride, size_t row_count, size_t column_count,
                     const float *scale, const float *shift, float epsilon),
                    (values, residual, stride, row_count, column_count, scale, shift, epsilon))
ROOST_DEFINE_KERNEL(void, sum_rows,
                    (const float *rows, size_t stride, size_t row_count, size_t column_count, float *sums),
                    (rows, stride, row_count, column_count, sums))

void roost_add_layer_norm(int level, float *values, const float *residual, size_t stride, size_t row_count,
                          size_t column_count, const float *scale, const float *shift, float epsilon) {
    ROOST_CALL_KERNEL(level, add_layer_norm,
                      (values, residual, stride, row_count, column_count, scale, shift, epsilon));
}

void roost_largest_columns(int level, const float *values, const float *biases, size_t row_count, size_t column_count,
                           unsigned *columns) {
    ROOST_CALL_KERNEL(level, largest_columns, (values, biases, row_count, column_count, columns));
}

void roost_sum_rows(int level, const float *rows, size_t stride, size_t row_count, size_t column_count, float *sums) {
    ROOST_CALL_KERNEL(level, sum_rows, (rows, stride, row_count, column_count, sums));
}
