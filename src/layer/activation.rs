//! A function of each number: input and output have the same shape; no parameters.

use super::{Backward, Layer};
use crate::kernel::elementwise::{self, Derivative};
use crate::kernel::squashing;
use crate::spec::{Function, LayerPlan};

pub(super) struct Activation {
    function: Function,
}

impl Activation {
    pub(super) fn new(plan: &LayerPlan) -> Self {
        Activation { function: plan.function.expect("an activation layer has a function") }
    }
}

impl Layer for Activation {
    fn forward(&mut self, _parameters: &[f32], input: &[f32], output: &mut [f32], _batch: usize) {
        match self.function {
            Function::Sigmoid => squashing::sigmoid(input, output),
            Function::Tanh => squashing::tanh(input, output),
            Function::ScaledTanh => squashing::scaled_tanh(input, output),
            Function::Relu => elementwise::relu(input, output),
        }
    }

    fn backward(&mut self, pass: Backward) {
        let Some(input_gradient) = pass.input_gradient else { return };
        let derivative = match self.function {
            Function::Sigmoid => Derivative::Sigmoid,
            Function::Tanh => Derivative::Tanh,
            Function::ScaledTanh => Derivative::ScaledTanh,
            Function::Relu => Derivative::Relu,
        };
        elementwise::derivative(derivative, pass.output, pass.output_gradient.each(), input_gradient);
    }
}
