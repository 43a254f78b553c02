//! The order in which a network is computed, and the room for what comes out.
//!
//! Two things are not computed as the layers stand, since training would pay for them and nobody would see it:
//!
//! - A maximum pooling that follows an activation goes before it. No activation ever falls: the greatest of its values is the
//!   value of the greatest, to the last bit, and of four values under a window three need not be computed.
//! - A maximum sends its gradient to one number of its window. A layer that can takes those alone, in place of maps in which
//!   all others are 0.
//!
//! What is left out so, [`Stages::complete_outputs`] and [`Stages::complete_gradients`] compute for who wants to look.

mod left_out;
mod parts;

pub(super) use parts::Division;

use crate::layer::{self, Backward, Gradient, Layer};
use crate::spec::{Kind, LayerPlan, PoolMethod};
use left_out::LeftOut;
use parts::{Factors, keep_factors};
use std::ops::Range;

/// All layers in the order in which they are computed.
pub(super) struct Stages {
    stages: Vec<Stage>,
    left_out: Vec<LeftOut>,
    /// For each layer as the network has them: where its output is.
    places: Vec<Place>,
    input: Vec<f32>,
    input_len: usize,
    /// Images the buffers have room for.
    room: usize,
    /// Images of the last forward pass.
    batch: usize,
    /// How far that pass has come.
    progress: Progress,
    factors: Factors,
}

/// What is there of a forward pass.
#[derive(Clone, Copy, PartialEq)]
enum Progress {
    /// What goes in, at most.
    Input,
    /// What the answers need.
    Answers,
    /// What they do without as well.
    All,
    /// And all outputs' gradients.
    Gradients,
}

/// The largest side of a pooling's window whose winners alone are looked at: kernels are laid out with so many zeros around them.
const MOST_ROUTED: usize = 4;

/// A layer at its turn, with its share of the parameters and its output.
struct Stage {
    layer: Box<dyn Layer>,
    parameters: Range<usize>,
    /// Numbers of an image that go in.
    inputs: usize,
    output: Maps,
    /// Whether it is a pooling whose gradient the stage before it takes as it is, winners alone.
    routed: bool,
}

impl Stage {
    fn new(before: Option<&Stage>, plan: &LayerPlan, parameters: &Range<usize>, length: usize) -> Stage {
        let inputs = plan.input.len();
        let is_small = plan.kernel.is_some_and(|side| side <= MOST_ROUTED);
        let routed = is_maximum(plan) && is_small && before.is_some_and(|before| before.layer.takes_winners());
        Stage { layer: layer::build(plan), parameters: parameters.clone(), inputs, output: Maps::new(length), routed }
    }
}

#[derive(Clone, Copy)]
enum Place {
    Stage(usize),
    LeftOut(usize),
}

/// A layer's output and the loss's gradient by it, \[batch, length] each.
struct Maps {
    length: usize,
    output: Vec<f32>,
    gradient: Vec<f32>,
}

impl Maps {
    fn new(length: usize) -> Maps {
        Maps { length, output: Vec::new(), gradient: Vec::new() }
    }

    fn make_room(&mut self, batch: usize) {
        self.output.resize(batch * self.length, 0.0);
        self.gradient.resize(batch * self.length, 0.0);
    }
}

impl Stages {
    /// The stages of layers and of their places among the parameters; `input_len` numbers of an image go into the first.
    pub(super) fn new(plans: &[LayerPlan], parameters: &[Range<usize>], input_len: usize) -> Stages {
        let (mut stages, mut left_out, mut places) = (Vec::new(), Vec::new(), Vec::new());
        let mut layers = plans.iter().zip(parameters).peekable();
        while let Some((plan, parameters)) = layers.next() {
            let pooling = layers.next_if(|(next, _)| plan.kind == Kind::Activation && is_maximum(next));
            let length = pooling.unwrap_or((plan, parameters)).0.output.len();
            if let Some((pooling, none)) = pooling {
                let output = Maps::new(plan.output.len());
                places.push(Place::LeftOut(left_out.len()));
                left_out.push(LeftOut { layer: layer::build(plan), pooling: stages.len(), output });
                stages.push(Stage::new(stages.last(), pooling, none, length));
            }
            places.push(Place::Stage(stages.len()));
            stages.push(Stage::new(stages.last(), plan, parameters, length));
        }
        Stages {
            stages,
            left_out,
            places,
            input: Vec::new(),
            input_len,
            room: 0,
            batch: 0,
            progress: Progress::Input,
            factors: Factors::default(),
        }
    }

    /// Images of the last forward pass.
    pub(super) fn batch(&self) -> usize {
        self.batch
    }

    /// What went in, \[batch, input].
    pub(super) fn input(&self) -> &[f32] {
        &self.input[..self.batch * self.input_len]
    }

    /// Room for what goes in next, \[batch, input]. Steps of the same batch allocate nothing.
    ///
    /// # Panics
    ///
    /// If no memory could hold so many images.
    pub(super) fn input_mut(&mut self, batch: usize) -> &mut [f32] {
        if batch > self.room {
            let longest = self.stages.iter().map(|stage| stage.output.length).fold(self.input_len, usize::max);
            assert!(batch.checked_mul(longest).is_some(), "the batch is too large");
            self.room = batch;
            self.input.resize(batch * self.input_len, 0.0);
            self.stages.iter_mut().for_each(|stage| stage.output.make_room(batch));
            self.left_out.iter_mut().for_each(|left_out| left_out.output.make_room(batch));
        }
        self.batch = batch;
        self.progress = Progress::Input;
        &mut self.input[..batch * self.input_len]
    }

    /// Whether the last forward pass computed the output of the layer at a place in the network.
    pub(super) fn is_computed(&self, layer: usize) -> bool {
        match self.progress {
            Progress::Input => false,
            Progress::Answers => matches!(self.places[layer], Place::Stage(_)),
            Progress::All | Progress::Gradients => true,
        }
    }

    /// Whether all outputs' gradients are those of the last forward pass.
    pub(super) fn is_differentiated(&self) -> bool {
        self.progress == Progress::Gradients
    }

    /// The output of the layer at a place in the network, \[batch, output].
    pub(super) fn output(&self, layer: usize) -> &[f32] {
        let maps = self.maps(layer);
        &maps.output[..self.batch * maps.length]
    }

    /// The gradient by that output, \[batch, output].
    pub(super) fn gradient(&self, layer: usize) -> &[f32] {
        let maps = self.maps(layer);
        &maps.gradient[..self.batch * maps.length]
    }

    fn maps(&self, layer: usize) -> &Maps {
        match self.places[layer] {
            Place::Stage(index) => &self.stages[index].output,
            Place::LeftOut(index) => &self.left_out[index].output,
        }
    }

    /// Computes every stage from what [`Stages::input_mut`] was filled with.
    pub(super) fn forward(&mut self, parameters: &[f32]) {
        self.progress = Progress::Answers;
        let batch = self.batch;
        let mut input = &self.input[..batch * self.input_len];
        for Stage { layer, parameters: own, output, .. } in &mut self.stages {
            let output = &mut output.output[..batch * output.length];
            layer.forward(&parameters[own.clone()], input, output, batch);
            input = output;
        }
    }

    /// Computes the parameters' gradients after [`Stages::forward`], of a batch in as many runs as [`Backward::runs`] says; or
    /// a part of them, if the batch is a worker's share. `loss` gets the last output, puts its gradient in its place and returns
    /// what it likes.
    ///
    /// # Panics
    ///
    /// If nothing went forward since [`Stages::input_mut`].
    pub(super) fn backward<T>(
        &mut self,
        parameters: &[f32],
        gradients: &mut [f32],
        runs: &[Range<usize>],
        division: Division,
        loss: impl FnOnce(&mut [f32]) -> T,
    ) -> T {
        assert!(self.progress != Progress::Input, "the input has not gone forward");
        let batch = self.batch;
        let Maps { length, output, gradient } = &mut self.stages.last_mut().expect("a network has layers").output;
        gradient[..batch * *length].copy_from_slice(&output[..batch * *length]);
        let result = loss(&mut gradient[..batch * *length]);
        let mut end = self.part_len(division, batch);
        for index in (0..self.stages.len()).rev() {
            let (before, rest) = self.stages.split_at_mut(index);
            let (stage, after) = rest.split_first_mut().expect("the index is a stage's");
            let place = end - stage.part_len(division, batch)..end;
            end = place.start;
            if stage.routed {
                continue;
            }
            let (input, input_gradient) = match before.last_mut() {
                Some(Stage { output: Maps { length, output, gradient }, .. }) => {
                    (&output[..batch * *length], Some(&mut gradient[..batch * *length]))
                }
                None => (&self.input[..batch * self.input_len], None),
            };
            let output_len = batch * stage.output.length;
            let output_gradient = match after.first() {
                Some(Stage { layer, output: Maps { length, gradient, .. }, routed: true, .. }) => {
                    Gradient::Winners(layer.winners(&gradient[..batch * *length]).expect("it is a maximum pooling"))
                }
                _ => Gradient::Each(&stage.output.gradient[..output_len]),
            };
            if let Some(layer) = stage.by_factors(division) {
                let output_gradient = output_gradient.each();
                keep_factors(&mut gradients[place], input, output_gradient);
                if let Some(input_gradient) = input_gradient {
                    layer.input_gradient(&parameters[stage.parameters.clone()], output_gradient, input_gradient, batch);
                }
                continue;
            }
            stage.layer.backward(Backward {
                parameters: &parameters[stage.parameters.clone()],
                gradients: &mut gradients[place],
                input,
                output: &stage.output.output[..output_len],
                output_gradient,
                input_gradient,
                batch,
                runs,
            });
        }
        result
    }
}

fn is_maximum(plan: &LayerPlan) -> bool {
    plan.method == Some(PoolMethod::Max)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
