//! How the parameters start.
//!
//! As Paddle starts them, which decides whether the article's recipe learns at all: convolutions from the normal
//! distribution with standard deviation sqrt(2 / fan-in) (He et al., 2015), linear layers uniformly between
//! +-sqrt(6 / (inputs + units)) (Glorot and Bengio, 2010), biases 0.

use crate::random::Random;
use crate::spec::Kind;

/// Fills the weight of a layer: \[filters, channels, kernel, kernel] or \[inputs, units]. The bias is to be left at 0.
pub fn initialize(kind: Kind, shape: &[usize], weight: &mut [f32], random: &mut Random) {
    match kind {
        Kind::Conv => {
            let fan_in: usize = shape[1..].iter().product();
            let deviation = (2.0 / fan_in as f32).sqrt();
            weight.fill_with(|| random.normal(deviation));
        }
        Kind::Linear => {
            let bound = (6.0 / (shape[0] + shape[1]) as f32).sqrt();
            weight.fill_with(|| random.uniform(-bound, bound));
        }
        Kind::Pool | Kind::Activation | Kind::Flatten => {}
    }
}
