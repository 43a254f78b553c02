//! What the unit tests share.

use crate::layer::{Backward, Gradient, Layer};
use crate::random::{Purpose, Random};

/// `length` numbers between -1 and 1, the same for the same seed.
pub fn numbers(length: usize, seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed, Purpose::Weight(0));
    (0..length).map(|_| random.uniform(-1.0, 1.0)).collect()
}

/// Fails unless both have the same length and no two numbers differ by more than `tolerance`.
#[track_caller]
pub fn assert_close(actual: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(actual.len(), expected.len());
    for (index, (a, e)) in actual.iter().zip(expected).enumerate() {
        assert!((a - e).abs() <= tolerance, "at {index}: {a}, expected {e}");
    }
}

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
