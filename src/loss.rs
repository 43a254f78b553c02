//! How wrong the network is, and what it answers: softmax and cross-entropy, or distances and the loss of 1998.

use crate::kernel::elementwise::sum;
use crate::kernel::squashing::exp;
use crate::spec::CLASSES;

/// The constant j of the 1998 loss: a class whose distance is far above it pushes no further away.
const RUBBISH: f32 = 0.1;

/// A smaller gradient counts as 0. No sum would notice it, but what it is multiplied by on its way back becomes subnormal, and
/// processors take a hundred times as long for such numbers: they were a fifteenth of all that LeNet-5 of 1998 took.
const LEAST_GRADIENT: f32 = 1e-30;

/// What a network's ten numbers mean, and how wrong they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// The greatest is the answer; softmax makes probabilities of them, and the loss is cross-entropy.
    Logits,
    /// The smallest is the answer: LeCun et al. (1998), equation 9.
    Distances,
}

impl Criterion {
    /// The loss of `outputs` \[batch, classes] against `labels` \[batch]. Writes the gradient of the *mean* over `mean_over`
    /// images over the outputs.
    pub fn loss(self, outputs: &mut [f32], labels: &[u8], mean_over: usize) -> Loss {
        let mut loss = Loss { sum: 0.0, correct: 0 };
        for (row, label) in outputs.chunks_exact_mut(CLASSES).zip(labels) {
            let label = usize::from(*label);
            loss.correct += usize::from(self.answer(row) == label);
            loss.sum += match self {
                Criterion::Logits => cross_entropy(row, label),
                Criterion::Distances => distance_loss(row, label),
            };
            for gradient in row {
                *gradient /= mean_over as f32;
                if gradient.abs() < LEAST_GRADIENT {
                    *gradient = 0.0;
                }
            }
        }
        loss
    }

    /// The digit that ten outputs stand for: the first, where several are equal.
    pub fn answer(self, outputs: &[f32]) -> usize {
        let better = |a: f32, b: f32| match self {
            Criterion::Logits => a > b,
            Criterion::Distances => a < b,
        };
        (1..outputs.len()).fold(0, |best, index| if better(outputs[index], outputs[best]) { index } else { best })
    }

    /// What softmax is to be applied to: logits as they are, distances with the other sign.
    pub fn logits(self, outputs: &mut [f32]) {
        if self == Criterion::Distances {
            outputs.iter_mut().for_each(|distance| *distance = -*distance);
        }
    }

    /// Turns ten outputs into the digits' probabilities, in place.
    pub fn probabilities(self, outputs: &mut [f32]) {
        self.logits(outputs);
        softmax(outputs);
    }
}

/// What a batch's loss says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loss {
    /// Of all images.
    pub sum: f64,
    /// Images whose answer is their label.
    pub correct: usize,
}

/// Turns one image's logits into probabilities, in place; returns the logarithm of the sum of their exponentials.
fn softmax(logits: &mut [f32]) -> f64 {
    // Less the greatest, so that no exponential overflows.
    let greatest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    logits.iter_mut().for_each(|logit| *logit -= greatest);
    exp(logits);
    let total = sum(logits);
    logits.iter_mut().for_each(|value| *value /= total);
    // libm's logarithm is the same everywhere.
    libm::log(f64::from(total)) + f64::from(greatest)
}

/// Softmax cross-entropy of one image: -ln of the label's probability. Its gradient, probability - 1 at the label, takes the
/// logits' place.
fn cross_entropy(logits: &mut [f32], label: usize) -> f64 {
    let logit = f64::from(logits[label]);
    let loss = softmax(logits) - logit;
    logits[label] -= 1.0;
    loss
}

/// The loss of one image's distances y: y at the label + ln(e^-j + sum of e^-y). Its gradient, 1 at the label - each class's
/// share of that sum, takes the distances' place.
fn distance_loss(distances: &mut [f32], label: usize) -> f64 {
    let distance = f64::from(distances[label]);
    let mut terms = [-RUBBISH; CLASSES + 1];
    terms.iter_mut().zip(&*distances).for_each(|(term, distance)| *term = -distance);
    let loss = distance + softmax(&mut terms);
    distances.iter_mut().zip(terms).for_each(|(gradient, share)| *gradient = -share);
    distances[label] += 1.0;
    loss
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
        assert!((cross_entropy(&mut [3.0; 10], 4) - 10f64.ln()).abs() < 1e-6);
    }

    #[test]
    fn great_logits_do_not_overflow() {
        let mut logits = [1000.0, -1000.0, 0.0];
        assert!((cross_entropy(&mut logits, 1) - 2000.0).abs() < 1e-6);
        assert_close(&logits, &[1.0, -1.0, 0.0], 1e-6);
    }

    #[test]
    fn a_gradient_that_no_sum_would_notice_is_none() {
        let mut logits = [-60.0; CLASSES];
        (logits[0], logits[1]) = (0.0, -80.0);
        Criterion::Logits.loss(&mut logits, &[0], 10);
        assert!(logits[2] > 1e-28 && logits[1] == 0.0, "{logits:?}");
        let mut distances = [200.0; CLASSES];
        distances[3] = 1.0;
        Criterion::Distances.loss(&mut distances, &[3], 10);
        assert!(
            distances.iter().enumerate().all(|(class, gradient)| (*gradient == 0.0) == (class != 3)),
            "{distances:?}"
        );
    }

    #[test]
    fn the_first_of_equal_outputs_wins() {
        assert_eq!(Criterion::Logits.answer(&[1.0, 3.0, 3.0]), 1);
        assert_eq!(Criterion::Distances.answer(&[3.0, 1.0, 1.0]), 1);
    }

    #[test]
    fn the_nearest_code_is_the_likeliest() {
        let mut distances = [50.0; CLASSES];
        distances[3] = 2.0;
        Criterion::Distances.probabilities(&mut distances);
        assert_eq!(Criterion::Logits.answer(&distances), 3);
        assert!((distances.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}
