//! The one inner loop: a block of sums that stays in registers.
//!
//! Every multiply-add of the engine runs through [`sums`]: `R` rows of `V` vectors, each the sum over a depth of a row's
//! operand times a vector's operand. What the operands are (a number spread over the lanes, four neighbours of a row, four
//! pixels under a kernel) is the caller's business.
//!
//! A block wants eight or more independent sums, so that no addition waits for the one before it, and with its operands
//! must fit the 16 vector registers of the narrowest machine. Measured inside wasm on one machine, billions of operations a
//! second: 3 rows x 3 vectors 41, 4 x 2 39, 5 x 2 38; but 6 x 2, 4 x 3 and 3 x 4 only 20 to 26, because they spill.

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
    // What divides the rows evenly, the fuller block first.
    let height = [4, 5, 3].into_iter().find(|height| rows.is_multiple_of(*height)).unwrap_or(4);
    let width = if height == 3 { 3 } else { 2 };
    let mut vector = 0;
    while vector < vectors {
        let width = width.min(vectors - vector);
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
                    (5, 1) => work.run::<5, 1>(row, vector),
                    (1, 2) => work.run::<1, 2>(row, vector),
                    (2, 2) => work.run::<2, 2>(row, vector),
                    (3, 2) => work.run::<3, 2>(row, vector),
                    (4, 2) => work.run::<4, 2>(row, vector),
                    (5, 2) => work.run::<5, 2>(row, vector),
                    (3, 3) => work.run::<3, 3>(row, vector),
                    _ => unreachable!("a block has at most five rows and three vectors"),
                }
            }
            row += height;
        }
        vector += width;
    }
}
