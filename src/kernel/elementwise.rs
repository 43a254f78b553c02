//! Functions of one number, applied to many.
//!
//! Absolute error under 1e-7 over the whole range, measured against `f64` in the tests below. And no activation falls, not
//! even by its last bit, from one number to the next: the greatest of some values is the value of the greatest.

use super::{LANES, fold};
use wide::bytemuck::cast;
use wide::{f32x4, i32x4};

/// Applies `function` to every number of `input`, four at a time.
#[inline(always)]
fn map(input: &[f32], output: &mut [f32], function: impl Fn(f32x4) -> f32x4) {
    assert_eq!(input.len(), output.len());
    let (inputs, input_rest) = input.as_chunks::<LANES>();
    let (outputs, output_rest) = output.as_chunks_mut::<LANES>();
    for (output, input) in outputs.iter_mut().zip(inputs) {
        *output = function(f32x4::new(*input)).to_array();
    }
    if !input_rest.is_empty() {
        let mut lanes = [0.0; LANES];
        lanes[..input_rest.len()].copy_from_slice(input_rest);
        output_rest.copy_from_slice(&function(f32x4::new(lanes)).to_array()[..input_rest.len()]);
    }
}

/// `e` to the power of each lane; the range is clamped to where the result is a normal number.
///
/// The argument is split into n ln 2 + r with |r| at most ln 2 / 2; e^r is the minimax polynomial of Cephes' `expf`
/// (Moshier), and 2^n is added to the exponent bits.
#[inline(always)]
fn exp_lanes(x: f32x4) -> f32x4 {
    // Adding 1.5 x 2^23 rounds to the nearest whole number and leaves it in the low bits.
    let rounder = f32x4::splat(12_582_912.0);
    let x = clamp(x, f32x4::splat(-87.0), f32x4::splat(88.0));
    let shifted = x * f32x4::splat(std::f32::consts::LOG2_E) + rounder;
    let n = shifted - rounder;
    // ln 2 in two parts: the first has so few bits that its product with n is exact.
    let r = (x - n * f32x4::splat(0.693_359_4)) - n * f32x4::splat(-2.121_944_4e-4);
    // Pairs of coefficients first, so that fewer operations wait for one another.
    let pair = |a, b| f32x4::splat(a) * r + f32x4::splat(b);
    let square = r * r;
    let polynomial = pair(1.987_569_1e-4, 1.398_199_9e-3) * square + pair(8.333_452e-3, 4.166_579_6e-2);
    let polynomial = polynomial * square + pair(1.666_666_5e-1, 0.5);
    let y = polynomial * square + r + f32x4::splat(1.0);
    let exponent: i32x4 = cast::<f32x4, i32x4>(shifted) << 23;
    cast(cast::<f32x4, i32x4>(y) + exponent)
}

/// Each lane, but no less than `low` and no more than `high`; a NaN stays one.
#[inline(always)]
fn clamp(x: f32x4, low: f32x4, high: f32x4) -> f32x4 {
    // One instruction each; of a NaN and a number x86 takes the second, WebAssembly the first.
    if cfg!(target_arch = "wasm32") { x.fast_max(low).fast_min(high) } else { high.fast_min(low.fast_max(x)) }
}

/// Replaces each number by e to its power. Arguments outside -87 .. 88 count as the nearer end.
pub fn exp(values: &mut [f32]) {
    let (chunks, rest) = values.as_chunks_mut::<LANES>();
    for chunk in chunks {
        *chunk = exp_lanes(f32x4::new(*chunk)).to_array();
    }
    for value in rest {
        *value = exp_lanes(f32x4::splat(*value)).to_array()[0];
    }
}

/// `output` = 1 / (1 + e^-`input`).
///
/// # Panics
///
/// If the lengths differ.
pub fn sigmoid(input: &[f32], output: &mut [f32]) {
    let one = f32x4::splat(1.0);
    map(input, output, |x| one / (one + exp_lanes(-x)));
}

/// `output` = the hyperbolic tangent of `input`: 1 - 2 / (e^2x + 1), and near zero, where that cancels, the odd polynomial of
/// Cephes' `tanhf` (Moshier).
///
/// # Panics
///
/// If the lengths differ.
pub fn tanh(input: &[f32], output: &mut [f32]) {
    map(input, output, tanh_lanes);
}

#[inline(always)]
fn tanh_lanes(x: f32x4) -> f32x4 {
    let (one, two) = (f32x4::splat(1.0), f32x4::splat(2.0));
    let magnitude = x.abs();
    let far = one - two / (exp_lanes(magnitude * two) + one);
    let square = x * x;
    let mut near = f32x4::splat(-5.704_988_7e-3);
    for coefficient in [2.063_909e-2, -5.373_971_6e-2, 1.333_144_3e-1, -3.333_328e-1] {
        near = near * square + f32x4::splat(coefficient);
    }
    let near = near * square * magnitude + magnitude;
    let result = magnitude.simd_lt(f32x4::splat(0.625)).bitselect(near, far);
    // The sign comes back from the argument: the function is odd.
    x.simd_lt(f32x4::ZERO).bitselect(-result, result)
}

/// The amplitude A of [`scaled_tanh`], which makes it 1 at 1.
const AMPLITUDE: f32 = 1.7159;
/// Its slope S at the origin, over A.
const SLOPE: f32 = 2.0 / 3.0;

/// `output` = A tanh(S `input`), A = 1.7159, S = 2/3: the squashing function of LeCun et al. (1998).
///
/// # Panics
///
/// If the lengths differ.
pub fn scaled_tanh(input: &[f32], output: &mut [f32]) {
    map(input, output, |x| f32x4::splat(AMPLITUDE) * tanh_lanes(x * f32x4::splat(SLOPE)));
}

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
    /// S (A - t^2 / A), of [`scaled_tanh`]
    ScaledTanh,
    /// 1 where the value is positive, else 0
    Relu,
}

/// `input_gradient` = `output_gradient` x the derivative, from the function's value `output`.
///
/// # Panics
///
/// If the lengths differ.
pub fn derivative(kind: Derivative, output: &[f32], output_gradient: &[f32], input_gradient: &mut [f32]) {
    assert_eq!(output.len(), output_gradient.len());
    assert_eq!(output.len(), input_gradient.len());
    let pairs = input_gradient.iter_mut().zip(output.iter().zip(output_gradient));
    // Plain loops: the compiler makes vectors of them, and there is no sum whose order it could change.
    match kind {
        Derivative::Sigmoid => pairs.for_each(|(d, (y, g))| *d = g * (y * (1.0 - y))),
        Derivative::Tanh => pairs.for_each(|(d, (y, g))| *d = g * (1.0 - y * y)),
        Derivative::ScaledTanh => pairs.for_each(|(d, (y, g))| *d = g * (SLOPE * (AMPLITUDE - y * y / AMPLITUDE))),
        // By bits, since the compiler makes a branch of a choice.
        Derivative::Relu => {
            pairs.for_each(|(d, (y, g))| *d = f32::from_bits(g.to_bits() & u32::from(*y > 0.0).wrapping_neg()))
        }
    }
}

/// `result` = `values` x `factor`.
pub fn scale(values: &[f32], factor: f32, result: &mut [f32]) {
    result.iter_mut().zip(values).for_each(|(result, value)| *result = value * factor);
}

/// `result` = `values` x `factor` + `offset`.
pub fn scale_and_shift(values: &[f32], factor: f32, offset: f32, result: &mut [f32]) {
    result.iter_mut().zip(values).for_each(|(result, value)| *result = value * factor + offset);
}

/// `result` = `a` x `b`.
pub fn products(a: &[f32], b: &[f32], result: &mut [f32]) {
    result.iter_mut().zip(a.iter().zip(b)).for_each(|(result, (a, b))| *result = a * b);
}

/// The sum of (`a` - `b`)^2.
pub fn square_distance(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).fold(0.0, |sum, square| sum + square)
}

/// Adds to `sums` the derivative of [`square_distance`] by `a`, times `factor`.
pub fn add_distance_gradient(a: &[f32], b: &[f32], factor: f32, sums: &mut [f32]) {
    sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += 2.0 * (a - b) * factor);
}

/// The sum of all numbers: four sums side by side, then those.
// A call costs less than its code in every place.
#[inline(never)]
pub fn sum(values: &[f32]) -> f32 {
    let (chunks, rest) = values.as_chunks::<LANES>();
    let lanes = chunks.iter().fold(f32x4::ZERO, |sum, chunk| sum + f32x4::new(*chunk));
    rest.iter().fold(fold(lanes), |sum, value| sum + value)
}

/// Adds each map's sum to its number of `sums`: `maps` \[images, maps, `length`].
pub fn add_sums(sums: &mut [f32], maps: &[f32], length: usize) {
    for maps in maps.chunks_exact(sums.len() * length) {
        sums.iter_mut().zip(maps.chunks_exact(length)).for_each(|(total, map)| *total += sum(map));
    }
}

/// Writes 0 everywhere.
pub fn clear(values: &mut [f32]) {
    values.fill(0.0);
}

/// Whether every number is finite.
pub fn all_finite(values: &[f32]) -> bool {
    // The greatest exponent belongs to infinities and NaN; comparing bits has no order that would forbid vectors.
    let magnitude = |value: &f32| (value.to_bits() & 0x7fff_ffff) as i32;
    values.iter().map(magnitude).fold(0, i32::max) < 0x7f80_0000
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// Numbers from -100 to 100, closely spaced near zero, and the extremes.
    fn arguments() -> Vec<f32> {
        let mut values: Vec<f32> = (-200_000..200_000).map(|i| i as f32 * 5e-4).collect();
        values.extend((-20_000..20_000).map(|i| i as f32 * 1e-4));
        values.extend([0.0, -0.0, f32::MIN, f32::MAX, f32::MIN_POSITIVE, 1e-30, 0.625, -0.625]);
        values
    }

    fn largest_error(function: impl Fn(&[f32], &mut [f32]), exact: impl Fn(f64) -> f64) -> f64 {
        let input = arguments();
        let mut output = vec![f32::NAN; input.len()];
        function(&input, &mut output);
        let error = |(x, y): (&f32, &f32)| (exact(f64::from(*x)) - f64::from(*y)).abs();
        input.iter().zip(&output).map(error).fold(0.0, f64::max)
    }

    #[test]
    fn squashing_functions_are_exact_to_a_ten_millionth() {
        let error = largest_error(sigmoid, |x| 1.0 / (1.0 + (-x).exp()));
        println!("sigmoid: largest error {error:.2e}");
        assert!(error < 1e-7, "sigmoid: {error}");
        let error = largest_error(tanh, f64::tanh);
        println!("tanh: largest error {error:.2e}");
        assert!(error < 1e-7, "tanh: {error}");
        let error = largest_error(scaled_tanh, |x| 1.7159 * (2.0 / 3.0 * x).tanh());
        println!("scaled tanh: largest error {error:.2e}");
        // The spacing of numbers above 1 is twice that below.
        assert!(error < 2e-7, "scaled tanh: {error}");
    }

    #[test]
    fn no_activation_falls_from_one_number_to_the_next() {
        let activations =
            [("sigmoid", sigmoid as fn(&[f32], &mut [f32])), ("tanh", tanh), ("scaled tanh", scaled_tanh)];
        for (name, function) in activations.into_iter().chain([("relu", relu as fn(&[f32], &mut [f32]))]) {
            // All numbers in turn would take a minute: a thousand neighbours each, from everywhere.
            for start in (0..0x7f80_0000u32).step_by(1 << 17) {
                let positive: Vec<f32> = (start..start + 1000).map(f32::from_bits).collect();
                let negative: Vec<f32> = positive.iter().rev().map(|number| -number).collect();
                for input in [positive, negative] {
                    let mut output = vec![f32::NAN; input.len()];
                    function(&input, &mut output);
                    assert!(output.is_sorted(), "{name} falls near {}", input[0]);
                }
            }
        }
    }

    #[test]
    fn exp_is_exact_to_two_units_in_the_last_place() {
        let input: Vec<f32> = (-86_000..88_000).map(|i| i as f32 * 1e-3).collect();
        let mut output = input.clone();
        exp(&mut output);
        for (x, y) in input.iter().zip(output) {
            let exact = f64::from(*x).exp();
            assert!(
                (f64::from(y) - exact).abs() <= exact * 2.0 * f64::from(f32::EPSILON),
                "exp({x}) = {y}, not {exact}"
            );
        }
    }

    #[test]
    fn a_nan_stays_one() {
        let mut values = [f32::NAN, 1.0, -f32::NAN, f32::INFINITY];
        exp(&mut values);
        assert_eq!(values.map(f32::is_nan), [true, false, true, false]);
    }

    #[test]
    fn relu_keeps_the_positive() {
        let mut output = [0.0; 5];
        relu(&[-1.0, 0.0, 2.0, f32::MIN, f32::MAX], &mut output);
        assert_eq!(output, [0.0, 0.0, 2.0, 0.0, f32::MAX]);
    }

    #[test]
    fn all_finite_sees_every_intruder() {
        assert!(all_finite(&[]));
        assert!(all_finite(&[0.0, f32::MAX, f32::MIN, -0.0]));
        for intruder in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -f32::NAN] {
            for place in 0..9 {
                let mut values = [1.0; 9];
                values[place] = intruder;
                assert!(!all_finite(&values));
            }
        }
    }
}
