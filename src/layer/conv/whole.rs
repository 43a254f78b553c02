//! A kernel as large as its input: images x filters, for all images at once.

use crate::kernel::columns::Geometry;
use crate::kernel::product::{Left, Size, Start, multiply, multiply_transposed};
use crate::kernel::runs::{multiply_runs, sum_runs};
use crate::layer::FullyConnected;
use std::ops::Range;

pub(super) struct Whole {
    filters: usize,
    /// Numbers of an image, and of a filter.
    patch: usize,
}

impl Whole {
    pub(super) fn new(geometry: &Geometry, filters: usize) -> Self {
        Whole { filters, patch: geometry.patch_len() }
    }
}

impl FullyConnected for Whole {
    fn forward(&self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.filters * self.patch);
        output.chunks_exact_mut(self.filters).for_each(|image| image.copy_from_slice(bias));
        let size = Size { rows: batch, columns: self.filters, depth: self.patch };
        multiply_transposed(output, input, weight, size, Start::Existing);
    }

    fn sum_gradients(&self, gradients: &mut [f32], input: &[f32], output_gradient: &[f32], runs: &[Range<usize>]) {
        let (weight, bias) = gradients.split_at_mut(self.filters * self.patch);
        sum_runs(bias, output_gradient, runs);
        multiply_runs(weight, output_gradient, input, (self.filters, self.patch), runs);
    }

    fn input_gradient(&self, parameters: &[f32], output_gradient: &[f32], input_gradient: &mut [f32], batch: usize) {
        let weight = &parameters[..self.filters * self.patch];
        let size = Size { rows: batch, columns: self.patch, depth: self.filters };
        multiply(input_gradient, Left::Plain(output_gradient), weight, size, Start::Zero);
    }
}
