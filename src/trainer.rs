//! Training: batches in, better parameters out.

mod answers;
mod images;
mod inside;

pub use inside::{Followed, Following, Rule, Update};

use crate::augment::Augmenter;
use crate::average::Average;
use crate::bounds::Bounds;
use crate::error::{Error, Result};
use crate::kernel::elementwise::all_within;
use crate::kernel::shards::{SHARDS, Share, pair_sum};
use crate::mnist::PIXELS;
use crate::network::Network;
use crate::optimizer::{MOST_GRADIENT, Moment, Optimizer};
use crate::random::{Purpose, Random};
use crate::recipe::{Recipe, most_images};
use crate::report::{Outcome, StepReport};
use crate::spec::{CLASSES, NetworkSpec};
use images::{check_batch, place};
use std::fmt::{self, Debug, Formatter};
use std::ops::Range;

/// Steps that may have been done: JavaScript can count as many again, more than anybody waits for.
pub(crate) const MOST_STEPS: f64 = (1_u64 << 52) as f64;

/// Numbers whose products, of two each, are so small that a thousand of them do not sum up to [`MOST_GRADIENT`].
const SMALL: f32 = 1e6;

/// A network that is being trained.
///
/// If the recipe asks for the weights' average, the network's own are the average: what it answers, shows and saves goes by
/// them. Steps go by the weights that learn.
pub struct Trainer {
    network: Network,
    recipe: Recipe,
    optimizer: Optimizer,
    /// None: the network's own weights learn.
    average: Option<Average>,
    /// None: the recipe has no augmentation.
    augmenter: Option<Augmenter>,
    steps: u64,
    /// The largest batch that fits into memory.
    most_images: usize,
    /// The images of each shard that this worker computes, as they stand in the network's batch.
    runs: Vec<Range<usize>>,
    /// Each worker's part of the gradient.
    parts: Vec<Vec<f32>>,
    /// The place of the parameter whose updates are told, and its last one.
    followed: Option<(usize, Option<Update>)>,
}

impl Debug for Trainer {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        let Trainer { network, recipe, steps, .. } = self;
        let mut fields = formatter.debug_struct("Trainer");
        fields.field("network", network).field("recipe", recipe).field("steps", steps).finish_non_exhaustive()
    }
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
        network.spec().check_room()?;
        recipe.check_for(network.plans())?;
        let parameters = network.parameters().len();
        let optimizer = Optimizer::new(recipe.optimizer, recipe.momentum, parameters);
        let average = (recipe.averaging > 0.0).then(|| Average::new(recipe.averaging, network.parameters()));
        let augmenter = (!recipe.augmentation.is_none()).then(|| Augmenter::new(recipe.augmentation));
        let most_images = most_images(network.plans()) as usize;
        let runs = Vec::with_capacity(SHARDS);
        let parts = vec![vec![0.0; parameters]; SHARDS];
        let (steps, followed) = (0, None);
        Ok(Trainer { network, recipe, optimizer, average, augmenter, steps, most_images, runs, parts, followed })
    }

    /// The network.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// How it is trained.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// Steps done since the start.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// The largest batch that a step takes: as many images as the recipe's batch may have.
    pub fn most_images(&self) -> usize {
        self.most_images
    }

    /// Learns from one batch: `images` \[n, 28, 28], 255 for ink, and `labels` \[n].
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`], also for more than [`Trainer::most_images`]; [`Error::LabelOutOfRange`]; or
    /// [`Error::Diverged`] if the loss is no longer a finite number, or a gradient beyond 10^15; the parameters are then as they
    /// were before.
    pub fn step(&mut self, images: &[u8], labels: &[u8]) -> Result<StepReport> {
        let outcome = self.begin(images, labels, Share::ALL)?;
        self.finish(&[outcome], labels.len())
    }

    /// Begins a step that several workers share: computes this one's part of the gradient of a batch, of which only the share's
    /// images are read. [`Trainer::part_mut`] has the part; the parameters stay as they are until [`Trainer::finish`].
    ///
    /// # Errors
    ///
    /// As [`Trainer::step`], but for the last.
    pub fn begin(&mut self, images: &[u8], labels: &[u8], share: Share) -> Result<Outcome> {
        check_batch(images, labels, self.most_images)?;
        let batch = labels.len();
        let own = share.images(batch);
        // It numbers random draws, of which only the last bits count.
        let first = self.steps.wrapping_mul(batch as u64).wrapping_add(own.start as u64);
        let (images, labels) = (&images[own.start * PIXELS..own.end * PIXELS], &labels[own]);
        self.runs.clear();
        self.runs.extend(share.runs(batch));
        self.read(images, Some(first));
        self.swap_average();
        self.network.answer();
        let criterion = self.network.criterion();
        let runs = &self.runs;
        let outcome = self.network.backward_share(share, batch, runs, |outputs| {
            let (mut losses, mut correct) = ([0.0; SHARDS], 0);
            for (sum, run) in losses.iter_mut().zip(runs) {
                let outputs = &mut outputs[run.start * CLASSES..run.end * CLASSES];
                let loss = criterion.loss(outputs, &labels[run.clone()], batch);
                *sum = loss.sum;
                correct += loss.correct;
            }
            Outcome { loss: pair_sum(&mut losses[..runs.len()]), correct }
        });
        self.swap_average();
        self.network.swap_gradients(&mut self.parts[share.index()]);
        Ok(outcome)
    }

    /// Exchanges the average in the network for the weights that learn, or puts it back.
    fn swap_average(&mut self) {
        if let Some(average) = &mut self.average {
            self.network.swap_parameters(&mut average.learning);
        }
    }

    /// How many numbers others need of a share's part, for a batch of `batch` images: less than there are parameters, if the
    /// gradient of some layers can be computed from less.
    pub fn part_len(&self, batch: usize, share: Share) -> usize {
        self.network.part_len(batch, share)
    }

    /// Those numbers, as [`Trainer::begin`] left them, or to be filled from another worker.
    pub fn part_mut(&mut self, batch: usize, share: Share) -> &mut [f32] {
        let length = self.part_len(batch, share);
        &mut self.parts[share.index()][..length]
    }

    /// Ends a step that several workers share, when all their parts are there: every worker does the same update. A late
    /// worker may have every part from others, and have begun nothing.
    ///
    /// # Errors
    ///
    /// As [`Trainer::step`], [`Error::Diverged`].
    ///
    /// # Panics
    ///
    /// If there is not an outcome for each of 1, 2 or 4 workers, or a batch has no such number of images.
    pub fn finish(&mut self, outcomes: &[Outcome], batch: usize) -> Result<StepReport> {
        assert!((1..=self.most_images).contains(&batch), "no batch has {batch} images");
        let diverged = |what| Err(Error::Diverged { step: self.steps + 1, what });
        let mut losses = [0.0; SHARDS];
        losses.iter_mut().zip(outcomes).for_each(|(loss, outcome)| *loss = outcome.loss);
        let loss = pair_sum(&mut losses[..outcomes.len()]);
        if !loss.is_finite() {
            return diverged("loss");
        }
        let vouched_for = self.vouch_for_gradient(outcomes.len(), batch);
        self.network.sum_parts(&mut self.parts[..outcomes.len()], batch);
        if !vouched_for && !all_within(&self.parts[0], MOST_GRADIENT) {
            return diverged("gradient");
        }
        let learning_rate = self.recipe.rate(self.steps);
        let moment = Moment { step: self.steps + 1, rate: learning_rate, decay: self.recipe.weight_decay };
        let before = self.before_update();
        self.swap_average();
        self.optimizer.update(self.network.parameters_mut(), &self.parts[0], moment);
        self.swap_average();
        if let Some(average) = &self.average {
            average.follow(self.network.parameters_mut(), moment.step);
        }
        self.tell_update(before, moment);
        self.steps = moment.step;
        let correct: usize = outcomes.iter().map(|outcome| outcome.correct).sum();
        let count = batch as f64;
        Ok(StepReport { step: self.steps, loss: loss / count, accuracy: correct as f64 / count, learning_rate })
    }

    /// Whether all workers' parts hold fewer numbers than there are parameters, and so small ones that no gradient that comes of
    /// them is beyond [`MOST_GRADIENT`]: it is a sum of them, or of products of two, one for each image of a small batch.
    fn vouch_for_gradient(&self, workers: usize, batch: usize) -> bool {
        Share::each_of(workers).zip(&self.parts).all(|(share, part)| {
            let length = self.part_len(batch, share);
            length < part.len() && all_within(&part[..length], SMALL)
        })
    }

    /// What training remembers: with momentum the velocity of each parameter; with Adam each one's mean gradient, then each
    /// one's mean squared gradient. With an average of the weights, those that learn follow.
    pub fn memory(&self) -> Vec<f32> {
        let learning = self.average.as_ref().map_or(&[][..], |average| &average.learning);
        [self.optimizer.state(), learning].concat()
    }

    /// Goes on as another trainer of the same recipe would, whose network this one has: with what that one remembers, and as
    /// if so many steps had been done.
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] if a trainer of this recipe remembers another count of numbers; [`Error::MalformedMemory`] if one
    /// of them is not finite; [`Error::InvalidOption`] for more than 2^52 steps, or a number that no gradients can have left.
    pub fn resume(&mut self, memory: &[f32], steps: u64) -> Result<()> {
        Bounds::new(0.0, MOST_STEPS).check("steps", steps as f64)?;
        let [state, learning] = self.memory_mut().map(|part| part.len());
        if memory.len() != state + learning {
            let (actual, expected) = (memory.len(), (state + learning).to_string());
            return Err(Error::WrongLength { what: "the memory", actual, expected });
        }
        if !all_within(memory, f32::MAX) {
            return Err(Error::MalformedMemory);
        }
        let (own, rest) = memory.split_at(state);
        self.optimizer.check_state(own)?;
        let [state, learning] = self.memory_mut();
        state.copy_from_slice(own);
        learning.copy_from_slice(rest);
        self.steps = steps;
        Ok(())
    }

    fn memory_mut(&mut self) -> [&mut [f32]; 2] {
        let learning = self.average.as_mut().map_or(&mut [][..], |average| &mut average.learning);
        [self.optimizer.state_mut(), learning]
    }

    /// Writes images into the network's input; those to be learned from, whose number in the run the first one's is given,
    /// changed as the recipe says.
    fn read(&mut self, images: &[u8], first: Option<u64>) {
        let spec = self.network.spec().input;
        let length = self.network.input_len();
        let input = self.network.input_mut(images.len() / PIXELS);
        let mut changed = [0; PIXELS];
        for (index, (image, target)) in images.chunks_exact(PIXELS).zip(input.chunks_exact_mut(length)).enumerate() {
            match (&mut self.augmenter, first) {
                (Some(augmenter), Some(first)) => {
                    let number = first.wrapping_add(index as u64) as u32;
                    augmenter.apply(image, Random::new(self.recipe.seed, Purpose::Image(number)), &mut changed);
                    place(&changed, &spec, target);
                }
                _ => place(image, &spec, target),
            }
        }
    }
}
