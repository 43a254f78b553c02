//! Distances to the digits' codes: input \[batch, 84], output \[batch, 10], each the sum over the inputs of
//! (input - code)^2; no parameters.

use super::{Backward, Layer};
use crate::spec::{CLASSES, CODE_LEN, CODES};

pub(super) struct Rbf;

impl Layer for Rbf {
    fn forward(&mut self, _parameters: &[f32], input: &[f32], output: &mut [f32], _batch: usize) {
        for (input, distances) in input.chunks_exact(CODE_LEN).zip(output.chunks_exact_mut(CLASSES)) {
            for (distance, code) in distances.iter_mut().zip(&CODES) {
                let square = |(input, code): (&f32, &f32)| (input - code) * (input - code);
                *distance = input.iter().zip(code).map(square).fold(0.0, |sum, square| sum + square);
            }
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Some(input_gradient) = pass.input_gradient else { return };
        input_gradient.fill(0.0);
        let images = pass.input.chunks_exact(CODE_LEN).zip(pass.output_gradient.each().chunks_exact(CLASSES));
        for ((input, distances), input_gradient) in images.zip(input_gradient.chunks_exact_mut(CODE_LEN)) {
            for (gradient, code) in distances.iter().zip(&CODES) {
                for (target, (input, code)) in input_gradient.iter_mut().zip(input.iter().zip(code)) {
                    *target += 2.0 * (input - code) * gradient;
                }
            }
        }
    }
}
