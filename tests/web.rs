//! The JavaScript API, in a real browser.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Float32Array, Object, Reflect, Uint8Array};
use lenet::web::{
    Trainer, complete_recipe, describe, digit_from_image, digit_from_image_data, digit_from_strokes, epoch_order,
    preset, presets, recipe_for,
};
use wasm_bindgen::{Clamped, prelude::*};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn number(object: &JsValue, key: &str) -> f64 {
    get(object, key).as_f64().unwrap_or_else(|| panic!("{key} is not a number"))
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_else(|| panic!("{key} is not a text"))
}

fn json(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap()
}

fn trainer(options: &str) -> Trainer {
    Trainer::new(json(options)).unwrap()
}

/// The error's message, after a look at its code and its kind.
#[track_caller]
fn refused<T>(result: Result<T, JsValue>, code: &str) -> String {
    let Err(error) = result else { panic!("this should have been refused") };
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!(text(&error, "code"), code);
    text(&error, "message")
}

/// A batch of pictures that any network can learn from.
fn batch() -> (Vec<u8>, Vec<u8>) {
    let labels: Vec<u8> = (0..10).collect();
    let images = labels.iter().flat_map(|label| (0..784).map(move |pixel| (pixel * (label + 3) as usize % 256) as u8));
    (images.collect(), labels)
}

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
    let prediction = trainer.predict(&batch().0[..784]).unwrap();
    let probabilities = Array::from(&get(&prediction, "probabilities"));
    assert_eq!(probabilities.length(), 10);
    let sum: f64 = probabilities.iter().map(|value| value.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-6);
    let digit = number(&prediction, "digit") as u32;
    assert!(probabilities.iter().all(|value| value.as_f64() <= probabilities.get(digit).as_f64()));
}

#[wasm_bindgen_test]
fn every_layer_shows_its_maps() {
    let mut trainer = trainer("{}");
    let activations = trainer.activations(&batch().0[..784]).unwrap();
    assert_eq!(activations.length(), 12);
    for activation in activations.iter() {
        let length = get(&activation, "values").unchecked_into::<Float32Array>().length();
        let shape = Array::from(&get(&activation, "shape"));
        let product: f64 = shape.iter().map(|size| size.as_f64().unwrap()).product();
        assert_eq!(f64::from(length), product, "{}", text(&activation, "name"));
    }
    assert_eq!(text(&activations.get(0), "name"), "conv1");
    let last = activations.get(11);
    assert_eq!((text(&last, "name"), text(&last, "kind")), ("probabilities".into(), "softmax".into()));

    let parameters = trainer.parameters();
    assert_eq!(parameters.length(), 10);
    assert_eq!(text(&parameters.get(0), "name"), "conv1.weight");
    assert_eq!(Array::from(&get(&parameters.get(6), "shape")).join(","), "120,64");
    assert_eq!(get(&parameters.get(0), "values").unchecked_into::<Float32Array>().length(), 150);
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
    let bytes = trainer.save().to_vec();
    let loaded = Trainer::load(&bytes, JsValue::UNDEFINED).unwrap();
    assert_eq!(loaded.weights_sha256(), trainer.weights_sha256());
    assert_eq!(loaded.steps(), 0.0);
    for damaged in [&bytes[..100], &bytes[..bytes.len() - 1], &[]] {
        refused(Trainer::load(damaged, JsValue::UNDEFINED), "malformed-file");
    }
}

#[wasm_bindgen_test]
fn wrong_batches_are_refused_and_change_nothing() {
    let (images, labels) = batch();
    let mut trainer = trainer("{}");
    let before = trainer.weights_sha256();
    refused(trainer.step(&images[1..], &labels), "wrong-length");
    refused(trainer.step(&images, &labels[1..]), "wrong-length");
    refused(trainer.step(&[], &[]), "wrong-length");
    refused(trainer.evaluate(&images, &[]), "wrong-length");
    refused(trainer.predict(&images), "wrong-length");
    refused(trainer.activations(&[]), "wrong-length");
    let message = refused(trainer.step(&images[..784], &[10]), "label-out-of-range");
    assert!(message.contains("label 10"), "{message}");
    assert_eq!(trainer.weights_sha256(), before);
    assert_eq!(trainer.steps(), 0.0);
}

#[wasm_bindgen_test]
fn wrong_options_are_refused() {
    let options = |options: &str, code: &str| refused(Trainer::new(json(options)), code);
    assert!(options(r#"{"network": "lenet6"}"#, "unknown-network").contains("article"));
    options(r#"{"seed": -1}"#, "invalid-option");
    options(r#"{"seed": 1.5}"#, "invalid-option");
    options(r#"{"learningRate": 0}"#, "invalid-option");
    options(r#"{"learningRate": "fast"}"#, "invalid-option");
    options(r#"{"momentum": 1}"#, "invalid-option");
    options(r#"{"momentum": null}"#, "invalid-option");
    assert!(options(r#"{"learnignRate": 1}"#, "invalid-option").contains("learnignRate"));
    options("7", "invalid-option");
    options(r#"{"network": {"name": "x"}}"#, "invalid-network");
    let layers = r#"{"name": "x", "input": {"channels": 1, "height": 28, "width": 28}, "layers": []}"#;
    assert!(options(&format!(r#"{{"network": {layers}}}"#), "invalid-network").contains("no layers"));
    options(r#"{"optimizer": {"kind": "sgd"}}"#, "invalid-option");
    options(r#"{"schedule": {"kind": "step", "every": 0, "factor": 0.5}}"#, "invalid-option");
    assert!(options(r#"{"augmentation": {"rotation": -1}}"#, "invalid-option").contains("augmentation.rotation is -1"));
    trainer(r#"{"optimizer": {"kind": "adam"}, "weightDecay": 0.01, "schedule": {"kind": "one_cycle"}}"#);
    let small = r#"{"name": "x", "input": {"channels": 1, "height": 9, "width": 28},
        "layers": [{"kind": "flatten"}, {"kind": "linear", "name": "fc", "units": 10}]}"#;
    assert!(options(&format!(r#"{{"network": {small}}}"#), "invalid-network").contains("28x28"));
}

#[wasm_bindgen_test]
fn what_is_wrong_with_a_network_is_data_too() {
    let network = r#"{"name": "x", "input": {"channels": 1, "height": 28, "width": 28},
        "layers": [{"kind": "conv", "name": "conv1", "filters": 2, "kernel": 30}]}"#;
    let error = describe(json(network)).unwrap_err();
    assert!(text(&error, "message").starts_with("conv1: a 30x30 kernel does not fit the 28x28 pixels of the input"));
    let problem = get(&error, "problem");
    assert_eq!((text(&problem, "layer"), text(&problem, "code")), ("conv1".into(), "kernel-too-large".into()));
    let details = get(&problem, "details");
    assert_eq!((number(&details, "fits"), number(&details, "padding")), (28.0, 1.0));
    assert!(get(&details, "previous").is_undefined());
    let network = network.replace("30}", "5}, {\"kind\": \"linear\", \"name\": \"fc\", \"units\": 10}");
    let walk = Array::from(&get(&describe(json(&network)).unwrap_err(), "walk"));
    assert_eq!((walk.length(), text(&walk.get(0), "name")), (1, "conv1".into()));
}

#[wasm_bindgen_test]
fn recipes_are_completed_or_told_what_they_may_be() {
    let complete = |recipe: &str| complete_recipe(json(recipe), "article".into());
    let recipe = complete(r#"{"optimizer": {"kind": "adam"}, "schedule": {"kind": "cosine"}}"#).unwrap();
    assert_eq!((number(&recipe, "learningRate"), number(&recipe, "epochs")), (0.001, 5.0));
    assert_eq!(number(&get(&recipe, "optimizer"), "beta2"), 0.999);
    assert_eq!(number(&recipe_for("modern"), "learningRate"), 0.004);

    let option = get(&complete(r#"{"momentum": 1}"#).unwrap_err(), "option");
    assert_eq!((text(&option, "setting"), number(&option, "most")), ("momentum".into(), 1.0));
    assert_eq!((get(&option, "below"), get(&option, "above")), (JsValue::TRUE, JsValue::UNDEFINED));
    let option = get(&complete(r#"{"batch": 60000}"#).unwrap_err(), "option");
    assert_eq!((text(&option, "setting"), number(&option, "most")), ("batch".into(), 6214.0));
    refused(complete(r#"{"batch": "many"}"#), "invalid-option");
    refused(complete_recipe(json("{}"), "lenet6".into()), "unknown-network");
}

#[wasm_bindgen_test]
fn two_trainers_can_share_every_step() {
    let (images, labels) = batch();
    let mut alone = trainer("{}");
    let mut pair = [trainer("{}"), trainer("{}")];
    let shared = Float32Array::new_with_length(41_806);
    for _ in 0..20 {
        let report = alone.step(&images, &labels).unwrap();
        let outcomes: Vec<f64> =
            (0..2).flat_map(|worker| pair[worker].begin(&images, &labels, worker, 2).unwrap()).collect();
        for worker in 0..2 {
            pair[worker].read_part(worker, &shared).unwrap();
            pair[1 - worker].write_part(worker, &shared).unwrap();
        }
        for trainer in &mut pair {
            let same = trainer.finish(&outcomes, labels.len()).unwrap();
            assert!((number(&same, "loss") - number(&report, "loss")).abs() < 1e-9);
            assert_eq!(number(&same, "accuracy"), number(&report, "accuracy"));
        }
    }
    assert_eq!(pair[0].weights_sha256(), alone.weights_sha256());
    assert_eq!(pair[1].weights_sha256(), alone.weights_sha256());

    // One that joins later goes on from the weights and what the others remember.
    let mut late = Trainer::load(&alone.save().to_vec(), JsValue::UNDEFINED).unwrap();
    late.resume(&alone.memory().to_vec(), alone.steps()).unwrap();
    late.step(&images, &labels).unwrap();
    alone.step(&images, &labels).unwrap();
    assert_eq!(late.weights_sha256(), alone.weights_sha256());

    refused(alone.begin(&images, &labels, 0, 3), "invalid-option");
    refused(alone.begin(&images, &labels, 2, 2), "invalid-option");
    refused(alone.finish(&[0.0; 6], 10), "invalid-option");
    refused(alone.finish(&[0.0; 3], 10), "wrong-length");
    refused(alone.read_part(0, &Float32Array::new_with_length(3)), "wrong-length");
    refused(alone.write_part(4, &shared), "invalid-option");
    refused(alone.resume(&[0.0], 1.0), "wrong-length");
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
fn units_are_explained() {
    let mut trainer = trainer("{}");
    let image = &batch().0[..784];
    let explanation = trainer.explain(image, "conv2", 3, 1, 7).unwrap();
    assert_eq!((text(&explanation, "layer"), text(&explanation, "reads")), ("conv2".into(), "sigmoid2".into()));
    assert_eq!(number(&get(&explanation, "unit"), "column"), 7.0);
    let fields = Array::from(&get(&explanation, "receptiveField"));
    assert_eq!(fields.length(), 5);
    assert_eq!(text(&fields.get(0), "layer"), "input");
    assert!(get(&fields.get(0), "map").is_undefined());
    let arithmetic = get(&explanation, "arithmetic");
    assert_eq!(text(&arithmetic, "kind"), "patches");
    let patches = Array::from(&get(&arithmetic, "patches"));
    assert_eq!(Array::from(&get(&patches.get(5), "inputs")).length(), 25);
    let sum: f64 = patches.iter().map(|patch| number(&patch, "sum")).sum();
    let total = sum + number(&arithmetic, "bias");
    assert!((total - number(&explanation, "value")).abs() < 1e-5);

    let rest = get(&trainer.explain(image, "fc1", 63, 0, 0).unwrap(), "arithmetic");
    assert_eq!((text(&rest, "kind"), number(&rest, "restCount")), ("contributions".into(), 110.0));
    let window = get(&trainer.explain(image, "pool1", 5, 0, 0).unwrap(), "arithmetic");
    assert_eq!(text(&window, "method"), "max");

    refused(trainer.explain(image, "conv9", 0, 0, 0), "unknown-unit");
    refused(trainer.explain(image, "conv2", 16, 0, 0), "unknown-unit");
    refused(trainer.explain(&[], "conv2", 0, 0, 0), "wrong-length");
}

#[wasm_bindgen_test]
fn gradients_and_updates_are_told() {
    let mut trainer = trainer("{}");
    let (images, labels) = batch();
    let gradients = trainer.gradients(&images[..784], 4).unwrap();
    assert_eq!(gradients.length(), 11);
    assert_eq!(text(&gradients.get(10), "name"), "fc2");
    let logits = get(&gradients.get(10), "values").unchecked_into::<Float32Array>().to_vec();
    assert!(logits.iter().enumerate().all(|(digit, gradient)| (*gradient < 0.0) == (digit == 4)));
    refused(trainer.gradients(&images, 4), "wrong-length");
    refused(trainer.gradients(&images[..784], 10), "label-out-of-range");

    assert!(trainer.followed().is_undefined());
    trainer.follow(Some("fc2.weight".into()), Some(639)).unwrap();
    assert!(get(&trainer.followed(), "update").is_undefined());
    let before = number(&trainer.followed(), "value");
    trainer.step(&images, &labels).unwrap();
    let followed = trainer.followed();
    let update = get(&followed, "update");
    let rule = get(&update, "rule");
    assert_eq!(text(&rule, "kind"), "momentum");
    assert_eq!(number(&update, "step"), 1.0);
    assert_eq!(number(&update, "before"), before);
    assert_eq!(number(&update, "after"), number(&followed, "value"));
    let rounded = |value: f64| f64::from(value as f32);
    let moved = rounded(number(&update, "learningRate") * number(&rule, "velocity"));
    assert_eq!(rounded(before - moved), number(&update, "after"));
    let gradient = trainer.batch_gradient();
    assert_eq!(gradient.length(), 10);
    let last = get(&gradient.get(8), "values").unchecked_into::<Float32Array>().get_index(639);
    assert_eq!(f64::from(last), number(&update, "gradient"));
    refused(trainer.follow(Some("fc2.weight".into()), Some(640)), "unknown-unit");
    refused(trainer.follow(Some("fc3.weight".into()), Some(0)), "unknown-unit");
    trainer.follow(None, None).unwrap();
    assert!(trainer.followed().is_undefined());

    let mut trainer = self::trainer(r#"{"optimizer": {"kind": "adam"}}"#);
    trainer.follow(Some("conv2.weight".into()), Some(0)).unwrap();
    trainer.step(&images, &labels).unwrap();
    let update = get(&trainer.followed(), "update");
    let rule = get(&update, "rule");
    assert_eq!(text(&rule, "kind"), "adam");
    assert_eq!(Array::from(&get(&rule, "betas")).get(1), 0.999);
    let quotient = number(&rule, "mean") / (number(&rule, "square").sqrt() / number(&rule, "spread"));
    let moved = number(&update, "before") - number(&update, "after");
    assert!((moved - number(&rule, "size") * quotient).abs() < 1e-6);
}

#[wasm_bindgen_test]
fn networks_are_data() {
    assert!(presets().contains(&"article".to_string()));
    let article = preset("article").unwrap();
    assert_eq!(Array::from(&describe(article.clone()).unwrap()).length(), 11);
    assert_eq!(Array::from(&describe("article".into()).unwrap()).length(), 11);
    let options = Object::new();
    Reflect::set(&options, &"network".into(), &article).unwrap();
    let same = Trainer::new(options.into()).unwrap();
    assert_eq!(same.weights_sha256(), trainer("{}").weights_sha256());
    refused(preset("lenet6"), "unknown-network");
    assert_eq!(number(&recipe_for("lenet5"), "batch"), 10.0);
    refused(describe(JsValue::NULL), "invalid-network");
}

#[wasm_bindgen_test]
fn drawings_become_digits() {
    let line = Float32Array::from(&[10.0, 10.0, 12.0, 80.0][..]);
    let digit = digit_from_strokes(vec![line], 8.0).unwrap().unwrap();
    assert_eq!(digit.length(), 784);
    assert!(digit_from_strokes(vec![], 8.0).unwrap().is_none());
    refused(digit_from_strokes(vec![Float32Array::new_with_length(3)], 8.0), "wrong-length");
    refused(digit_from_strokes(vec![Float32Array::from(&[f32::NAN, 0.0][..])], 8.0), "invalid-option");

    let mut grey = vec![255u8; 40 * 40];
    (5..35).for_each(|row| grey[row * 40 + 18..row * 40 + 22].fill(0));
    let digit = digit_from_image(&grey, 40, 40).unwrap().unwrap().to_vec();
    refused(digit_from_image(&grey, 40, 41), "wrong-length");

    let pixels: Vec<u8> = grey.iter().flat_map(|grey| [0, 0, 0, 255 - grey]).collect();
    let image = web_sys::ImageData::new_with_u8_clamped_array(Clamped(&pixels), 40).unwrap();
    let same = digit_from_image_data(&image).unwrap().unwrap();
    assert_eq!(same.to_vec(), digit);
    assert_eq!(Uint8Array::from(&digit[..]).length(), 784);
}

#[wasm_bindgen_test]
fn orders_are_permutations() {
    let mut order = epoch_order(1, 0, 100, 10);
    assert!(order[..10].iter().all(|index| *index < 10));
    order.sort_unstable();
    assert!(order.into_iter().eq(0..100));
}
