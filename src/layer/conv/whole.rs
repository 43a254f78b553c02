//! A kernel as large as its input: images x filters, for all images at once.

use crate::kernel::columns::Geometry;
use crate::kernel::product::{Matrix, Size, Start, multiply, multiply_transposed};
use crate::kernel::runs::{multiply_runs, sum_runs};
use crate::layer::{Backward, Layer};

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

impl Layer for Whole {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.filters * self.patch);
        output.chunks_exact_mut(self.filters).for_each(|image| image.copy_from_slice(bias));
        let size = Size { rows: batch, columns: self.filters, depth: self.patch };
        multiply_transposed(output, input, weight, size, Start::Existing);
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, input, output_gradient, input_gradient, batch, runs, .. } = pass;
        let output_gradient = output_gradient.each();
        let Whole { filters, patch } = *self;
        let weight = &parameters[..filters * patch];
        let (weight_gradient, bias_gradient) = gradients.split_at_mut(filters * patch);
        sum_runs(bias_gradient, output_gradient, runs);
        multiply_runs(weight_gradient, output_gradient, input, (filters, patch), runs);
        if let Some(input_gradient) = input_gradient {
            let size = Size { rows: batch, columns: patch, depth: filters };
            multiply(input_gradient, Matrix::new(output_gradient, filters), weight, size, Start::Zero);
        }
    }
}
