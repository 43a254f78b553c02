//! What the unit tests share.

use crate::random::{Purpose, Random};

/// `length` numbers between -1 and 1, the same for the same seed.
pub fn numbers(length: usize, seed: u32) -> Vec<f32> {
    let mut random = Random::new(seed, Purpose::Weight(0));
    (0..length).map(|_| random.uniform(-1.0, 1.0)).collect()
}

/// Fails unless both have the same length and no two numbers differ by more than `tolerance`.
#[track_caller]
pub fn assert_close(actual: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(actual.len(), expected.len());
    for (index, (a, e)) in actual.iter().zip(expected).enumerate() {
        assert!((a - e).abs() <= tolerance, "at {index}: {a}, expected {e}");
    }
}
