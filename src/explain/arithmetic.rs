//! The operands of each kind of layer.

use super::{Arithmetic, Contribution, Patch, Unit, place, sizes, unit_at};
use crate::network::Network;
use crate::spec::{CODE_HEIGHT, CODE_WIDTH, CODES, Kind, LayerPlan, PoolMethod};

/// How many contributions are told one by one.
const TOLD: usize = 10;

/// What a unit of a layer was made of, from the layer's input.
pub(super) fn of(network: &Network, plan: &LayerPlan, input: &[f32], unit: Unit) -> Arithmetic {
    match plan.kind {
        Kind::Conv => convolution(network, plan, input, unit),
        Kind::Pool => pooling(network, plan, input, unit),
        Kind::Activation => Arithmetic::Function {
            function: plan.function.expect("an activation layer has a function"),
            input: input[place(plan.input, unit).expect("input and output have one shape")].into(),
        },
        Kind::Flatten => Arithmetic::Copy { from: unit_at(plan.input, unit.map) },
        Kind::Linear => linear(network, plan, input, unit),
        Kind::Rbf => distance(input, unit.map),
    }
}

/// A probability and what it is the quotient of.
pub(super) fn softmax(logits: &[f32], index: usize) -> (f64, Arithmetic) {
    let logits: Vec<f64> = logits.iter().map(|logit| (*logit).into()).collect();
    // Where one is no number there is no greatest.
    let greater = |a: f64, b: f64| if b.is_nan() || b > a { b } else { a };
    let greatest = logits.iter().copied().fold(f64::NEG_INFINITY, greater);
    let exponentials: Vec<f64> = logits.iter().map(|logit| libm::exp(logit - greatest)).collect();
    let sum = exponentials.iter().sum();
    (exponentials[index] / sum, Arithmetic::Quotient { logits, greatest, exponentials, sum })
}

fn convolution(network: &Network, plan: &LayerPlan, input: &[f32], unit: Unit) -> Arithmetic {
    let (maps, height, width) = sizes(plan.input);
    let (size, stride, padding) = plan.window();
    let origin = |place: usize| (place * stride) as isize - padding as isize;
    let (top, left) = (origin(unit.row), origin(unit.column));
    let weight = &parameter(network, plan, "weight")[unit.map * maps * size * size..];
    let bias = parameter(network, plan, "bias")[unit.map].into();
    let patch = |map: usize| {
        let value = |index: usize| {
            let row = usize::try_from(top + (index / size) as isize).ok().filter(|row| *row < height)?;
            let column = usize::try_from(left + (index % size) as isize).ok().filter(|column| *column < width)?;
            Some(f64::from(input[(map * height + row) * width + column]))
        };
        let inputs: Vec<Option<f64>> = (0..size * size).map(value).collect();
        let weights = weight[map * size * size..][..size * size].iter().map(|weight| f64::from(*weight));
        let weights: Vec<f64> = weights.collect();
        let products = inputs.iter().zip(&weights).map(|(input, weight)| input.unwrap_or(0.0) * weight);
        let products: Vec<f64> = products.collect();
        let sum = products.iter().sum();
        Patch { map, top, left, size, inputs, weights, products, sum }
    };
    let read = (0..maps).filter(|map| plan.connects(unit.map, *map));
    let patches: Vec<Patch> = read.map(patch).collect();
    let total = patches.iter().map(|patch| patch.sum).sum::<f64>() + bias;
    Arithmetic::Patches { patches, bias, total }
}

fn linear(network: &Network, plan: &LayerPlan, input: &[f32], unit: Unit) -> Arithmetic {
    let units = plan.output.len();
    let inputs: Vec<f64> = input.iter().map(|value| f64::from(*value)).collect();
    let weights = parameter(network, plan, "weight").iter().skip(unit.map).step_by(units);
    let weights: Vec<f64> = weights.map(|weight| f64::from(*weight)).collect();
    let contribution = |map: usize| {
        let (input, weight) = (inputs[map], weights[map]);
        Contribution { from: Unit { map, row: 0, column: 0 }, input, weight, product: input * weight }
    };
    let mut others: Vec<Contribution> = (0..inputs.len()).map(contribution).collect();
    let bias = parameter(network, plan, "bias")[unit.map].into();
    let mut largest = Vec::with_capacity(TOLD);
    let size = |term: &Contribution| term.product.abs();
    while largest.len() < TOLD
        // The first of those that are equally large.
        && let Some(place) = (0..others.len()).rev().max_by(|a, b| size(&others[*a]).total_cmp(&size(&others[*b])))
    {
        largest.push(others.remove(place));
    }
    let sum = |terms: &[Contribution]| terms.iter().map(|term| term.product).sum::<f64>();
    let rest = sum(&others);
    let total = sum(&largest) + rest + bias;
    Arithmetic::Contributions { inputs, weights, largest, rest, rest_count: others.len(), bias, total }
}

fn pooling(network: &Network, plan: &LayerPlan, input: &[f32], unit: Unit) -> Arithmetic {
    let (_, height, width) = sizes(plan.input);
    let (size, stride, _) = plan.window();
    let method = plan.method.expect("a pooling layer has a method");
    let (top, left) = (unit.row * stride, unit.column * stride);
    let value = |index: usize| input[(unit.map * height + top + index / size) * width + left + index % size].into();
    let inputs: Vec<f64> = (0..size * size).map(value).collect();
    if method == PoolMethod::Trainable {
        let of = |which| f64::from(parameter(network, plan, which)[unit.map]);
        let (coefficient, bias, sum) = (of("weight"), of("bias"), inputs.iter().sum::<f64>());
        let total = sum * coefficient + bias;
        return Arithmetic::ScaledWindow { top, left, size, inputs, sum, coefficient, bias, total };
    }
    let winner = (method == PoolMethod::Max).then(|| first_greatest(&inputs));
    Arithmetic::Window { method, top, left, size, inputs, winner }
}

fn distance(input: &[f32], digit: usize) -> Arithmetic {
    let code: Vec<f64> = CODES[digit].iter().map(|cell| f64::from(*cell)).collect();
    let inputs: Vec<f64> = input[..code.len()].iter().map(|value| f64::from(*value)).collect();
    let squares = inputs.iter().zip(&code).map(|(input, code)| (input - code) * (input - code));
    let squares: Vec<f64> = squares.collect();
    let total = squares.iter().sum();
    Arithmetic::Distance { height: CODE_HEIGHT, width: CODE_WIDTH, inputs, code, squares, total }
}

fn first_greatest(values: &[f64]) -> usize {
    (1..values.len()).fold(0, |best, index| if values[index] > values[best] { index } else { best })
}

fn parameter<'a>(network: &'a Network, plan: &LayerPlan, which: &str) -> &'a [f32] {
    let tensor = network.parameter(&format!("{}.{which}", plan.name));
    tensor.and_then(|view| view.to_slice()).expect("the layer has this parameter, in one piece")
}
