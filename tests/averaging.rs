//! A network whose weights are the running average of those that learn.
#![cfg(not(target_arch = "wasm32"))]

use lenet::spec::NetworkSpec;
use lenet::{Error, Method, Recipe, Trainer};

const REACH: f32 = 0.25;

/// A batch of pictures that differ from step to step.
fn batch(step: u32) -> (Vec<u8>, Vec<u8>) {
    let images = (0..10 * 784).map(|pixel: u32| (pixel.wrapping_mul(2_654_435_761).rotate_left(step) >> 24) as u8);
    (images.collect(), (0..10).collect())
}

fn trainer(averaging: f32) -> Trainer {
    let recipe = Recipe { optimizer: Method::ADAM, averaging, ..Recipe::default() };
    Trainer::new(NetworkSpec::preset("article").unwrap(), recipe).unwrap()
}

#[test]
fn it_is_their_average_and_they_learn_as_if_there_were_none() {
    let (mut plain, mut averaged) = (trainer(0.0), trainer(REACH));
    let mut expected: Vec<f64> = plain.network().parameters().iter().map(|weight| f64::from(*weight)).collect();
    for step in 1..=200 {
        let (images, labels) = batch(step);
        let report = plain.step(&images, &labels).unwrap();
        assert_eq!(averaged.step(&images, &labels).unwrap(), report);
        let stays = 1.0 - 1.0 / (1.0 + f64::from(REACH) * f64::from(step - 1));
        for (average, weight) in expected.iter_mut().zip(plain.network().parameters()) {
            *average = stays * *average + (1.0 - stays) * f64::from(*weight);
        }
    }
    let memory = averaged.memory();
    assert!(memory.ends_with(plain.network().parameters()));
    let errors = averaged.network().parameters().iter().zip(&expected).map(|(own, average)| f64::from(*own) - average);
    let worst = errors.map(f64::abs).fold(0.0, f64::max);
    println!("averages after 200 steps: at most {worst:.1e} from those computed in double precision");
    assert!(worst < 1e-6, "{worst}");
}

#[test]
fn what_it_answers_and_saves_is_the_averages() {
    let mut averaged = trainer(REACH);
    for step in 1..=20 {
        let (images, labels) = batch(step);
        averaged.step(&images, &labels).unwrap();
    }
    let (images, _) = batch(1);
    let file = lenet::format::safetensors::save(averaged.network());
    let network = lenet::format::safetensors::load(&file, averaged.network().spec()).unwrap();
    let mut loaded = Trainer::with_network(network, Recipe::default()).unwrap();
    assert_eq!(loaded.predict(&images[..784]).unwrap(), averaged.predict(&images[..784]).unwrap());
}

#[test]
fn another_trainers_memory_has_to_fit() {
    let (plain, mut averaged) = (trainer(0.0), trainer(REACH));
    let before = averaged.memory();
    let error = averaged.resume(&plain.memory(), 7).unwrap_err();
    assert!(matches!(error, Error::WrongLength { .. }), "{error}");
    assert_eq!((averaged.memory(), averaged.steps()), (before, 0));
}
