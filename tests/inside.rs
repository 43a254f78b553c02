//! Looking inside: a picture's gradients, a parameter's updates, and that training notices nothing of either.

mod common;

use common::test_digits;
use lenet::mnist::PIXELS;
use lenet::spec::NetworkSpec;
use lenet::{Following, Method, Recipe, Rule, Schedule, Trainer, Update};

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

/// What an update's terms come to, in single precision and in the optimizer's order.
fn retold(update: &Update) -> f32 {
    let Update { before, gradient, learning_rate, weight_decay, kept, step, .. } = *update;
    assert_eq!((1.0 - learning_rate * weight_decay).to_bits(), kept.to_bits());
    match update.rule {
        Rule::Momentum { momentum, velocity_before, velocity } => {
            assert_eq!((momentum * velocity_before + gradient).to_bits(), velocity.to_bits());
            before * kept - learning_rate * velocity
        }
        Rule::Adam {
            betas,
            fresh,
            mean_before,
            mean,
            kept_square,
            fresh_square,
            square_before,
            square,
            size,
            spread,
            epsilon,
        } => {
            let [corrected, corrected_square] = betas.map(|beta| 1.0 - libm::pow(beta, step as f64));
            assert_eq!(
                [fresh, fresh_square, kept_square],
                [1.0 - betas[0], 1.0 - betas[1], betas[1]].map(|x| x as f32)
            );
            assert_eq!((f64::from(learning_rate) / corrected) as f32, size);
            assert_eq!(corrected_square.sqrt() as f32, spread);
            assert_eq!((mean_before + fresh * (gradient - mean_before)).to_bits(), mean.to_bits());
            let new_square = kept_square * square_before + fresh_square * (gradient * gradient);
            assert_eq!(new_square.to_bits(), square.to_bits());
            before * kept - size * (mean / (square.sqrt() / spread + epsilon))
        }
        _ => panic!("a rule that this test does not know"),
    }
}

/// Every optimizer, with and without a schedule and weight decay.
fn recipes() -> [Recipe; 7] {
    let momentum = Recipe { learning_rate: 0.001, total_steps: Some(200), ..Recipe::default() };
    let adam = Recipe { learning_rate: 0.002, optimizer: Method::ADAM, ..momentum };
    let rough = Method::Adam { beta1: 0.0, beta2: 0.5, epsilon: 1e-3 };
    [
        momentum,
        Recipe { schedule: Schedule::Cosine { end_factor: 0.1 }, ..momentum },
        Recipe { schedule: Schedule::ONE_CYCLE, weight_decay: 0.05, ..momentum },
        adam,
        Recipe { schedule: Schedule::ONE_CYCLE, weight_decay: 0.01, ..adam },
        Recipe { optimizer: rough, ..adam },
        Recipe { averaging: 0.25, ..adam },
    ]
}

/// The terms give the new parameter bit for bit: of every tensor of every preset, and so of every layer that has any.
#[test]
fn the_updates_terms_reproduce_the_parameter_exactly() {
    const STEPS: usize = 6;
    let digits = test_digits();
    for (name, recipe) in NetworkSpec::PRESETS.iter().flat_map(|name| recipes().map(|recipe| (name, recipe))) {
        let mut trainer = Trainer::new(NetworkSpec::preset(name).unwrap(), recipe).unwrap();
        for tensor in trainer.network().tensors().to_vec() {
            let mut moved = 0;
            for step in 0..STEPS {
                let place = tensor.range.start + step * (tensor.range.len() - 1) / (STEPS - 1);
                trainer.follow(Some(place)).unwrap();
                let old = trainer.followed().unwrap();
                assert_eq!(old.update, None);
                let memory_before = memory(&mut trainer, place);
                let learning_before = if recipe.averaging > 0.0 { memory_before[2] } else { old.value };
                let (images, labels) = batch(&digits, step);
                trainer.step(&images[..3 * PIXELS], &labels[..3]).unwrap();
                let new = trainer.followed().unwrap();
                let update = new.update.unwrap();

                assert_eq!(update.before.to_bits(), learning_before.to_bits());
                assert_eq!(update.gradient.to_bits(), trainer.batch_gradient()[place].to_bits());
                assert_eq!((update.step, update.learning_rate), (trainer.steps(), recipe.rate(trainer.steps() - 1)));
                let (before, after) = match update.rule {
                    Rule::Momentum { velocity_before, velocity, .. } => (vec![velocity_before], vec![velocity]),
                    Rule::Adam { mean_before, square_before, mean, square, .. } => {
                        (vec![mean_before, square_before], vec![mean, square])
                    }
                    _ => panic!("a rule that this test does not know"),
                };
                let memory_after = memory(&mut trainer, place);
                assert_eq!((&before[..], &after[..]), (&memory_before[..before.len()], &memory_after[..after.len()]));
                assert_eq!(retold(&update).to_bits(), update.after.to_bits(), "{name}, {}: {update:?}", tensor.name);
                let learned = if recipe.averaging > 0.0 { memory_after[2] } else { new.value };
                assert_eq!(update.after.to_bits(), learned.to_bits());
                assert_eq!(update.average.is_some(), recipe.averaging > 0.0);
                if let Some(Following { before, moved, after }) = update.average {
                    assert_eq!((before, after), (old.value, new.value));
                    assert_eq!((before + moved * (update.after - before)).to_bits(), after.to_bits());
                }
                assert_eq!(new.value.to_bits(), trainer.network().parameters()[place].to_bits());
                moved += usize::from(update.gradient != 0.0 && update.after != update.before);
            }
            // A table's gaps and rectified units stay; not a whole tensor.
            assert!(moved > 0, "{name}, {recipe:?}: {} stood still", tensor.name);
        }
    }
}

/// What is remembered of a parameter: one number or two, and the one that learns beside an average.
fn memory(trainer: &mut Trainer, place: usize) -> Vec<f32> {
    let count = trainer.network().parameters().len();
    trainer.memory()[place..].iter().step_by(count).copied().collect()
}

#[test]
fn a_parameter_is_followed_until_it_is_let_go() {
    let mut trainer = trainer();
    let count = trainer.network().parameters().len();
    trainer.follow(Some(count - 1)).unwrap();
    assert!(trainer.followed().is_some());
    assert_eq!(trainer.follow(Some(count)).unwrap_err().code(), "unknown-unit");
    trainer.follow(None).unwrap();
    assert_eq!(trainer.followed(), None);
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
