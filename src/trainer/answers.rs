//! What a network answers while it is being trained: of one picture, and of many.

use super::Trainer;
use super::images::{check_batch, place};
use crate::error::{Error, Result};
use crate::loss::Criterion;
use crate::mnist::PIXELS;
use crate::report::{Evaluation, Prediction};
use crate::spec::CLASSES;

/// Images of a batch that evaluation takes at a time.
const EVALUATION_BATCH: usize = 50;

impl Trainer {
    /// What the network says of one picture \[28, 28].
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] if it is not one picture.
    pub fn predict(&mut self, image: &[u8]) -> Result<Prediction> {
        let mut probabilities = self.activate(image)?.to_vec();
        let criterion = self.network.criterion();
        let digit = criterion.answer(&probabilities);
        criterion.probabilities(&mut probabilities);
        Ok(Prediction { digit, probabilities })
    }

    /// Sends one picture \[28, 28] through all layers and returns the logits; [`crate::network::Network::activation`] then has every
    /// layer's output.
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] if it is not one picture.
    pub fn activate(&mut self, image: &[u8]) -> Result<&[f32]> {
        if image.len() != PIXELS {
            return Err(Error::WrongLength { what: "an image", actual: image.len(), expected: PIXELS.to_string() });
        }
        let input = self.network.spec().input;
        place(image, &input, self.network.input_mut(1));
        Ok(self.network.forward())
    }

    /// How the network does on `images` \[n, 28, 28] and `labels` \[n], without learning from them.
    ///
    /// # Errors
    ///
    /// [`Error::WrongLength`] or [`Error::LabelOutOfRange`].
    pub fn evaluate(&mut self, images: &[u8], labels: &[u8]) -> Result<Evaluation> {
        check_batch(images, labels, usize::MAX)?;
        let criterion = self.network.criterion();
        let mut confusion = vec![vec![0; CLASSES]; CLASSES];
        let (mut sum, mut correct) = (0.0, 0);
        let (mut answers, mut confidences) = (Vec::with_capacity(labels.len()), Vec::with_capacity(labels.len()));
        for (images, labels) in images.chunks(EVALUATION_BATCH * PIXELS).zip(labels.chunks(EVALUATION_BATCH)) {
            self.read(images, None);
            let mut outputs = self.network.answer().to_vec();
            for (row, label) in outputs.chunks_exact(CLASSES).zip(labels) {
                let answer = criterion.answer(row);
                confusion[usize::from(*label)][answer] += 1;
                answers.push(answer as u8);
                confidences.push(confidence(criterion, row, answer));
            }
            let loss = criterion.loss(&mut outputs, labels, labels.len());
            sum += loss.sum;
            correct += loss.correct;
        }
        let count = labels.len() as f64;
        Ok(Evaluation { accuracy: correct as f64 / count, loss: sum / count, confusion, answers, confidences })
    }
}

/// The probability of an answer, from one picture's logits.
fn confidence(criterion: Criterion, outputs: &[f32], answer: usize) -> f32 {
    let mut probabilities = [0.0; CLASSES];
    probabilities.copy_from_slice(outputs);
    criterion.probabilities(&mut probabilities);
    probabilities[answer]
}
