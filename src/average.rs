//! The weights' running average.

/// The weights that learn, beside the network's own, which are their average.
///
/// At a high learning rate the weights wander around a good place; their average is near it at any time, where a rate that
/// falls gets there only at the end (Polyak and Juditsky, 1992).
#[derive(Clone, Debug)]
pub struct Average {
    /// The share of the average that stays at each step, once there have been many.
    share: f32,
    /// The weights that learn.
    pub learning: Vec<f32>,
}

impl Average {
    /// The average that starts at `parameters`, and keeps a share of itself at each step.
    pub fn new(share: f32, parameters: &[f32]) -> Self {
        Average { share, learning: parameters.to_vec() }
    }

    /// Moves the average towards the weights that have just learned, in a step counted from 1.
    ///
    /// average = s average + (1 - s) weight, s being the share, but at most (1 + step) / (10 + step): so a young average soon
    /// forgets where it started.
    pub fn follow(&self, average: &mut [f32], step: u64) {
        let young = (1.0 + step as f64) / (10.0 + step as f64);
        let moved = (1.0 - young.min(f64::from(self.share))) as f32;
        for (average, learning) in average.iter_mut().zip(&self.learning) {
            *average += moved * (learning - *average);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn the_average_of_what_stays_gets_there() {
        let mut average = [0.0];
        let mut follower = Average::new(0.999, &average);
        follower.learning = vec![1.0];
        follower.follow(&mut average, 1);
        assert_eq!(average, [1.0 - 2.0 / 11.0]);
        (2..100).for_each(|step| follower.follow(&mut average, step));
        assert!((average[0] - 1.0).abs() < 1e-6, "{average:?}");
    }

    #[test]
    fn an_old_average_moves_by_what_does_not_stay() {
        let mut average = [0.0];
        Average { share: 0.75, learning: vec![2.0] }.follow(&mut average, 1_000_000);
        assert_eq!(average, [0.5]);
    }
}
