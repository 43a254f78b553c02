//! A network at work: parameters, gradients and activations, laid out from a spec.

use crate::error::Result;
use crate::initializer::initialize;
use crate::layer::{self, Backward, Layer};
use crate::loss::Criterion;
use crate::random::{Purpose, Random};
use crate::spec::{CLASSES, Kind, LayerPlan, NetworkSpec};
use ndarray::{ArrayViewD, IxDyn};
use sha2::{Digest, Sha256};
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
    stages: Vec<Stage>,
    tensors: Vec<Tensor>,
    parameters: Vec<f32>,
    gradients: Vec<f32>,
    input: Vec<f32>,
    /// Images the buffers have room for.
    room: usize,
    /// Images of the last forward pass.
    batch: usize,
}

/// A layer with its share of the parameters and its output.
struct Stage {
    plan: LayerPlan,
    layer: Box<dyn Layer>,
    parameters: Range<usize>,
    output: Vec<f32>,
    output_gradient: Vec<f32>,
}

impl Network {
    /// A network whose weights are drawn from `seed`.
    ///
    /// # Errors
    ///
    /// [`crate::Error::InvalidNetwork`] if the layers do not fit together.
    pub fn new(spec: NetworkSpec, seed: u32) -> Result<Network> {
        let walk = spec.walk()?;
        let mut tensors = Vec::new();
        let mut stages = Vec::with_capacity(walk.len());
        let mut end = 0;
        for plan in walk {
            let start = end;
            for (suffix, shape) in [("weight", &plan.weight_shape), ("bias", &plan.bias_shape)] {
                if let Some(shape) = shape {
                    let range = end..end + shape.iter().product::<usize>();
                    end = range.end;
                    tensors.push(Tensor { name: format!("{}.{suffix}", plan.name), shape: shape.clone(), range });
                }
            }
            let layer = layer::build(&plan);
            stages.push(Stage { plan, layer, parameters: start..end, output: Vec::new(), output_gradient: Vec::new() });
        }
        let mut parameters = vec![0.0; end];
        let mut weighted = 0;
        for stage in &stages {
            if let Some(shape) = &stage.plan.weight_shape {
                let weight = &mut parameters[stage.parameters.clone()][..shape.iter().product()];
                let random = &mut Random::new(seed, Purpose::Weight(weighted));
                initialize(&stage.plan, spec.initialization, weight, random);
                weighted += 1;
            }
        }
        let gradients = vec![0.0; end];
        Ok(Network { spec, stages, tensors, parameters, gradients, input: Vec::new(), room: 0, batch: 0 })
    }

    /// The network's description.
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// The layers' plans, in order.
    pub fn plans(&self) -> impl ExactSizeIterator<Item = &LayerPlan> {
        self.stages.iter().map(|stage| &stage.plan)
    }

    /// What the network's ten numbers mean: softmax's logits, or distances after an RBF output.
    pub(crate) fn criterion(&self) -> Criterion {
        match self.plans().last() {
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

    /// All parameters, to be changed.
    pub fn parameters_mut(&mut self) -> &mut [f32] {
        &mut self.parameters
    }

    /// The parameters' gradients, in the same order, as [`Network::backward`] left them. A [`crate::Trainer`] takes them
    /// away: its own are in [`crate::Trainer::part`].
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

    /// A layer's output in the last forward pass, \[batch, ...].
    pub fn activation(&self, layer: &str) -> Option<ArrayViewD<'_, f32>> {
        self.stage(layer).map(|stage| self.batch_of(stage, &stage.output))
    }

    /// The gradient of the loss by a layer's output, as the last [`Network::backward`] left it, \[batch, ...].
    pub fn output_gradient(&self, layer: &str) -> Option<ArrayViewD<'_, f32>> {
        self.stage(layer).map(|stage| self.batch_of(stage, &stage.output_gradient))
    }

    /// The input's numbers for one image.
    pub fn input_len(&self) -> usize {
        self.spec.input.shape().len()
    }

    /// What went into the last forward pass: the pixels \[batch, channels, height, width].
    pub fn input(&self) -> &[f32] {
        &self.input[..self.batch * self.input_len()]
    }

    /// Room for the pixels of `batch` images \[batch, channels, height, width], to be filled before [`Network::forward`].
    pub fn input_mut(&mut self, batch: usize) -> &mut [f32] {
        self.make_room(batch);
        self.batch = batch;
        let length = batch * self.input_len();
        &mut self.input[..length]
    }

    /// Computes every layer from what [`Network::input_mut`] was filled with; returns the logits \[batch, classes].
    pub fn forward(&mut self) -> &[f32] {
        let batch = self.batch;
        let mut input = &self.input[..batch * self.spec.input.shape().len()];
        for stage in &mut self.stages {
            let output = &mut stage.output[..batch * stage.plan.output.len()];
            stage.layer.forward(&self.parameters[stage.parameters.clone()], input, output, batch);
            input = output;
        }
        input
    }

    /// Computes the gradients after [`Network::forward`], replacing those that were there. `loss` gets the logits
    /// \[batch, classes], puts their gradient in their place and returns what it likes.
    pub fn backward<T>(&mut self, loss: impl FnOnce(&mut [f32]) -> T) -> T {
        self.backward_runs(std::slice::from_ref(&(0..self.batch)), loss)
    }

    /// [`Network::backward`] of a batch whose images come in 1, 2 or 4 runs: the gradients are summed run by run, then two
    /// by two, as [`crate::shards`] says.
    pub(crate) fn backward_runs<T>(&mut self, runs: &[Range<usize>], loss: impl FnOnce(&mut [f32]) -> T) -> T {
        let batch = self.batch;
        let last = self.stages.last_mut().expect("a network has layers");
        let logits_gradient = &mut last.output_gradient[..batch * CLASSES];
        logits_gradient.copy_from_slice(&last.output[..batch * CLASSES]);
        let result = loss(logits_gradient);
        for index in (0..self.stages.len()).rev() {
            let (before, rest) = self.stages.split_at_mut(index);
            let (stage, before) = (&mut rest[0], before.last_mut());
            let input_len = batch * stage.plan.input.len();
            let output_len = batch * stage.plan.output.len();
            let (input, input_gradient) = match before {
                Some(before) => (&before.output[..input_len], Some(&mut before.output_gradient[..input_len])),
                None => (&self.input[..input_len], None),
            };
            stage.layer.backward(Backward {
                parameters: &self.parameters[stage.parameters.clone()],
                gradients: &mut self.gradients[stage.parameters.clone()],
                input,
                output: &stage.output[..output_len],
                output_gradient: &stage.output_gradient[..output_len],
                input_gradient,
                batch,
                runs,
            });
        }
        result
    }

    /// The SHA-256 of the parameters as little-endian floats, tensor after tensor, in hexadecimal.
    pub fn weights_sha256(&self) -> String {
        let mut hash = Sha256::new();
        self.parameters.iter().for_each(|parameter| hash.update(parameter.to_le_bytes()));
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn stage(&self, layer: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.plan.name == layer)
    }

    /// A stage's numbers for each image of the batch.
    fn batch_of<'a>(&self, stage: &Stage, values: &'a [f32]) -> ArrayViewD<'a, f32> {
        let mut shape = stage.plan.output.sizes();
        shape.insert(0, self.batch);
        view(&values[..self.batch * stage.plan.output.len()], &shape)
    }

    fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.iter().find(|tensor| tensor.name == name)
    }

    /// Grows the buffers, so that steps of the same batch allocate nothing.
    fn make_room(&mut self, batch: usize) {
        if batch > self.room {
            self.room = batch;
            self.input.resize(batch * self.input_len(), 0.0);
            for stage in &mut self.stages {
                stage.output.resize(batch * stage.plan.output.len(), 0.0);
                stage.output_gradient.resize(batch * stage.plan.output.len(), 0.0);
            }
        }
    }
}

fn view<'a>(values: &'a [f32], shape: &[usize]) -> ArrayViewD<'a, f32> {
    ArrayViewD::from_shape(IxDyn(shape), values).expect("a tensor has its shape's length")
}
