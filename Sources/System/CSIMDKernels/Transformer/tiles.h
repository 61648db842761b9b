#ifndef CSIMD_TILES_H
#define CSIMD_TILES_H

#include "CSIMDKernels.h"

// Matrix products are made of tiles: some rows of the left matrix times one panel of the right one, over all of the inner
// dimension, so that sums stay in registers until they are whole (Goto & van de Geijn 2008, doi:10.1145/1356052.1356053).
// A step of a tile takes 32 bits of each row, one float, two bfloat16 or four bytes, and 32 such words of the panel, one
// for each column. The formats differ in the instruction only, which multiplies a step's numbers and adds them.

enum {
    roost_panel_byte_count = 4 * roost_panel_column_count,
    /// The most rows of a tile at any level: with two vectors of columns, 28 of AVX-512's 32 registers hold sums.
    roost_tile_row_capacity = 14,
};

/// Writes the sums of a tile: float, or int for `roost_format_int8`.
///
/// - row_count: 1 to `row_capacity` of the `roost_tiler` it comes from.
/// - rows, row_stride: The words of the left matrix, and bytes from row to row.
/// - panel: `step_count` times `roost_panel_byte_count` bytes.
/// - sums, sum_stride: `roost_panel_column_count` numbers of each row, and numbers from row to row.
typedef void roost_tile(size_t row_count, const unsigned char *rows, size_t row_stride, const unsigned char *panel,
                        size_t step_count, void *sums, size_t sum_stride);

/// What multiplies at a level.
typedef struct {
    roost_tile *multiply;
    size_t row_capacity;
} roost_tiler;

/// The tiles of a format, which the level must run: see `roost_format_runs`.
roost_tiler roost_tiler_for(int level, int format);

#endif
