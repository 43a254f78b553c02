//! What is refused, and how it is told.

use super::*;

#[wasm_bindgen_test]
fn wrong_batches_are_refused_and_change_nothing() {
    let (images, labels) = batch();
    let empty = bytes(&[]);
    let mut trainer = trainer("{}");
    let before = trainer.weights_sha256();
    refused(trainer.step(&images.subarray(1, 7840), &labels), "wrong-length");
    refused(trainer.step(&images, &labels.subarray(1, 10)), "wrong-length");
    refused(trainer.step(&empty, &empty), "wrong-length");
    refused(trainer.evaluate(&images, &empty), "wrong-length");
    // Times 784 these are 304 more than 32 bits can say.
    let [few, many] = [304, 5_478_275].map(Uint8Array::new_with_length);
    refused(trainer.evaluate(&few, &many), "wrong-length");
    refused(trainer.predict(&images), "wrong-length");
    refused(trainer.activations(&empty), "wrong-length");
    let message = refused(trainer.step(&images.subarray(0, 784), &bytes(&[10])), "label-out-of-range");
    assert!(message.contains("label 10"), "{message}");
    assert_eq!(trainer.weights_sha256(), before);
    assert_eq!(trainer.steps(), 0.0);
}

#[wasm_bindgen_test]
fn more_than_fits_into_memory_is_refused() {
    let mut trainer = trainer("{}");
    let before = trainer.weights_sha256();
    let many = [60_000 * 784, 60_000].map(Uint8Array::new_with_length);
    let message = refused(trainer.step(&many[0], &many[1]), "wrong-length");
    assert!(message.contains("at most 5775"), "{message}");
    refused(trainer.begin(&many[0], &many[1], 0.0, 4.0), "wrong-length");
    let network = r#"{"name": "x", "input": {"channels": 1, "height": 28, "width": 28}, "layers": [
        {"kind": "conv", "name": "c", "filters": 1, "kernel": 1997, "padding": 986},
        {"kind": "flatten"}, {"kind": "linear", "name": "fc", "units": 10}]}"#;
    let message = refused(Trainer::new(json(&format!(r#"{{"network": {network}}}"#))), "invalid-network");
    assert!(message.contains("padding included"), "{message}");
    assert_eq!((trainer.steps(), trainer.weights_sha256()), (0.0, before));
}

#[wasm_bindgen_test]
fn what_is_too_long_is_not_copied() {
    let mut trainer = trainer("{}");
    let long = Uint8Array::new_with_length((1 << 28) + 1);
    let message = refused(trainer.predict(&long), "wrong-length");
    assert!(message.contains("784"), "{message}");
    let message = refused(trainer.evaluate(&long, &bytes(&[1])), "wrong-length");
    assert!(message.contains("at most 268435456"), "{message}");
    refused(Trainer::load(&long, JsValue::UNDEFINED), "wrong-length");
}

#[wasm_bindgen_test]
fn whole_numbers_are_not_bent() {
    let (images, labels) = batch();
    let mut trainer = trainer("{}");
    let part = Float32Array::new_with_length(41_806);
    let option = "invalid-option";
    for wrong in [-1.0, 0.5, 4_294_967_296.0, f64::NAN, f64::INFINITY] {
        refused(trainer.share(wrong, 0.0, 2.0), option);
        refused(trainer.share(10.0, wrong, 2.0), option);
        refused(trainer.share(10.0, 0.0, wrong), option);
        refused(trainer.begin(&images, &labels, wrong, 2.0), option);
        refused(trainer.begin(&images, &labels, 0.0, wrong), option);
        refused(trainer.read_part(wrong, 0.0, 1.0, &part), option);
        refused(trainer.write_part(10.0, wrong, 1.0, &part), option);
        refused(trainer.finish(&doubles(&[0.0, 0.0]), wrong), option);
        refused(trainer.finish(&doubles(&[0.0, wrong]), 10.0), option);
        for place in 0..4 {
            let mut numbers = [1.0, 0.0, 100.0, 10.0];
            numbers[place] = wrong;
            let [seed, epoch, count, block] = numbers;
            refused(epoch_order(seed, epoch, count, block), option);
        }
        refused(trainer.explain(&images.subarray(0, 784), &"conv1".into(), wrong, 0.0, 0.0), "unknown-unit");
        refused(trainer.explain(&images.subarray(0, 784), &"conv1".into(), 0.0, 0.0, wrong), "unknown-unit");
        refused(trainer.follow(Some("conv1.weight".into()), Some(wrong)), "unknown-unit");
    }
    let message = refused(epoch_order(1.0, 0.0, 4e9, 10.0), option);
    assert_eq!(message, "count is 4000000000; it must be a whole number from 0 to 10000000");
    refused(trainer.share(0.0, 0.0, 2.0), option);
    for label in [259.0, 10.0, -1.0, 3.5, f64::NAN] {
        refused(trainer.gradients(&images.subarray(0, 784), label), "label-out-of-range");
    }
    let memory = trainer.memory();
    for steps in [-1.0, 0.5, 1e16, f64::NAN, f64::INFINITY] {
        refused(trainer.resume(&memory, steps), option);
    }
    memory.set_index(3, f32::NAN);
    refused(trainer.resume(&memory, 1.0), "malformed-memory");
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
    assert_eq!(number(&recipe_for(&"modern".into()).unwrap(), "learningRate"), 0.004);

    let option = get(&complete(r#"{"momentum": 1}"#).unwrap_err(), "option");
    assert_eq!((text(&option, "setting"), number(&option, "most")), ("momentum".into(), 1.0));
    assert_eq!((get(&option, "below"), get(&option, "above")), (JsValue::TRUE, JsValue::UNDEFINED));
    let option = get(&complete(r#"{"batch": 60000}"#).unwrap_err(), "option");
    assert_eq!((text(&option, "setting"), number(&option, "most")), ("batch".into(), 5775.0));
    refused(complete(r#"{"batch": "many"}"#), "invalid-option");
    refused(complete_recipe(json("{}"), "lenet6".into()), "unknown-network");
}

#[wasm_bindgen_test]
fn numbers_look_as_rust_writes_them() {
    let told = |recipe: String| refused(complete_recipe(json(&recipe), "article".into()), "invalid-option");
    for epsilon in [-0.1, 2.0, 1.5e25, 123_456_789_012_345_680_000_000.0, 2.5e-31, -1.25e-7, 1e21, f64::MAX, 5e-324] {
        let recipe = format!(r#"{{"optimizer": {{"kind": "adam", "epsilon": {epsilon}}}}}"#);
        let expected = format!("optimizer.epsilon is {epsilon}; it must be from {} to 1", 1e-30);
        assert_eq!(told(recipe), expected);
    }
    for rate in [-0.1_f32, -0.001, -1e-8, 1234.567, 100.25] {
        let recipe = format!(r#"{{"learningRate": {rate}}}"#);
        assert_eq!(told(recipe), format!("learningRate is {rate}; it must be above 0 and at most 100"));
    }
    let deep = "[".repeat(200) + &"]".repeat(200);
    assert!(told(format!(r#"{{"optimizer": {deep}}}"#)).ends_with("it is nested too deeply"));
}

/// Whatever JavaScript hands over: an error with a code, and a trainer that goes on.
#[wasm_bindgen_test]
fn values_of_other_types_are_refused() {
    let (images, labels) = batch();
    let mut trainer = trainer("{}");
    let wrong = "wrong-type";
    let numbers = Array::from(&images);
    let floats = Float32Array::new(&images);
    for value in [numbers.as_ref(), floats.as_ref(), &JsValue::UNDEFINED, &JsValue::from("bytes"), &JsValue::from(7)] {
        let array: &Uint8Array = value.unchecked_ref();
        let message = refused(trainer.step(array, &labels), wrong);
        assert_eq!(message, "the images must be a Uint8Array");
        refused(trainer.step(&images, array), wrong);
        refused(trainer.begin(&images, array, 0.0, 2.0), wrong);
        refused(trainer.evaluate(array, &labels), wrong);
        refused(trainer.predict(array), wrong);
        refused(trainer.activations(array), wrong);
        refused(trainer.explain(array, &"conv1".into(), 0.0, 0.0, 0.0), wrong);
        refused(trainer.gradients(array, 1.0), wrong);
        refused(Trainer::load(array, JsValue::UNDEFINED), wrong);
        refused(digit_from_image(array, 28.0, 28.0), wrong);
        refused(digit_from_image_data(value.unchecked_ref()), wrong);
    }
    let part: &Float32Array = numbers.unchecked_ref();
    refused(trainer.read_part(10.0, 0.0, 1.0, part), wrong);
    refused(trainer.write_part(10.0, 0.0, 1.0, JsValue::UNDEFINED.unchecked_ref()), wrong);
    refused(trainer.resume(part, 0.0), wrong);
    refused(trainer.resume(JsValue::NULL.unchecked_ref(), 0.0), wrong);
    refused(trainer.finish(part.unchecked_ref(), 10.0), wrong);
    refused(trainer.finish(JsValue::UNDEFINED.unchecked_ref(), 10.0), wrong);
    refused(digit_from_strokes(&Array::of1(&numbers), 8.0), wrong);
    refused(digit_from_strokes(JsValue::UNDEFINED.unchecked_ref(), 8.0), wrong);
    refused(digit_from_strokes(&Array::of1(&Float32Array::new_with_length(4_000_002)), 8.0), "wrong-length");
    let seven = JsValue::from(7);
    refused(trainer.explain(&images.subarray(0, 784), seven.unchecked_ref(), 0.0, 0.0, 0.0), wrong);
    refused(trainer.follow(Some(seven.clone().unchecked_into()), Some(0.0)), wrong);
    refused(preset(seven.unchecked_ref()), wrong);
    refused(recipe_for(seven.unchecked_ref()), wrong);
    trainer.step(&images, &labels).unwrap();
    assert_eq!(trainer.steps(), 1.0);
}

#[wasm_bindgen_test]
fn what_json_cannot_hold_is_refused() {
    let itself = Object::new();
    Reflect::set(&itself, &"seed".into(), &itself).unwrap();
    let large = Object::new();
    Reflect::set(&large, &"seed".into(), &js_sys::BigInt::from(1).into()).unwrap();
    for options in [itself, large] {
        let message = refused(Trainer::new(options.into()), "invalid-option");
        assert_eq!(message, "the options: JSON cannot hold it");
    }
    refused(Trainer::new(Array::new().into()), "invalid-option");
    refused(Trainer::new(js_sys::Function::new_no_args("").into()), "invalid-option");
    refused(describe(JsValue::UNDEFINED), "invalid-network");
    refused(complete_recipe(JsValue::UNDEFINED, "article".into()), "invalid-option");
}
