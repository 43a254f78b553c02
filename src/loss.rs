//! How wrong the network is: softmax and cross-entropy.

use crate::kernel::elementwise::{exp, sum};

/// Turns one image's logits into probabilities, in place; returns the logarithm of the sum of their exponentials.
pub fn softmax(logits: &mut [f32]) -> f64 {
    // Less the greatest, so that no exponential overflows.
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    logits.iter_mut().for_each(|logit| *logit -= greatest);
    exp(logits);
    let total = sum(logits);
    logits.iter_mut().for_each(|value| *value /= total);
    // libm's logarithm is the same everywhere.
    libm::log(f64::from(total)) + f64::from(greatest)
}

/// What a batch's loss says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// The cross-entropy, summed over the images.
    pub sum: f64,
    /// Images whose greatest logit is their label's.
    pub correct: usize,
}

/// Softmax cross-entropy of `logits` \[batch, classes] against `labels` \[batch]: -ln of the label's probability. Writes the
/// gradient of the *mean* over `mean_over` images, (probability - 1 at the label) / `mean_over`, over the logits.
pub fn cross_entropy(logits: &mut [f32], labels: &[u8], mean_over: usize) -> Loss {
    let mut loss = Loss { sum: 0.0, correct: 0 };
    if labels.is_empty() {
        return loss;
    }
    let classes = logits.len() / labels.len();
    for (row, label) in logits.chunks_exact_mut(classes).zip(labels) {
        let label = usize::from(*label);
        loss.correct += usize::from(greatest(row) == label);
        let logit = f64::from(row[label]);
        loss.sum += softmax(row) - logit;
        row[label] -= 1.0;
        row.iter_mut().for_each(|value| *value /= mean_over as f32);
    }
    loss
}

/// The place of the first greatest number.
pub fn greatest(values: &[f32]) -> usize {
    let mut best = 0;
    for (index, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = index;
        }
    }
    best
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::testing::assert_close;

    #[test]
    fn equal_logits_are_equal_probabilities() {
        let mut logits = [3.0; 10];
        softmax(&mut logits);
        assert_close(&logits, &[0.1; 10], 1e-7);
        let loss = cross_entropy(&mut [3.0; 10], &[4], 1);
        assert!((loss.sum - 10f64.ln()).abs() < 1e-6);
    }

    #[test]
    fn great_logits_do_not_overflow() {
        let mut logits = [1000.0, -1000.0, 0.0];
        let loss = cross_entropy(&mut logits, &[1], 1);
        assert!((loss.sum - 2000.0).abs() < 1e-6);
        assert_close(&logits, &[1.0, -1.0, 0.0], 1e-6);
    }

    #[test]
    fn the_first_of_equal_logits_wins() {
        assert_eq!(greatest(&[1.0, 3.0, 3.0]), 1);
    }
}
