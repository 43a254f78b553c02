//! The matrix product that is a weight's gradient: its depth is a batch, summed run by run and the runs two by two, as
//! [`crate::shards`] says, without leaving the registers in between.

use super::block::{Block, Sums, sums};
use super::{LANES, load, store};
use crate::shards::pair_sum;
use std::ops::Range;
use wide::f32x4;

/// `result` \[rows, columns] = `a` \[depth, rows], transposed, x `b` \[depth, columns], all row-major, the depth summed run by
/// run and the runs two by two, as [`crate::shards`] says.
///
/// # Panics
///
/// If a slice is shorter than its sizes say, or there are not 1, 2 or 4 runs.
pub fn multiply_runs(result: &mut [f32], a: &[f32], b: &[f32], (rows, columns): (usize, usize), runs: &[Range<usize>]) {
    product(result, (a, rows), b, (rows, columns), runs);
}

/// `sums` \[columns] = the sums of the columns of `b` \[depth, columns], in the order of [`multiply_runs`].
///
/// # Panics
///
/// As there.
pub fn sum_runs(sums: &mut [f32], b: &[f32], runs: &[Range<usize>]) {
    let columns = sums.len();
    product(sums, (&[1.0], 0), b, (1, columns), runs);
}

/// [`multiply_runs`] with the distance between two rows of `a`.
fn product(
    result: &mut [f32],
    (a, a_stride): (&[f32], usize),
    b: &[f32],
    (rows, columns): (usize, usize),
    runs: &[Range<usize>],
) {
    assert!(matches!(runs.len(), 1 | 2 | 4), "the runs do not pair up");
    assert!(result.len() >= rows * columns, "the result is shorter than rows x columns");
    if rows == 0 || columns == 0 {
        return;
    }
    for run in runs {
        assert!(run.start <= run.end && b.len() >= run.end * columns, "b is shorter than a run");
        assert!(run.is_empty() || a.len() >= rows + (run.end - 1) * a_stride, "a is shorter than a run");
    }
    let work = SpreadRuns { result: result.as_mut_ptr(), a: a.as_ptr(), a_stride, b: b.as_ptr(), columns, runs };
    // SAFETY: the assertions say that the slices hold every row, every whole vector of columns and all runs.
    unsafe { cover_by_fours(&work, rows, columns / LANES) };
    for row in 0..rows {
        for column in columns - columns % LANES..columns {
            let mut sums = [0.0; 4];
            for (sum, run) in sums.iter_mut().zip(runs) {
                for k in run.clone() {
                    *sum += a[row + k * a_stride] * b[k * columns + column];
                }
            }
            result[row * columns + column] = pair_sum(&mut sums[..runs.len()]);
        }
    }
}

/// The work of [`product`]: a vector is four columns. What a block takes of a row of `a` or `b` stands together, so that one
/// address a row is enough.
struct SpreadRuns<'a> {
    result: *mut f32,
    a: *const f32,
    a_stride: usize,
    b: *const f32,
    columns: usize,
    runs: &'a [Range<usize>],
}

impl Block for SpreadRuns<'_> {
    #[inline(always)]
    unsafe fn run<const R: usize, const V: usize>(&self, row: usize, vector: usize) {
        // SAFETY: the caller vouches for the rows and vectors, and every k is in a run.
        unsafe {
            let a = self.a.add(row);
            let b = self.b.add(vector * LANES);
            let run = |index: usize| {
                sums(
                    [[f32x4::ZERO; V]; R],
                    self.runs[index].clone(),
                    |r, k| f32x4::splat(*a.add(k * self.a_stride).add(r)),
                    |v, k| load(b.add(k * self.columns).add(v * LANES)),
                )
            };
            let total = match self.runs.len() {
                1 => run(0),
                2 => plus(run(0), run(1)),
                _ => plus(plus(run(0), run(1)), plus(run(2), run(3))),
            };
            for (r, row_sums) in total.iter().enumerate() {
                for (v, sum) in row_sums.iter().enumerate() {
                    store(self.result.add((row + r) * self.columns + (vector + v) * LANES), *sum);
                }
            }
        }
    }
}

/// [`super::block::cover`] by blocks of four rows, and rows alone: the units of a layer are mostly a multiple of four, and each
/// size of a block is a kilobyte to be fetched.
///
/// # Safety
///
/// The work's pointers must be good for that many rows and vectors.
unsafe fn cover_by_fours(work: &SpreadRuns, rows: usize, vectors: usize) {
    for vector in (0..vectors).step_by(2) {
        let mut row = 0;
        while row < rows {
            let (four, two) = (row + 4 <= rows, vector + 2 <= vectors);
            // SAFETY: row and vector, with as many more as they are said to be, are below those that the caller vouches for.
            unsafe {
                match (four, two) {
                    (true, true) => work.run::<4, 2>(row, vector),
                    (true, false) => work.run::<4, 1>(row, vector),
                    (false, true) => work.run::<1, 2>(row, vector),
                    (false, false) => work.run::<1, 1>(row, vector),
                }
            }
            row += if four { 4 } else { 1 };
        }
    }
}

/// Two blocks' sums, added.
#[inline(always)]
fn plus<const R: usize, const V: usize>(mut sums: Sums<R, V>, others: Sums<R, V>) -> Sums<R, V> {
    for (row, others) in sums.iter_mut().zip(others) {
        for (sum, other) in row.iter_mut().zip(others) {
            *sum += other;
        }
    }
    sums
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::testing::{assert_close, numbers};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sum_by_runs_equals_its_definition(
            rows in 0usize..14, columns in 0usize..30, depth in 0usize..20, seed: u32,
        ) {
            let (a, b) = (numbers(rows * depth, seed), numbers(depth * columns, seed ^ 1));
            let mut expected = vec![0.0; rows * columns];
            for (index, sum) in expected.iter_mut().enumerate() {
                let (row, column) = (index / columns, index % columns);
                for k in 0..depth {
                    *sum += a[k * rows + row] * b[k * columns + column];
                }
            }
            let middle = depth / 3;
            let edges = [0, middle, middle, depth / 2, depth];
            let runs: Vec<Range<usize>> = edges.windows(2).map(|pair| pair[0]..pair[1]).collect();
            for runs in [&runs[..], std::slice::from_ref(&(0..depth))] {
                let mut result = numbers(rows * columns, seed ^ 2);
                multiply_runs(&mut result, &a, &b, (rows, columns), runs);
                assert_close(&result, &expected, 1e-5);

                let mut sums = numbers(columns, seed ^ 3);
                sum_runs(&mut sums, &b, runs);
                let expected: Vec<f32> = (0..columns).map(|c| b.iter().skip(c).step_by(columns).sum()).collect();
                assert_close(&sums, &expected, 1e-5);
            }
        }
    }
}
