//! Maps, gradients, and how a number came about.

use super::*;

#[wasm_bindgen_test]
fn every_layer_shows_its_maps() {
    let mut trainer = trainer("{}");
    let activations = trainer.activations(&batch().0.subarray(0, 784)).unwrap();
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
fn units_are_explained() {
    let mut trainer = trainer("{}");
    let image = &batch().0.subarray(0, 784);
    let explanation = trainer.explain(image, &"conv2".into(), 3.0, 1.0, 7.0).unwrap();
    assert_eq!((text(&explanation, "layer"), text(&explanation, "reads")), ("conv2".into(), "sigmoid2".into()));
    assert_eq!(number(&get(&explanation, "unit"), "column"), 7.0);
    let fields = Array::from(&get(&explanation, "receptiveField"));
    assert_eq!(fields.length(), 5);
    assert_eq!(text(&fields.get(0), "layer"), "input");
    assert!(get(&fields.get(0), "map").is_undefined());
    let behind = Array::from(&get(&explanation, "projectiveField"));
    assert_eq!((behind.length(), text(&behind.get(0), "layer")), (1, "pool2".into()));
    assert_eq!((number(&behind.get(0), "map"), number(&behind.get(0), "left")), (3.0, 3.0));
    let arithmetic = get(&explanation, "arithmetic");
    assert_eq!(text(&arithmetic, "kind"), "patches");
    let patches = Array::from(&get(&arithmetic, "patches"));
    assert_eq!(Array::from(&get(&patches.get(5), "inputs")).length(), 25);
    let sum: f64 = patches.iter().map(|patch| number(&patch, "sum")).sum();
    let total = sum + number(&arithmetic, "bias");
    assert!((total - number(&explanation, "value")).abs() < 1e-5);

    let rest = get(&trainer.explain(image, &"fc1".into(), 63.0, 0.0, 0.0).unwrap(), "arithmetic");
    assert_eq!((text(&rest, "kind"), number(&rest, "restCount")), ("contributions".into(), 110.0));
    assert_eq!(Array::from(&get(&rest, "weights")).length(), 120);
    let window = get(&trainer.explain(image, &"pool1".into(), 5.0, 0.0, 0.0).unwrap(), "arithmetic");
    assert_eq!(text(&window, "method"), "max");

    refused(trainer.explain(image, &"conv9".into(), 0.0, 0.0, 0.0), "unknown-unit");
    refused(trainer.explain(image, &"conv2".into(), 16.0, 0.0, 0.0), "unknown-unit");
    refused(trainer.explain(&Uint8Array::new_with_length(0), &"conv2".into(), 0.0, 0.0, 0.0), "wrong-length");
}

#[wasm_bindgen_test]
fn gradients_and_updates_are_told() {
    let mut trainer = trainer("{}");
    let (images, labels) = batch();
    let gradients = trainer.gradients(&images.subarray(0, 784), 4.0).unwrap();
    assert_eq!(gradients.length(), 11);
    assert_eq!(text(&gradients.get(10), "name"), "fc2");
    let logits = get(&gradients.get(10), "values").unchecked_into::<Float32Array>().to_vec();
    assert!(logits.iter().enumerate().all(|(digit, gradient)| (*gradient < 0.0) == (digit == 4)));
    refused(trainer.gradients(&images, 4.0), "wrong-length");
    refused(trainer.gradients(&images.subarray(0, 784), 10.0), "label-out-of-range");

    assert!(trainer.followed().is_undefined());
    trainer.follow(Some("fc2.weight".into()), Some(639.0)).unwrap();
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
    refused(trainer.follow(Some("fc2.weight".into()), Some(640.0)), "unknown-unit");
    refused(trainer.follow(Some("fc3.weight".into()), Some(0.0)), "unknown-unit");
    trainer.follow(None, None).unwrap();
    assert!(trainer.followed().is_undefined());

    let mut trainer = self::trainer(r#"{"optimizer": {"kind": "adam"}}"#);
    trainer.follow(Some("conv2.weight".into()), Some(0.0)).unwrap();
    trainer.step(&images, &labels).unwrap();
    let update = get(&trainer.followed(), "update");
    let rule = get(&update, "rule");
    assert_eq!(text(&rule, "kind"), "adam");
    assert_eq!(Array::from(&get(&rule, "betas")).get(1), 0.999);
    let quotient = number(&rule, "mean") / (number(&rule, "square").sqrt() / number(&rule, "spread"));
    let moved = number(&update, "before") - number(&update, "after");
    assert!((moved - number(&rule, "size") * quotient).abs() < 1e-6);
}
