//! The article's arithmetic, and what is said of networks that do not fit together.

#![cfg(not(target_arch = "wasm32"))]

use lenet::Error;
use lenet::spec::{Function, InputSpec, LayerPlan, LayerSpec, NetworkSpec, PoolMethod};

fn conv(name: &str, filters: u32, kernel: u32, stride: u32, padding: u32) -> LayerSpec {
    LayerSpec::Conv { name: name.into(), filters, kernel, stride, padding, connections: None }
}

fn pool(size: u32) -> LayerSpec {
    LayerSpec::Pool { name: None, method: PoolMethod::Max, size, stride: 2 }
}

fn linear(name: &str, units: u32) -> LayerSpec {
    LayerSpec::Linear { name: name.into(), units }
}

fn flatten() -> LayerSpec {
    LayerSpec::Flatten { name: None }
}

fn network(side: u32, layers: Vec<LayerSpec>) -> NetworkSpec {
    NetworkSpec::new("test", InputSpec::new(1, side, side), layers)
}

#[track_caller]
fn complaint(side: u32, layers: Vec<LayerSpec>) -> String {
    network(side, layers).walk().unwrap_err().to_string()
}

#[test]
fn the_articles_program_line_by_line() {
    let walk = NetworkSpec::preset("article").unwrap().walk().unwrap();
    let line = |plan: &LayerPlan| (plan.name.clone(), plan.output.sizes(), plan.weight_shape.clone(), plan.parameters);
    let lines: Vec<_> = walk.iter().map(line).collect();
    let expected = [
        ("conv1", vec![6, 24, 24], Some(vec![6, 1, 5, 5]), 156),
        ("sigmoid1", vec![6, 24, 24], None, 0),
        ("pool1", vec![6, 12, 12], None, 0),
        ("sigmoid2", vec![6, 12, 12], None, 0),
        ("conv2", vec![16, 8, 8], Some(vec![16, 6, 5, 5]), 2_416),
        ("pool2", vec![16, 4, 4], None, 0),
        ("conv3", vec![120, 1, 1], Some(vec![120, 16, 4, 4]), 30_840),
        ("flatten", vec![120], None, 0),
        ("fc1", vec![64], Some(vec![120, 64]), 7_744),
        ("sigmoid3", vec![64], None, 0),
        ("fc2", vec![10], Some(vec![64, 10]), 650),
    ];
    assert_eq!(lines, expected.map(|(name, output, weight, parameters)| (name.into(), output, weight, parameters)));
    assert_eq!(walk.iter().map(|plan| plan.parameters).sum::<u64>(), 41_806);
    assert_eq!(walk.iter().map(|plan| plan.multiply_adds).sum::<u64>(), 279_040);
}

#[test]
fn the_articles_walk_on_32x32() {
    let layers = vec![
        conv("c1", 6, 5, 1, 0),
        pool(2),
        conv("c3", 16, 5, 1, 0),
        pool(2),
        conv("c5", 120, 5, 1, 0),
        flatten(),
        linear("f6", 84),
        linear("output", 10),
    ];
    let walk = network(32, layers).walk().unwrap();
    let sides: Vec<usize> = walk.iter().map(|plan| *plan.output.sizes().last().unwrap()).collect();
    assert_eq!(sides, [28, 14, 10, 5, 1, 120, 84, 10]);
    // C1 as LeCun et al. (1998) count it.
    assert_eq!((walk[0].parameters, walk[0].connections), (156, 122_304));
}

#[test]
fn formulas_carry_their_numbers() {
    let layers = vec![conv("a", 2, 3, 2, 1), pool(3), flatten(), linear("b", 10)];
    let walk = network(28, layers).walk().unwrap();
    let formulas: Vec<_> = walk.iter().map(|plan| plan.formula.clone().unwrap_or_default()).collect();
    let expected = ["floor((28 - 3 + 2) / 2) + 1 = 14", "floor((14 - 3) / 2) + 1 = 6", "2 x 6 x 6 = 72", ""];
    assert_eq!(formulas, expected);
}

#[test]
fn a_kernel_too_large_is_told_what_fits() {
    let layers = vec![pool(2), pool(2), pool(2), conv("conv3", 4, 5, 1, 0), flatten(), linear("output", 10)];
    assert_eq!(
        complaint(32, layers),
        "conv3: a 5x5 kernel does not fit the 4x4 maps of pool3; use 4 or set padding to 1"
    );
    assert_eq!(
        complaint(28, vec![pool(29)]),
        "pool1: a 29x29 window does not fit the 28x28 pixels of the input; use 28"
    );
}

#[test]
fn layers_in_the_wrong_order_are_told_the_right_one() {
    assert_eq!(
        complaint(28, vec![linear("fc", 10)]),
        "fc: it reads a line of numbers, but the input gives maps; put a flatten before it"
    );
    assert_eq!(
        complaint(28, vec![flatten(), conv("conv", 1, 1, 1, 0)]),
        "conv: it reads maps, but flatten gives a line of 784 numbers; put it before the flatten"
    );
}

#[test]
fn the_end_must_be_ten_numbers() {
    assert!(complaint(28, vec![]).contains("no layers"));
    assert!(complaint(28, vec![flatten(), linear("fc", 9)]).contains("10 numbers"));
    assert!(complaint(28, vec![conv("c", 10, 28, 1, 0)]).contains("10 numbers"));
}

#[test]
fn connection_tables_are_held_to_their_maps() {
    let told = |connections: &[&[u8]]| {
        let connections = Some(connections.iter().map(|row| row.to_vec()).collect());
        let c3 = LayerSpec::Conv { name: "c3".into(), filters: 2, kernel: 5, stride: 1, padding: 0, connections };
        complaint(28, vec![conv("c1", 3, 5, 1, 0), c3])
    };
    assert_eq!(told(&[&[1, 1, 1]]), "c3: its connection table has 1 rows; it needs 2, one for each filter");
    assert_eq!(
        told(&[&[1, 1, 1], &[1, 1]]),
        "c3: row 2 of its connection table has 2 columns; it needs 3, one for each map of c1"
    );
    assert_eq!(
        told(&[&[1, 1, 1], &[1, 0, 2]]),
        "c3: row 2, column 3 of its connection table is 2; use 1 for connected, 0 for not"
    );
    assert_eq!(
        told(&[&[0, 0, 0], &[1, 1, 1]]),
        "c3: filter 1 reads no map; connect it with at least one, or use a filter less"
    );
    // Only connected kernels count.
    let connections = Some(vec![vec![1, 0, 1], vec![0, 1, 0]]);
    let c3 = LayerSpec::Conv { name: "c3".into(), filters: 2, kernel: 5, stride: 1, padding: 0, connections };
    let layers = vec![conv("c1", 3, 5, 1, 0), c3, flatten(), linear("output", 10)];
    let walk = network(28, layers).walk().unwrap();
    assert_eq!((walk[1].parameters, walk[1].connections), (77, 77 * 400));
    assert_eq!(walk[1].multiply_adds, 75 * 400);
}

#[test]
fn codes_are_compared_at_the_end_only() {
    let rbf = || LayerSpec::Rbf { name: "output".into() };
    assert_eq!(
        complaint(28, vec![flatten(), rbf()]),
        "output: it compares 84 numbers with bitmaps of 12x7, but flatten gives 784; put a linear layer of 84 units before it"
    );
    assert_eq!(
        complaint(28, vec![flatten(), linear("f6", 84), rbf(), linear("fc", 10)]),
        "output: its distances are the network's answer; make it the last layer"
    );
    assert!(complaint(28, vec![rbf()]).contains("put a flatten before it"));
}

#[test]
fn paper_and_ink_have_bounds() {
    let told = |background, ink| {
        let input = InputSpec { background, ink, ..InputSpec::new(1, 28, 28) };
        NetworkSpec::new("test", input, vec![]).walk().unwrap_err().to_string()
    };
    assert_eq!(told(-101.0, 1.0), "input: background is -101; it must be from -100 to 100");
    assert!(told(0.0, f32::NAN).starts_with("input: ink is NaN"));
    assert!(told(0.5, 0.5).contains("a digit would not be seen"));
}

#[test]
fn problems_are_data_too() {
    let layers = vec![pool(2), pool(2), pool(2), conv("conv3", 4, 5, 1, 0)];
    let Err(Error::InvalidNetwork { layer, problem }) = network(32, layers).walk() else { panic!("it fits") };
    assert_eq!(layer, "conv3");
    let json = serde_json::to_value(&problem).unwrap();
    let details = serde_json::json!({
        "previous": "pool3", "kernel": 5, "height": 4, "width": 4, "fits": 4, "padding": 1
    });
    assert_eq!(json, serde_json::json!({ "code": "kernel-too-large", "details": details }));
}

#[test]
fn sizes_and_names_have_bounds() {
    for (size, filters) in [(0, 1), (1, 0), (u32::MAX, 1), (1, u32::MAX)] {
        assert!(complaint(28, vec![conv("c", filters, size, 1, 0)]).contains("it must be from 1 to 4096"));
    }
    assert!(complaint(28, vec![conv("c", 1, 1, 0, 0)]).contains("stride is 0"));
    assert!(
        complaint(28, vec![conv("c", 1, 1, 1, u32::MAX)]).contains("padding is 4294967295; it must be from 0 to 4096")
    );
    assert!(complaint(0, vec![]).contains("height is 0"));
    assert!(complaint(4096, vec![conv("c", 4096, 1, 1, 0)]).contains("outputs up to here; at most"));
    // On 32 bits the counts of such layers would wrap around.
    assert!(complaint(900, vec![conv("c", 4096, 1, 1, 4096)]).contains("outputs up to here; at most"));
    assert!(complaint(900, vec![conv("c", 1, 4096, 1, 4096)]).contains("outputs up to here; at most"));
    // What the padding makes of an image is kept, too.
    let padded = complaint(28, vec![conv("c", 1, 1997, 1, 986), flatten(), linear("output", 10)]);
    assert_eq!(padded, "c: 4000800 outputs up to here; at most 1000000, padding included");
    assert!(complaint(600, vec![conv("c", 1, 300, 1, 0)]).contains("multiplications for a picture"));
    assert!(complaint(28, vec![flatten(), linear("a", 4096), linear("b", 4096)]).contains("parameters; at most"));
    for name in ["", "a b", "../x", &"n".repeat(33)] {
        assert!(complaint(28, vec![conv(name, 1, 1, 1, 0)]).contains("name must be"));
    }
    for name in ["input", "probabilities"] {
        let told = format!(
            "network: \"{name}\" cannot be a layer's name: the picture or the probabilities are called so; choose another"
        );
        assert_eq!(complaint(28, vec![conv(name, 1, 1, 1, 0)]), told);
    }
    assert!(complaint(28, vec![conv("x", 1, 1, 1, 0), conv("x", 1, 1, 1, 0)]).contains("two layers have this name"));
    assert!(complaint(28, vec![conv("pool1", 1, 1, 1, 0), pool(2)]).contains("two layers have this name"));
    let many = vec![LayerSpec::Activation { name: None, function: Function::Relu }; 65];
    assert!(complaint(28, many).contains("65 layers"));
}

#[test]
fn json_is_the_contracts() {
    let json = r#"{
        "name": "small",
        "input": {"channels": 1, "height": 28, "width": 28},
        "layers": [
            {"kind": "conv", "name": "conv1", "filters": 2, "kernel": 5},
            {"kind": "activation", "function": "tanh"},
            {"kind": "pool", "method": "average", "size": 2, "stride": 2},
            {"kind": "flatten"},
            {"kind": "linear", "name": "fc", "units": 10}
        ]
    }"#;
    let spec: NetworkSpec = serde_json::from_str(json).unwrap();
    assert_eq!(spec.walk().unwrap().len(), 5);
    let again: NetworkSpec = serde_json::from_str(&serde_json::to_string(&spec).unwrap()).unwrap();
    assert_eq!(again, spec);

    let problem =
        |from: &str, to: &str| serde_json::from_str::<NetworkSpec>(&json.replace(from, to)).unwrap_err().to_string();
    assert!(problem("\"kernel\"", "\"kernal\"").contains("kernal"));
    assert!(problem("tanh", "tan").contains("tan"));
    assert!(problem("\"filters\": 2", "\"filters\": -2").contains("-2"));
    assert!(problem("\"flatten\"", "\"flattener\"").contains("flattener"));
}

/// A layer of the kind that comes after another's; a new kind has its place here, or this does not compile.
fn next_kind(layer: &LayerSpec) -> Option<LayerSpec> {
    let name = Some("named".to_owned());
    match layer {
        LayerSpec::Conv { .. } => Some(LayerSpec::Pool { name, method: PoolMethod::Trainable, size: 2, stride: 1 }),
        LayerSpec::Pool { .. } => Some(LayerSpec::Activation { name, function: Function::ScaledTanh }),
        LayerSpec::Activation { .. } => Some(LayerSpec::Flatten { name }),
        LayerSpec::Flatten { .. } => Some(linear("fc", 84)),
        LayerSpec::Linear { .. } => Some(LayerSpec::Rbf { name: "codes".into() }),
        LayerSpec::Rbf { .. } => None,
    }
}

#[test]
fn every_kind_of_layer_comes_back_from_json() {
    let connections = Some(vec![vec![1], vec![1]]);
    let first = LayerSpec::Conv { name: "c".into(), filters: 2, kernel: 5, stride: 3, padding: 2, connections };
    let layers = std::iter::successors(Some(first), next_kind).collect();
    let spec = network(28, layers);
    let again: NetworkSpec = serde_json::from_str(&serde_json::to_string(&spec).unwrap()).unwrap();
    assert_eq!(again, spec);
}

#[test]
fn presets_walk_and_others_are_unknown() {
    for name in NetworkSpec::PRESETS {
        let spec = NetworkSpec::preset(name).unwrap();
        assert_eq!(spec.name, name);
        spec.walk().unwrap();
    }
    let error = NetworkSpec::preset("lenet6").unwrap_err();
    assert_eq!(error.code(), "unknown-network");
    assert!(error.to_string().contains("article"));
}
