//! What the unit tests share, here and in the rooms above.

/// `length` numbers between -1 and 1, the same for the same seed.
pub fn numbers(length: usize, seed: u32) -> Vec<f32> {
    let mut state = seed;
    let mut draw = || {
        // A linear congruential generator (Numerical Recipes); its upper bits are random enough.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..length).map(|_| draw()).collect()
}

/// Fails unless both have the same length and no two numbers differ by more than `tolerance`.
#[track_caller]
pub fn assert_close(actual: &[f32], expected: &[f32], tolerance: f32) {
    assert_eq!(actual.len(), expected.len());
    for (index, (a, e)) in actual.iter().zip(expected).enumerate() {
        assert!((a - e).abs() <= tolerance, "at {index}: {a}, expected {e}");
    }
}
