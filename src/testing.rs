//! What the unit tests share.

use crate::layer::{Backward, Gradient, Layer};

#[path = "kernel/testing.rs"]
mod kernel;

pub use kernel::{assert_close, numbers};

/// A layer's backward pass into room full of NaN, so that what it forgets to write is seen: the parameters' gradients and
/// the input's.
pub fn backward(
    layer: &mut dyn Layer,
    parameters: &[f32],
    input: &[f32],
    output: &[f32],
    output_gradient: &[f32],
    batch: usize,
) -> (Vec<f32>, Vec<f32>) {
    let mut gradients = vec![f32::NAN; parameters.len()];
    let mut input_gradient = vec![f32::NAN; input.len()];
    layer.backward(Backward {
        parameters,
        gradients: &mut gradients,
        input,
        output,
        output_gradient: Gradient::Each(output_gradient),
        input_gradient: Some(&mut input_gradient),
        batch,
        runs: &[0..batch / 2, batch / 2..batch],
    });
    (gradients, input_gradient)
}
