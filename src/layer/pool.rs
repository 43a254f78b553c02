//! Pooling: input \[batch, channels, height, width], output \[batch, channels, height', width']; no parameters.

use super::conv::geometry;
use super::{Backward, Layer, part, part_mut};
use crate::kernel::columns::Geometry;
use crate::kernel::pooling;
use crate::spec::{LayerPlan, PoolMethod};

pub(super) struct Pool {
    geometry: Geometry,
    method: PoolMethod,
    outputs: usize,
    /// For the maximum: where in its image each output came from.
    winners: Vec<u32>,
}

impl Pool {
    pub(super) fn new(plan: &LayerPlan) -> Self {
        let method = plan.method.expect("a pooling layer has a method");
        Pool { geometry: geometry(plan), method, outputs: plan.output.len(), winners: Vec::new() }
    }
}

impl Layer for Pool {
    fn forward(&mut self, _parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        if self.method == PoolMethod::Max && self.winners.len() < batch * self.outputs {
            self.winners.resize(batch * self.outputs, 0);
        }
        for image in 0..batch {
            let input = part(input, image, self.geometry.input_len());
            let output = part_mut(output, image, self.outputs);
            match self.method {
                PoolMethod::Max => {
                    let winners = &mut self.winners[image * self.outputs..(image + 1) * self.outputs];
                    pooling::maximum(&self.geometry, input, output, winners);
                }
                PoolMethod::Average => pooling::mean(&self.geometry, input, output),
            }
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Some(input_gradient) = pass.input_gradient else { return };
        for image in 0..pass.batch {
            let output_gradient = part(pass.output_gradient, image, self.outputs);
            let input_gradient = part_mut(input_gradient, image, self.geometry.input_len());
            match self.method {
                PoolMethod::Max => {
                    let winners = &self.winners[image * self.outputs..(image + 1) * self.outputs];
                    pooling::maximum_backward(winners, output_gradient, input_gradient);
                }
                PoolMethod::Average => pooling::mean_backward(&self.geometry, output_gradient, input_gradient),
            }
        }
    }
}
