//! The greatest number of each window; no parameters.

use crate::kernel::columns::Geometry;
use crate::kernel::pooling::{self, Winners};
use crate::layer::{Backward, Layer, part, part_mut};

pub(super) struct Max {
    geometry: Geometry,
    outputs: usize,
    /// Where in its image each output came from.
    winners: Vec<u32>,
}

impl Max {
    pub(super) fn new(geometry: Geometry) -> Self {
        Max { geometry, outputs: geometry.channels * geometry.positions(), winners: Vec::new() }
    }
}

impl Layer for Max {
    fn forward(&mut self, _parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        if self.winners.len() < batch * self.outputs {
            self.winners.resize(batch * self.outputs, 0);
        }
        for image in 0..batch {
            let input = part(input, image, self.geometry.input_len());
            let output = part_mut(output, image, self.outputs);
            pooling::maximum(&self.geometry, input, output, part_mut(&mut self.winners, image, self.outputs));
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Some(input_gradient) = pass.input_gradient else { return };
        for image in 0..pass.batch {
            let output_gradient = part(pass.output_gradient.each(), image, self.outputs);
            let input_gradient = part_mut(input_gradient, image, self.geometry.input_len());
            pooling::maximum_backward(part(&self.winners, image, self.outputs), output_gradient, input_gradient);
        }
    }

    fn winners<'a>(&'a self, values: &'a [f32]) -> Option<Winners<'a>> {
        Some(Winners { windows: self.geometry, winners: &self.winners[..values.len()], values })
    }
}
