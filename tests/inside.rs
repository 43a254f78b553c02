//! Looking inside: a picture's gradients, a parameter's updates, and that training notices nothing of either.

mod common;

use common::test_digits;
use lenet::mnist::PIXELS;
use lenet::spec::NetworkSpec;
use lenet::{Recipe, Trainer, Update};

const BATCH: usize = 10;

fn trainer() -> Trainer {
    let recipe = Recipe { learning_rate: 0.05, ..Recipe::default() };
    Trainer::new(NetworkSpec::preset("article").unwrap(), recipe).unwrap()
}

/// The `index`-th batch of test digits: any will do.
fn batch(digits: &lenet::mnist::Dataset, index: usize) -> (&[u8], &[u8]) {
    let (start, end) = (index * BATCH, (index + 1) * BATCH);
    (&digits.images[start * PIXELS..end * PIXELS], &digits.labels[start..end])
}

/// The rule, in single precision and in the optimizer's order, gives the new parameter from the terms bit for bit.
#[test]
fn the_updates_terms_reproduce_the_parameter_exactly() {
    let digits = test_digits();
    let mut trainer = trainer();
    let count = trainer.network().parameters().len();
    // Some of every tensor.
    let places: Vec<usize> = (0..count).step_by(97).chain([count - 1]).collect();
    for (step, place) in places.iter().cycle().take(2 * places.len()).enumerate() {
        trainer.follow(Some(*place)).unwrap();
        let old = trainer.followed().unwrap();
        assert_eq!(old.update, None);
        let (images, labels) = batch(&digits, step % 100);
        trainer.step(images, labels).unwrap();
        let new = trainer.followed().unwrap();
        let Some(Update::Momentum { before, gradient, velocity_before, momentum, velocity, learning_rate, after }) =
            new.update
        else {
            panic!("step {step} is not told")
        };
        assert_eq!((before.to_bits(), velocity_before.to_bits()), (old.value.to_bits(), old.velocity.to_bits()));
        assert_eq!(gradient.to_bits(), trainer.batch_gradient()[*place].to_bits());
        assert_eq!((momentum * velocity_before + gradient).to_bits(), velocity.to_bits());
        assert_eq!((before - learning_rate * velocity).to_bits(), after.to_bits());
        assert_eq!(after.to_bits(), trainer.network().parameters()[*place].to_bits());
        assert_eq!((after.to_bits(), velocity.to_bits()), (new.value.to_bits(), new.velocity.to_bits()));
    }
    trainer.follow(None).unwrap();
    assert_eq!(trainer.followed(), None);
    assert_eq!(trainer.follow(Some(count)).unwrap_err().code(), "unknown-unit");
}

/// The pictures' own gradients, averaged, are the batch's.
#[test]
fn a_batchs_gradient_is_the_mean_of_its_pictures() {
    let digits = test_digits();
    let (images, labels) = batch(&digits, 0);
    let mut trainer = trainer();
    let mut sums = vec![0f64; trainer.network().parameters().len()];
    for (image, label) in images.chunks_exact(PIXELS).zip(labels) {
        let loss = trainer.differentiate(image, *label).unwrap();
        let probability = f64::from(trainer.predict(image).unwrap().probabilities[usize::from(*label)]);
        assert!((loss + probability.ln()).abs() < 1e-6);
        trainer.differentiate(image, *label).unwrap();
        // What softmax and cross-entropy hand back: each probability, less 1 for the label.
        let logits = trainer.network().output_gradient("fc2").unwrap();
        assert_eq!(logits.shape(), [1, 10]);
        let of_label = f64::from(logits[[0, usize::from(*label)]]);
        assert!((of_label - (probability - 1.0)).abs() < 1e-6);
        assert!(f64::from(logits.sum()).abs() < 1e-6);
        for (sum, gradient) in sums.iter_mut().zip(trainer.network().gradients()) {
            *sum += f64::from(*gradient) / BATCH as f64;
        }
    }
    trainer.step(images, labels).unwrap();
    let largest = sums.iter().fold(0f64, |largest, sum| largest.max(sum.abs()));
    let mut difference: f64 = 0.0;
    for (sum, gradient) in sums.iter().zip(trainer.batch_gradient()) {
        difference = difference.max((sum - f64::from(*gradient)).abs());
    }
    println!("largest difference: {difference:.1e} of {largest:.1e}");
    assert!(difference < 1e-6 * largest.max(1.0));
}

#[test]
fn looking_changes_nothing() {
    let digits = test_digits();
    let (mut watched, mut alone) = (trainer(), trainer());
    for step in 0..30 {
        let (images, labels) = batch(&digits, step);
        watched.follow(Some(step * 1000)).unwrap();
        watched.differentiate(&images[..PIXELS], labels[0]).unwrap();
        let gradient = watched.batch_gradient().to_vec();
        watched.evaluate(images, labels).unwrap();
        watched.differentiate(&images[..PIXELS], 3).unwrap();
        assert_eq!(watched.batch_gradient(), gradient);
        assert_eq!(watched.step(images, labels).unwrap(), alone.step(images, labels).unwrap());
    }
    assert_eq!(watched.network().weights_sha256(), alone.network().weights_sha256());
    assert_eq!(watched.differentiate(&digits.images[..PIXELS], 10).unwrap_err().code(), "label-out-of-range");
    assert_eq!(watched.differentiate(&digits.images[..3], 1).unwrap_err().code(), "wrong-length");
}

#[test]
fn an_evaluation_names_every_answer() {
    let digits = test_digits();
    let count = 120;
    let (images, labels) = (&digits.images[..count * PIXELS], &digits.labels[..count]);
    let mut trainer = trainer();
    let evaluation = trainer.evaluate(images, labels).unwrap();
    assert_eq!((evaluation.answers.len(), evaluation.confidences.len()), (count, count));
    for (index, image) in images.chunks_exact(PIXELS).enumerate() {
        let prediction = trainer.predict(image).unwrap();
        assert_eq!(usize::from(evaluation.answers[index]), prediction.digit);
        assert!((evaluation.confidences[index] - prediction.probabilities[prediction.digit]).abs() < 1e-6);
    }
    let right = evaluation.answers.iter().zip(labels).filter(|(answer, label)| answer == label).count();
    assert_eq!(right as f64 / count as f64, evaluation.accuracy);
}
