//! Looking inside a network that is being trained: one picture's gradients, one parameter's updates.

use super::Trainer;
use super::images::check_batch;
use crate::average::Average;
use crate::error::{Error, Result};
use crate::kernel::update::AdamStep;
use crate::optimizer::{Moment, Optimizer, adam_step};
use serde::Serialize;

/// How one parameter took a step: the very numbers that the optimizer computed with. In single precision, and in the order
/// that [`Rule`] writes, they give `after` to the last bit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Update {
    /// Which step it was, counted from 1.
    pub step: u64,
    /// The parameter before the step.
    pub before: f32,
    /// The batch's gradient.
    pub gradient: f32,
    /// The learning rate, as the schedule has it at this step.
    pub learning_rate: f32,
    /// The weight decay.
    pub weight_decay: f32,
    /// The share of the parameter that the decay leaves: 1 - learning rate x weight decay.
    pub kept: f32,
    /// The optimizer's own numbers.
    pub rule: Rule,
    /// The parameter after the step.
    pub after: f32,
    /// How the network's average of this parameter followed, if it holds averages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub average: Option<Following>,
}

/// How a parameter's average followed it: after = before + moved x (the parameter - before).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Following {
    /// The average before the step.
    pub before: f32,
    /// The share of its way to the parameter.
    pub moved: f32,
    /// The average after the step.
    pub after: f32,
}

/// An optimizer's own numbers of one parameter's update.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Rule {
    /// velocity = momentum x velocity before + gradient; after = before x kept - learning rate x velocity.
    Momentum {
        /// The share of the velocity that stays.
        momentum: f32,
        /// The velocity before the step.
        velocity_before: f32,
        /// The velocity after the step.
        velocity: f32,
    },
    /// mean = mean before + fresh x (gradient - mean before); square = kept square x square before + fresh square x
    /// (gradient x gradient); after = before x kept - size x (mean / (root of square / spread + epsilon)).
    Adam {
        /// The shares of both means that stay, as the recipe has them.
        betas: [f64; 2],
        /// The share 1 - beta1 of the gradient that the mean takes in.
        fresh: f32,
        /// The mean gradient before the step.
        mean_before: f32,
        /// The mean gradient after the step.
        mean: f32,
        /// The share beta2 of the mean square that stays.
        kept_square: f32,
        /// The share 1 - beta2 of the squared gradient that the mean square takes in.
        fresh_square: f32,
        /// The mean squared gradient before the step.
        square_before: f32,
        /// The mean squared gradient after the step.
        square: f32,
        /// The learning rate over the mean's correction 1 - beta1^step.
        size: f32,
        /// The root of the mean square's correction 1 - beta2^step.
        spread: f32,
        /// What keeps the quotient finite.
        epsilon: f32,
    },
}

/// The parameter that is followed, as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Followed {
    /// Its value in the network; its average, if that holds averages.
    pub value: f32,
    /// How it took its last step; none before the first since it is followed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub update: Option<Update>,
}

impl Trainer {
    /// Computes the gradients of one picture's loss \[28, 28] against its label, and returns the loss.
    /// [`crate::Network::output_gradient`] then has every layer's, [`crate::Network::activation`] every layer's output,
    /// [`crate::Network::gradients`] those of the parameters. Training notices nothing of it.
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] or [`Error::LabelOutOfRange`].
    pub fn differentiate(&mut self, image: &[u8], label: u8) -> Result<f64> {
        check_batch(image, &[label], 1)?;
        self.read(image, None);
        self.network.forward();
        let criterion = self.network.criterion();
        Ok(self.network.backward(|outputs| criterion.loss(outputs, &[label], 1)).sum)
    }

    /// The gradient of the last batch, one number for each parameter: that of the last step, or of the one that
    /// [`Trainer::begin`] has begun alone. All 0 before the first; of a shared step that is begun it is not there.
    pub fn batch_gradient(&self) -> &[f32] {
        &self.parts[0]
    }

    /// From the next step on tells how the parameter at this place of [`crate::Network::parameters`] is updated; or no
    /// parameter any more.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownUnit`] if there are fewer parameters.
    pub fn follow(&mut self, parameter: Option<usize>) -> Result<()> {
        let count = self.network.parameters().len();
        if let Some(index) = parameter.filter(|index| *index >= count) {
            let problem = format!("number {index} is outside the {count} parameters");
            return Err(Error::UnknownUnit { layer: "parameters".into(), problem });
        }
        self.followed = parameter.map(|index| (index, None));
        Ok(())
    }

    /// The parameter that is followed, if there is one.
    pub fn followed(&self) -> Option<Followed> {
        let (index, update) = self.followed?;
        Some(Followed { value: self.network.parameters()[index], update })
    }

    /// What there is of the followed parameter, to be kept until the update is done.
    pub(super) fn before_update(&self) -> Option<Standing> {
        self.followed.map(|(index, _)| self.standing(index))
    }

    fn standing(&self, index: usize) -> Standing {
        let value = self.network.parameters()[index];
        let learning = self.average.as_ref().map_or(value, |average| average.learning[index]);
        Standing { value, learning, memory: self.optimizer.memory(index) }
    }

    /// Notes the update that the followed parameter has just had.
    pub(super) fn tell_update(&mut self, before: Option<Standing>, moment: Moment) {
        let (Some((index, _)), Some(before)) = (self.followed, before) else { return };
        let now = self.standing(index);
        let rule = match self.optimizer {
            Optimizer::Momentum { momentum, .. } => {
                Rule::Momentum { momentum, velocity_before: before.memory[0], velocity: now.memory[0] }
            }
            Optimizer::Adam { betas, epsilon, .. } => {
                let AdamStep { fresh, kept_square, fresh_square, size, spread, epsilon } =
                    adam_step(betas, epsilon, moment);
                let ([mean_before, square_before], [mean, square]) = (before.memory, now.memory);
                Rule::Adam {
                    betas,
                    fresh,
                    mean_before,
                    mean,
                    kept_square,
                    fresh_square,
                    square_before,
                    square,
                    size,
                    spread,
                    epsilon,
                }
            }
        };
        let follow =
            |average: &Average| Following { before: before.value, moved: average.moved(moment.step), after: now.value };
        let update = Update {
            step: moment.step,
            before: before.learning,
            gradient: self.parts[0][index],
            learning_rate: moment.rate,
            weight_decay: moment.decay,
            kept: moment.kept(),
            rule,
            after: now.learning,
            average: self.average.as_ref().map(follow),
        };
        self.followed = Some((index, Some(update)));
    }
}

/// All that there is of one parameter.
#[derive(Clone, Copy)]
pub(super) struct Standing {
    /// Its value in the network.
    value: f32,
    /// Its value that learns: the same, unless the network holds averages.
    learning: f32,
    /// What the optimizer remembers of it.
    memory: [f32; 2],
}
