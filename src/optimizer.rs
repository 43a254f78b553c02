//! How the parameters follow their gradients.

use crate::bounds::Bounds;
use crate::error;
use crate::json::{Fields, FromJson, Result, unknown_kind};
use crate::kernel::update::{self, AdamStep};
use serde::Serialize;
use serde_json::Value;

/// A rule of update. As JSON: {"kind": "momentum"}, {"kind": "adam", "beta1": 0.9, ...}.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Method {
    /// v = m v + g, then w = w - r v, as Paddle's (and Polyak's, 1964), with the recipe's momentum m.
    Momentum,
    /// Adam (Kingma and Ba, 2015); with weight decay it is AdamW (Loshchilov and Hutter, 2019). The defaults are PyTorch's.
    Adam {
        /// The share of the mean gradient that stays.
        beta1: f64,
        /// The share of the mean squared gradient that stays.
        beta2: f64,
        /// What keeps the quotient finite.
        epsilon: f64,
    },
}

impl Method {
    /// Adam by its defaults.
    pub const ADAM: Method = Method::Adam { beta1: BETA1, beta2: BETA2, epsilon: EPSILON };
}

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPSILON: f64 = 1e-8;

impl FromJson for Method {
    fn from_json(value: &Value) -> Result<Self> {
        let mut fields = Fields::of(value)?;
        let method = match fields.kind()? {
            "momentum" => Method::Momentum,
            "adam" => Method::Adam {
                beta1: fields.or("beta1", BETA1)?,
                beta2: fields.or("beta2", BETA2)?,
                epsilon: fields.or("epsilon", EPSILON)?,
            },
            other => return Err(unknown_kind(other, "momentum, adam")),
        };
        fields.finish().map(|()| method)
    }
}

/// One update's circumstances.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Which step it is, counted from 1.
    pub step: u64,
    /// The learning rate r.
    pub rate: f32,
    /// The weight decay d: every parameter first shrinks to 1 - r d of itself, whatever its gradient.
    pub decay: f32,
}

impl Moment {
    /// The share of every parameter that the weight decay leaves: 1 - r d.
    pub fn kept(self) -> f32 {
        1.0 - self.rate * self.decay
    }
}

/// Adam's numbers of a step, each in single precision as every parameter's update takes it.
pub fn adam_step(betas: [f64; 2], epsilon: f64, moment: Moment) -> AdamStep {
    // Both means start at 0. libm's power is the same everywhere.
    let [grown, grown_square] = betas.map(|beta| 1.0 - libm::pow(beta, moment.step as f64));
    let [fresh, fresh_square] = betas.map(|beta| (1.0 - beta) as f32);
    AdamStep {
        fresh,
        kept_square: betas[1] as f32,
        fresh_square,
        size: (f64::from(moment.rate) / grown) as f32,
        spread: grown_square.sqrt() as f32,
        epsilon: epsilon as f32,
    }
}

/// What of gradients is still gone on with: their squares are numbers, and the sums of as many as any run has.
pub(crate) const MOST_GRADIENT: f32 = 1e15;

/// What a mean of gradients and one of their squares may be, if none of them is beyond [`MOST_GRADIENT`].
const MEAN: Bounds = Bounds::new(-(MOST_GRADIENT as f64), MOST_GRADIENT as f64);
const SQUARE: Bounds = Bounds::new(0.0, MOST_GRADIENT as f64 * MOST_GRADIENT as f64);

/// A rule at work: with what it remembers of earlier gradients.
#[derive(Clone, Debug)]
pub enum Optimizer {
    /// [`Method::Momentum`].
    Momentum {
        /// The share m of the velocity that stays.
        momentum: f32,
        /// The velocity v of each parameter.
        velocity: Vec<f32>,
    },
    /// [`Method::Adam`].
    Adam {
        /// The shares that stay.
        betas: [f64; 2],
        /// What keeps the quotient finite.
        epsilon: f64,
        /// Each parameter's mean gradient, then each one's mean squared gradient.
        means: Vec<f32>,
    },
}

impl Optimizer {
    /// An optimizer for `parameters` numbers, without a past. `momentum` is [`Method::Momentum`]'s.
    pub fn new(method: Method, momentum: f32, parameters: usize) -> Self {
        match method {
            Method::Momentum => Optimizer::Momentum { momentum, velocity: vec![0.0; parameters] },
            Method::Adam { beta1, beta2, epsilon } => {
                Optimizer::Adam { betas: [beta1, beta2], epsilon, means: vec![0.0; 2 * parameters] }
            }
        }
    }

    /// All that is remembered: a number for each parameter, or two.
    pub fn state(&self) -> &[f32] {
        match self {
            Optimizer::Momentum { velocity, .. } => velocity,
            Optimizer::Adam { means, .. } => means,
        }
    }

    /// The same, to be changed.
    pub fn state_mut(&mut self) -> &mut [f32] {
        match self {
            Optimizer::Momentum { velocity, .. } => velocity,
            Optimizer::Adam { means, .. } => means,
        }
    }

    /// Refuses as its state what it cannot have remembered.
    ///
    /// # Errors
    ///
    /// [`crate::Error::InvalidOption`] for what no gradients up to [`MOST_GRADIENT`] can have left: weights would not stay finite.
    pub fn check_state(&self, state: &[f32]) -> error::Result<()> {
        match self {
            Optimizer::Momentum { momentum, .. } => {
                // The sum of all that is left of the greatest ones, and as much again for what rounds.
                let most = 2.0 * f64::from(MOST_GRADIENT) / (1.0 - f64::from(*momentum));
                let velocity = Bounds::new(-most, most);
                state.iter().try_for_each(|number| velocity.check("a velocity", *number))
            }
            Optimizer::Adam { .. } => {
                let (means, squares) = state.split_at(state.len() / 2);
                means.iter().try_for_each(|mean| MEAN.check("a mean gradient", *mean))?;
                squares.iter().try_for_each(|square| SQUARE.check("a mean squared gradient", *square))
            }
        }
    }

    /// One update.
    ///
    /// # Panics
    ///
    /// If there are not as many parameters or gradients as the optimizer was made for.
    pub fn update(&mut self, parameters: &mut [f32], gradients: &[f32], moment: Moment) {
        assert_eq!(parameters.len(), gradients.len());
        let (rate, kept) = (moment.rate, moment.kept());
        match self {
            Optimizer::Momentum { momentum, velocity } => {
                assert_eq!(parameters.len(), velocity.len());
                update::momentum(parameters, velocity, gradients, *momentum, kept, rate);
            }
            Optimizer::Adam { betas, epsilon, means } => {
                assert_eq!(2 * parameters.len(), means.len());
                let (mean, square) = means.split_at_mut(parameters.len());
                let step = adam_step(*betas, *epsilon, moment);
                update::adam(parameters, [mean, square], gradients, step, kept);
            }
        }
    }

    /// What is remembered of one parameter: the velocity, and 0; with Adam the mean gradient and the mean squared gradient.
    ///
    /// # Panics
    ///
    /// If there is no such parameter.
    pub fn memory(&self, index: usize) -> [f32; 2] {
        match self {
            Optimizer::Momentum { velocity, .. } => [velocity[index], 0.0],
            Optimizer::Adam { means, .. } => [means[index], means[means.len() / 2 + index]],
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    fn moment(step: u64) -> Moment {
        Moment { step, rate: 0.5, decay: 0.0 }
    }

    #[test]
    fn velocity_builds_up() {
        let mut optimizer = Optimizer::new(Method::Momentum, 0.5, 1);
        let mut weight = [1.0];
        optimizer.update(&mut weight, &[1.0], moment(1));
        assert_eq!(weight, [0.5]);
        optimizer.update(&mut weight, &[1.0], moment(2));
        assert_eq!(weight, [-0.25]);
    }

    #[test]
    fn adams_first_step_is_the_rate_whatever_the_gradient() {
        let mut optimizer = Optimizer::new(Method::ADAM, 0.0, 3);
        let mut weights = [1.0; 3];
        optimizer.update(&mut weights, &[1e-3, -20.0, 0.0], moment(1));
        for (weight, expected) in weights.iter().zip([0.5, 1.5, 1.0]) {
            assert!((weight - expected).abs() < 1e-5, "{weight}, expected {expected}");
        }
    }

    #[test]
    fn decay_shrinks_what_has_no_gradient() {
        for method in [Method::Momentum, Method::ADAM] {
            let mut weight = [1.0];
            Optimizer::new(method, 0.9, 1).update(&mut weight, &[0.0], Moment { decay: 0.5, ..moment(1) });
            assert_eq!(weight, [0.75]);
        }
    }
}
