//! The one inner loop: a block of sums that stays in registers.
//!
//! Nearly every multiply-add of the engine runs through [`sums`]: `R` rows of `V` vectors, each the sum over a depth of a row's
//! operand times a vector's operand. What the operands are (a number spread over the lanes, four neighbours of a row, four
//! pixels under a kernel) is the caller's business. (The sums of [`super::runs`] are mostly too short for a loop.)
//!
//! A block wants six or more independent sums, so that no addition waits for the one before it, and with its operands it must
//! fit the 16 vector registers of the narrowest machine. A loop that does nothing else, measured inside wasm on one machine,
//! does 41 billion operations a second with 3 rows x 3 vectors, 39 with 4 x 2, 38 with 5 x 2, and with 6 x 2, 4 x 3 or 3 x 4,
//! which spill, only 20 to 26. But V8 loads all of a block's operands before it multiplies the first, so that in the engine's
//! own loops 5 x 2 and 3 x 3 spill as well: a convolution's way back took a sixth longer. Hence at most 4 x 2.

use std::ops::Range;
use wide::f32x4;

/// The sums of a block: \[row]\[vector].
pub type Sums<const R: usize, const V: usize> = [[f32x4; V]; R];

/// Adds to `sums`, for each k of `depth`, the product of row r's operand `a(r, k)` and vector v's operand `b(v, k)`.
#[inline(always)]
pub fn sums<const R: usize, const V: usize>(
    mut sums: Sums<R, V>,
    depth: Range<usize>,
    a: impl Fn(usize, usize) -> f32x4,
    b: impl Fn(usize, usize) -> f32x4,
) -> Sums<R, V> {
    for k in depth {
        let mut vectors = [f32x4::ZERO; V];
        for (v, vector) in vectors.iter_mut().enumerate() {
            *vector = b(v, k);
        }
        for (r, row) in sums.iter_mut().enumerate() {
            let spread = a(r, k);
            for (sum, vector) in row.iter_mut().zip(vectors) {
                *sum += spread * vector;
            }
        }
    }
    sums
}

/// Work on one block, compiled once for each size of a block.
pub trait Block {
    /// Does the block of `R` rows from `row` and `V` vectors from `vector`.
    ///
    /// # Safety
    ///
    /// Those rows and vectors must be inside what the implementor's pointers are good for.
    unsafe fn run<const R: usize, const V: usize>(&self, row: usize, vector: usize);
}

/// Covers `rows` x `vectors` with blocks.
///
/// # Safety
///
/// The work's pointers must be good for that many rows and vectors.
pub unsafe fn cover(work: &impl Block, rows: usize, vectors: usize) {
    // As few blocks of at most four rows as will do, and those as even as can be.
    let height = rows.div_ceil(rows.div_ceil(4).max(1)).max(1);
    let mut vector = 0;
    while vector < vectors {
        let width = (vectors - vector).min(2);
        let mut row = 0;
        while row < rows {
            let height = height.min(rows - row);
            // SAFETY: row + height <= rows and vector + width <= vectors, for which the caller vouches.
            unsafe {
                match (height, width) {
                    (1, 1) => work.run::<1, 1>(row, vector),
                    (2, 1) => work.run::<2, 1>(row, vector),
                    (3, 1) => work.run::<3, 1>(row, vector),
                    (4, 1) => work.run::<4, 1>(row, vector),
                    (1, 2) => work.run::<1, 2>(row, vector),
                    (2, 2) => work.run::<2, 2>(row, vector),
                    (3, 2) => work.run::<3, 2>(row, vector),
                    (4, 2) => work.run::<4, 2>(row, vector),
                    _ => unreachable!("a block has at most four rows and two vectors"),
                }
            }
            row += height;
        }
        vector += width;
    }
}
