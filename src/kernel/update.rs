//! A step of every parameter, number by number.
//!
//! What fades away, step after step, ends as 0 and not among the subnormal numbers, the tiny ones below `f32::MIN_POSITIVE`:
//! processors take a hundred times as long with those. A unit that is dead for good has nothing but such velocities before long,
//! and a network of many dead units took three times as long for each step.

use std::hint::black_box;

/// The bits of a number's exponent: none of them is set in 0 and in the subnormal numbers.
const EXPONENT: i32 = 0x7f80_0000;

/// `value`, or 0 where it is subnormal, which `exponent` tells: [`EXPONENT`].
// By bits, since the compiler makes a branch of a choice. And by what is greater, since browsers have no instruction for what is
// another, of a constant that the compiler may not look through, as in [`crate::vectors`]: four instructions in place of nine.
#[inline(always)]
fn flushed(value: f32, exponent: i32) -> f32 {
    let bits = value.to_bits();
    f32::from_bits(bits & u32::from(bits as i32 & exponent > 0).wrapping_neg())
}

/// Momentum: velocity = `momentum` x velocity + gradient; weight = weight x `kept` - `rate` x velocity.
#[inline(never)]
pub fn momentum(weights: &mut [f32], velocity: &mut [f32], gradients: &[f32], momentum: f32, kept: f32, rate: f32) {
    let exponent = black_box(EXPONENT);
    for ((weight, velocity), gradient) in weights.iter_mut().zip(velocity).zip(gradients) {
        *velocity = flushed(momentum * *velocity + gradient, exponent);
        *weight = *weight * kept - rate * *velocity;
    }
}

/// Adam's numbers of one step, the same for every parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamStep {
    /// The share 1 - beta1 of the gradient that the mean takes in.
    pub fresh: f32,
    /// The share beta2 of the mean square that stays.
    pub kept_square: f32,
    /// The share 1 - beta2 of the squared gradient that the mean square takes in.
    pub fresh_square: f32,
    /// The learning rate over 1 - beta1^step, by which a young mean is too small.
    pub size: f32,
    /// The root of 1 - beta2^step, by which a young mean square's root is too small.
    pub spread: f32,
    /// What keeps the quotient finite.
    pub epsilon: f32,
}

/// Adam: the means of the gradients and of their squares follow; weight = weight x `kept` - size x (mean / (root of mean
/// square / spread + epsilon)).
#[inline(never)]
pub fn adam(
    weights: &mut [f32],
    [means, squares]: [&mut [f32]; 2],
    gradients: &[f32],
    AdamStep { fresh, kept_square, fresh_square, size, spread, epsilon }: AdamStep,
    kept: f32,
) {
    let exponent = black_box(EXPONENT);
    let means = means.iter_mut().zip(squares);
    for ((weight, gradient), (mean, square)) in weights.iter_mut().zip(gradients).zip(means) {
        *mean = flushed(*mean + fresh * (gradient - *mean), exponent);
        *square = flushed(kept_square * *square + fresh_square * (gradient * gradient), exponent);
        *weight = *weight * kept - size * (*mean / (square.sqrt() / spread + epsilon));
    }
}

/// An average that goes a share of its way to the weights.
#[inline(never)]
pub fn follow(averages: &mut [f32], weights: &[f32], share: f32) {
    for (average, weight) in averages.iter_mut().zip(weights) {
        *average += share * (weight - *average);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn what_fades_away_ends_as_nothing() {
        let (mut weights, mut velocity) = ([1.0; 5], [1.0, -1.0, 1e-20, -1e-37, 0.0]);
        for _ in 0..1000 {
            momentum(&mut weights, &mut velocity, &[0.0; 5], 0.9, 1.0, 0.01);
            assert!(!velocity.iter().any(|number| number.is_subnormal()), "{velocity:?}");
        }
        assert_eq!(velocity, [0.0; 5]);
        let (mut means, mut squares) = ([1.0, -1.0, 1e-20, -1e-37, 0.0], [1.0, 1e-20, 1e-37, 0.0, 1e-30]);
        let step = AdamStep { fresh: 0.1, kept_square: 0.9, fresh_square: 0.1, size: 0.01, spread: 1.0, epsilon: 1e-8 };
        for _ in 0..1000 {
            adam(&mut weights, [&mut means, &mut squares], &[0.0; 5], step, 1.0);
            assert!(!means.iter().chain(&squares).any(|number| number.is_subnormal()), "{means:?} {squares:?}");
        }
        assert_eq!((means, squares), ([0.0; 5], [0.0; 5]));
    }

    #[test]
    fn what_is_not_subnormal_stays_as_it_is() {
        for value in [0.0, f32::MIN_POSITIVE, -f32::MIN_POSITIVE, 1.0, f32::MAX, f32::NEG_INFINITY] {
            assert_eq!(flushed(value, EXPONENT), value);
        }
        assert!(flushed(f32::NAN, EXPONENT).is_nan());
        assert_eq!([1e-40, -1e-45].map(|value| flushed(value, EXPONENT)), [0.0; 2]);
    }
}
