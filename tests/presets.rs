//! The networks by name: every layer's shape and counts, as the article and LeCun et al. (1998) have them.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::{project, test_digits};
use lenet::format::safetensors;
use lenet::spec::{CODES, LayerPlan, NetworkSpec};
use lenet::{Network, Recipe, Trainer};

fn walk(name: &str) -> Vec<LayerPlan> {
    NetworkSpec::preset(name).unwrap().walk().unwrap()
}

/// Name, output shape, parameters and connections of each layer that is not an activation or the flattening.
fn lines(walk: &[LayerPlan]) -> Vec<(&str, Vec<usize>, u64, u64)> {
    let told = |plan: &&LayerPlan| plan.function.is_none() && plan.name != "flatten";
    let line = |plan: &LayerPlan| (plan.output.sizes(), plan.parameters, plan.connections);
    walk.iter().filter(told).map(|plan| (plan.name.as_str(), line(plan))).map(|(n, (o, p, c))| (n, o, p, c)).collect()
}

fn total(walk: &[LayerPlan], count: impl Fn(&LayerPlan) -> u64) -> u64 {
    walk.iter().map(count).sum()
}

#[test]
fn lenet5_is_the_articles_walk() {
    let walk = walk("lenet5");
    let formulas = |name: &str| walk.iter().find(|plan| plan.name == name).unwrap().formula.clone().unwrap();
    assert_eq!(formulas("conv1"), "(32 - 5 + 0) / 1 + 1 = 28");
    assert_eq!(formulas("pool1"), "(28 - 2) / 2 + 1 = 14");
    assert_eq!(formulas("conv2"), "(14 - 5 + 0) / 1 + 1 = 10");
    assert_eq!(formulas("pool2"), "(10 - 2) / 2 + 1 = 5");
    assert_eq!(formulas("conv3"), "(5 - 5 + 0) / 1 + 1 = 1");
    let expected = [
        ("conv1", vec![6, 28, 28], 156, 122_304),
        ("pool1", vec![6, 14, 14], 0, 4_704),
        ("conv2", vec![16, 10, 10], 2_416, 241_600),
        ("pool2", vec![16, 5, 5], 0, 1_600),
        ("conv3", vec![120, 1, 1], 48_120, 48_120),
        ("fc1", vec![84], 10_164, 10_164),
        ("fc2", vec![10], 850, 850),
    ];
    assert_eq!(lines(&walk), expected);
    assert_eq!(total(&walk, |plan| plan.parameters), 61_706);
}

#[test]
fn lenet5_1998_counts_as_published() {
    let walk = walk("lenet5-1998");
    let expected = [
        ("c1", vec![6, 28, 28], 156, 122_304),
        ("s2", vec![6, 14, 14], 12, 5_880),
        ("c3", vec![16, 10, 10], 1_516, 151_600),
        ("s4", vec![16, 5, 5], 32, 2_000),
        ("c5", vec![120, 1, 1], 48_120, 48_120),
        ("f6", vec![84], 10_164, 10_164),
        ("output", vec![10], 0, 840),
    ];
    assert_eq!(lines(&walk), expected);
    assert_eq!(total(&walk, |plan| plan.parameters), 60_000);
    assert_eq!(total(&walk, |plan| plan.connections), 340_908);
    // C3's table: 60 kernels of the 96 that there could be.
    let table = walk.iter().find_map(|plan| plan.connection_table.as_ref()).unwrap();
    assert_eq!(table.iter().flatten().filter(|cell| **cell == 1).count(), 60);
    // Each map of S2 is read by ten of C3.
    assert!((0..6).all(|map| table.iter().filter(|row| row[map] == 1).count() == 10));
}

#[test]
fn modern_has_the_articles_maps_and_twice_as_many() {
    let walk = walk("modern");
    let sides: Vec<usize> = walk.iter().map(|plan| *plan.output.sizes().last().unwrap()).collect();
    assert_eq!(sides, [24, 24, 12, 8, 8, 4, 1, 1, 128, 84, 84, 10]);
    assert_eq!(total(&walk, |plan| plan.parameters), 68_502);
}

#[test]
fn every_preset_survives_json_and_learns() {
    for name in NetworkSpec::PRESETS {
        let spec = NetworkSpec::preset(name).unwrap();
        assert_eq!(spec.name, name);
        let json = serde_json::to_string(&spec).unwrap();
        assert_eq!(serde_json::from_str::<NetworkSpec>(&json).unwrap(), spec);
        // What the article's network needs, its JSON says, and no more.
        assert_eq!(json.contains("initialization"), name == "lenet5-1998", "{json}");

        let rate = if name == "lenet5-1998" { 0.0005 } else { 0.01 };
        let mut trainer = Trainer::new(spec, Recipe { learning_rate: rate, ..Recipe::default() }).unwrap();
        // Two pictures, half black and half white.
        let images: Vec<u8> =
            (0..2 * 784).map(|pixel| if (pixel % 784 < 392) == (pixel < 784) { 255 } else { 0 }).collect();
        let first = trainer.step(&images, &[2, 7]).unwrap();
        for _ in 0..100 {
            trainer.step(&images, &[2, 7]).unwrap();
        }
        let evaluation = trainer.evaluate(&images, &[2, 7]).unwrap();
        assert!(evaluation.loss < first.loss, "{name}: {} after {}", evaluation.loss, first.loss);
    }
}

/// An untrained network of 1998, fed with what a digit's code is, answers with that digit.
#[test]
fn the_nearest_code_is_the_answer() {
    let spec: NetworkSpec = serde_json::from_str(
        r#"{"name": "codes", "input": {"channels": 1, "height": 12, "width": 7, "background": -1},
            "layers": [{"kind": "flatten"}, {"kind": "rbf", "name": "output"}]}"#,
    )
    .unwrap();
    let mut network = Network::new(spec, 1).unwrap();
    for (digit, code) in CODES.iter().enumerate() {
        network.input_mut(1).copy_from_slice(code);
        let distances = network.forward();
        assert_eq!(distances[digit], 0.0);
        // Each place that differs counts (1 - -1)^2.
        assert!(distances.iter().enumerate().all(|(other, distance)| other == digit || *distance >= 40.0));
    }
}

/// The weights that the page has at hand: what `lenet train --network NAME --seed 1` makes, of `modern` in twelve epochs, and how
/// many of the test digits they read right. Whoever changes the arithmetic makes them anew.
#[test]
fn shipped_weights_are_what_training_makes() {
    let digits = test_digits();
    for (name, right, digest) in [
        ("article", 0.9558, "2092fdbdc3dede6dd8b3b3f1ac308e6b29b4146c61756b485a13049b9cf2b681"),
        ("lenet5", 0.9877, "1f65278f822d2ad916ac96fc4fd12460c06e6c6a2b0661b342f63ce7faf99288"),
        ("lenet5-1998", 0.9895, "53215604127c775c1f9374a18b922b055ec6a2c3a7299f7147f42c2ab0ad45f2"),
        ("modern", 0.9951, "d6d14887d936f7e12c945e2b95b5fa2781eff4a086decc02bd35a6e4c10b3c3e"),
    ] {
        let file = std::fs::read(project(&format!("www/public/weights/{name}.safetensors"))).unwrap();
        let preset = NetworkSpec::preset(name).unwrap();
        let other = NetworkSpec { name: "other".into(), ..preset.clone() };
        let network = safetensors::load(&file, &other).unwrap();
        assert_eq!((network.spec(), network.weights_sha256().as_str()), (&preset, digest));
        let mut trainer = Trainer::with_network(network, Recipe::for_network(name)).unwrap();
        assert_eq!(trainer.evaluate(&digits.images, &digits.labels).unwrap().accuracy, right, "{name}");
    }
}
