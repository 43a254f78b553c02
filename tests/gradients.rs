//! Every layer's backward pass against central differences, over random sizes.
//!
//! The loss is a fixed random combination of the logits, so that its gradient is known exactly; what is checked is how
//! the layers carry it back to each parameter, and through a first convolution to every layer before the one under test.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use lenet::spec::{Function, InputSpec, LayerSpec, NetworkSpec, PoolMethod};
use lenet::{Network, Tensor};
use proptest::prelude::*;

/// A network around one layer that reads square pictures.
fn around(side: u32, channels: u32, layer: LayerSpec, flat: bool) -> NetworkSpec {
    common::around(InputSpec::new(2, side, side), channels, layer, flat)
}

/// Fills the input and returns the weighted sum of the logits.
fn loss(network: &mut Network, input: &[f32], coefficients: &[f32]) -> f64 {
    network.input_mut(coefficients.len() / 10).copy_from_slice(input);
    let logits = network.forward();
    logits.iter().zip(coefficients).map(|(logit, weight)| f64::from(*logit) * f64::from(*weight)).sum()
}

/// What the layers with corners chose in the last forward pass: each pooling window's maximum, each relu's side. Where a
/// step changes a choice, the loss has a kink and no central difference.
fn choices(network: &Network, input: &[f32]) -> Vec<usize> {
    let mut choices = Vec::new();
    let mut before = input.to_vec();
    for plan in network.plans() {
        let after = network.activation(&plan.name).unwrap();
        if plan.function == Some(Function::Relu) {
            choices.extend(before.iter().map(|value| usize::from(*value > 0.0)));
        }
        if plan.method == Some(PoolMethod::Max) {
            let (size, stride) = (plan.kernel.unwrap(), plan.stride.unwrap());
            let [_, height, width] = plan.input.sizes()[..] else { panic!("pooling reads maps") };
            let [_, rows, columns] = plan.output.sizes()[..] else { panic!("pooling gives maps") };
            let pooled = after.as_slice().unwrap().chunks_exact(rows * columns);
            for (map, maxima) in before.chunks_exact(height * width).zip(pooled) {
                for (output, maximum) in maxima.iter().enumerate() {
                    let corner = (output / columns * width + output % columns) * stride;
                    let mut window = (0..size * size).map(|place| corner + place / size * width + place % size);
                    choices.extend(window.find(|index| map[*index] == *maximum));
                }
            }
        }
        before = after.iter().copied().collect();
    }
    choices
}

/// Whether there is a connection where a number of a tensor stands; only a connection table leaves any out.
fn is_connected(network: &Network, tensor: &Tensor, index: usize) -> bool {
    let plan = network.plans().find(|plan| tensor.name.starts_with(&format!("{}.", plan.name))).unwrap();
    let [_, maps, height, width] = tensor.shape[..] else { return true };
    let kernel = (index - tensor.range.start) / (height * width);
    plan.connection_table.as_ref().is_none_or(|table| table[kernel / maps][kernel % maps] == 1)
}

/// Steps to try, the widest first: on the widest that changes no choice the loss is smooth.
const STEPS: [f32; 4] = [4e-3, 2e-3, 1e-3, 5e-4];

fn check(spec: NetworkSpec, batch: usize, seed: u32) -> std::result::Result<(), TestCaseError> {
    check_by(&STEPS, spec, batch, seed)
}

fn check_by(steps: &[f32], spec: NetworkSpec, batch: usize, seed: u32) -> std::result::Result<(), TestCaseError> {
    let mut network = Network::new(spec, seed).unwrap();
    // Numbers from a simple congruence: unlike each other, so that a pooling window has one clear winner.
    let mut state = seed | 1;
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    let input: Vec<f32> = (0..batch * network.input_len()).map(|_| number()).collect();
    let coefficients: Vec<f32> = (0..batch * 10).map(|_| number()).collect();
    // Twice: gradients are written, whatever stood in their place.
    for _ in 0..2 {
        loss(&mut network, &input, &coefficients);
        network.backward(|logits| logits.copy_from_slice(&coefficients));
    }
    let gradients = network.gradients().to_vec();

    let tensors = network.tensors().to_vec();
    let (mut checked, mut skipped) = (0, 0);
    for tensor in tensors {
        // A handful of each tensor's numbers.
        for index in tensor.range.clone().step_by(1 + tensor.range.len() / 7) {
            let kept = network.parameters()[index];
            if !is_connected(&network, &tensor, index) {
                prop_assert_eq!((kept, gradients[index]), (0.0, 0.0));
                continue;
            }
            let mut at = |shift: f32| {
                network.parameters_mut()[index] = kept + shift;
                (loss(&mut network, &input, &coefficients), choices(&network, &input))
            };
            let (_, here) = at(0.0);
            let smooth = steps.iter().copied().find_map(|width| {
                let ((above, chosen_above), (below, chosen_below)) = (at(width), at(-width));
                let is_smooth = chosen_above == here && chosen_below == here;
                is_smooth.then(|| (above - below) / (2.0 * f64::from(width)))
            });
            network.parameters_mut()[index] = kept;
            let Some(slope) = smooth else {
                skipped += 1;
                continue;
            };
            checked += 1;
            prop_assert!(
                (slope - f64::from(gradients[index])).abs() <= 2e-3 * (1.0 + slope.abs()),
                "{} at {}: gradient {}, central difference {}",
                tensor.name,
                index,
                gradients[index],
                slope
            );
        }
    }
    prop_assert!(checked >= 2 * skipped, "{skipped} of {} numbers lie at a kink", checked + skipped);
    Ok(())
}

/// A connection table from random bits, in which each filter reads at least one map.
fn table(filters: u32, maps: u32, bits: u32) -> Vec<Vec<u8>> {
    let cell = |filter, map| u8::from(map == filter % maps || bits >> ((filter * 5 + map) % 32) & 1 == 1);
    (0..filters).map(|filter| (0..maps).map(|map| cell(filter, map)).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn convolution(
        side in 4u32..9, channels in 1u32..4, filters in 1u32..7, kernel in 1u32..5, stride in 1u32..4,
        padding in 0u32..3, batch in 1usize..4, seed: u32,
    ) {
        let layer = LayerSpec::Conv { name: "layer".into(), filters, kernel, stride, padding, connections: None };
        check(around(side, channels, layer, false), batch, seed)?;
    }

    #[test]
    fn convolution_with_a_connection_table(
        side in 4u32..8, channels in 2u32..5, filters in 1u32..5, kernel in 1u32..5, rows: u32, batch in 1usize..4, seed: u32,
    ) {
        let connections = Some(table(filters, channels, rows));
        let layer = LayerSpec::Conv { name: "layer".into(), filters, kernel, stride: 1, padding: 0, connections };
        check(around(side, channels, layer, false), batch, seed)?;
    }

    #[test]
    fn convolution_over_the_whole_map(
        side in 2u32..7, channels in 1u32..4, filters in 1u32..7, batch in 1usize..4, seed: u32,
    ) {
        let layer = LayerSpec::Conv { name: "layer".into(), filters, kernel: side, stride: 1, padding: 0, connections: None };
        check(around(side, channels, layer, false), batch, seed)?;
    }

    #[test]
    fn pooling(
        side in 4u32..9, channels in 1u32..4, size in 1u32..4, stride in 1u32..4, which in 0usize..3, batch in 1usize..4, seed: u32,
    ) {
        let method = [PoolMethod::Max, PoolMethod::Average, PoolMethod::Trainable][which];
        let layer = LayerSpec::Pool { name: None, method, size, stride };
        check(around(side, channels, layer, false), batch, seed)?;
    }

    #[test]
    fn linear(side in 2u32..6, channels in 1u32..4, units in 1u32..14, batch in 1usize..4, seed: u32) {
        let layer = LayerSpec::Linear { name: "layer".into(), units };
        check(around(side, channels, layer, true), batch, seed)?;
    }

    /// In a chain of linear layers the distances are squares of every weight: a central difference is exact however wide its
    /// step is, and a wide one drowns the rounding of sums about 84.
    #[test]
    fn distances(side in 2u32..6, channels in 1u32..4, batch in 1usize..4, seed: u32) {
        let mut spec = around(side, channels, LayerSpec::Linear { name: "line".into(), units: 84 }, true);
        spec.layers.pop();
        spec.layers.push(LayerSpec::Rbf { name: "layer".into() });
        check_by(&[0.25], spec, batch, seed)?;
    }

    #[test]
    fn activation(
        side in 2u32..6, function in prop::sample::select(Function::ALL.to_vec()), batch in 1usize..4, seed: u32,
    ) {
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
