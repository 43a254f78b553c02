//! The transforms of one dimension: of eight pixels, of a kernel's five weights, and from eight products to four outputs.
//!
//! The points are 0, 1, -1, 2, -2, 1/2, -1/2 and infinity. A kernel's polynomial is evaluated at them; pixels go through the
//! transpose of what finds a polynomial by its values, outputs through that of an evaluation. What belongs to x and to -x has the
//! same even powers, and odd ones that differ by their sign: a sum and a difference of the two serve both.

use super::{KERNEL, OUTPUTS, POINTS};
use crate::vectors;
use wide::f32x4;

/// The transforms, with their constants.
pub(super) struct Transform {
    quarters: [f32x4; 3],
    four: f32x4,
    half: f32x4,
}

impl Transform {
    #[inline(always)]
    pub(super) fn new() -> Transform {
        let [a, b, c, four, half] = vectors(&[21.0 / 4.0, 9.0 / 4.0, 1.0 / 4.0, 4.0, 0.5]);
        Transform { quarters: [a, b, c], four, half }
    }

    /// Eight pixels: the coefficients of the products of (x - point) over all points but one.
    #[inline(always)]
    pub(super) fn of_pixels(&self, pixels: [f32x4; POINTS]) -> [f32x4; POINTS] {
        let Transform { quarters: [quarters_21, quarters_9, quarter], four, half } = *self;
        let [p0, p1, p2, p3, p4, p5, p6, p7] = pixels;
        let (p42, p64, p31, p53) = (p4 - p2, p6 - p4, p3 - p1, p5 - p3);
        let (even_1, odd_1) = (p64 - p42 - quarters_9 * p4, p53 - p31 - quarters_9 * p3);
        let (even_2, half_odd_2) = (p64 - quarter * p42, p53 - quarter * p31);
        let (even_half, odd_half) = (p64 - four * p42, half * (p53 - four * p31));
        let odd_2 = half_odd_2 + half_odd_2;
        [
            p0 - p6 + quarters_21 * p42,
            even_1 + odd_1,
            even_1 - odd_1,
            even_2 + odd_2,
            even_2 - odd_2,
            even_half + odd_half,
            even_half - odd_half,
            p7 - p1 - quarters_21 * p53,
        ]
    }

    /// From the eight products to four outputs: at each point its powers.
    #[inline(always)]
    pub(super) fn to_outputs(&self, products: [f32x4; POINTS]) -> [f32x4; OUTPUTS] {
        let Transform { quarters: [.., quarter], four, half, .. } = *self;
        let [at_0, at_1, at_minus_1, at_2, at_minus_2, at_half, at_minus_half, at_infinity] = products;
        let (even_1, odd_1) = (at_1 + at_minus_1, at_1 - at_minus_1);
        let (even_2, odd_2) = (at_2 + at_minus_2, at_2 - at_minus_2);
        let (even_half, odd_half) = (at_half + at_minus_half, half * (at_half - at_minus_half));
        let twice_odd_2 = odd_2 + odd_2;
        [
            at_0 + even_1 + (even_2 + even_half),
            odd_1 + (twice_odd_2 + odd_half),
            even_1 + (four * even_2 + quarter * even_half),
            odd_1 + at_infinity + (four * twice_odd_2 + quarter * odd_half),
        ]
    }
}

/// A kernel's five weights: at each point their polynomial, divided by the products of the point's distances from the others.
#[inline(always)]
pub(super) fn of_weights(weights: [f32x4; KERNEL]) -> [f32x4; POINTS] {
    let [w0, w1, w2, w3, w4] = weights;
    let times = |factor, vector| f32x4::splat(factor) * vector;
    let both = |even, odd, distances: f32| [times(1.0 / distances, even + odd), times(1.0 / distances, even - odd)];
    let [at_1, at_minus_1] = both(w0 + w2 + w4, w1 + w3, -4.5);
    let [at_2, at_minus_2] = both(w0 + times(4.0, w2) + times(16.0, w4), times(2.0, w1) + times(8.0, w3), 90.0);
    let [at_half, at_minus_half] =
        both(w0 + times(0.25, w2) + times(0.0625, w4), times(0.5, w1) + times(0.125, w3), 1.40625);
    [w0, at_1, at_minus_1, at_2, at_minus_2, at_half, at_minus_half, w4]
}
