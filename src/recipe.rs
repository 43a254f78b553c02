//! How a network is trained.

use crate::augment::Augmentation;
use crate::error::{Error, Result};
use crate::optimizer::Method;
use crate::schedule::{Length, Schedule};
use serde::{Deserialize, Serialize};

/// Training images of MNIST: what an epoch is, where steps are counted in epochs.
const IMAGES: u64 = 60_000;

/// How a network is trained. The defaults are the article's.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Recipe {
    /// Where all random numbers start: weights, order and augmentation.
    pub seed: u32,
    /// The learning rate; what the schedule goes by.
    pub learning_rate: f32,
    /// The share of the velocity that stays, for a momentum optimizer that does not say its own.
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
    /// Steps of the whole run, for the schedule; if left out, the whole batches of all epochs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_steps: Option<u64>,
    /// How each image is changed before it is learned from.
    pub augmentation: Augmentation,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe {
            seed: 1,
            learning_rate: 0.001,
            momentum: 0.9,
            optimizer: Method::Momentum { momentum: None },
            weight_decay: 0.0,
            schedule: Schedule::Constant,
            batch: 10,
            epochs: 5,
            total_steps: None,
            augmentation: Augmentation::default(),
        }
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
                schedule: Schedule::ONE_CYCLE,
                batch: 64,
                epochs: 10,
                augmentation: Augmentation { rotation: 10.0, scaling: 0.1, shear: 0.15, shift: 1.5, thickness: 0.3 },
                ..recipe
            },
            _ => recipe,
        }
    }

    /// The learning rate of a step, counted from 0.
    pub fn rate(&self, step: u64) -> f32 {
        self.schedule.rate(self.learning_rate, step, self.length())
    }

    /// How long the run is.
    fn length(&self) -> Length {
        let epoch = IMAGES / u64::from(self.batch);
        Length { total: self.total_steps.unwrap_or(epoch * u64::from(self.epochs)), epoch }
    }

    /// Whether every setting is within its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidOption`] with the first that is not.
    pub fn check(&self) -> Result<()> {
        within("the learning rate", self.learning_rate, self.learning_rate > 0.0, 100.0, "above 0 and at most 100")?;
        share("the momentum", self.momentum.into())?;
        within("the weight decay", self.weight_decay, self.weight_decay >= 0.0, 1.0, "from 0 to 1")?;
        match self.optimizer {
            Method::Momentum { momentum } => share("the momentum", momentum.unwrap_or_default().into())?,
            Method::Adam { beta1, beta2, epsilon } => {
                share("Adam's beta1", beta1)?;
                share("Adam's beta2", beta2)?;
                within("Adam's epsilon", epsilon, epsilon >= 1e-30, 1.0, "from 1e-30 to 1")?;
            }
        }
        match self.schedule {
            Schedule::Constant => {}
            Schedule::Step { every, factor } => {
                within("the schedule's epochs", every, every >= 1, u32::MAX, "at least 1")?;
                within("the schedule's factor", factor, factor > 0.0, 1.0, "above 0 and at most 1")?;
            }
            Schedule::Cosine { end_factor } => {
                within("the schedule's end factor", end_factor, end_factor >= 0.0, 1.0, "from 0 to 1")?;
            }
            Schedule::OneCycle { div_factor, final_div_factor, pct_start } => {
                let factor = "from 1 to 1e9";
                within("the cycle's div factor", div_factor, div_factor >= 1.0, 1e9, factor)?;
                within("the cycle's final div factor", final_div_factor, final_div_factor >= 1.0, 1e9, factor)?;
                within("the cycle's rising share", pct_start, pct_start >= 0.0, 1.0, "from 0 to 1")?;
            }
        }
        within("the batch", self.batch, self.batch >= 1, IMAGES as u32, "from 1 to 60000")?;
        within("the number of epochs", self.epochs, self.epochs >= 1, 10_000, "from 1 to 10000")?;
        if let Some(steps) = self.total_steps {
            within("the number of steps", steps, steps >= 1, 1 << 40, "at least 1")?;
        }
        self.augmentation.check()
    }
}

fn share(name: &'static str, value: f64) -> Result<()> {
    within(name, value, (0.0..1.0).contains(&value), 1.0, "from 0 to below 1")
}

/// Refuses a value that is not `above` the least it may be, or more than `most`.
pub(crate) fn within<T: PartialOrd + ToString>(
    name: &'static str,
    value: T,
    above: bool,
    most: T,
    expected: &'static str,
) -> Result<()> {
    if above && value <= most {
        return Ok(());
    }
    Err(Error::InvalidOption { name, value: value.to_string(), expected })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::spec::NetworkSpec;

    fn read(json: &str) -> serde_json::Result<Recipe> {
        serde_json::from_str(json)
    }

    #[test]
    fn what_is_left_out_is_the_articles() {
        assert_eq!(read("{}").unwrap(), Recipe::default());
        let flat = read(r#"{"learningRate": 0.1, "momentum": 0.5}"#).unwrap();
        assert_eq!((flat.learning_rate, flat.momentum), (0.1, 0.5));
        let adam = read(r#"{"optimizer": {"kind": "adam"}, "schedule": {"kind": "one_cycle"}}"#).unwrap();
        assert_eq!((adam.optimizer, adam.schedule), (Method::ADAM, Schedule::ONE_CYCLE));
        for wrong in [r#"{"epoch": 1}"#, r#"{"optimizer": {"kind": "adam", "beta": 1}}"#, r#"{"schedule": "constant"}"#]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_presets_recipe_is_sound_and_survives_json() {
        for name in NetworkSpec::PRESETS {
            let recipe = Recipe::for_network(name);
            recipe.check().unwrap();
            assert_eq!(read(&serde_json::to_string(&recipe).unwrap()).unwrap(), recipe);
        }
        assert_eq!(Recipe::for_network("article"), Recipe::default());
    }

    #[test]
    fn settings_out_of_range_are_told_what_they_may_be() {
        for (json, told) in [
            (r#"{"learningRate": 0}"#, "the learning rate is 0; it must be above 0 and at most 100"),
            (r#"{"momentum": 1}"#, "the momentum is 1; it must be from 0 to below 1"),
            (
                r#"{"optimizer": {"kind": "momentum", "momentum": 2}}"#,
                "the momentum is 2; it must be from 0 to below 1",
            ),
            (r#"{"optimizer": {"kind": "adam", "beta2": 1}}"#, "Adam's beta2 is 1; it must be from 0 to below 1"),
            (r#"{"weightDecay": -1}"#, "the weight decay is -1; it must be from 0 to 1"),
            (r#"{"batch": 0}"#, "the batch is 0; it must be from 1 to 60000"),
            (r#"{"epochs": 0}"#, "the number of epochs is 0; it must be from 1 to 10000"),
            (r#"{"totalSteps": 0}"#, "the number of steps is 0; it must be at least 1"),
            (
                r#"{"schedule": {"kind": "one_cycle", "pctStart": 1.5}}"#,
                "the cycle's rising share is 1.5; it must be from 0 to 1",
            ),
            (r#"{"augmentation": {"scaling": 1}}"#, "the scaling is 1; it must be from 0 to 0.9"),
        ] {
            assert_eq!(read(json).unwrap().check().unwrap_err().to_string(), told);
        }
    }

    #[test]
    fn a_run_is_as_long_as_its_whole_batches() {
        let recipe = Recipe { batch: 64, epochs: 2, ..Recipe::default() };
        assert_eq!(recipe.length(), Length { total: 1874, epoch: 937 });
        assert_eq!(Recipe { total_steps: Some(9), ..recipe }.length().total, 9);
    }
}
