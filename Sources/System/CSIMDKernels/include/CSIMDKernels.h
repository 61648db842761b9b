#ifndef CSIMD_KERNELS_H
#define CSIMD_KERNELS_H

#include "CSIMDTokens.h"
#include "CSIMDTransformer.h"
#include <stddef.h>

#pragma clang assume_nonnull begin

// Loops over float32 values that Swift cannot yet express at full speed.
//
// Each function is compiled once for every level below from the same portable source and takes the level to run at.
// No function allocates, keeps a pointer or reads past the given lengths. Pointers need no alignment beyond float's
// and, unless a comment says otherwise, an output overlaps no input. Matrices are row-major.

/// The instruction sets the kernels are compiled for.
enum {
    roost_simd_portable = 0,
    /// x86-64 with AVX2 and FMA.
    roost_simd_avx2 = 1,
    /// x86-64 with AVX-512 F, VL, BW and DQ.
    roost_simd_avx512 = 2,
    /// The same with VNNI.
    roost_simd_avx512_vnni = 3,
    /// The same with VPOPCNTDQ.
    roost_simd_avx512_popcount = 4,
    /// The same with BF16.
    roost_simd_avx512_bf16 = 5,
    /// AArch64 with the dot products of ARMv8.2; its portable level is NEON.
    roost_simd_neon_dot = 16,
};

/// The highest level this processor can run.
int roost_simd_detected_level(void);

/// Whether this processor can run a level.
int roost_simd_runs(int level);

/// Tells the processor that the thread waits in a loop.
static inline void roost_pause(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
}

/// The inner product of `a` and `b`, `count` values each.
///
/// Sixteen running sums take every sixteenth product each and are then added in pairs, so that the result does not
/// depend on where the values lie in memory.
float roost_dot(int level, const float *a, const float *b, size_t count);

/// Writes the inner product of `query` with each of `row_count` rows of `dimension` values to `scores`.
///
/// Each score is bit for bit what `roost_dot` gives for its row at the same level.
void roost_dot_rows(int level, const float *query, const float *rows, size_t row_count, size_t dimension,
                    float *scores);

/// Writes for each of `row_count` rows of `column_count` values the column whose value and bias have the largest sum, the
/// first of several.
void roost_largest_columns(int level, const float *values, const float *biases, size_t row_count, size_t column_count,
                           unsigned *columns);

/// Rows whose codes lie together, and values of each of them that are one piece of 64 bytes.
enum { roost_code_group_row_count = 16, roost_code_slab_dimension = 8 };

/// Asks for some bytes to be brought into the second-level cache, in the background.
void roost_prefetch(const void *bytes, size_t count);

/// Replaces rows by codes of four bits a value, `dimension` values each, in groups of sixteen rows.
///
/// A code c from 0 to 15 stands for step · (c − 7.5). A row's step is the best for its codes, so that what is left of the
/// row is orthogonal to what the codes stand for.
///
/// - codes: A group is ⌈dimension / 8⌉ slabs of 64 bytes. Byte 4 r + b of slab s has the codes of row r for the values
///   8 s + b (low bits) and 8 s + 4 + b (high bits). What stands for values behind the last one is not said.
/// - steps: One a row.
/// - errors: One a row: at least the length of the row less what its codes stand for, plus
///   (dimension + 64) · 2⁻²² of the length of the row.
void roost_encode_rows(int level, const float *rows, size_t group_count, size_t dimension, unsigned char *codes,
                       float *steps, float *errors);

/// A query as the scan of codes takes it.
struct roost_code_query {
    /// `slab_count` · 8 values; those behind the last one are 0.
    const signed char *codes;
    /// Half of what a step of the codes is worth.
    float half_scale;
    /// 15 times the sum of the codes.
    int offset;
    /// At least the length of the query.
    float norm;
    /// At least the part of the error that does not depend on the row.
    float slack;
};

/// Finds the rows whose inner product with the query may reach a threshold.
///
/// With S = Σ codeᵢ · queryᵢ, exactly, the estimate of a row is (2 S − offset) · (step · half_scale), and its bound is
/// the estimate + (error · norm + slack). Rows with a bound of at least `threshold` are found, in ascending order.
///
/// - rows, estimates, bounds: Room for one value a row.
/// - Returns: How many were found.
size_t roost_scan_codes(int level, const unsigned char *codes, const float *steps, const float *errors,
                        size_t group_count, size_t slab_count, const struct roost_code_query *query, float threshold,
                        unsigned *rows, float *estimates, float *bounds);

/// The most queries that are scanned for together: the sums of sixteen rows for all of them stay in registers.
enum { roost_code_query_count = 8 };

/// Finds for each of several queries what `roost_scan_codes` finds for it, bit for bit, reading the codes once.
///
/// - query_count: At most `roost_code_query_count`.
/// - thresholds: One a query.
/// - rows, estimates, bounds: What is found for query q begins at q · `capacity`, which is at least the number of rows.
/// - counts: How many were found for each query.
void roost_scan_codes_each(int level, const unsigned char *codes, const float *steps, const float *errors,
                           size_t group_count, size_t slab_count, const struct roost_code_query *queries,
                           size_t query_count, const float *thresholds, size_t capacity, unsigned *rows,
                           float *estimates, float *bounds, size_t *counts);

/// Values of a query that lie together.
enum { roost_byte_slab_dimension = 4 };

/// Replaces rows by codes of eight bits a value.
///
/// A code c from −127 to 127 stands for step · c.
///
/// - codes: ⌈dimension / 16⌉ · 16 a row, row-major; those behind the last value are 0.
/// - steps: One a row.
/// - errors: One a row: at least the length of the row less what its codes stand for, plus
///   (dimension + 64) · 2⁻²² of the length of the row.
/// - sums: One a row: the sum of its codes.
void roost_encode_bytes(int level, const float *rows, size_t row_count, size_t dimension, signed char *codes,
                        float *steps, float *errors, int *sums);

/// What `roost_encode_bytes` wrote.
struct roost_byte_rows {
    const signed char *codes;
    const float *steps;
    const float *errors;
    const int *sums;
};

/// Sixteen or thirty-two queries, a column each, as the scan of codes of eight bits takes them.
struct roost_byte_queries {
    /// For each slab of four values, 64 bytes for each sixteen columns: byte 4 c + b has the code of column c for value b
    /// of the slab, plus 128. As many slabs as the codes of a row have.
    const unsigned char *codes;
    /// What a step of the codes is worth; this and the following, one a column.
    const float *scales;
    /// At least the length of the query and of its error together.
    const float *norms;
    /// At least the part of the error that does not depend on the row.
    const float *slacks;
    /// 16 or 32.
    size_t column_count;
};

/// Finds the rows whose inner products with queries may reach the thresholds of the queries, the same on every level.
///
/// With S = Σ codeᵢ · query codeᵢ, exactly, the bound of a row and a query is S · (scale · step) + (norm · error + slack).
///
/// - thresholds: One a column.
/// - limit: Stops after a few rows when more than so many were found.
/// - places: Row · `column_count` + column of what was found, ascending. Room for one a row and column.
/// - Returns: How many were found.
size_t roost_scan_bytes(int level, const struct roost_byte_rows *rows, size_t row_count, size_t slab_count,
                        const struct roost_byte_queries *queries, const float *thresholds, size_t limit,
                        unsigned *places);

/// How often a rotation mixes.
enum { roost_rotation_round_count = 4 };

/// Writes a row, rotated in a space of `padded_dimension` values, a multiple of 64, to `target`.
///
/// Each round multiplies `width` values with random signs and replaces them by their Walsh-Hadamard transform: the
/// first ones and the last ones in turn, so that all mix (Ailon & Chazelle 2009, doi:10.1137/060673096). Inner products
/// stay, up to rounding.
///
/// - signs: `roost_rotation_round_count` · `width` values, each 1/√width or the negative of it.
/// - width: The largest power of two up to `padded_dimension`.
void roost_rotate(int level, const float *source, size_t dimension, const float *signs, size_t width,
                  size_t padded_dimension, float *target);

/// Rows whose codes of one bit a value lie together, and bits of a query's numbers.
enum { roost_bit_group_row_count = 16, roost_bit_plane_count = 4 };

/// Encodes a rotated row by the signs of its differences from a rotated centre, into its place of a group.
///
/// A group is `word_count` times sixteen words of 64 bits, word w of row r at 16 w + r, and then three floats for each
/// row, all scales first, then all offsets, then all errors. With r the difference and b its signs, −1 or 1, a scale f is
/// |r|² / (r·b), so that f (q·b) is q·r on average over random rotations, for any q; an offset is c·r − f (c·b) for
/// the centre c; and an error the standard deviation of f (q·b) − q·r for a q of length 1 that is orthogonal to r
/// (Gao & Long 2024, RaBitQ, doi:10.1145/3654970, theorem 3.2).
///
/// - row, centre: 64 · `word_count` values.
void roost_encode_bits(int level, const float *row, const float *centre, size_t word_count, unsigned char *group,
                       size_t lane);

/// A rotated query q as the scan of bits takes it: whole numbers of four bits, times half of `scale`.
struct roost_bit_query {
    /// Four words for each 64 values: the bits of the numbers, in two's complement, the lowest ones first.
    const unsigned long long *planes;
    /// Twice what 1 stands for.
    float scale;
    /// The sum of what all numbers stand for.
    float shift;
    /// The square of the length of the query less what the numbers stand for.
    float square_error;
    /// By how many standard deviations an inner product may exceed its estimate.
    float deviations;
};

/// What a scan of the codes of one list has to know.
struct roost_bit_list {
    /// The inner product of the query and the centre.
    float centre_score;
    /// The square of their distance.
    float square_distance;
    /// The lowest score looked for.
    float threshold;
};

/// Finds the rows of a list whose inner product with the query may reach a threshold.
///
/// The estimate of a row is centre score + scale · (q·b) + offset; rows within `deviations` of the threshold are
/// found, in ascending order. A row whose offset is not a number is never found.
///
/// - places, estimates, bounds: Room for one value a row.
/// - Returns: How many were found.
size_t roost_scan_bits(int level, const unsigned char *codes, size_t group_count, size_t word_count,
                       const struct roost_bit_query *query, const struct roost_bit_list *list, unsigned *places,
                       float *estimates, float *bounds);

#pragma clang assume_nonnull end

#endif
