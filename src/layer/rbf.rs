//! Distances to the digits' codes: input \[batch, 84], output \[batch, 10], each the sum over the inputs of
//! (input - code)^2; no parameters.

use super::{Backward, Layer};
use crate::kernel::elementwise::{add_distance_gradient, clear, square_distance};
use crate::spec::{CLASSES, CODE_LEN, CODES};

pub(super) struct Rbf;

impl Layer for Rbf {
    fn forward(&mut self, _parameters: &[f32], input: &[f32], output: &mut [f32], _batch: usize) {
        for (input, distances) in input.chunks_exact(CODE_LEN).zip(output.chunks_exact_mut(CLASSES)) {
            for (distance, code) in distances.iter_mut().zip(&CODES) {
                *distance = square_distance(input, code);
            }
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Some(input_gradient) = pass.input_gradient else { return };
        clear(input_gradient);
        let images = pass.input.chunks_exact(CODE_LEN).zip(pass.output_gradient.each().chunks_exact(CLASSES));
        for ((input, distances), input_gradient) in images.zip(input_gradient.chunks_exact_mut(CODE_LEN)) {
            for (gradient, code) in distances.iter().zip(&CODES) {
                add_distance_gradient(input, code, *gradient, input_gradient);
            }
        }
    }
}
