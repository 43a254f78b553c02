//! Every layer's backward pass against central differences, over random sizes.
//!
//! The loss is a fixed random combination of the logits, so that its gradient is known exactly; what is checked is how
//! the layers carry it back to each parameter, and through a first convolution to every layer before the one under test.

#![cfg(not(target_arch = "wasm32"))]

use lenet::Network;
use lenet::spec::{Function, InputSpec, LayerSpec, NetworkSpec, PoolMethod};
use proptest::prelude::*;

/// A network around one layer: a convolution before it, so that its input's gradient is seen too, and a line of ten after.
fn around(side: u32, channels: u32, layer: LayerSpec, flat: bool) -> NetworkSpec {
    let flatten = || LayerSpec::Flatten { name: None };
    let first = LayerSpec::Conv { name: "before".into(), filters: channels, kernel: 3, stride: 1, padding: 1 };
    let mut layers = vec![first];
    layers.extend(if flat { vec![flatten(), layer] } else { vec![layer, flatten()] });
    layers.push(LayerSpec::Linear { name: "after".into(), units: 10 });
    NetworkSpec { name: "test".into(), input: InputSpec { channels: 2, height: side, width: side }, layers }
}

/// Fills the input and returns the weighted sum of the logits.
fn loss(network: &mut Network, input: &[f32], coefficients: &[f32]) -> f64 {
    network.input_mut(coefficients.len() / 10).copy_from_slice(input);
    let logits = network.forward();
    logits.iter().zip(coefficients).map(|(logit, weight)| f64::from(*logit) * f64::from(*weight)).sum()
}

fn check(spec: NetworkSpec, batch: usize, seed: u32) -> std::result::Result<(), TestCaseError> {
    let mut network = Network::new(spec, seed).unwrap();
    // Numbers from a simple congruence: unlike each other, so that a pooling window has one clear winner.
    let mut state = seed | 1;
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    let input: Vec<f32> = (0..batch * network.input_len()).map(|_| number()).collect();
    let coefficients: Vec<f32> = (0..batch * 10).map(|_| number()).collect();
    loss(&mut network, &input, &coefficients);
    network.backward(|logits| logits.copy_from_slice(&coefficients));
    let gradients = network.gradients().to_vec();

    let tensors = network.tensors().to_vec();
    let (mut checked, mut skipped) = (0, 0);
    for tensor in tensors {
        // A handful of each tensor's numbers.
        for index in tensor.range.clone().step_by(1 + tensor.range.len() / 7) {
            let kept = network.parameters()[index];
            let mut at = |shift: f32| {
                network.parameters_mut()[index] = kept + shift;
                loss(&mut network, &input, &coefficients)
            };
            // Two widths: where they disagree, a kink (a pooling's change of winner, relu's corner) lies in between.
            let (wide, narrow) = (4e-3, 2e-3);
            let differences = [wide, narrow].map(|width| (at(width) - at(-width)) / (2.0 * f64::from(width)));
            network.parameters_mut()[index] = kept;
            let tolerance = 2e-3 * (1.0 + differences[0].abs());
            if (differences[0] - differences[1]).abs() > tolerance / 2.0 {
                skipped += 1;
                continue;
            }
            checked += 1;
            let difference = (differences[1] - f64::from(gradients[index])).abs();
            prop_assert!(
                difference <= tolerance,
                "{} at {}: gradient {}, central difference {}",
                tensor.name,
                index,
                gradients[index],
                differences[1]
            );
        }
    }
    prop_assert!(checked >= 2 * skipped, "{skipped} of {} numbers lie at a kink", checked + skipped);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn convolution(
        side in 4u32..9, channels in 1u32..4, filters in 1u32..7, kernel in 1u32..5, stride in 1u32..4,
        padding in 0u32..3, batch in 1usize..4, seed: u32,
    ) {
        let layer = LayerSpec::Conv { name: "layer".into(), filters, kernel, stride, padding };
        check(around(side, channels, layer, false), batch, seed)?;
    }

    #[test]
    fn convolution_over_the_whole_map(
        side in 2u32..7, channels in 1u32..4, filters in 1u32..7, batch in 1usize..4, seed: u32,
    ) {
        let layer = LayerSpec::Conv { name: "layer".into(), filters, kernel: side, stride: 1, padding: 0 };
        check(around(side, channels, layer, false), batch, seed)?;
    }

    #[test]
    fn pooling(
        side in 4u32..9, channels in 1u32..4, size in 1u32..4, stride in 1u32..4, max: bool, batch in 1usize..4, seed: u32,
    ) {
        let method = if max { PoolMethod::Max } else { PoolMethod::Average };
        let layer = LayerSpec::Pool { name: None, method, size, stride };
        check(around(side, channels, layer, false), batch, seed)?;
    }

    #[test]
    fn linear(side in 2u32..6, channels in 1u32..4, units in 1u32..14, batch in 1usize..4, seed: u32) {
        let layer = LayerSpec::Linear { name: "layer".into(), units };
        check(around(side, channels, layer, true), batch, seed)?;
    }

    #[test]
    fn activation(side in 2u32..6, which in 0usize..3, batch in 1usize..4, seed: u32) {
        let function = [Function::Sigmoid, Function::Tanh, Function::Relu][which];
        check(around(side, 2, LayerSpec::Activation { name: None, function }, false), batch, seed)?;
    }

    /// The whole chain; with average pooling, since a weight of conv1 moves thousands of windows and some of them always
    /// change their winner. With the maximum it is held to Paddle's gradients, in `article.rs`.
    #[test]
    fn the_articles_network(seed: u32) {
        let mut spec = NetworkSpec::preset("article").unwrap();
        for layer in &mut spec.layers {
            if let LayerSpec::Pool { method, .. } = layer {
                *method = PoolMethod::Average;
            }
        }
        check(spec, 2, seed)?;
    }
}
