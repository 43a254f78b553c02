//! Any stride, any size: the patches of an image are copied next to one another, and convolving is a matrix product.

use crate::kernel::columns::{Geometry, gather, scatter_add};
use crate::kernel::elementwise::{clear, sum};
use crate::kernel::product::{Left, Size, Start, multiply, multiply_transposed};
use crate::layer::{Backward, Layer, RunGradients, part, part_mut};

pub(super) struct Columns {
    geometry: Geometry,
    filters: usize,
    /// One image's patches as columns, or their gradient.
    columns: Vec<f32>,
    run_gradients: RunGradients,
}

impl Columns {
    pub(super) fn new(geometry: Geometry, filters: usize) -> Self {
        let columns = vec![0.0; geometry.patch_len() * geometry.positions()];
        Columns { geometry, filters, columns, run_gradients: RunGradients::default() }
    }
}

impl Layer for Columns {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (patch, positions) = (self.geometry.patch_len(), self.geometry.positions());
        let (weight, bias) = parameters.split_at(self.filters * patch);
        for image in 0..batch {
            gather(&self.geometry, part(input, image, self.geometry.input_len()), &mut self.columns);
            let output = part_mut(output, image, self.filters * positions);
            for (map, bias) in output.chunks_exact_mut(positions).zip(bias) {
                map.fill(*bias);
            }
            let size = Size { rows: self.filters, columns: positions, depth: patch };
            multiply(output, Left::Plain(weight), &self.columns, size, Start::Existing);
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, input, output_gradient, mut input_gradient, runs, .. } = pass;
        let output_gradient = output_gradient.each();
        let Columns { geometry, filters, columns, run_gradients } = self;
        let (patch, positions) = (geometry.patch_len(), geometry.positions());
        let weight = &parameters[..*filters * patch];
        let input_len = geometry.input_len();
        run_gradients.sum(runs, gradients, |run, gradients| {
            let (weight_gradient, bias_gradient) = gradients.split_at_mut(*filters * patch);
            for image in run {
                let output_gradient = part(output_gradient, image, *filters * positions);
                for (gradient, map) in bias_gradient.iter_mut().zip(output_gradient.chunks_exact(positions)) {
                    *gradient += sum(map);
                }
                gather(geometry, part(input, image, input_len), columns);
                let size = Size { rows: *filters, columns: patch, depth: positions };
                multiply_transposed(weight_gradient, output_gradient, columns, size, Start::Existing);
                if let Some(input_gradient) = input_gradient.as_deref_mut() {
                    let size = Size { rows: patch, columns: positions, depth: *filters };
                    let by_patch = Left::Transposed(weight);
                    multiply(columns, by_patch, output_gradient, size, Start::Zero);
                    let input_gradient = part_mut(input_gradient, image, input_len);
                    clear(input_gradient);
                    scatter_add(geometry, columns, input_gradient);
                }
            }
        });
    }
}
