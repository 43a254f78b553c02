//! The matrix product that is a weight's gradient: its depth is a batch, summed run by run and the runs two by two, as
//! [`crate::shards`] says, without leaving the registers in between.

use super::block::Sums;
use super::{LANES, check_room, load, store};
use crate::shards::{SHARDS, pair_sum};
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

/// [`multiply_runs`] with the distance between two rows of `a`: all that a row has, or 0 if each is the same.
fn product(
    result: &mut [f32],
    (a, a_stride): (&[f32], usize),
    b: &[f32],
    (rows, columns): (usize, usize),
    runs: &[Range<usize>],
) {
    assert!(matches!(runs.len(), 1 | 2 | 4), "the runs do not pair up");
    check_room(result, rows, columns);
    let mut depth = 0;
    for run in runs {
        assert!(run.start == depth && run.end >= depth, "the runs do not follow one another");
        depth = run.end;
    }
    check_room(b, depth, columns);
    check_room(a, if a_stride == 0 { 1 } else { depth }, rows);

    if columns < WIDTH {
        for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
            let mut sums = [0.0; SHARDS];
            for (sum, run) in sums.iter_mut().zip(runs) {
                *sum = run.clone().map(|k| a[row + k * a_stride] * b[k * columns + column]).sum();
            }
            result[row * columns + column] = pair_sum(&mut sums[..runs.len()]);
        }
        return;
    }
    if depth == 0 {
        // No pointer may go into lists without a number.
        result[..rows * columns].fill(0.0);
        return;
    }
    let mut lengths = [0; SHARDS];
    lengths.iter_mut().zip(runs).for_each(|(length, run)| *length = run.len());
    let count = runs.len();
    let shortest = lengths[..count].iter().min().copied().unwrap_or(0);
    let is_even = lengths[..count].iter().all(|length| *length <= shortest + 1);
    let work = Runs { result: result.as_mut_ptr(), a: a.as_ptr(), a_stride, b: b.as_ptr(), columns, lengths, count };
    // SAFETY: the assertions say that the slices hold all rows, columns and runs, which are as many as a block has.
    unsafe {
        match (rows, if is_even { shortest } else { ANY }) {
            (0, _) => {}
            (2.., 1) => work.cover::<2, 1>(rows),
            (2.., 2) => work.cover::<2, 2>(rows),
            (2.., 3) => work.cover::<2, 3>(rows),
            (4.., _) => work.cover::<4, ANY>(rows),
            _ => work.cover::<1, ANY>(rows),
        }
    }
}

/// Vectors of a block, and the columns that they are.
const VECTORS: usize = 2;
const WIDTH: usize = VECTORS * LANES;

/// The work of [`product`]. What a block takes of a row of `a` or `b` stands together, so that one address a row is enough.
struct Runs {
    result: *mut f32,
    a: *const f32,
    a_stride: usize,
    b: *const f32,
    columns: usize,
    /// The length of each run, one after another from the first row on.
    lengths: [usize; SHARDS],
    /// How many runs there are.
    count: usize,
}

/// Instead of the shortest run's length: runs of any length.
const ANY: usize = 0;

impl Runs {
    /// Computes all by blocks of `ROWS` rows. The last ones end with the rows and columns, even if some of their sums were
    /// computed before: they come out the same, and each further size of a block is a kilobyte to be fetched.
    ///
    /// # Safety
    ///
    /// There must be as many rows and columns as a block has, and the pointers must be good for all of them and for all runs.
    unsafe fn cover<const ROWS: usize, const SHORTEST: usize>(&self, rows: usize) {
        for column in (0..self.columns).step_by(WIDTH) {
            for row in (0..rows).step_by(ROWS) {
                let (row, column) = (row.min(rows - ROWS), column.min(self.columns - WIDTH));
                // SAFETY: what the caller vouches for holds the block.
                unsafe { self.block::<ROWS, SHORTEST>(row, column) };
            }
        }
    }

    /// Computes a block of `R` rows: the sum of each run, and those two by two.
    ///
    /// # Safety
    ///
    /// As there.
    #[inline(always)]
    unsafe fn block<const R: usize, const SHORTEST: usize>(&self, row: usize, column: usize) {
        // SAFETY: the caller vouches for the rows, the columns and the runs.
        unsafe {
            let mut place = Place { a: self.a.add(row), b: self.b.add(column) };
            let mut run = |index: usize| self.run::<R, SHORTEST>(&mut place, self.lengths[index]);
            let mut total = run(0);
            if self.count > 1 {
                total = plus(total, run(1));
            }
            if self.count > 2 {
                let rest = run(2);
                total = plus(total, plus(rest, run(3)));
            }
            for (r, row_sums) in total.iter().enumerate() {
                for (v, sum) in row_sums.iter().enumerate() {
                    store(self.result.add((row + r) * self.columns + column).add(v * LANES), *sum);
                }
            }
        }
    }

    /// The sums of a run of so many images, of `SHORTEST` or of one more if that is not [`ANY`]. Such short ones are written
    /// out, since a loop of two or three rounds takes longer than what it does. So much stands in a row then that smaller blocks
    /// are faster: of 120 x 256 numbers and ten images 19 microseconds in place of 28 in V8.
    ///
    /// # Safety
    ///
    /// As there, from the place on.
    #[inline(always)]
    unsafe fn run<const R: usize, const SHORTEST: usize>(&self, place: &mut Place, length: usize) -> Sums<R, VECTORS> {
        if SHORTEST == ANY && length == 0 {
            return [[f32x4::ZERO; VECTORS]; R];
        }
        // SAFETY: there are as many images as the caller says.
        unsafe {
            let mut sums = self.products(place);
            let sure = if SHORTEST == ANY { length } else { SHORTEST };
            for _ in 1..sure {
                sums = plus(sums, self.products(place));
            }
            if length > sure {
                sums = plus(sums, self.products(place));
            }
            sums
        }
    }

    /// The products of a block's next image.
    ///
    /// # Safety
    ///
    /// There must be one.
    #[inline(always)]
    unsafe fn products<const R: usize>(&self, place: &mut Place) -> Sums<R, VECTORS> {
        let Place { a, b } = *place;
        *place = Place { a: a.wrapping_add(self.a_stride), b: b.wrapping_add(self.columns) };
        // SAFETY: the caller vouches for the image; what follows the last is not read.
        unsafe {
            let vectors: [f32x4; VECTORS] = std::array::from_fn(|v| load(b.add(v * LANES)));
            std::array::from_fn(|r| vectors.map(|vector| f32x4::splat(*a.add(r)) * vector))
        }
    }
}

/// What a block takes of an image: where its numbers of `a` and of `b` start.
#[derive(Clone, Copy)]
struct Place {
    a: *const f32,
    b: *const f32,
}

/// Two blocks' sums, added.
#[inline(always)]
fn plus<const R: usize>(mut sums: Sums<R, VECTORS>, others: Sums<R, VECTORS>) -> Sums<R, VECTORS> {
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
    use crate::shards::{Share, pair_sum_lists};
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
            let uneven: Vec<Range<usize>> = edges.windows(2).map(|pair| pair[0]..pair[1]).collect();
            let even: Vec<Range<usize>> = Share::ALL.runs(depth).collect();
            for runs in [&uneven[..], &even, std::slice::from_ref(&(0..depth))] {
                let mut result = numbers(rows * columns, seed ^ 2);
                multiply_runs(&mut result, &a, &b, (rows, columns), runs);
                assert_close(&result, &expected, 1e-5);

                let mut sums = numbers(columns, seed ^ 3);
                sum_runs(&mut sums, &b, runs);
                let expected: Vec<f32> = (0..columns).map(|c| b.iter().skip(c).step_by(columns).sum()).collect();
                assert_close(&sums, &expected, 1e-5);
            }
        }

        #[test]
        fn workers_sum_to_the_last_bit_what_one_alone_does(
            rows in 1usize..14, columns in 1usize..30, depth in 0usize..40, workers in 1u32..3, seed: u32,
        ) {
            let (a, b) = (numbers(rows * depth, seed), numbers(depth * columns, seed ^ 1));
            let multiply = |share: Share| {
                let Range { start, end } = share.images(depth);
                let runs: Vec<Range<usize>> = share.runs(depth).collect();
                let mut result = vec![f32::NAN; rows * columns];
                let (a, b) = (&a[start * rows..end * rows], &b[start * columns..end * columns]);
                multiply_runs(&mut result, a, b, (rows, columns), &runs);
                result
            };
            let mut parts: Vec<Vec<f32>> = Share::each_of(1 << workers).map(multiply).collect();
            pair_sum_lists(&mut parts, 0..rows * columns);
            assert_eq!(parts[0], multiply(Share::ALL));
        }
    }
}
