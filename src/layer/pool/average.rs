//! The mean of each window; no parameters.

use crate::kernel::columns::Geometry;
use crate::kernel::pooling;
use crate::layer::{Backward, Layer, part, part_mut};

pub(super) struct Average {
    geometry: Geometry,
    outputs: usize,
    /// Numbers of a window.
    area: f32,
}

impl Average {
    pub(super) fn new(geometry: Geometry) -> Self {
        let area = (geometry.kernel * geometry.kernel) as f32;
        Average { geometry, outputs: geometry.channels * geometry.positions(), area }
    }
}

impl Layer for Average {
    fn forward(&mut self, _parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        for image in 0..batch {
            let input = part(input, image, self.geometry.input_len());
            pooling::totals(&self.geometry, input, part_mut(output, image, self.outputs), self.area);
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Some(input_gradient) = pass.input_gradient else { return };
        for image in 0..pass.batch {
            let output_gradient = part(pass.output_gradient.each(), image, self.outputs);
            let input_gradient = part_mut(input_gradient, image, self.geometry.input_len());
            pooling::totals_backward(&self.geometry, output_gradient, input_gradient, self.area);
        }
    }
}
