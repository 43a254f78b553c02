//! Explanations against what they explain: every unit's terms give its value, and nothing outside its receptive field
//! touches it.

#![cfg(not(target_arch = "wasm32"))]

#[path = "../common/mod.rs"]
mod common;
mod layers;
mod networks;

use common::{project, test_digits};
use lenet::explain::{Arithmetic, Explanation, Field, PROBABILITIES, Unit, explain};
use lenet::format::safetensors;
use lenet::mnist::PIXELS;
use lenet::spec::{Function, InputSpec, LayerSpec, NetworkSpec, PoolMethod, Shape};
use lenet::{Error, Network, Recipe, Trainer};
use ndarray::Axis;
use proptest::prelude::*;

/// Numbers between -1 and 1 from a simple congruence, unlike each other.
fn numbers(length: usize, seed: u32) -> Vec<f32> {
    let mut state = seed | 1;
    let mut number = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..length).map(|_| number()).collect()
}

/// Every unit of a shape, in order.
fn units(shape: Shape) -> Vec<Unit> {
    let (maps, height, width) = match shape {
        Shape::Maps { channels, height, width } => (channels, height, width),
        Shape::Units(units) => (units, 1, 1),
    };
    let unit = |index| Unit { map: index / (height * width), row: index / width % height, column: index % width };
    (0..maps * height * width).map(unit).collect()
}

/// A layer's values, or the input's.
fn values(network: &Network, layer: &str) -> Vec<f32> {
    match layer {
        "input" => network.input().to_vec(),
        _ => network.activation(layer).unwrap().iter().copied().collect(),
    }
}

fn size_of_product((input, weight): (&f32, &f32)) -> f64 {
    f64::from(input * weight).abs()
}

/// What the terms of an explanation come to, and the size of all that was added up.
fn retold(network: &Network, explanation: &Explanation) -> (f64, f64) {
    let same = |value: f64| (value, value.abs());
    match &explanation.arithmetic {
        Arithmetic::Patches { patches, bias, total } => {
            let (mut sum, mut size) = same(*bias);
            for patch in patches {
                let terms = patch.inputs.iter().zip(&patch.weights).zip(&patch.products);
                for ((input, weight), product) in terms {
                    assert_eq!(input.unwrap_or(0.0) * weight, *product);
                    size += product.abs();
                }
                assert!((patch.products.iter().sum::<f64>() - patch.sum).abs() < 1e-12);
                sum += patch.sum;
            }
            assert!((total - sum).abs() < 1e-12);
            (sum, size)
        }
        Arithmetic::Contributions { inputs, weights, largest, rest, rest_count, bias, total } => {
            assert!(largest.len() == 10 || *rest_count == 0);
            assert_eq!(largest.len() + rest_count, inputs.len());
            assert!(largest.is_sorted_by(|a, b| a.product.abs() >= b.product.abs()));
            let reads = values(network, &explanation.reads);
            let shape = network.plans().find(|plan| plan.name == explanation.layer).unwrap().input;
            let places = units(shape);
            for term in largest {
                let place = places.iter().position(|unit| *unit == term.from).unwrap();
                assert_eq!(f64::from(reads[place]), term.input);
                assert_eq!(term.input * term.weight, term.product);
            }
            let sum = largest.iter().map(|term| term.product).sum::<f64>() + rest + bias;
            assert!((total - sum).abs() < 1e-12);
            // What the rest comes to may be small though its terms are not.
            let weight = network.parameter(&format!("{}.weight", explanation.layer)).unwrap();
            let column = weight.index_axis(Axis(1), explanation.unit.map);
            assert!(inputs.iter().zip(&reads).all(|(told, read)| *told == f64::from(*read)));
            assert!(weights.iter().zip(&column).all(|(told, weight)| *told == f64::from(*weight)));
            assert_eq!((inputs.len(), weights.len()), (reads.len(), column.len()));
            let terms: f64 = reads.iter().zip(column).map(size_of_product).sum();
            (sum, bias.abs() + terms)
        }
        Arithmetic::Window { method, inputs, winner, .. } => match method {
            PoolMethod::Max => {
                let winner = winner.unwrap();
                assert!(inputs[..winner].iter().all(|input| *input < inputs[winner]));
                assert!(inputs[winner..].iter().all(|input| *input <= inputs[winner]));
                same(inputs[winner])
            }
            PoolMethod::Average => same(inputs.iter().sum::<f64>() / inputs.len() as f64),
            PoolMethod::Trainable => panic!("a trainable window is told with its coefficient"),
        },
        Arithmetic::ScaledWindow { inputs, sum, coefficient, bias, total, .. } => {
            assert!((inputs.iter().sum::<f64>() - sum).abs() < 1e-12);
            assert!((sum * coefficient + bias - total).abs() < 1e-12);
            (*total, bias.abs() + inputs.iter().map(|input| (input * coefficient).abs()).sum::<f64>())
        }
        Arithmetic::Distance { height, width, inputs, code, squares, total } => {
            assert_eq!(height * width, code.len());
            for ((input, code), square) in inputs.iter().zip(code).zip(squares) {
                assert!((code.abs() - 1.0).abs() < 1e-12);
                assert_eq!((input - code) * (input - code), *square);
            }
            assert!((squares.iter().sum::<f64>() - total).abs() < 1e-12);
            same(*total)
        }
        Arithmetic::Function { function, input } => same(match function {
            Function::Sigmoid => 1.0 / (1.0 + (-input).exp()),
            Function::Tanh => input.tanh(),
            Function::ScaledTanh => 1.7159 * (2.0 / 3.0 * input).tanh(),
            Function::Relu => input.max(0.0),
        }),
        Arithmetic::Copy { from } => {
            let shape = network.plans().find(|plan| plan.name == explanation.layer).unwrap().input;
            let place = units(shape).iter().position(|unit| unit == from).unwrap();
            same(values(network, &explanation.reads)[place].into())
        }
        Arithmetic::Quotient { logits, greatest, exponentials, sum } => {
            let of = |logit: &f64| (logit - greatest).exp();
            assert!(logits.iter().zip(exponentials).all(|(logit, e)| (of(logit) - e).abs() < 1e-12));
            assert!((exponentials.iter().sum::<f64>() - sum).abs() < 1e-12);
            same(exponentials[explanation.unit.map] / sum)
        }
    }
}

/// Explains every unit of every layer; returns the largest difference between a value and its terms.
fn check_all(network: &Network) -> f64 {
    let logits = network.plans().last().unwrap().output;
    let mut layers: Vec<(String, Shape)> = network.plans().map(|plan| (plan.name.clone(), plan.output)).collect();
    layers.push((PROBABILITIES.into(), logits));
    let mut largest: f64 = 0.0;
    let mut before: Vec<Explanation> = Vec::new();
    for (depth, (layer, shape)) in layers.iter().enumerate() {
        let computed = if layer == PROBABILITIES { Vec::new() } else { values(network, layer) };
        let mut told = Vec::new();
        for (index, unit) in units(*shape).into_iter().enumerate() {
            let explanation = explain(network, layer, unit).unwrap();
            assert_eq!((&explanation.layer, explanation.unit), (layer, unit));
            assert_eq!(explanation.receptive_field.len(), depth + 1);
            assert_eq!(explanation.receptive_field[0].layer, "input");
            assert_eq!(explanation.receptive_field[depth].layer, explanation.reads);
            if let Some(value) = computed.get(index) {
                assert_eq!(f64::from(*value), explanation.value);
            }
            let (total, size) = retold(network, &explanation);
            // What the network rounds off grows with what it adds up.
            let difference = (total - explanation.value).abs() / size.max(1.0);
            assert!(difference <= 1e-6, "{layer} {unit:?}: {} but its terms give {total}", explanation.value);
            largest = largest.max(difference);
            told.push(explanation);
        }
        if layer != PROBABILITIES {
            check_both_ways(&before, &told);
        }
        before = told;
    }
    largest
}

/// A unit sees another of the layer before if that one's projective field holds it, and only then.
fn check_both_ways(before: &[Explanation], told: &[Explanation]) {
    for read in before {
        let behind = &read.projective_field[0];
        for reader in told {
            assert_eq!(behind.layer, reader.layer);
            let sees = holds(reader.receptive_field.last().unwrap(), read.unit);
            assert_eq!(holds(behind, reader.unit), sees, "{} {:?} {:?}", reader.layer, read.unit, reader.unit);
        }
    }
}

fn holds(field: &Field, unit: Unit) -> bool {
    let maps = field.maps.as_ref().is_none_or(|maps| maps.contains(&unit.map));
    maps && field.map.is_none_or(|map| map == unit.map)
        && (field.top..field.top + field.height).contains(&unit.row)
        && (field.left..field.left + field.width).contains(&unit.column)
}

/// A network around one layer, after a forward pass of one random picture.
fn around(side: u32, channels: u32, layer: LayerSpec, flat: bool, seed: u32) -> Network {
    let spec = common::around(InputSpec::new(2, side, side + 1), channels, layer, flat);
    let mut network = Network::new(spec, seed).unwrap();
    let biases = numbers(network.parameters().len(), seed ^ 7);
    let tensors = network.tensors().to_vec();
    for tensor in tensors.into_iter().filter(|tensor| tensor.name.ends_with(".bias")) {
        network.parameters_mut()[tensor.range.clone()].copy_from_slice(&biases[tensor.range]);
    }
    let input = numbers(network.input_len(), seed);
    network.input_mut(1).copy_from_slice(&input);
    network.forward();
    network
}

/// Changes all of the picture outside each unit's receptive field; the unit must not notice.
fn check_fields(network: &mut Network, layer: &str, seed: u32) {
    let shape = network.plans().find(|plan| plan.name == layer).unwrap().output;
    let kept = network.input().to_vec();
    let other = numbers(kept.len(), seed ^ 0x5555);
    let InputSpec { height, width, .. } = network.spec().input;
    for unit in units(shape) {
        let before = explain(network, layer, unit).unwrap();
        let field = &before.receptive_field[0];
        let inside = |index: usize| {
            let (row, column) = (index / width as usize % height as usize, index % width as usize);
            (field.top..field.top + field.height).contains(&row)
                && (field.left..field.left + field.width).contains(&column)
        };
        for (index, pixel) in network.input_mut(1).iter_mut().enumerate() {
            *pixel = if inside(index) { kept[index] } else { other[index] };
        }
        network.forward();
        assert_eq!(explain(network, layer, unit).unwrap().value, before.value, "{layer} {unit:?}");
        network.input_mut(1).copy_from_slice(&kept);
        network.forward();
    }
}
