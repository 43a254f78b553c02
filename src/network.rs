//! A network at work: parameters, gradients and activations, laid out from a spec.

mod stages;

use crate::error::Result;
use crate::initializer::initialize;
use crate::kernel::shards::Share;
use crate::loss::Criterion;
use crate::random::{Purpose, Random};
use crate::spec::{Kind, LayerPlan, NetworkSpec};
use ndarray::{ArrayViewD, IxDyn};
use sha2::{Digest, Sha256};
use stages::{Division, Stages};
use std::fmt::{self, Debug, Formatter};
use std::ops::Range;

/// One trainable tensor: where it lies among the parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Its name: the layer's, then `.weight` or `.bias`.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
    /// Its place in [`Network::parameters`] and [`Network::gradients`], row-major.
    pub range: Range<usize>,
}

/// A network with its parameters, their gradients and what the last forward pass left behind.
pub struct Network {
    spec: NetworkSpec,
    plans: Vec<LayerPlan>,
    tensors: Vec<Tensor>,
    parameters: Vec<f32>,
    gradients: Vec<f32>,
    stages: Stages,
}

impl Debug for Network {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        formatter.debug_struct("Network").field("spec", &self.spec).finish_non_exhaustive()
    }
}

impl Network {
    /// A network whose weights are drawn from `seed`.
    ///
    /// # Errors
    ///
    /// [`crate::Error::InvalidNetwork`] if the layers do not fit together.
    pub fn new(spec: NetworkSpec, seed: u32) -> Result<Network> {
        let plans = spec.walk()?;
        let mut tensors = Vec::new();
        let mut ranges = Vec::with_capacity(plans.len());
        let mut end = 0;
        for plan in &plans {
            let start = end;
            for (suffix, shape) in [("weight", &plan.weight_shape), ("bias", &plan.bias_shape)] {
                if let Some(shape) = shape {
                    let range = end..end + shape.iter().product::<usize>();
                    end = range.end;
                    tensors.push(Tensor { name: format!("{}.{suffix}", plan.name), shape: shape.clone(), range });
                }
            }
            ranges.push(start..end);
        }
        let mut parameters = vec![0.0; end];
        let mut weighted = 0;
        for (plan, range) in plans.iter().zip(&ranges) {
            if let Some(shape) = &plan.weight_shape {
                let weight = &mut parameters[range.clone()][..shape.iter().product()];
                let random = &mut Random::new(seed, Purpose::Weight(weighted));
                initialize(plan, spec.initialization, weight, random);
                weighted += 1;
            }
        }
        let gradients = vec![0.0; end];
        let stages = Stages::new(&plans, &ranges, spec.input.shape().len());
        Ok(Network { spec, plans, tensors, parameters, gradients, stages })
    }

    /// The network's description.
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// The layers' plans, in order.
    pub fn plans(&self) -> impl ExactSizeIterator<Item = &LayerPlan> {
        self.plans.iter()
    }

    /// What the network's ten numbers mean: softmax's logits, or distances after an RBF output.
    pub(crate) fn criterion(&self) -> Criterion {
        match self.plans.last() {
            Some(LayerPlan { kind: Kind::Rbf, .. }) => Criterion::Distances,
            _ => Criterion::Logits,
        }
    }

    /// The trainable tensors, in order.
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// All parameters, tensor after tensor.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// All parameters, to be changed. Weights that a connection table leaves out must stay 0: a pass forward may read them, while
    /// gradients and explanations leave them out.
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    /// The parameters' gradients, in the same order, as [`Network::backward`] left them. A [`crate::Trainer`] takes them
    /// away: its own are in [`crate::Trainer::batch_gradient`].
    pub fn gradients(&self) -> &[f32] {
        &self.gradients
    }

    /// Hands the gradients over for other room of the same length, which the next backward pass fills.
    pub(crate) fn swap_gradients(&mut self, room: &mut Vec<f32>) {
        assert_eq!(room.len(), self.gradients.len());
        std::mem::swap(&mut self.gradients, room);
    }

    /// Exchanges all parameters for others of the same number.
    pub(crate) fn swap_parameters(&mut self, others: &mut Vec<f32>) {
        assert_eq!(others.len(), self.parameters.len());
        std::mem::swap(&mut self.parameters, others);
    }

    /// A trainable tensor by its name.
    pub fn parameter(&self, name: &str) -> Option<ArrayViewD<'_, f32>> {
        self.tensor(name).map(|tensor| view(&self.parameters[tensor.range.clone()], &tensor.shape))
    }

    /// A layer's output in the last forward pass, \[batch, ...]. None if there is no such layer, or if that pass was for the
    /// answer alone, as a [`crate::Trainer`]'s steps and tests are, and did without it, or if another input has come since.
    pub fn activation(&self, layer: &str) -> Option<ArrayViewD<'_, f32>> {
        self.place(layer)
            .filter(|index| self.stages.is_computed(*index))
            .map(|index| self.batch_of(index, self.stages.output(index)))
    }

    /// The gradient of the loss by a layer's output, as the last [`Network::backward`] left it, \[batch, ...]. None if there is
    /// no such layer, or if something else has gone forward since.
    pub fn output_gradient(&self, layer: &str) -> Option<ArrayViewD<'_, f32>> {
        self.place(layer)
            .filter(|_| self.stages.is_differentiated())
            .map(|index| self.batch_of(index, self.stages.gradient(index)))
    }

    /// The input's numbers for one image.
    pub fn input_len(&self) -> usize {
        self.spec.input.shape().len()
    }

    /// What went into the last forward pass: the pixels \[batch, channels, height, width].
    pub fn input(&self) -> &[f32] {
        self.stages.input()
    }

    /// Room for the pixels of `batch` images \[batch, channels, height, width], to be filled before [`Network::forward`].
    ///
    /// # Panics
    ///
    /// If no memory could hold so many images.
    pub fn input_mut(&mut self, batch: usize) -> &mut [f32] {
        self.stages.input_mut(batch)
    }

    /// Computes every layer from what [`Network::input_mut`] was filled with; returns the logits \[batch, classes].
    pub fn forward(&mut self) -> &[f32] {
        self.answer();
        self.stages.complete_outputs();
        self.stages.output(self.plans.len() - 1)
    }

    /// [`Network::forward`] of as little as the logits need: [`Network::activation`] may still have other outputs.
    pub(crate) fn answer(&mut self) -> &[f32] {
        self.stages.forward(&self.parameters);
        self.stages.output(self.plans.len() - 1)
    }

    /// Computes the gradients after [`Network::forward`], replacing those that were there. `loss` gets the logits
    /// \[batch, classes], puts their gradient in their place and returns what it likes.
    ///
    /// # Panics
    ///
    /// If another input has come since.
    pub fn backward<T>(&mut self, loss: impl FnOnce(&mut [f32]) -> T) -> T {
        let batch = self.stages.batch();
        let result = self.backward_share(Share::ALL, batch, std::slice::from_ref(&(0..batch)), loss);
        self.stages.complete_gradients();
        result
    }

    /// [`Network::backward`] of a share of a batch of `batch` images, in 1, 2 or 4 runs: the gradients are summed run by run,
    /// then two by two, as [`crate::kernel::shards`] says. [`Network::gradients`] is then a part, for [`Network::sum_parts`].
    pub(crate) fn backward_share<T>(
        &mut self,
        share: Share,
        batch: usize,
        runs: &[Range<usize>],
        loss: impl FnOnce(&mut [f32]) -> T,
    ) -> T {
        let division = Division { batch, workers: share.count() };
        self.stages.backward(&self.parameters, &mut self.gradients, runs, division, loss)
    }

    /// How many numbers a share's part has, of a batch of `batch` images.
    pub(crate) fn part_len(&self, batch: usize, share: Share) -> usize {
        self.stages.part_len(Division { batch, workers: share.count() }, share.images(batch).len())
    }

    /// Puts together the parts of all workers: the first becomes the gradient of the batch of `batch` images.
    pub(crate) fn sum_parts(&mut self, parts: &mut [Vec<f32>], batch: usize) {
        self.stages.sum_parts(parts, batch);
    }

    /// The SHA-256 of the parameters as little-endian floats, tensor after tensor, in hexadecimal.
    pub fn weights_sha256(&self) -> String {
        let mut hash = Sha256::new();
        self.parameters.iter().for_each(|parameter| hash.update(parameter.to_le_bytes()));
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn place(&self, layer: &str) -> Option<usize> {
        self.plans.iter().position(|plan| plan.name == layer)
    }

    /// A layer's numbers for each image of the batch.
    fn batch_of<'a>(&self, layer: usize, values: &'a [f32]) -> ArrayViewD<'a, f32> {
        let mut shape = self.plans[layer].output.sizes();
        shape.insert(0, self.stages.batch());
        view(values, &shape)
    }

    fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }
}

fn view<'a>(values: &'a [f32], shape: &[usize]) -> ArrayViewD<'a, f32> {
    ArrayViewD::from_shape(IxDyn(shape), values).expect("a tensor has its shape's length")
}
