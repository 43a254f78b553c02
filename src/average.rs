//! The weights' running average.

use crate::kernel::update::follow;

/// The weights that learn, beside the network's own, which are their average.
///
/// At a high learning rate the weights wander around a good place; their average is near it at any time, where a rate that
/// falls gets there only at the end (Polyak and Juditsky, 1992). Early weights count less and less, by Shamir and Zhang's
/// polynomial decay (2013).
#[derive(Clone, Debug)]
pub struct Average {
    /// How far it looks back, as a share of all steps so far: 1 makes it their mean. A step counts in proportion to its number
    /// to the power of 1 / reach - 1: at 0.25 the last quarter of all steps is 1 - 0.75^4, two thirds of it.
    reach: f32,
    /// The weights that learn.
    pub learning: Vec<f32>,
}

impl Average {
    /// The average that starts at `parameters`, and looks back over a share of all steps.
    pub fn new(reach: f32, parameters: &[f32]) -> Self {
        Average { reach, learning: parameters.to_vec() }
    }

    /// The share of its way to the weights that the average moves in a step, counted from 1: 1 / (1 + reach x (step - 1)).
    pub fn moved(&self, step: u64) -> f32 {
        (1.0 / (1.0 + f64::from(self.reach) * (step - 1) as f64)) as f32
    }

    /// Moves the average towards the weights that have just learned, in a step counted from 1: average = average + moved x
    /// (weight - average).
    pub fn follow(&self, average: &mut [f32], step: u64) {
        follow(average, &self.learning, self.moved(step));
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    /// The average of weights that are 1, 2, 3, ... after each step.
    fn average(reach: f32, steps: u64) -> f32 {
        let mut average = [-100.0];
        for step in 1..=steps {
            Average { reach, learning: vec![step as f32] }.follow(&mut average, step);
        }
        average[0]
    }

    #[test]
    fn one_that_reaches_back_to_the_start_is_the_mean() {
        assert!((average(1.0, 99) - 50.0).abs() < 1e-4);
    }

    #[test]
    fn a_shorter_one_stays_closer_behind() {
        // Of weights that grow with the steps it is 1 / (1 + reach) of the last.
        assert!((average(0.25, 1000) - 800.0).abs() < 1.0, "{}", average(0.25, 1000));
        assert_eq!(average(0.0, 7), 7.0);
    }
}
