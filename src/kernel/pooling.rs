//! Windows over a map and what one number is made of each.

use super::LANES;
use super::columns::Geometry;
use crate::check_length;
use std::ops::Range;
use wide::bytemuck::cast;
use wide::{f32x4, i32x4};

/// Calls `visit(output, corner, kernel, width)` for each output pixel of every channel, in order: its place, that of its
/// window's corner in the input, the window's side and the input's width.
#[inline(always)]
fn windows(geometry: &Geometry, mut visit: impl FnMut(usize, usize, usize, usize)) {
    let Geometry { channels, height, width, kernel, stride, output_height, output_width, .. } = *geometry;
    let mut output = 0;
    for channel in 0..channels {
        for y in 0..output_height {
            let row = (channel * height + y * stride) * width;
            for x in 0..output_width {
                visit(output, row + x * stride, kernel, width);
                output += 1;
            }
        }
    }
}

fn check(geometry: &Geometry, input: usize, output: usize) {
    assert_eq!(geometry.padding, 0, "pooling has no padding");
    check_length(input, geometry.input_len());
    check_length(output, geometry.channels * geometry.positions());
}

/// The maximum of each window: `output` \[channels, output height, output width], and in `winners` the index in `input`
/// of the first maximum.
///
/// # Panics
///
/// If a slice does not have the geometry's length.
pub fn maximum(geometry: &Geometry, input: &[f32], output: &mut [f32], winners: &mut [u32]) {
    check(geometry, input.len(), output.len());
    check_length(winners.len(), output.len());
    if are_fours(geometry) {
        return maximum_of_four(geometry, input, output, winners);
    }
    windows(geometry, |index, corner, kernel, width| {
        let (mut winner, mut best) = (corner, input[corner]);
        for dy in 0..kernel {
            let row = corner + dy * width;
            for (dx, value) in input[row..row + kernel].iter().enumerate() {
                if *value > best {
                    (winner, best) = (row + dx, *value);
                }
            }
        }
        output[index] = best;
        winners[index] = winner as u32;
    });
}

/// [`maximum`] of [`fours`], without a branch, since which of four numbers is the greatest cannot be guessed.
fn maximum_of_four(geometry: &Geometry, input: &[f32], output: &mut [f32], winners: &mut [u32]) {
    // A winner is carried as bits beside the numbers, so that one mask chooses both: as its distance from the window's
    // corner, to which the corner's place is added in the end.
    let width = geometry.width;
    let distance = |places: usize| cast::<i32x4, f32x4>(i32x4::splat(places as i32));
    let others = [1, width, width + 1].map(distance);
    let corners = i32x4::new([0, 2, 4, 6]);
    fours(geometry, |corner, index| {
        let (left, right) = pairs(&input[corner..corner + 2 * LANES]);
        let (lower_left, lower_right) = pairs(&input[corner + width..corner + width + 2 * LANES]);
        let (mut best, mut winner) = (left, f32x4::ZERO);
        for (value, place) in [right, lower_left, lower_right].into_iter().zip(others) {
            let greater = value.simd_gt(best);
            best = greater.bitselect(value, best);
            winner = greater.bitselect(place, winner);
        }
        let winner = cast::<f32x4, i32x4>(winner) + corners + i32x4::splat(corner as i32);
        output[index..index + LANES].copy_from_slice(&best.to_array());
        winners[index..index + LANES].copy_from_slice(&cast::<i32x4, [u32; LANES]>(winner));
    });
}

/// Whether the windows are the common ones, two by two next to one another, and four of them fit into a row.
fn are_fours(geometry: &Geometry) -> bool {
    geometry.kernel == 2 && geometry.stride == 2 && geometry.output_width >= LANES
}

/// Calls `visit(corner, output)` for every four windows in a row: with the first one's corner in the input, and its place in
/// the output. The last four of a row may overlap those before them.
#[inline(always)]
fn fours(geometry: &Geometry, mut visit: impl FnMut(usize, usize)) {
    let Geometry { channels, height, width, output_height, output_width, .. } = *geometry;
    for channel in 0..channels {
        for y in 0..output_height {
            let upper = (channel * height + 2 * y) * width;
            let row = (channel * output_height + y) * output_width;
            for start in (0..output_width).step_by(LANES) {
                let x = start.min(output_width - LANES);
                visit(upper + 2 * x, row + x);
            }
        }
    }
}

/// The even and the odd ones of eight numbers.
#[inline(always)]
fn pairs(values: &[f32]) -> (f32x4, f32x4) {
    let [first, last] = [0, LANES].map(|start| f32x4::new(std::array::from_fn(|lane| values[start + lane])));
    // 0 4 1 5 and 2 6 3 7.
    let (low, high) = (first.unpack_lo(last), first.unpack_hi(last));
    (low.unpack_lo(high), low.unpack_hi(high))
}

/// The gradient of [`maximum`] by its outputs, and where those came from.
#[derive(Clone, Copy, Debug)]
pub struct Winners<'a> {
    /// How the windows move; its channels are maps.
    pub windows: Geometry,
    /// Each winner's index in its image's input, \[images, channels, output height, output width].
    pub winners: &'a [u32],
    /// Their gradients, in the same order.
    pub values: &'a [f32],
}

impl Winners<'_> {
    /// Those of some of the images.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    pub fn of(&self, images: Range<usize>) -> Self {
        let length = self.windows.channels * self.windows.positions();
        let range = images.start * length..images.end * length;
        Winners { windows: self.windows, winners: &self.winners[range.clone()], values: &self.values[range] }
    }
}

/// The gradient of [`maximum`]: all of an output's gradient goes to the first maximum of its window.
///
/// # Panics
///
/// If the lengths differ or a winner lies outside `input_gradient`.
pub fn maximum_backward(winners: &[u32], output_gradient: &[f32], input_gradient: &mut [f32]) {
    check_length(winners.len(), output_gradient.len());
    input_gradient.fill(0.0);
    for (winner, gradient) in winners.iter().zip(output_gradient) {
        input_gradient[*winner as usize] += gradient;
    }
}

/// The sum of each window, over `divisor`, which is 1 or the window's area: `output` \[channels, output height, output width].
///
/// # Panics
///
/// If a slice does not have the geometry's length.
pub fn totals(geometry: &Geometry, input: &[f32], output: &mut [f32], divisor: f32) {
    check(geometry, input.len(), output.len());
    if are_fours(geometry) {
        // A product, which is faster, and as exact: the divisor is 1, or the 4 of a mean.
        let factor = f32x4::splat(1.0 / divisor);
        return fours(geometry, |corner, index| {
            let (left, right) = pairs(&input[corner..corner + 2 * LANES]);
            let (lower_left, lower_right) = pairs(&input[corner + geometry.width..corner + geometry.width + 2 * LANES]);
            let totals = (left + right + lower_left + lower_right) * factor;
            output[index..index + LANES].copy_from_slice(&totals.to_array());
        });
    }
    windows(geometry, |index, corner, kernel, width| {
        let mut sum = 0.0;
        for dy in 0..kernel {
            let row = corner + dy * width;
            for value in &input[row..row + kernel] {
                sum += value;
            }
        }
        output[index] = sum / divisor;
    });
}

/// The gradient of [`totals`]: each number of a window gets all of the window's gradient, over `divisor`.
///
/// # Panics
///
/// If a slice does not have the geometry's length.
pub fn totals_backward(geometry: &Geometry, output_gradient: &[f32], input_gradient: &mut [f32], divisor: f32) {
    check(geometry, input_gradient.len(), output_gradient.len());
    if are_fours(geometry) {
        // Otherwise a last row or column is in no window.
        if !geometry.height.is_multiple_of(2) || !geometry.width.is_multiple_of(2) {
            input_gradient.fill(0.0);
        }
        let factor = f32x4::splat(1.0 / divisor);
        return fours(geometry, |corner, index| {
            let shares = f32x4::new(*output_gradient[index..].first_chunk().expect("four are in a row")) * factor;
            let twice = [shares.unpack_lo(shares), shares.unpack_hi(shares)].map(f32x4::to_array);
            for row in [corner, corner + geometry.width] {
                input_gradient[row..row + 2 * LANES].copy_from_slice(twice.as_flattened());
            }
        });
    }
    input_gradient.fill(0.0);
    windows(geometry, |index, corner, kernel, width| {
        let share = output_gradient[index] / divisor;
        for dy in 0..kernel {
            let row = corner + dy * width;
            for gradient in &mut input_gradient[row..row + kernel] {
                *gradient += share;
            }
        }
    });
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_maximum_is_the_first_greatest_of_its_window(
            channels in 1usize..3, height in 3usize..14, width in 3usize..14, kernel in 2usize..4, stride in 1usize..4,
            // Few values, so that windows have ties, and numbers that are none.
            values in proptest::collection::vec(prop::sample::select(vec![-1.0, 0.0, 0.5, 2.0, f32::NAN]), 2 * 13 * 13),
        ) {
            let (output_height, output_width) = ((height - kernel) / stride + 1, (width - kernel) / stride + 1);
            let geometry =
                Geometry { channels, height, width, kernel, stride, padding: 0, output_height, output_width };
            let input = &values[..geometry.input_len()];
            let outputs = channels * geometry.positions();
            let (mut output, mut winners) = (vec![0.0; outputs], vec![u32::MAX; outputs]);
            maximum(&geometry, input, &mut output, &mut winners);
            for index in 0..outputs {
                let (row, x) = (index / output_width, index % output_width);
                let (channel, y) = (row / output_height, row % output_height);
                let place = |k: usize| (channel * height + y * stride + k / kernel) * width + x * stride + k % kernel;
                let first = place(0);
                let winner = (1..kernel * kernel).map(place).fold(first, |w, p| if input[p] > input[w] { p } else { w });
                prop_assert_eq!(winners[index] as usize, winner);
                prop_assert_eq!(output[index].to_bits(), input[winner].to_bits());
            }
        }
    }
}
