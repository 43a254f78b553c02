//! Looking inside a network that is being trained: one picture's gradients, one parameter's updates.

use super::{Trainer, check_batch};
use crate::error::{Error, Result};
use crate::optimizer::{Moment, Optimizer};
use serde::Serialize;

/// How one parameter took a step: the very numbers that the optimizer computed with, so that the rule gives `after` from
/// them to the last bit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "rule", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Update {
    /// Momentum: velocity = momentum x velocity before + gradient; after = before - learning rate x velocity.
    Momentum {
        /// The parameter before the step.
        before: f32,
        /// The batch's gradient.
        gradient: f32,
        /// The velocity before the step.
        velocity_before: f32,
        /// The share of the velocity that stays.
        momentum: f32,
        /// The velocity after the step.
        velocity: f32,
        /// The learning rate.
        learning_rate: f32,
        /// The parameter after the step.
        after: f32,
    },
}

/// The parameter that is followed, as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Followed {
    /// Its value.
    pub value: f32,
    /// Its velocity; with Adam its mean gradient.
    pub velocity: f32,
    /// How it took its last step; none before the first since it is followed, nor by a rule other than Momentum without
    /// weight decay.
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
        check_batch(image, &[label])?;
        self.read(image, None);
        self.network.forward();
        let criterion = self.network.criterion();
        Ok(self.network.backward(|outputs| criterion.loss(outputs, &[label], 1)).sum)
    }

    /// The gradient of the last batch, one number for each parameter: that of the last step, or of the one that
    /// [`Trainer::begin`] has begun. All 0 before the first.
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
    pub fn followed(&mut self) -> Option<Followed> {
        let (index, update) = self.followed?;
        let value = self.network.parameters()[index];
        Some(Followed { value, velocity: self.optimizer.state_mut()[index], update })
    }

    /// The followed parameter and its velocity, to be kept until the update is done.
    pub(super) fn before_update(&mut self) -> Option<(f32, f32)> {
        self.followed().map(|followed| (followed.value, followed.velocity))
    }

    /// Notes the update that the followed parameter has just had.
    pub(super) fn tell_update(&mut self, before: Option<(f32, f32)>, moment: Moment) {
        let (Some((index, update)), Some((before, velocity_before))) = (&mut self.followed, before) else { return };
        *update = match &self.optimizer {
            Optimizer::Momentum { momentum, velocity } if moment.decay == 0.0 => Some(Update::Momentum {
                before,
                gradient: self.parts[0][*index],
                velocity_before,
                momentum: *momentum,
                velocity: velocity[*index],
                learning_rate: moment.rate,
                after: self.network.parameters()[*index],
            }),
            _ => None,
        };
    }
}
