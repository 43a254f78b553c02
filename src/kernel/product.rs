//! Matrix products, from which convolution and linear layers take all their multiply-adds.
//!
//! Two inner loops serve the three products that a layer needs (forward, weight gradient, input gradient):
//!
//! - [`multiply`] walks along the rows of `b`: four columns of the result share a vector, a number of `a` is spread over
//!   all lanes. `a` may be read transposed.
//! - [`multiply_transposed`] takes `b` by its rows as well: every element of the result is a dot product of two
//!   contiguous rows, four products at a time, their lanes summed at the end.
//!
//! Both work on blocks of the result that stay in registers. A block wants eight or more independent sums, so that one
//! addition need not wait for another, and all of it plus its operands must fit the 16 vector registers of the
//! narrowest machine. 3 rows of 3 vectors, 4 of 2 and 5 of 2 do; 6 of 2, 4 of 3 and 3 of 4 spill and halve the speed.

use super::{LANES, fold, load, store};
use wide::f32x4;

/// What stands in the result before the products are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Nothing: the result is overwritten.
    Zero,
    /// The result's own numbers: the products are added to them.
    Existing,
}

/// A matrix inside a slice: element (row, column) is `data[row * row_stride + column * column_stride]`.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<'a> {
    /// The numbers.
    pub data: &'a [f32],
    /// Distance between rows.
    pub row_stride: usize,
    /// Distance between columns.
    pub column_stride: usize,
}

impl<'a> Matrix<'a> {
    /// A row-major matrix with `columns` columns.
    pub fn new(data: &'a [f32], columns: usize) -> Self {
        Matrix { data, row_stride: columns, column_stride: 1 }
    }

    /// The transpose of a row-major matrix with `columns` columns.
    pub fn transposed(data: &'a [f32], columns: usize) -> Self {
        Matrix { data, row_stride: 1, column_stride: columns }
    }
}

/// Sizes of a product: the result is `rows` x `columns`, each element a sum over `depth` products.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Rows of the result.
    pub rows: usize,
    /// Columns of the result.
    pub columns: usize,
    /// Products in each sum.
    pub depth: usize,
}

/// `result` \[rows, columns] (+)= `a` \[rows, depth] x `b` \[depth, columns]; `result` and `b` are row-major.
///
/// # Panics
///
/// If a slice is shorter than its sizes say.
pub fn multiply(result: &mut [f32], a: Matrix, b: &[f32], size: Size, start: Start) {
    let Size { rows, columns, depth } = size;
    if rows == 0 || columns == 0 || depth == 0 {
        if start == Start::Zero {
            result[..rows * columns].fill(0.0);
        }
        return;
    }
    assert!(result.len() >= rows * columns, "the result is shorter than rows x columns");
    assert!(b.len() >= depth * columns, "b is shorter than depth x columns");
    assert!(a.data.len() > (rows - 1) * a.row_stride + (depth - 1) * a.column_stride, "a is shorter than rows x depth");
    let block_rows = rows_per_block(rows);
    let vectors = if block_rows <= 3 { 3 } else { 2 };
    let mut column = 0;
    while column < columns {
        let width = next_width(columns - column, vectors);
        let mut row = 0;
        while row < rows {
            let height = block_rows.min(rows - row);
            // SAFETY: row + height <= rows and column + width <= columns, and the assertions above say that all three
            // slices hold every element of those rows, those columns and the whole depth.
            unsafe {
                let block = SpreadBlock {
                    result: result.as_mut_ptr().add(row * columns + column),
                    a: a.data.as_ptr().add(row * a.row_stride),
                    a_row_stride: a.row_stride,
                    a_column_stride: a.column_stride,
                    b: b.as_ptr().add(column),
                    columns,
                    depth,
                    start,
                };
                block.run(height, width);
            }
            row += height;
        }
        column += width;
    }
}

/// `result` \[rows, columns] (+)= `a` \[rows, depth] x `b` \[columns, depth], transposed; all row-major.
///
/// # Panics
///
/// If a slice is shorter than its sizes say.
pub fn multiply_transposed(result: &mut [f32], a: &[f32], b: &[f32], size: Size, start: Start) {
    let Size { rows, columns, depth } = size;
    assert!(result.len() >= rows * columns, "the result is shorter than rows x columns");
    assert!(a.len() >= rows * depth, "a is shorter than rows x depth");
    assert!(b.len() >= columns * depth, "b is shorter than columns x depth");
    for row in (0..rows).step_by(3) {
        let height = 3.min(rows - row);
        for column in (0..columns).step_by(3) {
            let width = 3.min(columns - column);
            // SAFETY: row + height <= rows and column + width <= columns, and the assertions above say that all three
            // slices hold every element of those rows and columns.
            unsafe {
                let block = DotBlock {
                    result: result.as_mut_ptr().add(row * columns + column),
                    a: a.as_ptr().add(row * depth),
                    b: b.as_ptr().add(column * depth),
                    columns,
                    depth,
                    start,
                };
                block.run(height, width);
            }
        }
    }
}

/// Rows of a block: what divides the rows evenly, the fuller block first.
fn rows_per_block(rows: usize) -> usize {
    [4, 5, 3].into_iter().find(|block| rows.is_multiple_of(*block)).unwrap_or(4.min(rows))
}

/// Columns of the next block: as many whole vectors as fit, single columns at the end.
fn next_width(left: usize, vectors: usize) -> usize {
    (1..=vectors).rev().map(|count| count * LANES).find(|width| *width <= left).unwrap_or(left)
}

/// One block of [`multiply`]: the pointers stand at the block's first row and column.
struct SpreadBlock {
    result: *mut f32,
    a: *const f32,
    a_row_stride: usize,
    a_column_stride: usize,
    b: *const f32,
    columns: usize,
    depth: usize,
    start: Start,
}

impl SpreadBlock {
    /// Picks the loop compiled for this block's size.
    ///
    /// # Safety
    ///
    /// The pointers must be good for `height` rows, `width` columns and `depth` products.
    unsafe fn run(&self, height: usize, width: usize) {
        // SAFETY: each loop touches `height` rows and `width` columns, for which the caller vouches.
        unsafe {
            match (height, width) {
                (1, 12) => self.vectors::<1, 3>(),
                (2, 12) => self.vectors::<2, 3>(),
                (3, 12) => self.vectors::<3, 3>(),
                (1, 8) => self.vectors::<1, 2>(),
                (2, 8) => self.vectors::<2, 2>(),
                (3, 8) => self.vectors::<3, 2>(),
                (4, 8) => self.vectors::<4, 2>(),
                (5, 8) => self.vectors::<5, 2>(),
                (1, 4) => self.vectors::<1, 1>(),
                (2, 4) => self.vectors::<2, 1>(),
                (3, 4) => self.vectors::<3, 1>(),
                (4, 4) => self.vectors::<4, 1>(),
                (5, 4) => self.vectors::<5, 1>(),
                _ => self.single(height, width),
            }
        }
    }

    /// `R` rows of `V` vectors.
    ///
    /// # Safety
    ///
    /// As [`Self::run`].
    #[inline(always)]
    unsafe fn vectors<const R: usize, const V: usize>(&self) {
        let mut sums = [[f32x4::ZERO; V]; R];
        // SAFETY: rows below R, vectors below V and depths below `depth` are inside what the caller vouches for.
        unsafe {
            if self.start == Start::Existing {
                for (r, row) in sums.iter_mut().enumerate() {
                    for (v, sum) in row.iter_mut().enumerate() {
                        *sum = load(self.result.add(r * self.columns + v * LANES));
                    }
                }
            }
            for k in 0..self.depth {
                let mut b = [f32x4::ZERO; V];
                for (v, vector) in b.iter_mut().enumerate() {
                    *vector = load(self.b.add(k * self.columns + v * LANES));
                }
                for (r, row) in sums.iter_mut().enumerate() {
                    let a = f32x4::splat(*self.a.add(r * self.a_row_stride + k * self.a_column_stride));
                    for (sum, vector) in row.iter_mut().zip(b) {
                        *sum += a * vector;
                    }
                }
            }
            for (r, row) in sums.iter().enumerate() {
                for (v, sum) in row.iter().enumerate() {
                    store(self.result.add(r * self.columns + v * LANES), *sum);
                }
            }
        }
    }

    /// Columns left over, fewer than a vector's lanes.
    ///
    /// # Safety
    ///
    /// As [`Self::run`].
    unsafe fn single(&self, height: usize, width: usize) {
        for r in 0..height {
            for c in 0..width {
                // SAFETY: row r, column c and each depth k are inside what the caller vouches for.
                unsafe {
                    let result = self.result.add(r * self.columns + c);
                    let mut sum = if self.start == Start::Existing { *result } else { 0.0 };
                    for k in 0..self.depth {
                        sum += *self.a.add(r * self.a_row_stride + k * self.a_column_stride)
                            * *self.b.add(k * self.columns + c);
                    }
                    *result = sum;
                }
            }
        }
    }
}

/// One block of [`multiply_transposed`]: the pointers stand at the block's first row and column.
struct DotBlock {
    result: *mut f32,
    a: *const f32,
    b: *const f32,
    columns: usize,
    depth: usize,
    start: Start,
}

impl DotBlock {
    /// Picks the loop compiled for this block's size.
    ///
    /// # Safety
    ///
    /// The pointers must be good for `height` rows, `width` columns and `depth` products.
    unsafe fn run(&self, height: usize, width: usize) {
        // SAFETY: each loop touches `height` rows and `width` columns, for which the caller vouches.
        unsafe {
            match (height, width) {
                (3, 3) => self.dots::<3, 3>(),
                (3, 2) => self.dots::<3, 2>(),
                (3, 1) => self.dots::<3, 1>(),
                (2, 3) => self.dots::<2, 3>(),
                (2, 2) => self.dots::<2, 2>(),
                (2, 1) => self.dots::<2, 1>(),
                (1, 3) => self.dots::<1, 3>(),
                (1, 2) => self.dots::<1, 2>(),
                _ => self.dots::<1, 1>(),
            }
        }
    }

    /// `R` rows of `C` dot products.
    ///
    /// # Safety
    ///
    /// As [`Self::run`].
    #[inline(always)]
    unsafe fn dots<const R: usize, const C: usize>(&self) {
        let mut sums = [[f32x4::ZERO; C]; R];
        let whole = self.depth - self.depth % LANES;
        // SAFETY: rows below R, columns below C and depths below `depth` are inside what the caller vouches for.
        unsafe {
            for k in (0..whole).step_by(LANES) {
                let mut b = [f32x4::ZERO; C];
                for (c, vector) in b.iter_mut().enumerate() {
                    *vector = load(self.b.add(c * self.depth + k));
                }
                for (r, row) in sums.iter_mut().enumerate() {
                    let a = load(self.a.add(r * self.depth + k));
                    for (sum, vector) in row.iter_mut().zip(b) {
                        *sum += a * vector;
                    }
                }
            }
            for (r, row) in sums.iter().enumerate() {
                for (c, sum) in row.iter().enumerate() {
                    let mut sum = fold(*sum);
                    for k in whole..self.depth {
                        sum += *self.a.add(r * self.depth + k) * *self.b.add(c * self.depth + k);
                    }
                    let result = self.result.add(r * self.columns + c);
                    *result = if self.start == Start::Existing { *result + sum } else { sum };
                }
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::testing::{assert_close, numbers};
    use proptest::prelude::*;

    /// The definition: result[i][j] = start + sum over k of a(i, k) b(k, j).
    fn naive(start: &[f32], size: Size, a: impl Fn(usize, usize) -> f32, b: impl Fn(usize, usize) -> f32) -> Vec<f32> {
        let mut result = start.to_vec();
        for i in 0..size.rows {
            for j in 0..size.columns {
                for k in 0..size.depth {
                    result[i * size.columns + j] += a(i, k) * b(k, j);
                }
            }
        }
        result
    }

    proptest! {
        #[test]
        fn products_equal_their_definition(
            rows in 0usize..14, columns in 0usize..30, depth in 0usize..20, seed: u32, existing: bool, transpose: bool,
        ) {
            let size = Size { rows, columns, depth };
            let (a, b, c) = (
                numbers(rows * depth, seed), numbers(depth * columns, seed ^ 1), numbers(rows * columns, seed ^ 2),
            );
            let start = if existing { Start::Existing } else { Start::Zero };
            let before = if existing { c.clone() } else { vec![0.0; c.len()] };

            let matrix = if transpose { Matrix::transposed(&a, rows) } else { Matrix::new(&a, depth) };
            let mut result = c.clone();
            multiply(&mut result, matrix, &b, size, start);
            let at = |i: usize, k: usize| a[i * matrix.row_stride + k * matrix.column_stride];
            assert_close(&result, &naive(&before, size, at, |k, j| b[k * columns + j]), 1e-5);

            let mut result = c;
            multiply_transposed(&mut result, &a, &b, size, start);
            let expected = naive(&before, size, |i, k| a[i * depth + k], |k, j| b[j * depth + k]);
            assert_close(&result, &expected, 1e-5);
        }
    }
}
