//! What a trainer refuses; it is then as it was before.

#![cfg(not(target_arch = "wasm32"))]

use lenet::mnist::PIXELS;
use lenet::spec::NetworkSpec;
use lenet::{Augmentation, Method, Outcome, Recipe, Share, Trainer};

fn trainer() -> Trainer {
    Trainer::new(NetworkSpec::preset("article").unwrap(), Recipe::default()).unwrap()
}

#[test]
fn a_batch_beyond_memory_is_refused() {
    let mut trainer = trainer();
    let before = trainer.network().weights_sha256();
    let count = trainer.most_images() + 1;
    let (images, labels) = (vec![0; count * PIXELS], vec![0; count]);
    let told = "the labels: the length is 5776, expected at most 5775, the largest batch of this network";
    assert_eq!(trainer.step(&images, &labels).unwrap_err().to_string(), told);
    for share in Share::each_of(4) {
        assert_eq!(trainer.begin(&images, &labels, share).unwrap_err().code(), "wrong-length");
    }
    assert_eq!((trainer.steps(), trainer.network().weights_sha256()), (0, before));
    // To be evaluated there may be more: they are taken a few at a time.
    trainer.evaluate(&images, &labels).unwrap();
}

#[test]
fn only_what_a_trainer_can_remember_is_resumed() {
    let mut trainer = trainer();
    let memory = trainer.memory();
    let told = |trainer: &mut Trainer, memory: &[f32], steps| {
        let error = trainer.resume(memory, steps).unwrap_err();
        (error.code(), error.to_string())
    };
    for number in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut wrong = memory.clone();
        wrong[7] = number;
        let (code, message) = told(&mut trainer, &wrong, 5);
        assert_eq!(code, "diverged");
        assert!(message.starts_with("step 6: the memory is no longer a finite number"), "{message}");
    }
    for steps in [u64::MAX, (1 << 52) + 1] {
        let (code, message) = told(&mut trainer, &memory, steps);
        assert_eq!(code, "invalid-option");
        assert!(message.ends_with("it must be from 0 to 4503599627370496"), "{message}");
    }
    assert_eq!((trainer.memory(), trainer.steps()), (memory, 0));

    let recipe = Recipe { optimizer: Method::ADAM, ..Recipe::default() };
    let mut trainer = Trainer::new(NetworkSpec::preset("article").unwrap(), recipe).unwrap();
    let mut memory = trainer.memory();
    memory[..41_806].fill(-1.0);
    trainer.resume(&memory, 1).unwrap();
    memory[2 * 41_806 - 1] = -1e-9;
    let (code, message) = told(&mut trainer, &memory, 1);
    assert_eq!(code, "invalid-option");
    assert!(message.starts_with("a mean squared gradient is -0.000000001; it must be from 0 to"), "{message}");
}

#[test]
fn training_goes_on_after_as_many_steps_as_can_be_counted() {
    let augmentation = Augmentation { rotation: 10.0, ..Augmentation::default() };
    let recipe = Recipe { augmentation, ..Recipe::default() };
    let mut trainer = Trainer::new(NetworkSpec::preset("article").unwrap(), recipe).unwrap();
    let memory = trainer.memory();
    trainer.resume(&memory, 1 << 52).unwrap();
    let count = trainer.most_images();
    let report = trainer.step(&vec![0; count * PIXELS], &vec![0; count]).unwrap();
    assert_eq!(report.step, (1 << 52) + 1);
}

#[test]
#[should_panic(expected = "no batch has 0 images")]
fn a_step_over_no_images_cannot_be_finished() {
    let mut trainer = Trainer::new(NetworkSpec::preset("article").unwrap(), Recipe::default()).unwrap();
    let _ = trainer.finish(&[Outcome { loss: 1.0, correct: 0 }], 0);
}

#[test]
fn whole_numbers_may_be_written_with_a_point() {
    let recipe: Recipe = serde_json::from_str(r#"{"batch": 64.0, "seed": 1e0}"#).unwrap();
    assert_eq!((recipe.batch, recipe.seed), (64, 1));
    for wrong in ["64.5", "-1.0", "1e300"] {
        assert!(serde_json::from_str::<Recipe>(&format!(r#"{{"batch": {wrong}}}"#)).is_err());
    }
}
