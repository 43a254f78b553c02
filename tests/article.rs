//! The article's network and training against Paddle's, from the same start, in the same order, on the same digits.
//!
//! `tests/golden/README.md` says how Paddle's tensors were made. `cargo test --test article -- --nocapture` prints the
//! differences.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Golden, largest_difference, project, test_digits, training_digits};
use lenet::format::safetensors;
use lenet::mnist::PIXELS;
use lenet::spec::NetworkSpec;
use lenet::{Network, Recipe, Share, Trainer};

const BATCH: usize = 10;

fn start() -> Trainer {
    let golden = Golden::open("article-init.safetensors");
    let network = safetensors::load(golden.bytes(), &NetworkSpec::preset("article").unwrap()).unwrap();
    Trainer::with_network(network, Recipe::default()).unwrap()
}

fn order() -> Vec<u32> {
    let lines = std::fs::read_to_string(project("tests/golden/order.txt")).unwrap();
    lines.lines().map(|line| line.parse().unwrap()).collect()
}

#[track_caller]
fn check(what: &str, actual: &[f32], expected: &[f32], tolerance: f32) {
    let difference = largest_difference(actual, expected);
    println!("{what}: largest difference {difference:.1e}, allowed {tolerance:.0e}");
    assert!(difference <= tolerance, "{what}: {difference:e}");
}

#[track_caller]
fn check_weights(network: &Network, file: &str, tolerance: f32) {
    let golden = Golden::open(file);
    for tensor in network.tensors() {
        let actual = &network.parameters()[tensor.range.clone()];
        check(&format!("{file} {}", tensor.name), actual, &golden.floats(&tensor.name), tolerance);
    }
}

#[test]
fn every_layer_gives_what_paddles_gives() {
    let golden = Golden::open("article-step1.safetensors");
    let init = Golden::open("article-init.safetensors");
    let mut network = safetensors::load(init.bytes(), &NetworkSpec::preset("article").unwrap()).unwrap();
    let pixels = golden.raw("images").into_iter().map(|pixel| f32::from(pixel) / 255.0);
    network.input_mut(BATCH).iter_mut().zip(pixels).for_each(|(input, pixel)| *input = pixel);
    network.forward();
    for plan in network.plans() {
        let activation = network.activation(&plan.name).unwrap();
        check(&plan.name, activation.as_slice().unwrap(), &golden.floats(&plan.name), 1e-5);
        let mut shape = activation.shape().to_vec();
        assert_eq!(shape.remove(0), BATCH);
        assert_eq!(shape, plan.output.sizes());
    }
}

#[test]
fn every_gradient_is_paddles() {
    let golden = Golden::open("article-step1.safetensors");
    let mut trainer = start();
    let outcome = trainer.begin(&golden.raw("images"), &golden.raw("labels"), Share::ALL).unwrap();
    check("loss", &[(outcome.loss / BATCH as f64) as f32], &golden.floats("loss"), 1e-5);
    let gradients = trainer.batch_gradient().to_vec();
    for tensor in trainer.network().tensors() {
        let name = format!("{}.gradient", tensor.name);
        check(&name, &gradients[tensor.range.clone()], &golden.floats(&name), 1e-6);
    }
}

#[test]
fn two_thousand_steps_follow_paddles() {
    let golden = Golden::open("article-step2000.safetensors");
    let digits = training_digits();
    let mut trainer = start();
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    let mut losses = Vec::new();
    for batch in order().chunks(BATCH) {
        digits.gather(batch, &mut images, &mut labels);
        losses.push(trainer.step(&images, &labels).unwrap().loss as f32);
        match losses.len() {
            1 => check_weights(trainer.network(), "article-step1.safetensors", 1e-7),
            200 => check_weights(trainer.network(), "article-step200.safetensors", 2e-6),
            _ => {}
        }
    }
    check_weights(trainer.network(), "article-step2000.safetensors", 5e-5);
    check("losses of 2,000 steps", &losses, &golden.floats("losses"), 1e-5);

    let test = test_digits();
    let expected = golden.floats("logits");
    let mut logits = Vec::new();
    for image in test.images.chunks_exact(PIXELS).take(expected.len() / 10) {
        logits.extend_from_slice(trainer.activate(image).unwrap());
    }
    check("logits of the first test digits", &logits, &expected, 1e-5);
}
