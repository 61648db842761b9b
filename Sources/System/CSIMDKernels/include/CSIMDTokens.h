#ifndef CSIMD_TOKENS_H
#define CSIMD_TOKENS_H

#include <stddef.h>

#pragma clang assume_nonnull begin

// Codes of one bit a value for the vectors of tokens. What is said at the top of CSIMDKernels.h holds here, too.
//
// A code has ⌈dimension / 8⌉ bytes. Bit b of byte i, from the lowest, is set if value 8 i + b is not negative; bits behind
// the last value are 0. Codes lie one behind the other.

/// Writes one code for each two adjacent rows, and one for the last of an odd number of rows.
///
/// The code of two rows is that of the sum of both, each divided by its length.
///
/// - stride: Floats from row to row.
/// - codes: ⌈row_count / 2⌉ codes.
void roost_encode_token_pairs(int level, const float *rows, size_t stride, size_t row_count, size_t dimension,
                              unsigned char *codes);

/// Writes, for each of `query_count` rows, its largest inner product with what a code stands for: a vector of 1/√dimension
/// and −1/√dimension, whose length is 1. Without codes all are −∞.
///
/// - queries: Row-major, `dimension` values each.
/// - maxima: One a query.
void roost_largest_code_products(int level, const float *queries, size_t query_count, const unsigned char *codes,
                                 size_t code_count, size_t dimension, float *maxima);

#pragma clang assume_nonnull end

#endif
