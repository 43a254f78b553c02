//! The preset networks and their recipes against PyTorch's, from the same start, in the same order, on the same digits.
//!
//! `tests/golden/README.md` says how PyTorch's tensors were made. `cargo test --test pytorch -- --nocapture` prints the
//! differences.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{Golden, largest_difference, project, training_digits};
use lenet::mnist::PIXELS;
use lenet::spec::NetworkSpec;
use lenet::{Recipe, Share, Trainer};

const BATCH: usize = 10;
const STEPS: u64 = 200;
/// Numbers of a large tensor that were dumped after the last step.
const KEPT: usize = 4096;

/// What sums in another order may change, as a share of the largest number.
const ROUNDING: f32 = 2e-6;

/// Fails unless the numbers agree to a share of the largest of them.
#[track_caller]
fn check(what: &str, actual: &[f32], expected: &[f32], tolerance: f32) {
    let largest = expected.iter().map(|value| value.abs()).fold(0.0, f32::max);
    assert!(largest > 0.0, "{what}: nothing to compare");
    let difference = largest_difference(actual, expected) / largest;
    println!("{what}: largest difference {difference:.1e} of {largest:.1e}, allowed {tolerance:.0e}");
    assert!(difference <= tolerance, "{what}: {difference:e}");
}

/// Compares a preset's outputs, gradients and losses, and its weights after two hundred steps.
#[track_caller]
fn follows(name: &str, tolerance: f32) {
    let golden = Golden::open(&format!("preset-{name}.safetensors"));
    let mut recipe: Recipe = serde_json::from_str(&golden.metadata("recipe")).unwrap();
    recipe.total_steps = Some(STEPS);
    let mut trainer = Trainer::new(NetworkSpec::preset(name).unwrap(), recipe).unwrap();
    let digits = training_digits();
    let lines = std::fs::read_to_string(project("tests/golden/order.txt")).unwrap();
    let order: Vec<u32> = lines.lines().take(STEPS as usize * BATCH).map(|line| line.parse().unwrap()).collect();

    let (mut images, mut labels) = (Vec::new(), Vec::new());
    digits.gather(&order[..BATCH], &mut images, &mut labels);
    trainer.activate(&images[..PIXELS]).unwrap();
    for (number, plan) in trainer.network().plans().enumerate() {
        let output = trainer.network().activation(&plan.name).unwrap();
        let what = format!("{name}, output of {}", plan.name);
        check(&what, output.as_slice().unwrap(), &golden.floats(&format!("output{number}")), ROUNDING);
    }
    trainer.begin(&images, &labels, Share::ALL).unwrap();
    let gradients = trainer.batch_gradient().to_vec();
    for tensor in trainer.network().tensors() {
        let key = format!("{}.gradient", tensor.name);
        let what = format!("{name}, {key}");
        check(&what, &gradients[tensor.range.clone()], &golden.floats(&key), ROUNDING);
    }

    let mut losses = Vec::new();
    for batch in order.chunks(BATCH) {
        digits.gather(batch, &mut images, &mut labels);
        losses.push(trainer.step(&images, &labels).unwrap().loss as f32);
    }
    check(&format!("{name}, losses of {STEPS} steps"), &losses, &golden.floats("losses"), ROUNDING);
    for tensor in trainer.network().tensors() {
        let weights = trainer.network().parameters()[tensor.range.clone()].iter().copied();
        let kept: Vec<f32> = weights.step_by(tensor.range.len().div_ceil(KEPT)).collect();
        let what = format!("{name}, {} after {STEPS} steps", tensor.name);
        check(&what, &kept, &golden.floats(&tensor.name), tolerance);
    }
}

#[test]
fn lenet5_by_momentum() {
    follows("lenet5", 1e-5);
}

#[test]
fn lenet5_1998_along_a_cosine() {
    follows("lenet5-1998", 1e-5);
}

/// Adam divides a gradient by its usual size: where that is next to nothing, so is what rounding leaves of it.
#[test]
fn modern_by_adam_in_one_cycle() {
    follows("modern", 2e-4);
}
