//! The sum of each window x its map's coefficient + its map's bias: weight \[channels], bias \[channels].

use crate::kernel::columns::Geometry;
use crate::kernel::elementwise::{dot, scale, scale_and_shift, sum};
use crate::kernel::pooling;
use crate::layer::{Backward, Layer, RunGradients, part, part_mut};

pub(super) struct Trainable {
    geometry: Geometry,
    outputs: usize,
    /// The sum of each window of the last batch.
    sums: Vec<f32>,
    /// One image's output gradient x the coefficients: what each number of a window gets.
    shares: Vec<f32>,
    run_gradients: RunGradients,
}

impl Trainable {
    pub(super) fn new(geometry: Geometry) -> Self {
        let outputs = geometry.channels * geometry.positions();
        let (sums, shares) = (Vec::new(), vec![0.0; outputs]);
        Trainable { geometry, outputs, sums, shares, run_gradients: RunGradients::default() }
    }
}

impl Layer for Trainable {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.geometry.channels);
        if self.sums.len() < batch * self.outputs {
            self.sums.resize(batch * self.outputs, 0.0);
        }
        let positions = self.geometry.positions();
        for image in 0..batch {
            let sums = part_mut(&mut self.sums, image, self.outputs);
            pooling::totals(&self.geometry, part(input, image, self.geometry.input_len()), sums, 1.0);
            let maps = part_mut(output, image, self.outputs).chunks_exact_mut(positions);
            for (((map, sums), weight), bias) in maps.zip(sums.chunks_exact(positions)).zip(weight).zip(bias) {
                scale_and_shift(sums, *weight, *bias, map);
            }
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, output_gradient, mut input_gradient, runs, .. } = pass;
        let output_gradient = output_gradient.each();
        let Trainable { geometry, outputs, sums, shares, run_gradients } = self;
        let weight = &parameters[..geometry.channels];
        let positions = geometry.positions();
        run_gradients.sum(runs, gradients, |run, gradients| {
            let (weight_gradient, bias_gradient) = gradients.split_at_mut(geometry.channels);
            for image in run {
                let output_gradient = part(output_gradient, image, *outputs);
                let sums = part(sums, image, *outputs);
                for (channel, map) in output_gradient.chunks_exact(positions).enumerate() {
                    weight_gradient[channel] += dot(map, part(sums, channel, positions));
                    bias_gradient[channel] += sum(map);
                    scale(map, weight[channel], part_mut(shares, channel, positions));
                }
                if let Some(input_gradient) = input_gradient.as_deref_mut() {
                    let input_gradient = part_mut(input_gradient, image, geometry.input_len());
                    pooling::totals_backward(geometry, shares, input_gradient, 1.0);
                }
            }
        });
    }
}
