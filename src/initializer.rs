//! How the parameters start.
//!
//! As Paddle starts them, which decides whether the article's recipe learns at all: convolutions from the normal
//! distribution with standard deviation sqrt(2 / fan-in) (He et al., 2015), linear layers uniformly between
//! +-sqrt(6 / (inputs + units)) (Glorot and Bengio, 2010), biases 0. Or as LeCun et al. (1998) started theirs: all weights
//! uniformly between +-2.4 / fan-in, the number of inputs that a unit reads.

use crate::random::Random;
use crate::spec::{Initialization, Kind, LayerPlan, PoolMethod};

/// Fills the weight of a layer: \[filters, channels, kernel, kernel], \[inputs, units], or \[maps] of a trainable pooling.
/// Weights without a connection are 0. The bias is to be left at 0.
pub fn initialize(plan: &LayerPlan, initialization: Initialization, weight: &mut [f32], random: &mut Random) {
    match (plan.kind, plan.method) {
        (Kind::Conv, _) => {
            let (kernel, _, _) = plan.window();
            let maps = plan.input.sizes()[0];
            for (filter, weight) in weight.chunks_exact_mut(maps * kernel * kernel).enumerate() {
                let read = (0..maps).filter(|map| plan.connects(filter, *map)).count();
                let fan_in = (read * kernel * kernel) as f32;
                let deviation = (2.0 / fan_in).sqrt();
                weight.fill_with(|| match initialization {
                    Initialization::Paddle => random.normal(deviation),
                    Initialization::Lecun => lecun(random, fan_in),
                });
            }
            for (weight, connected) in weight.iter_mut().zip(plan.connected()) {
                if !connected {
                    *weight = 0.0;
                }
            }
        }
        (Kind::Linear, _) => {
            let (inputs, units) = (plan.input.len() as f32, plan.output.len() as f32);
            let bound = (6.0 / (inputs + units)).sqrt();
            weight.fill_with(|| match initialization {
                Initialization::Paddle => random.uniform(-bound, bound),
                Initialization::Lecun => lecun(random, inputs),
            });
        }
        (Kind::Pool, Some(PoolMethod::Trainable)) => {
            let (size, _, _) = plan.window();
            let area = (size * size) as f32;
            weight.fill_with(|| match initialization {
                // Paddle has no such layer: it starts as the mean.
                Initialization::Paddle => 1.0 / area,
                Initialization::Lecun => lecun(random, area),
            });
        }
        (Kind::Pool | Kind::Activation | Kind::Flatten | Kind::Rbf, _) => {}
    }
}

fn lecun(random: &mut Random, fan_in: f32) -> f32 {
    random.uniform(-2.4 / fan_in, 2.4 / fan_in)
}
