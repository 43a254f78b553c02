//! Functions of one number, applied to many, and sums of many.

use super::squashing::{AMPLITUDE, SLOPE, map};
use super::{LANES, fold};
use crate::check_length;
use wide::f32x4;

/// `output` = `input`, and 0 where that is negative.
///
/// # Panics
///
/// If the lengths differ.
pub fn relu(input: &[f32], output: &mut [f32]) {
    map(input, output, |x| x.simd_lt(f32x4::ZERO).bitselect(f32x4::ZERO, x));
}

/// The derivative of an activation, written with the function's own value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Derivative {
    /// s (1 - s)
    Sigmoid,
    /// 1 - t^2
    Tanh,
    /// A S - t^2 S / A, of [`super::squashing::scaled_tanh`]
    ScaledTanh,
    /// 1 where the value is positive, else 0
    Relu,
}

/// `input_gradient` = `output_gradient` x the derivative, from the function's value `output`.
///
/// # Panics
///
/// If the lengths differ.
#[inline(never)]
pub fn derivative(kind: Derivative, output: &[f32], output_gradient: &[f32], input_gradient: &mut [f32]) {
    check_length(output.len(), output_gradient.len());
    check_length(output.len(), input_gradient.len());
    let pairs = input_gradient.iter_mut().zip(output.iter().zip(output_gradient));
    // Plain loops: the compiler makes vectors of them, and there is no sum whose order it could change.
    match kind {
        Derivative::Sigmoid => pairs.for_each(|(d, (y, g))| *d = g * (y * (1.0 - y))),
        Derivative::Tanh => pairs.for_each(|(d, (y, g))| *d = g * (1.0 - y * y)),
        Derivative::ScaledTanh => {
            pairs.for_each(|(d, (y, g))| *d = g * (AMPLITUDE * SLOPE - y * y * (SLOPE / AMPLITUDE)))
        }
        // By bits, since the compiler makes a branch of a choice.
        Derivative::Relu => {
            pairs.for_each(|(d, (y, g))| *d = f32::from_bits(g.to_bits() & u32::from(*y > 0.0).wrapping_neg()))
        }
    }
}

/// `result` = `values` x `factor`.
#[inline(never)]
pub fn scale(values: &[f32], factor: f32, result: &mut [f32]) {
    result.iter_mut().zip(values).for_each(|(result, value)| *result = value * factor);
}

/// `result` = `values` x `factor` + `offset`.
#[inline(never)]
pub fn scale_and_shift(values: &[f32], factor: f32, offset: f32, result: &mut [f32]) {
    result.iter_mut().zip(values).for_each(|(result, value)| *result = value * factor + offset);
}

/// The sum of (`a` - `b`)^2, in the order of [`sum`].
///
/// # Panics
///
/// If the lengths differ.
pub fn square_distance(a: &[f32], b: &[f32]) -> f32 {
    sum_of_pairs(a, b, |a, b| (a - b) * (a - b))
}

/// Adds to `sums` the derivative of [`square_distance`] by `a`, times `factor`.
#[inline(never)]
pub fn add_distance_gradient(a: &[f32], b: &[f32], factor: f32, sums: &mut [f32]) {
    sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += 2.0 * (a - b) * factor);
}

/// The sum of all numbers: four sums side by side, then those.
// A call costs less than its code in every place.
#[inline(never)]
pub fn sum(values: &[f32]) -> f32 {
    let [sum] = sums_of([values]);
    sum
}

/// The [`sum`] of each of some lists that are as long as the first: no addition of one waits for one of another.
#[inline(always)]
fn sums_of<const N: usize>(lists: [&[f32]; N]) -> [f32; N] {
    let chunks = lists.map(|values| values.as_chunks::<LANES>());
    let mut lanes = [f32x4::ZERO; N];
    for index in 0..chunks[0].0.len() {
        for (lanes, (chunks, _)) in lanes.iter_mut().zip(&chunks) {
            *lanes += f32x4::new(chunks[index]);
        }
    }
    std::array::from_fn(|list| chunks[list].1.iter().fold(fold(lanes[list]), |sum, value| sum + value))
}

/// The sum of `a` x `b`, in the order of [`sum`].
///
/// # Panics
///
/// If the lengths differ.
pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    sum_of_pairs(a, b, |a, b| a * b)
}

/// The sum of what a function makes of each pair, in the order of [`sum`].
#[inline(always)]
fn sum_of_pairs(a: &[f32], b: &[f32], function: impl Fn(f32x4, f32x4) -> f32x4) -> f32 {
    check_length(a.len(), b.len());
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
    let lanes = a.iter().zip(b).fold(f32x4::ZERO, |sum, (a, b)| sum + function(f32x4::new(*a), f32x4::new(*b)));
    let of_one = |a: &f32, b: &f32| function(f32x4::splat(*a), f32x4::splat(*b)).to_array()[0];
    a_rest.iter().zip(b_rest).fold(fold(lanes), |sum, (a, b)| sum + of_one(a, b))
}

/// Adds each map's sum to its number of `totals`: `maps` \[images, maps, `length`].
pub fn add_sums(totals: &mut [f32], maps: &[f32], length: usize) {
    for maps in maps.chunks_exact(totals.len() * length) {
        for (totals, maps) in totals.chunks_mut(2).zip(maps.chunks(2 * length)) {
            match totals {
                [first, second] => {
                    let of_maps = sums_of([&maps[..length], &maps[length..]]);
                    (*first, *second) = (*first + of_maps[0], *second + of_maps[1]);
                }
                _ => totals[0] += sum(maps),
            }
        }
    }
}

/// Writes 0 everywhere.
pub fn clear(values: &mut [f32]) {
    values.fill(0.0);
}

/// Whether every number is one, and none is larger than `most`, of either sign.
#[inline(never)]
pub fn all_within(values: &[f32], most: f32) -> bool {
    // Infinities and NaN have the greatest bits; comparing these has no order that would forbid vectors.
    let magnitude = |value: &f32| (value.to_bits() & 0x7fff_ffff) as i32;
    values.iter().map(magnitude).fold(0, i32::max) <= magnitude(&most)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn relu_keeps_the_positive() {
        let mut output = [0.0; 5];
        relu(&[-1.0, 0.0, 2.0, f32::MIN, f32::MAX], &mut output);
        assert_eq!(output, [0.0, 0.0, 2.0, 0.0, f32::MAX]);
    }

    #[test]
    fn all_within_sees_every_intruder() {
        assert!(all_within(&[], 1.0));
        assert!(all_within(&[0.0, f32::MAX, f32::MIN, -0.0], f32::MAX));
        assert!(all_within(&[1.0, -1.0], 1.0));
        assert!(!all_within(&[0.0, -1.000_000_1], 1.0));
        for intruder in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -f32::NAN] {
            for place in 0..9 {
                let mut values = [1.0; 9];
                values[place] = intruder;
                assert!(!all_within(&values, f32::MAX));
            }
        }
    }
}
