//! Single layers and the loss, forward and backward, against PyTorch's: `tests/golden/torch_layers.py` made the tensors.

use crate::json::FromJson;
use crate::layer::build;
use crate::loss::Criterion;
use crate::spec::{InputSpec, LayerSpec, NetworkSpec};
use crate::testing::backward;
use safetensors::SafeTensors;
use serde_json::Value;

const FILE: &[u8] = include_bytes!("../tests/golden/layers.safetensors");

/// The cases that are no layer but an end.
const LOSSES: [(&str, Criterion); 2] =
    [("softmax_cross_entropy", Criterion::Logits), ("distances", Criterion::Distances)];

fn bytes(name: &str) -> Vec<u8> {
    SafeTensors::deserialize(FILE).unwrap().tensor(name).unwrap().data().to_vec()
}

/// A tensor's numbers; none if there is no such tensor.
fn floats(name: &str) -> Vec<f32> {
    let file = SafeTensors::deserialize(FILE).unwrap();
    let Ok(tensor) = file.tensor(name) else { return Vec::new() };
    tensor.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

fn cases() -> Vec<(String, Value)> {
    let (_, metadata) = SafeTensors::read_metadata(FILE).unwrap();
    let json = &metadata.metadata().as_ref().unwrap()["cases"];
    serde_json::from_str::<serde_json::Map<String, Value>>(json).unwrap().into_iter().collect()
}

/// Fails unless the numbers agree to a millionth of the largest of them, or of 1.
#[track_caller]
fn check(what: &str, actual: &[f32], expected: &[f32]) {
    assert_eq!(actual.len(), expected.len(), "{what}");
    let largest = expected.iter().map(|value| value.abs()).fold(1.0, f32::max);
    let difference = actual.iter().zip(expected).map(|(a, e)| (a - e).abs() / largest).fold(0.0, f32::max);
    println!("{what}: largest difference {difference:.1e}");
    assert!(difference <= 1e-6, "{what}: {difference:e}");
}

/// The layer of a case, and the line of ten numbers that every network ends in.
fn network(case: &Value, shape: &[usize]) -> NetworkSpec {
    let mut layer = case.clone();
    layer["name"] = "layer".into();
    let mut layers: Vec<LayerSpec> = vec![LayerSpec::from_json(&layer).unwrap(), LayerSpec::Flatten { name: None }];
    if shape.len() == 2 {
        layers.swap(0, 1);
    }
    if case["kind"] != "rbf" {
        layers.push(LayerSpec::Linear { name: "output".into(), units: 10 });
    }
    let size = |axis: usize| shape.get(axis).map_or(1, |size| *size as u32);
    NetworkSpec::new("case", InputSpec::new(size(1), size(2), size(3)), layers)
}

#[test]
fn single_layers_equal_pytorchs() {
    let file = SafeTensors::deserialize(FILE).unwrap();
    let mut checked = 0;
    for (name, case) in cases() {
        let tensor = |suffix: &str| floats(&format!("{name}.{suffix}"));
        if LOSSES.iter().any(|(kind, _)| case["kind"] == *kind) {
            continue;
        }
        let shape = file.tensor(&format!("{name}.input")).unwrap().shape().to_vec();
        let plans = network(&case, &shape).walk().unwrap();
        let plan = plans.iter().find(|plan| plan.name == "layer").unwrap();
        let mut layer = build(plan);
        let (batch, input) = (shape[0], tensor("input"));
        let parameters = [tensor("weight"), tensor("bias")].concat();

        let mut output = vec![f32::NAN; batch * plan.output.len()];
        layer.forward(&parameters, &input, &mut output, batch);
        check(&format!("{name}, output"), &output, &tensor("output"));

        let output_gradient = tensor("output_gradient");
        let (gradients, input_gradient) = backward(&mut *layer, &parameters, &input, &output, &output_gradient, batch);
        check(&format!("{name}, input gradient"), &input_gradient, &tensor("input_gradient"));
        let expected = [tensor("weight_gradient"), tensor("bias_gradient")].concat();
        check(&format!("{name}, parameter gradients"), &gradients, &expected);
        checked += 1;
    }
    assert_eq!(checked, 19);
}

#[test]
fn the_losses_equal_pytorchs() {
    let mut checked = 0;
    for (name, case) in cases() {
        let Some((_, criterion)) = LOSSES.iter().find(|(kind, _)| case["kind"] == *kind) else { continue };
        let mut outputs = floats(&format!("{name}.input"));
        let labels = bytes(&format!("{name}.labels"));
        let loss = criterion.loss(&mut outputs, &labels, labels.len());
        check(&name, &[(loss.sum / labels.len() as f64) as f32], &floats(&format!("{name}.output")));
        check(&format!("{name}, gradient"), &outputs, &floats(&format!("{name}.input_gradient")));
        checked += 1;
    }
    assert_eq!(checked, 4);
}
