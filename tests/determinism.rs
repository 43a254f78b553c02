//! One seed, one result: the weights after some training, to the last bit, whoever does the work.
//!
//! The same tests run natively, in Firefox and in Chromium. Whoever changes the arithmetic changes these constants, and says
//! why in the commit.

use lenet::spec::{Function, InputSpec, LayerSpec, NetworkSpec, PoolMethod};
use lenet::{Outcome, Recipe, Share, Trainer};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_browser);

/// The same pictures for everyone, from no file.
struct Pictures(u32);

impl Pictures {
    fn byte(&mut self) -> u8 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 24) as u8
    }

    fn batch(&mut self, count: usize) -> (Vec<u8>, Vec<u8>) {
        let labels: Vec<u8> = (0..count).map(|_| self.byte() % 10).collect();
        // Stripes whose place and pitch depend on the label, with noise.
        let mut images = Vec::with_capacity(count * 784);
        for label in &labels {
            for pixel in 0..784usize {
                let ink = (pixel % 28 + usize::from(*label) * pixel / 97) % 7 < 2;
                images.push(if ink { 200 + self.byte() % 56 } else { self.byte() % 40 });
            }
        }
        (images, labels)
    }
}

fn trainer(spec: NetworkSpec) -> Trainer {
    Trainer::new(spec, Recipe { seed: 7, learning_rate: 0.01, ..Recipe::default() }).unwrap()
}

/// Trains, and returns the weights' SHA-256.
fn train(spec: NetworkSpec, steps: usize, batch: usize) -> String {
    let (mut trainer, mut pictures) = (trainer(spec), Pictures(1));
    for _ in 0..steps {
        let (images, labels) = pictures.batch(batch);
        trainer.step(&images, &labels).unwrap();
    }
    trainer.network().weights_sha256()
}

/// Trains with several workers, each with a trainer of its own; returns the weights' SHA-256, which must be everyone's.
fn train_shared(spec: &NetworkSpec, workers: usize, batches: &[usize]) -> String {
    let mut trainers: Vec<Trainer> = (0..workers).map(|_| trainer(spec.clone())).collect();
    let mut pictures = Pictures(1);
    for batch in batches {
        let (images, labels) = pictures.batch(*batch);
        let mut outcomes: Vec<Outcome> = Vec::new();
        let mut parts: Vec<Vec<f32>> = Vec::new();
        for (index, trainer) in trainers.iter_mut().enumerate() {
            let share = Share::new(index, workers).unwrap();
            outcomes.push(trainer.begin(&images, &labels, share).unwrap());
            parts.push(trainer.part(index).to_vec());
        }
        for trainer in &mut trainers {
            parts.iter().enumerate().for_each(|(index, part)| trainer.part(index).copy_from_slice(part));
            trainer.finish(&outcomes, *batch).unwrap();
        }
    }
    let hashes: Vec<String> = trainers.iter().map(|trainer| trainer.network().weights_sha256()).collect();
    assert!(hashes.iter().all(|hash| *hash == hashes[0]), "{hashes:?}");
    hashes[0].clone()
}

#[test]
fn the_number_of_workers_does_not_matter() {
    let spec = NetworkSpec::preset("article").unwrap();
    let batches = [10, 10, 64, 7, 4, 3, 2, 1, 10];
    let alone = train_shared(&spec, 1, &batches);
    assert_eq!(train_shared(&spec, 2, &batches), alone);
    assert_eq!(train_shared(&spec, 4, &batches), alone);
}

#[test]
fn the_articles_network() {
    assert_eq!(train(NetworkSpec::preset("article").unwrap(), 60, 10), ARTICLE);
}

/// Every kind of layer, and sizes that leave remainders everywhere.
#[test]
fn odd_sizes_and_every_layer() {
    let activation = |function| LayerSpec::Activation { name: None, function };
    let spec = NetworkSpec {
        name: "odd".into(),
        input: InputSpec { channels: 1, height: 29, width: 31 },
        layers: vec![
            LayerSpec::Conv { name: "conv1".into(), filters: 5, kernel: 4, stride: 2, padding: 1 },
            activation(Function::Tanh),
            LayerSpec::Pool { name: None, method: PoolMethod::Average, size: 3, stride: 2 },
            LayerSpec::Conv { name: "conv2".into(), filters: 7, kernel: 3, stride: 1, padding: 1 },
            activation(Function::Relu),
            LayerSpec::Pool { name: None, method: PoolMethod::Max, size: 2, stride: 1 },
            LayerSpec::Flatten { name: None },
            LayerSpec::Linear { name: "fc1".into(), units: 17 },
            activation(Function::Sigmoid),
            LayerSpec::Linear { name: "fc2".into(), units: 10 },
        ],
    };
    assert_eq!(train(spec, 60, 7), ODD);
}

const ARTICLE: &str = "b72bfbd8639e288c0bfc95a7f98d689aa64b2f49eea11435e1ab4abfa0b07d42";
const ODD: &str = "6947d52a6b170e00e5d7fb5ce74083575d066145743e8d216306cbbd99b99227";
