//! exp and the functions that squash any number into a narrow range.
//!
//! Absolute error under 1e-7 over the whole range, of the scaled tanh under 2e-7, measured against `f64` in the tests below. And no activation falls, not
//! even by its last bit, from one number to the next: the greatest of some values is the value of the greatest.

use super::{LANES, vectors};
use crate::check_length;
use wide::bytemuck::cast;
use wide::{f32x4, i32x4};

/// Applies `function` to every number of `input`, four at a time.
#[inline(always)]
pub(super) fn map(input: &[f32], output: &mut [f32], function: impl Fn(f32x4) -> f32x4) {
    check_length(input.len(), output.len());
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

/// Replaces every number of `output` by `function` of it and of `input`'s at its place, four at a time.
#[inline(always)]
fn change(input: &[f32], output: &mut [f32], function: impl Fn(f32x4, f32x4) -> f32x4) {
    check_length(input.len(), output.len());
    let (inputs, input_rest) = input.as_chunks::<LANES>();
    let (outputs, output_rest) = output.as_chunks_mut::<LANES>();
    for (output, input) in outputs.iter_mut().zip(inputs) {
        *output = function(f32x4::new(*input), f32x4::new(*output)).to_array();
    }
    if !input_rest.is_empty() {
        let mut lanes = [[0.0; LANES]; 2];
        lanes[0][..input_rest.len()].copy_from_slice(input_rest);
        lanes[1][..input_rest.len()].copy_from_slice(output_rest);
        output_rest
            .copy_from_slice(&function(f32x4::new(lanes[0]), f32x4::new(lanes[1])).to_array()[..input_rest.len()]);
    }
}

/// Numbers that stay in the nearest cache between two loops over them.
const CHUNK: usize = 1024;

/// 2 to the power of each lane, of -126 to 127.
///
/// The power is split into the nearest whole number n and a fraction of at most 1/2 of either sign. 2 to the fraction is a polynomial,
/// off by two billionths at most (found by Lawson's algorithm), and n is added to the bits of its exponent.
struct PowerOfTwo {
    rounder: f32x4,
    polynomial: [f32x4; 6],
    one: f32x4,
}

impl PowerOfTwo {
    #[inline(always)]
    fn new() -> PowerOfTwo {
        // Adding 1.5 x 2^23 rounds to the nearest whole number and leaves it in the low bits.
        let [rounder, one] = vectors(&[12_582_912.0, 1.0]);
        let polynomial =
            vectors(&[1.535_337e-4, 1.339_887_7e-3, 9.618_437e-3, 5.550_332_4e-2, 2.402_264_8e-1, 6.931_472e-1]);
        PowerOfTwo { rounder, polynomial, one }
    }

    /// The nearest whole number: as it stands in the low bits, and as it is.
    #[inline(always)]
    fn whole(&self, power: f32x4) -> (f32x4, f32x4) {
        let shifted = power + self.rounder;
        (shifted, shifted - self.rounder)
    }

    #[inline(always)]
    fn of(&self, power: f32x4) -> f32x4 {
        let (shifted, whole) = self.whole(power);
        self.of_parts(shifted, power - whole)
    }

    /// From the whole number in the low bits, and the fraction.
    #[inline(always)]
    fn of_parts(&self, shifted: f32x4, fraction: f32x4) -> f32x4 {
        let PowerOfTwo { polynomial: p, one, .. } = *self;
        // In short sums, so that fewer operations wait for one another. What the fraction itself contributes is added last, or what it
        // is added to would, by its rounding, fall here and there from one number to the next.
        let square = fraction * fraction;
        let polynomial = p[0] * square + (p[1] * fraction + p[2]);
        let polynomial = polynomial * square + (p[3] * fraction + p[4]);
        let y = polynomial * square + p[5] * fraction + one;
        let exponent: i32x4 = cast::<f32x4, i32x4>(shifted) << 23;
        cast(cast::<f32x4, i32x4>(y) + exponent)
    }
}

/// Each lane, but no less than `low` and no more than `high`; a NaN stays one.
#[inline(always)]
fn clamp(x: f32x4, low: f32x4, high: f32x4) -> f32x4 {
    // One instruction each; of a NaN and a number x86 takes the second, WebAssembly the first.
    at_most(if cfg!(target_arch = "wasm32") { x.fast_max(low) } else { low.fast_max(x) }, high)
}

/// Each lane, but no more than `high`; a NaN stays one, as in [`clamp`].
#[inline(always)]
fn at_most(x: f32x4, high: f32x4) -> f32x4 {
    if cfg!(target_arch = "wasm32") { x.fast_min(high) } else { high.fast_min(x) }
}

/// Replaces each number by e to its power. Arguments outside -87 .. 88 count as the nearer end.
pub fn exp(values: &mut [f32]) {
    let power = PowerOfTwo::new();
    // ln 2 is in two parts: the first has so few bits that its product with a whole number is exact.
    let [low, high, to_binary, ln_2, ln_2_rest] =
        vectors(&[-87.0, 88.0, std::f32::consts::LOG2_E, 0.693_359_4, -2.121_944_4e-4]);
    let of = |x: f32x4| {
        let x = clamp(x, low, high);
        let (shifted, whole) = power.whole(x * to_binary);
        power.of_parts(shifted, ((x - whole * ln_2) - whole * ln_2_rest) * to_binary)
    };
    let (chunks, rest) = values.as_chunks_mut::<LANES>();
    for chunk in chunks {
        *chunk = of(f32x4::new(*chunk)).to_array();
    }
    for value in rest {
        *value = of(f32x4::splat(*value)).to_array()[0];
    }
}

/// `output` = 1 / (1 + e^-`input`).
///
/// # Panics
///
/// If the lengths differ.
pub fn sigmoid(input: &[f32], output: &mut [f32]) {
    check_length(input.len(), output.len());
    let power = PowerOfTwo::new();
    let [low, high, to_binary] = vectors(&[-126.0, 126.0, -std::f32::consts::LOG2_E]);
    for (input, output) in input.chunks(CHUNK).zip(output.chunks_mut(CHUNK)) {
        map(input, output, |x| power.of(clamp(x * to_binary, low, high)));
        change(input, output, |_, e| power.one / (power.one + e));
    }
}

/// `output` = the hyperbolic tangent of `input`.
///
/// # Panics
///
/// If the lengths differ.
pub fn tanh(input: &[f32], output: &mut [f32]) {
    tanh_of(1.0, 1.0, input, output);
}

/// Where a polynomial takes the place of tanh's quotient. There one meets the other without a step down.
const NEAR_ZERO: f32 = 0.6;

/// `output` = `amplitude` x the hyperbolic tangent of u = `slope` x `input`: 1 - 2 / (e^2u + 1), and near zero, where that cancels,
/// the odd polynomial of Cephes' `tanhf` (Moshier).
#[inline(always)]
fn tanh_of(slope: f32, amplitude: f32, input: &[f32], output: &mut [f32]) {
    check_length(input.len(), output.len());
    let power = PowerOfTwo::new();
    let [to_binary, most] = vectors(&[2.0 * slope * std::f32::consts::LOG2_E, 126.0]);
    let [near_zero, sign, slope, amplitude, twice] = vectors(&[NEAR_ZERO, -0.0, slope, amplitude, 2.0 * amplitude]);
    let polynomial = vectors(&[-5.704_988_7e-3, 2.063_909e-2, -5.373_971_6e-2, 1.333_144_3e-1, -3.333_328e-1]);
    // In two loops, since in one the quotient waits for a power that has waited for so much that nothing else is left to do.
    for (input, output) in input.chunks(CHUNK).zip(output.chunks_mut(CHUNK)) {
        map(input, output, |x| power.of(at_most((x * to_binary).abs(), most)));
        change(input, output, |x, e| {
            let u = x * slope;
            let far = amplitude - twice / (e + power.one);
            let square = u * u;
            let [mut near, coefficients @ ..] = polynomial;
            for coefficient in coefficients {
                near = near * square + coefficient;
            }
            let near = amplitude * (near * square * u + u);
            // The sign comes back from the argument: the function is odd.
            u.abs().simd_lt(near_zero).bitselect(near, far | (u & sign))
        });
    }
}

/// The amplitude A of [`scaled_tanh`], which makes it 1 at 1.
pub(super) const AMPLITUDE: f32 = 1.7159;
/// Its slope S at the origin, over A.
pub(super) const SLOPE: f32 = 2.0 / 3.0;

/// `output` = A tanh(S `input`), A = 1.7159, S = 2/3: the squashing function of LeCun et al. (1998).
///
/// # Panics
///
/// If the lengths differ.
pub fn scaled_tanh(input: &[f32], output: &mut [f32]) {
    tanh_of(SLOPE, AMPLITUDE, input, output);
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::elementwise::relu;

    /// Numbers from -100 to 100, closely spaced near zero, and the extremes.
    fn arguments() -> Vec<f32> {
        let mut values: Vec<f32> = (-200_000..200_000).map(|i| i as f32 * 5e-4).collect();
        values.extend((-20_000..20_000).map(|i| i as f32 * 1e-4));
        values.extend([0.0, -0.0, f32::MIN, f32::MAX, f32::MIN_POSITIVE, 1e-30, NEAR_ZERO, -NEAR_ZERO]);
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
            // All numbers in turn would take a minute: a thousand neighbours each, from everywhere, and where tanh's formula changes.
            let seams = [1.0, SLOPE].map(|slope| (NEAR_ZERO / slope).to_bits() - 500);
            for start in (0..0x7f80_0000u32).step_by(1 << 17).chain(seams) {
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
}
