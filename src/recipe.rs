//! How a network is trained.

use crate::augment::Augmentation;
use crate::bounds::Bounds;
use crate::error::Result;
use crate::json::{self, Fields, FromJson};
use crate::optimizer::Method;
use crate::schedule::{Length, Schedule};
use crate::spec::LayerPlan;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Training images of MNIST: what an epoch is, where steps are counted in epochs.
const IMAGES: u64 = 60_000;
/// Numbers that may be kept of a batch, in all layers: each with its gradient, in a tab's memory.
const MOST_OUTPUTS: u64 = 64_000_000;
/// Beyond reason.
const MOST_EPOCHS: f64 = 10_000.0;
/// Far beyond it, and yet a number of steps that a course can be computed for.
const MOST_STEPS: f64 = (1_u64 << 40) as f64;

/// How a network is trained. The defaults are the article's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", try_from = "Value")]
pub struct Recipe {
    /// Where all random numbers start: weights, order and augmentation.
    pub seed: u32,
    /// The learning rate; what the schedule goes by.
    pub learning_rate: f32,
    /// The share of the velocity that stays; Adam has none.
    pub momentum: f32,
    /// The rule of update.
    pub optimizer: Method,
    /// The share of each parameter that a learning rate of 1 would take away at each step, whatever its gradient.
    pub weight_decay: f32,
    /// The learning rate's course.
    pub schedule: Schedule,
    /// Images of a step.
    pub batch: u32,
    /// Times that all images are shown.
    pub epochs: u32,
    /// Steps of the whole run, for the schedule; if left out, the whole batches of all epochs of MNIST's
    /// 60,000 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_steps: Option<u64>,
    /// How each image is changed before it is learned from.
    pub augmentation: Augmentation,
    /// How far back the weights' running average reaches, as a share of all steps so far: 1 is the mean of all, at 0.25 two thirds
    /// of it are from the last quarter. The network's own weights are then this average. 0: they are those that learn.
    pub averaging: f32,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            seed: 1,
            learning_rate: 0.001,
            momentum: 0.9,
            optimizer: Method::Momentum,
            weight_decay: 0.0,
            schedule: Schedule::Constant,
            batch: 10,
            epochs: 5,
            total_steps: None,
            augmentation: Augmentation::default(),
            averaging: 0.0,
        }
    }
}

impl TryFrom<Value> for Recipe {
    type Error = String;

    fn try_from(value: Value) -> json::Result<Self> {
        Self::from_json(&value)
    }
}

/// What is left out is as in the article.
impl FromJson for Recipe {
    fn from_json(value: &Value) -> json::Result<Self> {
        let otherwise = Recipe::default();
        let mut fields = Fields::of(value)?;
        let recipe = Recipe {
            seed: fields.or("seed", otherwise.seed)?,
            learning_rate: fields.or("learningRate", otherwise.learning_rate)?,
            momentum: fields.or("momentum", otherwise.momentum)?,
            optimizer: fields.or("optimizer", otherwise.optimizer)?,
            weight_decay: fields.or("weightDecay", otherwise.weight_decay)?,
            schedule: fields.or("schedule", otherwise.schedule)?,
            batch: fields.or("batch", otherwise.batch)?,
            epochs: fields.or("epochs", otherwise.epochs)?,
            total_steps: fields.optional("totalSteps")?,
            augmentation: fields.or("augmentation", otherwise.augmentation)?,
            averaging: fields.or("averaging", otherwise.averaging)?,
        };
        fields.finish().map(|()| recipe)
    }
}

impl Recipe {
    /// The recipe that belongs to a preset network: the defaults for one that is no preset.
    ///
    /// The rates of `lenet5` and `lenet5-1998` were chosen, and `modern`'s recipe was found, by training images held out.
    pub fn for_network(name: &str) -> Recipe {
        let recipe = Recipe::default();
        match name {
            "lenet5" => Recipe { learning_rate: 0.02, ..recipe },
            "lenet5-1998" => {
                let schedule = Schedule::Cosine { end_factor: 0.0 };
                Recipe { learning_rate: 0.001, schedule, epochs: 20, ..recipe }
            }
            "modern" => Recipe {
                learning_rate: 0.004,
                optimizer: Method::ADAM,
                weight_decay: 0.01,
                schedule: Schedule::one_cycle(0.02),
                batch: 64,
                epochs: 20,
                augmentation: Augmentation { rotation: 10.0, scaling: 0.1, shear: 0.15, shift: 1.5, thickness: 0.3 },
                averaging: 0.25,
                ..recipe
            },
            _ => recipe,
        }
    }

    /// The learning rate of a step, counted from 0.
    ///
    /// # Panics
    ///
    /// If there are no images in a batch or no epochs, which [`Recipe::check`] refuses.
    pub fn rate(&self, step: u64) -> f32 {
        self.schedule.rate(self.learning_rate, step, self.length())
    }

    /// How long the run is.
    fn length(&self) -> Length {
        let epochs = u64::from(self.epochs);
        let total = self.total_steps.unwrap_or(IMAGES / u64::from(self.batch) * epochs);
        Length { total, epoch: (total / epochs).max(1) }
    }

    /// Whether every setting is within its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`](crate::Error::InvalidOption) with the first that is not.
    pub fn check(&self) -> Result<()> {
        const SHARE: Bounds = Bounds::new(0.0, 1.0);
        Bounds::new(0.0, 100.0).above().check("learningRate", self.learning_rate)?;
        SHARE.below().check("momentum", self.momentum)?;
        // What a step takes away is no more than there is.
        Bounds::new(0.0, (1.0 / f64::from(self.learning_rate)).min(1.0)).check("weightDecay", self.weight_decay)?;
        SHARE.check("averaging", self.averaging)?;
        match self.optimizer {
            Method::Momentum => {}
            Method::Adam { beta1, beta2, epsilon } => {
                SHARE.below().check("optimizer.beta1", beta1)?;
                SHARE.below().check("optimizer.beta2", beta2)?;
                Bounds::new(1e-30, 1.0).check("optimizer.epsilon", epsilon)?;
            }
        }
        match self.schedule {
            Schedule::Constant => {}
            Schedule::Step { every, factor } => {
                Bounds::new(1.0, MOST_EPOCHS).check("schedule.every", every)?;
                SHARE.above().check("schedule.factor", factor)?;
            }
            Schedule::Cosine { end_factor } => SHARE.check("schedule.endFactor", end_factor)?,
            Schedule::OneCycle { div_factor, final_div_factor, pct_start } => {
                let quotient = Bounds::new(1.0, 1e9);
                quotient.check("schedule.divFactor", div_factor)?;
                quotient.check("schedule.finalDivFactor", final_div_factor)?;
                SHARE.check("schedule.pctStart", pct_start)?;
            }
        }
        Bounds::new(1.0, IMAGES as f64).check("batch", self.batch)?;
        Bounds::new(1.0, MOST_EPOCHS).check("epochs", self.epochs)?;
        if let Some(steps) = self.total_steps {
            Bounds::new(1.0, MOST_STEPS).check("totalSteps", steps as f64)?;
        }
        self.augmentation.check()
    }

    /// Whether every setting is within its range, and a batch of such a network within reason.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`](crate::Error::InvalidOption) with the first that is not.
    pub fn check_for<'a>(&self, layers: impl Iterator<Item = &'a LayerPlan>) -> Result<()> {
        // First, since it says what fits this network, where the other says what fits any.
        Bounds::new(1.0, most_images(layers).into()).check("batch", self.batch)?;
        self.check()
    }
}

/// The largest batch of such a network that fits into a tab's memory.
pub(crate) fn most_images<'a>(layers: impl Iterator<Item = &'a LayerPlan>) -> u32 {
    let mut layers = layers.peekable();
    let picture = layers.peek().map_or(0, |first| first.input.len() as u64);
    let kept = picture + layers.map(LayerPlan::kept).sum::<u64>();
    (MOST_OUTPUTS / kept.max(1)).clamp(1, IMAGES) as u32
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
