#ifndef CSIMD_TRANSFORMER_H
#define CSIMD_TRANSFORMER_H

#include <stddef.h>

#pragma clang assume_nonnull begin

// The steps of a transformer's layer, one token a row. What is said at the top of CSIMDKernels.h holds here, too.

// MARK: - Products with weights

/// How the numbers of a product are held; sums are always of 32 bits.
enum {
    roost_format_float32 = 0,
    /// The upper half of a float32, rounded to the nearest, ties to even. Products take numbers below 2⁻¹²⁶ for zero.
    roost_format_bfloat16 = 1,
    /// Whole numbers: 0 to 255 on the left, −127 to 127 on the right. Sums of more than 66,311 products may overflow.
    roost_format_int8 = 2,
};

/// Whether a level multiplies numbers of a format.
int roost_format_runs(int level, int format);

/// Columns of a panel, in which the right matrix of a product is held.
enum { roost_panel_column_count = 32 };

/// The rows of the left matrix of a product.
struct roost_operand {
    /// Floats, bfloat16 or bytes, padded with zeros to whole words of 32 bits.
    const unsigned char *values;
    /// Bytes from row to row.
    size_t stride;
    /// For `roost_format_int8`, one a row: a byte b stands for scale · b + offset.
    const float *_Nullable scales;
    const float *_Nullable offsets;
};

/// Writes rows in a format.
///
/// For `roost_format_int8` the smallest number of a row becomes 0 and the largest 255; a row with a number that is not
/// finite gets a scale that is not a number, and so do its products.
///
/// - rows, stride: `column_count` floats each, and floats from row to row.
/// - values, value_stride: Where the rows go, and bytes from row to row.
/// - scales, offsets: One a row, for `roost_format_int8`.
void roost_encode_operand(int level, int format, const float *rows, size_t stride, size_t row_count,
                          size_t column_count, unsigned char *values, size_t value_stride, float *_Nullable scales,
                          float *_Nullable offsets);

/// What is done with each sum of a product.
enum {
    roost_activation_none = 0,
    /// GELU(x) = x · (1 + erf(x / √2)) / 2 (Hendrycks & Gimpel 2016, arXiv:1606.08415), with an absolute error below 5e-7.
    roost_activation_gelu = 1,
    /// The same with an absolute error below 2e-4, in half the time.
    roost_activation_rough_gelu = 2,
};

/// The right matrix of a product, in panels of `roost_panel_column_count` columns, and what is added to the product.
struct roost_panels {
    /// For each panel `step_count` steps of one word of 32 bits a column.
    const unsigned char *values;
    size_t step_count;
    /// One a column, as the next two.
    const float *biases;
    /// For `roost_format_int8`: what a byte of 1 stands for, and the sum of what the column's bytes stand for.
    const float *_Nullable scales;
    const float *_Nullable sums;
};

/// The words of an inner dimension in a format.
size_t roost_step_count(int format, size_t inner_count);

/// Writes columns of a right matrix as a panel.
///
/// - columns, stride: Each column's `inner_count` floats, and floats from column to column.
/// - column_count: 1 to `roost_panel_column_count`; the other columns become zero.
/// - values: `roost_step_count(format, inner_count)` · 4 · `roost_panel_column_count` bytes.
/// - scales, sums: `roost_panel_column_count` each, for `roost_format_int8`.
void roost_pack_panel(int format, const float *columns, size_t stride, size_t column_count, size_t inner_count,
                      unsigned char *values, float *_Nullable scales, float *_Nullable sums);

/// Writes rows times some panels, plus the biases, through the activation.
///
/// Each sum of a product is added up in the order of the steps, whatever the rows and panels beside it.
///
/// - format: One that the level runs, of both the rows and the panels.
/// - output, stride: `roost_panel_column_count` numbers for each panel and row, the first panel's first, and numbers from
///   row to row.
void roost_multiply_panels(int level, int format, const struct roost_operand *operand, size_t row_count,
                           const struct roost_panels *panels, size_t first_panel, size_t panel_count, int activation,
                           float *output, size_t stride);

// MARK: - Attention

/// One head of the tokens of one sequence, a row each.
struct roost_attention_head {
    /// `head_size` numbers a row, as the next two.
    const float *queries;
    const float *keys;
    const float *values;
    /// Floats from row to row.
    size_t stride;
    size_t token_count;
    size_t head_size;
};

/// The bytes `roost_attend` needs as scratch, at an address that is a multiple of 64.
size_t roost_attention_scratch_size(int format, size_t token_count, size_t head_size);

/// Scaled dot-product attention, every token to all tokens of its sequence (Vaswani et al. 2017, arXiv:1706.03762,
/// section 3.2.1).
///
/// - format: `roost_format_float32` or `roost_format_bfloat16`, which the level must run.
/// - output, stride: `head_size` numbers a token, and floats from row to row.
void roost_attend(int level, int format, const struct roost_attention_head *head, float *output, size_t stride,
                  unsigned char *scratch);

// MARK: - Rows

/// Adds `residual` to `values` and normalises each row x to (x − mean) / √(variance + epsilon) · scale + shift
/// (Ba, Kiros & Hinton 2016, arXiv:1607.06450).
///
/// - stride: Floats from row to row of `values` and of `residual`.
void roost_add_layer_norm(int level, float *values, const float *residual, size_t stride, size_t row_count,
                          size_t column_count, const float *scale, const float *shift, float epsilon);

/// Writes the sum of `row_count` rows of `column_count` values to `sums`.
///
/// - stride: Floats from row to row.
void roost_sum_rows(int level, const float *rows, size_t stride, size_t row_count, size_t column_count, float *sums);

#pragma clang assume_nonnull end

#endif
