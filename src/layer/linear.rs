//! Fully connected: input \[batch, inputs], weight \[inputs, units], bias \[units], output \[batch, units].

use super::{Backward, Layer};
use crate::kernel::product::{Matrix, Size, Start, multiply, multiply_transposed};
use crate::kernel::runs::{multiply_runs, sum_runs};
use crate::spec::LayerPlan;

pub(super) struct Linear {
    inputs: usize,
    units: usize,
}

impl Linear {
    pub(super) fn new(plan: &LayerPlan) -> Self {
        Linear { inputs: plan.input.len(), units: plan.output.len() }
    }
}

impl Layer for Linear {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        let (weight, bias) = parameters.split_at(self.inputs * self.units);
        output.chunks_exact_mut(self.units).for_each(|image| image.copy_from_slice(bias));
        let size = Size { rows: batch, columns: self.units, depth: self.inputs };
        multiply(output, Matrix::new(input, self.inputs), weight, size, Start::Existing);
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, input, output_gradient, input_gradient, batch, runs, .. } = pass;
        let output_gradient = output_gradient.each();
        let weight = &parameters[..self.inputs * self.units];
        let (weight_gradient, bias_gradient) = gradients.split_at_mut(self.inputs * self.units);
        sum_runs(bias_gradient, output_gradient, runs);
        multiply_runs(weight_gradient, input, output_gradient, (self.inputs, self.units), runs);
        if let Some(input_gradient) = input_gradient {
            let size = Size { rows: batch, columns: self.inputs, depth: self.units };
            multiply_transposed(input_gradient, output_gradient, weight, size, Start::Zero);
        }
    }
}
