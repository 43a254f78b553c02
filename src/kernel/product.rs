//! Matrix products, from which linear layers and some convolutions take their multiply-adds.
//!
//! Two serve the three products that a layer needs (forward, weight gradient, input gradient):
//!
//! - [`multiply`] walks along the rows of `b`: four columns of the result share a vector, a number of `a` is spread over
//!   all lanes. `a` may be read transposed.
//! - [`multiply_transposed`] takes `b` by its rows as well: every element of the result is a dot product of two
//!   contiguous rows, four products at a time, their lanes summed at the end.
//!
//! A weight's gradient takes the first in another order of sums: [`super::runs`].

use super::block::{Block, Sums, cover, sums};
use super::{LANES, check_room, fold, load, store};
use wide::f32x4;

/// What stands in the result before the products are added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Nothing: the result is overwritten.
    Zero,
    /// The result's own numbers: the products are added to them.
    Existing,
}

/// The left operand of a product.
#[derive(Clone, Copy, Debug)]
pub enum Left<'a> {
    /// \[rows, depth], row-major.
    Plain(&'a [f32]),
    /// \[depth, rows], row-major, read transposed.
    Transposed(&'a [f32]),
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
pub fn multiply(result: &mut [f32], a: Left, b: &[f32], size: Size, start: Start) {
    let Size { rows, columns, depth } = size;
    let (a, row_stride, column_stride) = match a {
        Left::Plain(a) => (a, depth, 1),
        Left::Transposed(a) => (a, 1, rows),
    };
    check_room(result, rows, columns);
    check_room(a, rows, depth);
    check_room(b, depth, columns);
    if rows == 0 || columns == 0 || depth == 0 {
        if start == Start::Zero {
            result[..rows * columns].fill(0.0);
        }
        return;
    }
    let (a_start, b_start) = (a.as_ptr(), b.as_ptr());
    let work = Spread {
        result: result.as_mut_ptr(),
        a: a_start,
        row_stride,
        column_stride,
        b: b_start,
        columns,
        depth,
        start,
    };
    // SAFETY: the slices were seen to hold every row, every whole vector of columns and the whole depth.
    unsafe { cover(&work, rows, columns / LANES) };
    for row in 0..rows {
        for column in columns - columns % LANES..columns {
            let mut sum = if start == Start::Existing { result[row * columns + column] } else { 0.0 };
            for k in 0..depth {
                sum += a[row * row_stride + k * column_stride] * b[k * columns + column];
            }
            result[row * columns + column] = sum;
        }
    }
}

/// The work of [`multiply`]: a vector is four columns.
struct Spread {
    result: *mut f32,
    a: *const f32,
    row_stride: usize,
    column_stride: usize,
    b: *const f32,
    columns: usize,
    depth: usize,
    start: Start,
}

impl Block for Spread {
    #[inline(always)]
    unsafe fn run<const R: usize, const V: usize>(&self, row: usize, vector: usize) {
        // SAFETY: the caller vouches for the rows and vectors, and every k is below the depth.
        unsafe {
            let result = |r: usize, v: usize| self.result.add((row + r) * self.columns + vector * LANES).add(v * LANES);
            let mut start: Sums<R, V> = [[f32x4::ZERO; V]; R];
            if self.start == Start::Existing {
                for (r, row) in start.iter_mut().enumerate() {
                    for (v, sum) in row.iter_mut().enumerate() {
                        *sum = load(result(r, v));
                    }
                }
            }
            let a = self.a.add(row * self.row_stride);
            let b = self.b.add(vector * LANES);
            let sums = sums(
                start,
                0..self.depth,
                |r, k| f32x4::splat(*a.add(r * self.row_stride + k * self.column_stride)),
                |v, k| load(b.add(k * self.columns).add(v * LANES)),
            );
            for (r, row) in sums.into_iter().enumerate() {
                for (v, sum) in row.into_iter().enumerate() {
                    store(result(r, v), sum);
                }
            }
        }
    }
}

/// `result` \[rows, columns] (+)= `a` \[rows, depth] x `b` \[columns, depth], transposed; all row-major.
///
/// # Panics
///
/// If a slice is shorter than its sizes say.
pub fn multiply_transposed(result: &mut [f32], a: &[f32], b: &[f32], size: Size, start: Start) {
    let Size { rows, columns, depth } = size;
    check_room(result, rows, columns);
    check_room(a, rows, depth);
    check_room(b, columns, depth);
    let work = Dot { result: result.as_mut_ptr(), a: a.as_ptr(), b: b.as_ptr(), columns, depth, start };
    // SAFETY: the slices were seen to hold every row, column and depth.
    unsafe { cover(&work, rows, columns) };
}

/// The work of [`multiply_transposed`]: a vector is one column, its lanes are every fourth of its products.
struct Dot {
    result: *mut f32,
    a: *const f32,
    b: *const f32,
    columns: usize,
    depth: usize,
    start: Start,
}

impl Block for Dot {
    #[inline(always)]
    unsafe fn run<const R: usize, const V: usize>(&self, row: usize, column: usize) {
        // SAFETY: the caller vouches for the rows and columns, and every k is below the depth.
        unsafe {
            let (a, b) = (self.a.add(row * self.depth), self.b.add(column * self.depth));
            let sums: Sums<R, V> = sums(
                [[f32x4::ZERO; V]; R],
                0..self.depth / LANES,
                |r, k| load(a.add(r * self.depth + k * LANES)),
                |v, k| load(b.add(v * self.depth + k * LANES)),
            );
            for (r, row_sums) in sums.into_iter().enumerate() {
                for (v, sum) in row_sums.into_iter().enumerate() {
                    let mut sum = fold(sum);
                    for k in self.depth - self.depth % LANES..self.depth {
                        sum += *a.add(r * self.depth + k) * *b.add(v * self.depth + k);
                    }
                    let result = self.result.add((row + r) * self.columns + column).add(v);
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

    #[test]
    fn sizes_whose_products_cannot_be_counted_are_refused() {
        let size = Size { rows: 1 << (usize::BITS - 1), columns: 2, depth: 4 };
        let b = [1.0; 8];
        std::panic::catch_unwind(|| multiply_transposed(&mut [], &[], &b, size, Start::Zero)).unwrap_err();
        std::panic::catch_unwind(|| multiply(&mut [], Left::Plain(&[]), &b, size, Start::Zero)).unwrap_err();
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

            let left = if transpose { Left::Transposed(&a) } else { Left::Plain(&a) };
            let mut result = c.clone();
            multiply(&mut result, left, &b, size, start);
            let at = |i: usize, k: usize| if transpose { a[k * rows + i] } else { a[i * depth + k] };
            assert_close(&result, &naive(&before, size, at, |k, j| b[k * columns + j]), 1e-5);

            let mut result = c;
            multiply_transposed(&mut result, &a, &b, size, start);
            let expected = naive(&before, size, |i, k| a[i * depth + k], |k, j| b[j * depth + k]);
            assert_close(&result, &expected, 1e-5);
        }
    }
}
