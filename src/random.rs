//! Random numbers that are the same on every machine.
//!
//! Only whole 32-bit draws are used, never `usize`, whose size differs between a browser and a desktop; the logarithm and
//! cosine of the normal distribution come from `libm`, in pure Rust, never from the platform.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// A stream of random numbers.
pub struct Random(Pcg32);

/// What a stream is for: each purpose has its own, so that one more draw here changes nothing there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The starting weight of a layer, counted among those with weights: a changed layer leaves the others' start alone.
    Weight(u32),
    /// The order of an epoch, counted from 0.
    Order(u32),
    /// How an image is changed before it is learned from, by its number among all that the run shows.
    Image(u32),
}

impl Random {
    /// The stream of a seed for a purpose.
    pub fn new(seed: u32, purpose: Purpose) -> Self {
        let stream = match purpose {
            Purpose::Weight(layer) => layer,
            Purpose::Order(epoch) => epoch | 1 << 31,
            Purpose::Image(number) => number & !(3 << 30) | 1 << 30,
        };
        Random(Pcg32::seed_from_u64((u64::from(seed) << 32) | u64::from(stream)))
    }

    /// A number from 0 up to, not including, 1; a multiple of 2^-24.
    fn unit(&mut self) -> f32 {
        (self.0.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// A number from `low` to `high`, each equally likely.
    pub fn uniform(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// A number from the normal distribution with mean 0 and the given standard deviation (Box and Muller, 1958).
    pub fn normal(&mut self, standard_deviation: f32) -> f32 {
        // 1 - unit is never 0, so the logarithm is finite.
        let radius = (-2.0 * libm::log(1.0 - f64::from(self.unit()))).sqrt();
        let angle = std::f64::consts::TAU * f64::from(self.unit());
        (radius * libm::cos(angle)) as f32 * standard_deviation
    }

    /// A whole number below `bound`, each equally likely (Lemire, 2019).
    ///
    /// # Panics
    ///
    /// If `bound` is 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        assert!(bound > 0, "no number is below 0");
        let threshold = bound.wrapping_neg() % bound;
        loop {
            let product = u64::from(self.0.next_u32()) * u64::from(bound);
            if product as u32 >= threshold {
                return (product >> 32) as u32;
            }
        }
    }

    /// Puts `items` in random order, each order equally likely (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u32 + 1) as usize);
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn a_seed_always_gives_the_same_stream() {
        let mut random = Random::new(1, Purpose::Weight(0));
        let draws: Vec<u32> = (0..4).map(|_| random.below(1000)).collect();
        assert_eq!(draws, DRAWS);
        let first = |seed, purpose| Random::new(seed, purpose).below(u32::MAX);
        let firsts = [
            first(1, Purpose::Weight(0)),
            first(2, Purpose::Weight(0)),
            first(1, Purpose::Weight(1)),
            first(1, Purpose::Order(0)),
            first(1, Purpose::Order(1)),
            first(1, Purpose::Image(0)),
            first(1, Purpose::Image(1)),
        ];
        assert!((1..firsts.len()).all(|index| !firsts[..index].contains(&firsts[index])), "{firsts:?}");
    }

    /// From one run; a change here changes every trained weight.
    const DRAWS: [u32; 4] = [571, 990, 731, 364];

    #[test]
    fn normal_numbers_have_their_mean_and_deviation() {
        let mut random = Random::new(7, Purpose::Weight(0));
        let count = 100_000;
        let numbers: Vec<f64> = (0..count).map(|_| f64::from(random.normal(2.0))).collect();
        let mean = numbers.iter().sum::<f64>() / f64::from(count);
        let variance = numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / f64::from(count);
        assert!(mean.abs() < 0.03, "mean {mean}");
        assert!((variance.sqrt() - 2.0).abs() < 0.03, "standard deviation {}", variance.sqrt());
    }

    #[test]
    fn every_order_comes_up() {
        let mut random = Random::new(3, Purpose::Order(0));
        let mut seen = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            let mut items = [0, 1, 2];
            random.shuffle(&mut items);
            *seen.entry(items).or_insert(0) += 1;
        }
        assert_eq!(seen.len(), 6);
        assert!(seen.values().all(|count| (850..1150).contains(count)), "{seen:?}");
    }
}
