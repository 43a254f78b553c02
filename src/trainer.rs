//! Training: batches in, better parameters out.

use crate::error::{Error, Result};
use crate::kernel::elementwise::all_finite;
use crate::loss::{cross_entropy, greatest, softmax};
use crate::mnist::{PIXELS, SIDE};
use crate::network::Network;
use crate::optimizer::Momentum;
use crate::shards::{SHARDS, Share, pair_sum, pair_sum_lists};
use crate::spec::{CLASSES, NetworkSpec};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Images of a batch that evaluation takes at a time.
const EVALUATION_BATCH: usize = 50;

/// How a network is trained. The defaults are the article's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Recipe {
    /// Where the weights' random numbers start.
    pub seed: u32,
    /// Momentum's learning rate.
    pub learning_rate: f32,
    /// The share of the velocity that stays.
    pub momentum: f32,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe { seed: 1, learning_rate: 0.001, momentum: 0.9 }
    }
}

/// What one step says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StepReport {
    /// Steps done since the start, this one included.
    pub step: u64,
    /// The batch's mean cross-entropy before the update.
    pub loss: f64,
    /// The share of the batch that was right before the update.
    pub accuracy: f64,
}

/// What the network says of one picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prediction {
    /// The likeliest digit.
    pub digit: usize,
    /// The probability of each digit.
    pub probabilities: Vec<f32>,
}

/// How the network does on pictures it has not learned from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// The share that is right.
    pub accuracy: f64,
    /// The mean cross-entropy.
    pub loss: f64,
    /// Counts: row, the label; column, the answer.
    pub confusion: Vec<Vec<u32>>,
}

/// What a worker's share of a batch came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The cross-entropy, summed over the share's images.
    pub loss: f64,
    /// How many of them were right.
    pub correct: usize,
}

/// A network that is being trained.
pub struct Trainer {
    network: Network,
    optimizer: Momentum,
    steps: u64,
    /// The images of each shard that this worker computes, as they stand in the network's batch.
    runs: Vec<Range<usize>>,
    /// Each worker's part of the gradient.
    parts: Vec<Vec<f32>>,
}

impl Trainer {
    /// A new network, its weights drawn from the recipe's seed.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNetwork`] if the layers do not fit together or do not read a grey picture of at least 28x28;
    /// [`Error::InvalidOption`] if a setting is out of its range.
    pub fn new(spec: NetworkSpec, recipe: Recipe) -> Result<Trainer> {
        Trainer::with_network(Network::new(spec, recipe.seed)?, recipe)
    }

    /// A network with the weights it has.
    ///
    /// # Errors
    ///
    /// As [`Trainer::new`].
    pub fn with_network(network: Network, recipe: Recipe) -> Result<Trainer> {
        let Recipe { learning_rate, momentum, .. } = recipe;
        let option = |name, value: f32, expected| Error::InvalidOption { name, value: value.to_string(), expected };
        if !(learning_rate > 0.0 && learning_rate <= 100.0) {
            return Err(option("the learning rate", learning_rate, "above 0 and at most 100"));
        }
        if !(0.0..1.0).contains(&momentum) {
            return Err(option("the momentum", momentum, "from 0 to below 1"));
        }
        let input = network.spec().input;
        if input.channels != 1 || input.height.min(input.width) < SIDE as u32 {
            let problem = format!(
                "{}x{}x{} cannot hold a digit; use 1 channel of at least {SIDE}x{SIDE}",
                input.channels, input.height, input.width
            );
            return Err(Error::InvalidNetwork { layer: "input".into(), problem });
        }
        let parameters = network.parameters().len();
        let optimizer = Momentum::new(learning_rate, momentum, parameters);
        let parts = vec![vec![0.0; parameters]; SHARDS];
        Ok(Trainer { network, optimizer, steps: 0, runs: Vec::with_capacity(SHARDS), parts })
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Steps done since the start.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Learns from one batch: `images` \[n, 28, 28], 255 for ink, and `labels` \[n].
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`], [`Error::LabelOutOfRange`], or [`Error::Diverged`] if the loss or a gradient is no longer
    /// a finite number; the parameters are then as they were before.
    pub fn step(&mut self, images: &[u8], labels: &[u8]) -> Result<StepReport> {
        let outcome = self.begin(images, labels, Share::ALL)?;
        self.finish(&[outcome], labels.len())
    }

    /// Begins a step that several workers share: computes this one's share of the gradient of a batch, given whole. The
    /// gradient is in [`Trainer::part`]; the parameters stay as they are until [`Trainer::finish`].
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] or [`Error::LabelOutOfRange`].
    pub fn begin(&mut self, images: &[u8], labels: &[u8], share: Share) -> Result<Outcome> {
        check_batch(images, labels)?;
        let batch = labels.len();
        let own = share.images(batch);
        let (images, labels) = (&images[own.start * PIXELS..own.end * PIXELS], &labels[own]);
        self.runs.clear();
        self.runs.extend(share.runs(batch));
        self.read(images, labels);
        self.network.forward();
        let runs = &self.runs;
        let outcome = self.network.backward_runs(runs, |logits| {
            let (mut losses, mut correct) = ([0.0; SHARDS], 0);
            for (sum, run) in losses.iter_mut().zip(runs) {
                let logits = &mut logits[run.start * CLASSES..run.end * CLASSES];
                let loss = cross_entropy(logits, &labels[run.clone()], batch);
                *sum = loss.sum;
                correct += loss.correct;
            }
            Outcome { loss: pair_sum(&mut losses[..runs.len()]), correct }
        });
        self.network.swap_gradients(&mut self.parts[share.index()]);
        Ok(outcome)
    }

    /// A worker's part of the gradient: as [`Trainer::begin`] left it, or to be filled from another worker.
    ///
    /// # Panics
    ///
    /// If there is no such worker.
    pub fn part(&mut self, index: usize) -> &mut [f32] {
        &mut self.parts[index]
    }

    /// Ends a step that several workers share, when all their parts are there: every worker does the same update.
    ///
    /// # Errors
    ///
    /// [`Error::Diverged`] if the loss or a gradient is no longer a finite number; the parameters are then as they were.
    ///
    /// # Panics
    ///
    /// If there is not an outcome for each of 1, 2 or 4 workers.
    pub fn finish(&mut self, outcomes: &[Outcome], batch: usize) -> Result<StepReport> {
        let diverged = |what| Err(Error::Diverged { step: self.steps + 1, what });
        let mut losses = [0.0; SHARDS];
        losses.iter_mut().zip(outcomes).for_each(|(loss, outcome)| *loss = outcome.loss);
        let loss = pair_sum(&mut losses[..outcomes.len()]);
        if !loss.is_finite() {
            return diverged("loss");
        }
        pair_sum_lists(&mut self.parts[..outcomes.len()]);
        let gradients = &self.parts[0];
        if !all_finite(gradients) {
            return diverged("gradient");
        }
        self.optimizer.update(self.network.parameters_mut(), gradients);
        self.steps += 1;
        let correct: usize = outcomes.iter().map(|outcome| outcome.correct).sum();
        let count = batch as f64;
        Ok(StepReport { step: self.steps, loss: loss / count, accuracy: correct as f64 / count })
    }

    /// The optimizer's velocities, one for each parameter.
    pub fn velocity_mut(&mut self) -> &mut [f32] {
        self.optimizer.velocity_mut()
    }

    /// What the network says of one picture \[28, 28].
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] if it is not one picture.
    pub fn predict(&mut self, image: &[u8]) -> Result<Prediction> {
        let mut probabilities = self.activate(image)?.to_vec();
        let digit = greatest(&probabilities);
        softmax(&mut probabilities);
        Ok(Prediction { digit, probabilities })
    }

    /// Sends one picture \[28, 28] through all layers and returns the logits; [`Network::activation`] then has every
    /// layer's output.
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] if it is not one picture.
    pub fn activate(&mut self, image: &[u8]) -> Result<&[f32]> {
        if image.len() != PIXELS {
            return Err(Error::WrongLength { what: "an image", actual: image.len(), expected: PIXELS.to_string() });
        }
        place(image, self.network.spec().input.width as usize, self.network.input_mut(1));
        Ok(self.network.forward())
    }

    /// How the network does on `images` \[n, 28, 28] and `labels` \[n], without learning from them.
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] or [`Error::LabelOutOfRange`].
    pub fn evaluate(&mut self, images: &[u8], labels: &[u8]) -> Result<Evaluation> {
        check_batch(images, labels)?;
        let mut confusion = vec![vec![0; CLASSES]; CLASSES];
        let (mut sum, mut correct) = (0.0, 0);
        for (images, labels) in images.chunks(EVALUATION_BATCH * PIXELS).zip(labels.chunks(EVALUATION_BATCH)) {
            self.read(images, labels);
            let mut logits = self.network.forward().to_vec();
            for (row, label) in logits.chunks_exact(CLASSES).zip(labels) {
                confusion[usize::from(*label)][greatest(row)] += 1;
            }
            let loss = cross_entropy(&mut logits, labels, labels.len());
            sum += loss.sum;
            correct += loss.correct;
        }
        let count = labels.len() as f64;
        Ok(Evaluation { accuracy: correct as f64 / count, loss: sum / count, confusion })
    }

    /// Writes a batch that was checked into the network's input.
    fn read(&mut self, images: &[u8], labels: &[u8]) {
        let width = self.network.spec().input.width as usize;
        let length = self.network.input_len();
        let input = self.network.input_mut(labels.len());
        for (image, target) in images.chunks_exact(PIXELS).zip(input.chunks_exact_mut(length)) {
            place(image, width, target);
        }
    }
}

fn check_batch(images: &[u8], labels: &[u8]) -> Result<()> {
    if labels.is_empty() {
        return Err(Error::WrongLength { what: "the labels", actual: 0, expected: "at least 1".into() });
    }
    if images.len() != labels.len() * PIXELS {
        let expected = format!("{} for {} labels", labels.len() * PIXELS, labels.len());
        return Err(Error::WrongLength { what: "the images", actual: images.len(), expected });
    }
    match labels.iter().position(|label| usize::from(*label) >= CLASSES) {
        Some(index) => Err(Error::LabelOutOfRange { label: labels[index], index, classes: CLASSES }),
        None => Ok(()),
    }
}

/// Writes a picture \[28, 28] as numbers from 0 to 1 into the middle of `target` \[height, width].
fn place(image: &[u8], width: usize, target: &mut [f32]) {
    let height = target.len() / width;
    let (top, left) = ((height - SIDE) / 2, (width - SIDE) / 2);
    if target.len() != PIXELS {
        target.fill(0.0);
    }
    for (y, row) in image.chunks_exact(SIDE).enumerate() {
        let start = (top + y) * width + left;
        for (target, pixel) in target[start..start + SIDE].iter_mut().zip(row) {
            *target = f32::from(*pixel) / 255.0;
        }
    }
}
