//! One unit's story: what it sees of every layer before it, and the arithmetic that gave it its value.
//!
//! A line of units counts as maps of a single cell throughout: its unit 3 is map 3, row 0, column 0.

mod arithmetic;
mod field;

use crate::error::{Error, Result};
use crate::network::Network;
use crate::spec::{Function, LayerPlan, PoolMethod, Shape};
use serde::Serialize;

/// The name by which softmax's output, the probabilities, is explained.
pub const PROBABILITIES: &str = "probabilities";

/// One number of a layer's output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Its map, or its place in a line.
    pub map: usize,
    /// Its row in the map.
    pub row: usize,
    /// Its column in the map.
    pub column: usize,
}

/// How one unit got its value.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// The unit's layer.
    pub layer: String,
    /// The layer whose output it reads; "input" for the picture.
    pub reads: String,
    /// The unit.
    pub unit: Unit,
    /// Its value, as the network computed it; a probability is computed anew, in double precision.
    pub value: f64,
    /// What it sees of every earlier layer, the picture first.
    pub receptive_field: Vec<Field>,
    /// What is made of it in the layers behind: up to the first that makes it of other units too. None for the last layer's.
    pub projective_field: Vec<Field>,
    /// What its value was made of.
    pub arithmetic: Arithmetic,
}

/// The part of a layer's output that a unit depends on, or that depends on it: a rectangle, clipped to the map. Without rows
/// or columns if the unit sees nothing but padding, or lies under no window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The layer, or "input".
    pub layer: String,
    /// The shape of its whole output: \[maps, height, width] or \[units].
    pub shape: Vec<usize>,
    /// The only map, if it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub map: Option<usize>,
    /// The maps, if they are some; every map if there is neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maps: Option<Vec<usize>>,
    /// First row.
    pub top: usize,
    /// First column.
    pub left: usize,
    /// Rows.
    pub height: usize,
    /// Columns.
    pub width: usize,
}

/// What a unit's value was made of. All sums are in double precision, so a total may differ from the network's own value
/// by what single precision rounds off.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Arithmetic {
    /// A convolution: from each input map a patch times a kernel.
    Patches {
        /// One for each input map that is read, in order.
        patches: Vec<Patch>,
        /// What is added to their sums.
        bias: f64,
        /// The patches' sums and the bias.
        total: f64,
    },
    /// Fully connected: many inputs, each with its weight.
    Contributions {
        /// All that is read, in order.
        inputs: Vec<f64>,
        /// Its weights.
        weights: Vec<f64>,
        /// The products of largest size, the largest first; ten at most.
        largest: Vec<Contribution>,
        /// The sum of all other products.
        rest: f64,
        /// How many others there are.
        rest_count: usize,
        /// What is added to the products.
        bias: f64,
        /// The products and the bias.
        total: f64,
    },
    /// Pooling: a window of the same map.
    Window {
        /// What becomes of the window.
        method: PoolMethod,
        /// The window's first row.
        top: usize,
        /// The window's first column.
        left: usize,
        /// Its side.
        size: usize,
        /// Its values, row by row.
        inputs: Vec<f64>,
        /// For the maximum: which of them it is, the first if several are equal.
        #[serde(skip_serializing_if = "Option::is_none")]
        winner: Option<usize>,
    },
    /// Trainable pooling: the sum of a window of the same map, times a coefficient, and a bias.
    ScaledWindow {
        /// The window's first row.
        top: usize,
        /// The window's first column.
        left: usize,
        /// Its side.
        size: usize,
        /// Its values, row by row.
        inputs: Vec<f64>,
        /// Of the values.
        sum: f64,
        /// What the sum is multiplied by.
        coefficient: f64,
        /// What is added to that.
        bias: f64,
        /// Sum x coefficient + bias.
        total: f64,
    },
    /// An RBF output: how far what it reads is from a digit's code.
    Distance {
        /// Rows of the code's bitmap.
        height: usize,
        /// Its columns.
        width: usize,
        /// What is read, as the bitmap's rows.
        inputs: Vec<f64>,
        /// The code: 1 for ink, -1 for paper.
        code: Vec<f64>,
        /// (Input - code)^2.
        squares: Vec<f64>,
        /// Of the squares.
        total: f64,
    },
    /// An activation: a function of the same unit before it.
    Function {
        /// The function.
        function: Function,
        /// What it was applied to.
        input: f64,
    },
    /// Flattening: the value of a cell, in another place.
    Copy {
        /// The cell.
        from: Unit,
    },
    /// Softmax: a share of the exponentials.
    Quotient {
        /// What softmax was applied to: logits, or distances with the other sign.
        logits: Vec<f64>,
        /// The greatest logit, taken off each so that no exponential overflows.
        greatest: f64,
        /// e^(logit - greatest).
        exponentials: Vec<f64>,
        /// Of the exponentials.
        sum: f64,
    },
}

/// A kernel laid on one input map.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Patch {
    /// The input map.
    pub map: usize,
    /// The patch's first row; below zero where it begins in the padding.
    pub top: isize,
    /// Its first column, likewise.
    pub left: isize,
    /// Its side.
    pub size: usize,
    /// Its values, row by row; none where there is padding, which counts as zero.
    pub inputs: Vec<Option<f64>>,
    /// The kernel, row by row.
    pub weights: Vec<f64>,
    /// Value times weight.
    pub products: Vec<f64>,
    /// Of the products.
    pub sum: f64,
}

/// One input's share of a unit's sum.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Contribution {
    /// Which unit of the layer before.
    pub from: Unit,
    /// Its value.
    pub input: f64,
    /// The weight between the two.
    pub weight: f64,
    /// Value times weight.
    pub product: f64,
}

/// Explains a unit of `layer` by the last forward pass's first image, which is to be one of [`Network::forward`] or
/// [`crate::Trainer::activate`], without a step since: the arithmetic is told with the weights as they are now.
///
/// # Errors
///
/// [`Error::UnknownUnit`] if there is no such layer or unit, or no image went through the network in such a way last.
pub fn explain(network: &Network, layer: &str, unit: Unit) -> Result<Explanation> {
    let unknown = |problem| Error::UnknownUnit { layer: layer.to_owned(), problem };
    let plans: Vec<&LayerPlan> = network.plans().collect();
    let depth = match plans.iter().position(|plan| plan.name == layer) {
        Some(index) => index,
        None if layer == PROBABILITIES => plans.len(),
        None => return Err(unknown("there is no such layer".into())),
    };
    let input = network.spec().input.shape();
    // What goes into the layer, and what comes out of it.
    let before = plans[..depth].last();
    let (read, reads) = before.map_or((input, "input"), |plan| (plan.output, &plan.name));
    let shape = plans.get(depth).map_or(read, |plan| plan.output);
    let Some(index) = place(shape, unit) else {
        let Unit { map, row, column } = unit;
        return Err(unknown(format!("map {map}, row {row}, column {column} is outside {:?}", shape.sizes())));
    };
    if network.input().is_empty() {
        return Err(unknown("no image went through the network yet".into()));
    }
    if [before, plans.get(depth)].into_iter().flatten().any(|plan| network.activation(&plan.name).is_none()) {
        return Err(unknown("the last images went through for their answers alone; look at one first".into()));
    }
    let inputs = before.map_or(network.input(), |plan| output(network, plan));
    let (value, arithmetic) = match plans.get(depth) {
        Some(plan) => (output(network, plan)[index].into(), arithmetic::of(network, plan, inputs, unit)),
        None => {
            let mut logits = inputs[..read.len()].to_vec();
            network.criterion().logits(&mut logits);
            arithmetic::softmax(&logits, index)
        }
    };
    let receptive_field = field::trace(&plans, input, depth, unit);
    let projective_field = field::follow(&plans, depth, unit);
    Ok(Explanation {
        layer: layer.into(),
        reads: reads.into(),
        unit,
        value,
        receptive_field,
        projective_field,
        arithmetic,
    })
}

/// A layer's output in the last forward pass, image after image.
fn output<'a>(network: &'a Network, plan: &LayerPlan) -> &'a [f32] {
    network.activation(&plan.name).and_then(|view| view.to_slice()).expect("every layer has an output, in one piece")
}

/// Maps, height and width; a line is maps of a single cell.
fn sizes(shape: Shape) -> (usize, usize, usize) {
    match shape {
        Shape::Maps { channels, height, width } => (channels, height, width),
        Shape::Units(units) => (units, 1, 1),
    }
}

/// Where a unit stands among a shape's numbers, if it is one of them.
fn place(shape: Shape, unit: Unit) -> Option<usize> {
    let (maps, height, width) = sizes(shape);
    let inside = unit.map < maps && unit.row < height && unit.column < width;
    inside.then(|| (unit.map * height + unit.row) * width + unit.column)
}

/// The unit that stands at a place among a shape's numbers.
fn unit_at(shape: Shape, index: usize) -> Unit {
    let (_, height, width) = sizes(shape);
    Unit { map: index / (height * width), row: index / width % height, column: index % width }
}
