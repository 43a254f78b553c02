//! What training tells.

use serde::Serialize;

/// What one step says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepReport {
    /// Steps done since the start, this one included.
    pub step: u64,
    /// The batch's mean loss before the update: cross-entropy, or that of 1998 after an RBF output.
    pub loss: f64,
    /// The share of the batch that was right before the update.
    pub accuracy: f64,
    /// The learning rate of the update.
    pub learning_rate: f32,
}

/// What the network says of one picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Prediction {
    /// The likeliest digit.
    pub digit: usize,
    /// The probability of each digit.
    pub probabilities: Vec<f32>,
}

/// How the network does on pictures it has not learned from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// The share that is right.
    pub accuracy: f64,
    /// The mean loss.
    pub loss: f64,
    /// Counts: row, the label; column, the answer.
    pub confusion: Vec<Vec<u32>>,
    /// The answer to each picture; not in a report as text, where it would be longer than all the rest.
    #[serde(skip)]
    pub answers: Vec<u8>,
    /// The probability of each answer.
    #[serde(skip)]
    pub confidences: Vec<f32>,
}

/// What a worker's share of a batch came to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The loss, summed over the share's images.
    pub loss: f64,
    /// How many of them were right.
    pub correct: usize,
}
