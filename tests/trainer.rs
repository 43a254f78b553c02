//! What a trainer refuses; it is then as it was before.

#![cfg(not(target_arch = "wasm32"))]

use lenet::mnist::PIXELS;
use lenet::spec::{Function, InputSpec, LayerSpec, NetworkSpec};
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
fn a_step_of_two_workers_ends_only_with_a_gradient_that_can_be_gone_on_with() {
    let (images, labels) = (vec![128; 10 * PIXELS], vec![7; 10]);
    let [own, other] = [0, 1].map(|index| Share::new(index, 2).unwrap());
    // The other's part holds inputs and output gradients of the last layers, whose products are the gradients.
    for (number, ends) in [(1e3, true), (1e7, true), (1e8, false), (1e30, false), (f32::NAN, false)] {
        let mut trainer = trainer();
        let outcome = trainer.begin(&images, &labels, own).unwrap();
        trainer.part_mut(10, other).fill(number);
        let before = trainer.network().weights_sha256();
        let result = trainer.finish(&[outcome, Outcome { loss: 2.0, correct: 0 }], 10);
        assert_eq!(result.is_ok(), ends, "{number}");
        assert_eq!(trainer.network().weights_sha256() != before, ends, "{number}");
        if let Err(error) = result {
            assert_eq!((error.code(), trainer.steps()), ("diverged", 0), "{number}");
        }
    }
}

#[test]
fn only_what_a_trainer_can_remember_is_resumed() {
    let mut trainer = trainer();
    let mut memory = trainer.memory();
    let told = |trainer: &mut Trainer, memory: &[f32], steps| {
        let error = trainer.resume(memory, steps).unwrap_err();
        (error.code(), error.to_string())
    };
    for number in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let mut wrong = memory.clone();
        wrong[7] = number;
        let (code, message) = told(&mut trainer, &wrong, 5);
        assert_eq!((code, &message[..]), ("malformed-memory", "the memory holds a number that is not finite"));
    }
    for steps in [u64::MAX, (1 << 52) + 1] {
        let (code, message) = told(&mut trainer, &memory, steps);
        assert_eq!(code, "invalid-option");
        assert!(message.ends_with("it must be from 0 to 4503599627370496"), "{message}");
    }
    assert_eq!((trainer.memory(), trainer.steps()), (memory.clone(), 0));
    memory[0] = -3e16;
    assert!(told(&mut trainer, &memory, 5).1.starts_with("a velocity is -3"));

    let recipe = Recipe { optimizer: Method::ADAM, ..Recipe::default() };
    let mut trainer = Trainer::new(NetworkSpec::preset("article").unwrap(), recipe).unwrap();
    let mut memory = trainer.memory();
    memory[..41_806].fill(-1.0);
    trainer.resume(&memory, 1).unwrap();
    memory[2 * 41_806 - 1] = -1e-9;
    let (code, message) = told(&mut trainer, &memory, 1);
    assert_eq!(code, "invalid-option");
    assert!(message.starts_with("a mean squared gradient is -0.000000001; it must be from 0 to"), "{message}");
    // Larger means than gradients have would make weights infinite, in a step that says nothing of it.
    memory[2 * 41_806 - 1] = 0.0;
    memory[0] = 3e38;
    let (code, message) = told(&mut trainer, &memory, 1);
    assert_eq!(code, "invalid-option");
    assert!(message.starts_with("a mean gradient is 3"), "{message}");
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

/// A network whose loss stays finite however large its weights are.
fn bounded() -> NetworkSpec {
    let layers = vec![
        LayerSpec::Flatten { name: None },
        LayerSpec::Linear { name: "f6".into(), units: 84 },
        LayerSpec::Activation { name: None, function: Function::ScaledTanh },
        LayerSpec::Rbf { name: "output".into() },
    ];
    NetworkSpec::new("bounded", InputSpec::new(1, 28, 28), layers)
}

#[test]
fn what_a_step_leaves_is_finite_however_wild_the_recipe() {
    let mut wildest = Recipe { learning_rate: 100.0, weight_decay: 1.0, ..Recipe::default() };
    assert!(wildest.check().is_err(), "more than there is cannot be taken away");
    wildest.weight_decay = 0.01;
    for (spec, recipe) in [
        (bounded(), wildest),
        (bounded(), Recipe { optimizer: Method::ADAM, ..wildest }),
        (NetworkSpec::preset("modern").unwrap(), Recipe { optimizer: Method::ADAM, ..wildest }),
        (NetworkSpec::preset("modern").unwrap(), wildest),
    ] {
        let mut trainer = Trainer::new(spec, recipe).unwrap();
        let images: Vec<u8> = (0..10 * PIXELS).map(|index| (index * 31 % 256) as u8).collect();
        let labels: Vec<u8> = (0..10).collect();
        for _ in 0..300 {
            let before = trainer.network().weights_sha256();
            let outcome = trainer.step(&images, &labels);
            assert!(trainer.network().parameters().iter().all(|weight| weight.is_finite()));
            assert!(trainer.memory().iter().all(|number| number.is_finite()));
            if outcome.is_err() {
                assert_eq!(trainer.network().weights_sha256(), before);
                break;
            }
        }
    }
}

#[test]
fn whole_numbers_may_be_written_with_a_point() {
    let recipe: Recipe = serde_json::from_str(r#"{"batch": 64.0, "seed": 1e0}"#).unwrap();
    assert_eq!((recipe.batch, recipe.seed), (64, 1));
    for wrong in ["64.5", "-1.0", "1e300"] {
        assert!(serde_json::from_str::<Recipe>(&format!(r#"{{"batch": {wrong}}}"#)).is_err());
    }
}
