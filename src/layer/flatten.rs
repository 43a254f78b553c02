//! Maps as one line: the numbers stay where they are, only their shape changes.

use super::{Backward, Layer};

pub(super) struct Flatten;

impl Layer for Flatten {
    fn forward(&mut self, _parameters: &[f32], input: &[f32], output: &mut [f32], _batch: usize) {
        output.copy_from_slice(input);
    }

    fn backward(&mut self, pass: Backward) {
        if let Some(input_gradient) = pass.input_gradient {
            input_gradient.copy_from_slice(pass.output_gradient.each());
        }
    }
}
