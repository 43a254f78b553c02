//! Fully connected: input \[batch, inputs], weight \[inputs, units], bias \[units], output \[batch, units].

use super::FullyConnected;
use crate::kernel::product::{Left, Size, Start, multiply, multiply_transposed};
use crate::kernel::runs::{multiply_runs, sum_runs};
use crate::spec::LayerPlan;
use std::ops::Range;

pub(super) struct Linear {
    inputs: usize,
    units: usize,
}

impl Linear {
    pub(super) fn new(plan: &LayerPlan) -> Self {
        Linear { inputs: plan.input.len(), units: plan.output.len() }
    }
}

impl FullyConnected for Linear {
    fn forward(&self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.inputs * self.units);
        output.chunks_exact_mut(self.units).for_each(|image| image.copy_from_slice(bias));
        let size = Size { rows: batch, columns: self.units, depth: self.inputs };
        multiply(output, Left::Plain(input), weight, size, Start::Existing);
    }

    fn sum_gradients(&self, gradients: &mut [f32], input: &[f32], output_gradient: &[f32], runs: &[Range<usize>]) {
        let (weight, bias) = gradients.split_at_mut(self.inputs * self.units);
        sum_runs(bias, output_gradient, runs);
        multiply_runs(weight, input, output_gradient, (self.inputs, self.units), runs);
    }

    fn input_gradient(&self, parameters: &[f32], output_gradient: &[f32], input_gradient: &mut [f32], batch: usize) {
        let weight = &parameters[..self.inputs * self.units];
        let size = Size { rows: batch, columns: self.inputs, depth: self.units };
        multiply_transposed(input_gradient, output_gradient, weight, size, Start::Zero);
    }
}
