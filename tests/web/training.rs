//! Learning, answering, evaluating, saving.

use super::*;

#[wasm_bindgen_test]
fn a_new_trainer_is_the_articles() {
    let trainer = Trainer::new(JsValue::UNDEFINED).unwrap();
    assert_eq!(text(&trainer.network(), "name"), "article");
    let walk = Array::from(&trainer.describe());
    assert_eq!(walk.length(), 11);
    let first = walk.get(0);
    assert_eq!(text(&first, "name"), "conv1");
    assert_eq!(text(&first, "kind"), "conv");
    assert_eq!(text(&first, "formula"), "(28 - 5 + 0) / 1 + 1 = 24");
    assert_eq!(Array::from(&get(&first, "outputShape")).join(","), "6,24,24");
    assert_eq!(number(&first, "parameters"), 156.0);
    assert!(get(&walk.get(1), "weightShape").is_undefined());
    assert_eq!(text(&walk.get(1), "function"), "sigmoid");
    assert_eq!(text(&walk.get(2), "method"), "max");
}

#[wasm_bindgen_test]
fn steps_are_reported_and_learned_from() {
    let mut trainer = trainer(r#"{"learningRate": 0.01, "seed": 3}"#);
    let (images, labels) = batch();
    let first = trainer.step(&images, &labels).unwrap();
    assert_eq!(number(&first, "step"), 1.0);
    for _ in 0..200 {
        trainer.step(&images, &labels).unwrap();
    }
    let last = trainer.step(&images, &labels).unwrap();
    assert_eq!(trainer.steps(), 202.0);
    assert!(number(&last, "loss") < number(&first, "loss"));
    assert!((0.0..=1.0).contains(&number(&last, "accuracy")));
}

#[wasm_bindgen_test]
fn answers_are_probabilities() {
    let mut trainer = trainer("{}");
    let prediction = trainer.predict(&batch().0.subarray(0, 784)).unwrap();
    let probabilities = Array::from(&get(&prediction, "probabilities"));
    assert_eq!(probabilities.length(), 10);
    let sum: f64 = probabilities.iter().map(|value| value.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-6);
    let digit = number(&prediction, "digit") as u32;
    assert!(probabilities.iter().all(|value| value.as_f64() <= probabilities.get(digit).as_f64()));
}

#[wasm_bindgen_test]
fn evaluation_counts_every_picture() {
    let (images, labels) = batch();
    let evaluation = trainer("{}").evaluate(&images, &labels).unwrap();
    let rows = Array::from(&get(&evaluation, "confusion"));
    let counts = rows.iter().flat_map(|row| Array::from(&row).to_vec()).map(|count| count.as_f64().unwrap());
    assert_eq!(counts.sum::<f64>(), 10.0);
    assert!(number(&evaluation, "loss") > 0.0);
    assert_eq!(get(&evaluation, "answers").unchecked_into::<Uint8Array>().length(), 10);
    assert_eq!(get(&evaluation, "confidences").unchecked_into::<Float32Array>().length(), 10);
    assert!((0.0..=1.0).contains(&number(&evaluation, "accuracy")));
}

#[wasm_bindgen_test]
fn weights_survive_a_file() {
    let (images, labels) = batch();
    let mut trainer = trainer("{}");
    trainer.step(&images, &labels).unwrap();
    let file = trainer.save();
    let loaded = Trainer::load(&file, JsValue::UNDEFINED).unwrap();
    assert_eq!(loaded.weights_sha256(), trainer.weights_sha256());
    assert_eq!(loaded.steps(), 0.0);
    for length in [100, file.length() - 1, 0] {
        refused(Trainer::load(&file.subarray(0, length), JsValue::UNDEFINED), "malformed-file");
    }
}

#[wasm_bindgen_test]
fn two_trainers_can_share_every_step() {
    let (images, labels) = batch();
    let twice = |array: &Uint8Array| bytes(&array.to_vec().repeat(2));
    let (few, some) = ((images.clone(), labels.clone()), (twice(&images), twice(&labels)));
    let mut alone = trainer("{}");
    let mut pair = [trainer("{}"), trainer("{}")];
    // Of a few images less is told than the gradient of every parameter.
    let part = |trainer: &Trainer, batch: f64| {
        Float32Array::new_with_length(number(&trainer.share(batch, 0.0, 2.0).unwrap(), "partLength") as u32)
    };
    let second = alone.share(10.0, 1.0, 2.0).unwrap();
    assert_eq!((number(&second, "first"), number(&second, "end")), (5.0, 10.0));
    assert_eq!((part(&alone, 10.0).length(), part(&alone, 20.0).length()), (6022, 41_806));
    for step in 0..20 {
        let (images, labels) = if step % 4 == 3 { &some } else { &few };
        let report = alone.step(images, labels).unwrap();
        let outcomes: Vec<f64> =
            (0..2).flat_map(|worker| pair[worker].begin(images, labels, worker as f64, 2.0).unwrap()).collect();
        let batch = f64::from(labels.length());
        for worker in 0..2 {
            let shared = part(&alone, batch);
            pair[worker].read_part(batch, worker as f64, 2.0, &shared).unwrap();
            pair[1 - worker].write_part(batch, worker as f64, 2.0, &shared).unwrap();
        }
        for trainer in &mut pair {
            let same = trainer.finish(&doubles(&outcomes), batch).unwrap();
            assert!((number(&same, "loss") - number(&report, "loss")).abs() < 1e-9);
            assert_eq!(number(&same, "accuracy"), number(&report, "accuracy"));
        }
    }
    assert_eq!(pair[0].weights_sha256(), alone.weights_sha256());
    assert_eq!(pair[1].weights_sha256(), alone.weights_sha256());

    // One that joins later goes on from the weights and what the others remember.
    let mut late = Trainer::load(&alone.save(), JsValue::UNDEFINED).unwrap();
    late.resume(&alone.memory(), alone.steps()).unwrap();
    late.step(&images, &labels).unwrap();
    alone.step(&images, &labels).unwrap();
    assert_eq!(late.weights_sha256(), alone.weights_sha256());

    refused(alone.begin(&images, &labels, 0.0, 3.0), "invalid-option");
    refused(alone.begin(&images, &labels, 2.0, 2.0), "invalid-option");
    refused(alone.finish(&doubles(&[0.0; 6]), 10.0), "invalid-option");
    refused(alone.finish(&doubles(&[0.0; 3]), 10.0), "wrong-length");
    refused(alone.share(10.0, 2.0, 2.0), "invalid-option");
    refused(alone.read_part(20.0, 0.0, 2.0, &part(&alone, 10.0)), "wrong-length");
    refused(alone.write_part(10.0, 4.0, 4.0, &part(&alone, 10.0)), "invalid-option");
    refused(alone.resume(&Float32Array::new_with_length(1), 1.0), "wrong-length");
}

#[wasm_bindgen_test]
fn divergence_is_said_and_undone() {
    let (images, labels) = batch();
    // Nothing squashes what these layers pass on.
    let mut trainer = trainer(
        r#"{"learningRate": 100, "network": {
            "name": "steep", "input": {"channels": 1, "height": 28, "width": 28},
            "layers": [
                {"kind": "flatten"},
                {"kind": "linear", "name": "a", "units": 8},
                {"kind": "linear", "name": "b", "units": 10}
            ]
        }}"#,
    );
    for _ in 0..100 {
        let before = trainer.weights_sha256();
        if let Err(error) = trainer.step(&images, &labels) {
            assert_eq!(text(&error, "code"), "diverged");
            assert_eq!(trainer.weights_sha256(), before);
            return;
        }
    }
    panic!("a learning rate of 100 should not be survived");
}

#[wasm_bindgen_test]
fn orders_are_permutations() {
    let mut order = epoch_order(1.0, 0.0, 100.0, 10.0).unwrap();
    assert!(order[..10].iter().all(|index| *index < 10));
    order.sort_unstable();
    assert!(order.into_iter().eq(0..100));
}

#[wasm_bindgen_test]
fn memory_stays_as_large_as_it_is() {
    let memory = || {
        let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
        memory.buffer().unchecked_into::<js_sys::ArrayBuffer>().byte_length()
    };
    let (images, labels) = batch();
    for name in presets() {
        let mut trainer = trainer(&format!(r#"{{"network":"{name}"}}"#));
        let work = |trainer: &mut Trainer, steps| {
            for _ in 0..steps {
                trainer.step(&images, &labels).unwrap();
            }
            // What the page asks for meanwhile.
            trainer.activations(&images.subarray(0, 784)).unwrap();
            trainer.predict(&images.subarray(0, 784)).unwrap();
        };
        work(&mut trainer, 100);
        let before = memory();
        (0..4).for_each(|_| work(&mut trainer, 100));
        assert_eq!(memory(), before, "{name}");
    }
}
