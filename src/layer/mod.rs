//! The layers: each a forward and a backward pass over a batch.
//!
//! A batch is images one after another. "Gradient" is always that of the loss.

mod activation;
mod conv;
mod flatten;
mod linear;
mod pool;
mod rbf;

use crate::kernel::elementwise::clear;
use crate::kernel::pooling::Winners;
use crate::kernel::shards::pair_sum_lists;
use crate::spec::{Kind, LayerPlan};
use std::ops::Range;

/// One layer of a network, with the room it needs to work.
pub trait Layer: Send {
    /// Computes `output` \[batch, output] from `input` \[batch, input].
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize);

    /// Computes the gradients, after the [`Layer::forward`] whose input and output are given.
    fn backward(&mut self, pass: Backward);

    /// Whether [`Layer::backward`] takes [`Gradient::Winners`] as well.
    fn takes_winners(&self) -> bool {
        false
    }

    /// The layer as one that is fully connected, if it is: each weight has one input and one output of an image.
    fn fully_connected(&self) -> Option<&dyn FullyConnected> {
        None
    }

    /// Of maximum pooling, after [`Layer::forward`]: where the outputs came from, and `values`, their gradients
    /// \[batch, output].
    fn winners<'a>(&'a self, values: &'a [f32]) -> Option<Winners<'a>> {
        let _ = values;
        None
    }
}

/// A layer whose weights' gradient is a sum of outer products: one an image, of its input and of its output's gradient.
///
/// Of a few images those two are fewer numbers than the gradient, and say as much.
pub trait FullyConnected: Send {
    /// [`Layer::forward`].
    fn forward(&self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize);

    /// Computes the parameters' gradients from `input` \[batch, input] and `output_gradient` \[batch, output], the batch in
    /// runs as in [`Backward::runs`].
    fn sum_gradients(&self, gradients: &mut [f32], input: &[f32], output_gradient: &[f32], runs: &[Range<usize>]);

    /// Computes `input_gradient` \[batch, input] from `output_gradient` \[batch, output].
    fn input_gradient(&self, parameters: &[f32], output_gradient: &[f32], input_gradient: &mut [f32], batch: usize);
}

impl<T: FullyConnected> Layer for T {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        FullyConnected::forward(self, parameters, input, output, batch);
    }

    fn backward(&mut self, pass: Backward) {
        let Backward { parameters, gradients, input, output_gradient, input_gradient, batch, runs, .. } = pass;
        let output_gradient = output_gradient.each();
        self.sum_gradients(gradients, input, output_gradient, runs);
        if let Some(input_gradient) = input_gradient {
            self.input_gradient(parameters, output_gradient, input_gradient, batch);
        }
    }

    fn fully_connected(&self) -> Option<&dyn FullyConnected> {
        Some(self)
    }
}

/// The gradient of a layer's output.
#[derive(Clone, Copy, Debug)]
pub enum Gradient<'a> {
    /// One number for each output, \[batch, output].
    Each(&'a [f32]),
    /// Of a maximum pooling that follows: the outputs that won have a gradient, and no others.
    Winners(Winners<'a>),
}

impl<'a> Gradient<'a> {
    /// One number for each output.
    ///
    /// # Panics
    ///
    /// If there are only those of winners, which no layer gets that does not say that it takes them.
    pub fn each(self) -> &'a [f32] {
        match self {
            Gradient::Each(values) => values,
            Gradient::Winners(_) => panic!("the layer does not take winners"),
        }
    }
}

/// What a layer's backward pass reads and writes.
pub struct Backward<'a> {
    /// The layer's parameters: the weight, then the bias.
    pub parameters: &'a [f32],
    /// Their gradients, to be written.
    pub gradients: &'a mut [f32],
    /// The forward pass's input \[batch, input].
    pub input: &'a [f32],
    /// The forward pass's output \[batch, output].
    pub output: &'a [f32],
    /// The output's gradient.
    pub output_gradient: Gradient<'a>,
    /// The input's gradient \[batch, input], to be written; none for the first layer, where nobody asks.
    pub input_gradient: Option<&'a mut [f32]>,
    /// Images in the batch.
    pub batch: usize,
    /// The batch's images in 1, 2 or 4 runs: the parameters' gradients are summed run by run, then two by two.
    pub runs: &'a [Range<usize>],
}

/// The layer that a plan describes.
///
/// # Panics
///
/// If the plan did not come from [`crate::spec::NetworkSpec::walk`], which leaves no field out that its kind has.
pub fn build(plan: &LayerPlan) -> Box<dyn Layer> {
    match plan.kind {
        Kind::Conv => conv::build(plan),
        Kind::Pool => pool::build(plan),
        Kind::Activation => Box::new(activation::Activation::new(plan)),
        Kind::Flatten => Box::new(flatten::Flatten),
        Kind::Linear => Box::new(linear::Linear::new(plan)),
        Kind::Rbf => Box::new(rbf::Rbf),
    }
}

/// The `index`-th of equal parts of a slice.
fn part<T>(values: &[T], index: usize, length: usize) -> &[T] {
    &values[index * length..(index + 1) * length]
}

/// The `index`-th of equal parts of a slice, to be written.
fn part_mut<T>(values: &mut [T], index: usize, length: usize) -> &mut [T] {
    &mut values[index * length..(index + 1) * length]
}

/// Room for the gradients of a batch's runs, for a layer that adds image after image.
#[derive(Default)]
struct RunGradients(Vec<Vec<f32>>);

impl RunGradients {
    /// Writes to `gradients` what `add` adds for each of the runs, two by two.
    fn sum(&mut self, runs: &[Range<usize>], gradients: &mut [f32], mut add: impl FnMut(Range<usize>, &mut [f32])) {
        self.0.resize_with(self.0.len().max(runs.len()), || vec![0.0; gradients.len()]);
        let lists = &mut self.0[..runs.len()];
        for (list, run) in lists.iter_mut().zip(runs) {
            clear(list);
            add(run.clone(), list);
        }
        pair_sum_lists(lists, 0..gradients.len());
        gradients.copy_from_slice(&lists[0]);
    }
}
