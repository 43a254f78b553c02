use super::*;
use crate::spec::{InputSpec, LayerSpec, NetworkSpec, PoolMethod};

fn read(json: &str) -> serde_json::Result<Recipe> {
    serde_json::from_str(json)
}

#[test]
fn what_is_left_out_is_the_articles() {
    assert_eq!(read("{}").unwrap(), Recipe::default());
    let flat = read(r#"{"learningRate": 0.1, "momentum": 0.5}"#).unwrap();
    assert_eq!((flat.learning_rate, flat.momentum), (0.1, 0.5));
    let adam = read(r#"{"optimizer": {"kind": "adam"}, "schedule": {"kind": "one_cycle"}}"#).unwrap();
    assert_eq!((adam.optimizer, adam.schedule), (Method::ADAM, Schedule::ONE_CYCLE));
    for wrong in [r#"{"epoch": 1}"#, r#"{"optimizer": {"kind": "adam", "beta": 1}}"#, r#"{"schedule": "constant"}"#] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_presets_recipe_is_sound_and_survives_json() {
    for name in NetworkSpec::PRESETS {
        let recipe = Recipe::for_network(name);
        recipe.check().unwrap();
        assert_eq!(read(&serde_json::to_string(&recipe).unwrap()).unwrap(), recipe);
    }
    assert_eq!(Recipe::for_network("article"), Recipe::default());
}

#[test]
fn a_double_is_read_to_its_last_bit() {
    for beta in [0.999_999_999_999_999_9_f64, 0.123_456_789_012_345_68, 1e-30, 0.1 + 0.2] {
        let json = format!(r#"{{"optimizer": {{"kind": "adam", "beta1": {beta:?}, "epsilon": {beta:?}}}}}"#);
        let Method::Adam { beta1, epsilon, .. } = read(&json).unwrap().optimizer else { panic!("it is Adam") };
        assert_eq!([beta1, epsilon].map(f64::to_bits), [beta.to_bits(); 2], "{json}");
    }
}

#[test]
fn nothing_is_no_number() {
    // What JSON makes of a NaN.
    for json in [r#"{"totalSteps": null}"#, r#"{"momentum": null}"#] {
        assert!(read(json).unwrap_err().to_string().contains("null is not a"), "{json}");
    }
}

#[test]
fn settings_out_of_range_are_told_what_they_may_be() {
    for (json, told) in [
        (r#"{"learningRate": 0}"#, "learningRate is 0; it must be above 0 and at most 100"),
        (r#"{"momentum": 1}"#, "momentum is 1; it must be from 0 to below 1"),
        (r#"{"optimizer": {"kind": "adam", "beta2": 1}}"#, "optimizer.beta2 is 1; it must be from 0 to below 1"),
        (r#"{"weightDecay": -1}"#, "weightDecay is -1; it must be from 0 to 1"),
        (r#"{"weightDecay": 1, "learningRate": 50}"#, "weightDecay is 1; it must be from 0 to 0.02"),
        (r#"{"batch": 0}"#, "batch is 0; it must be from 1 to 60000"),
        (r#"{"epochs": 0}"#, "epochs is 0; it must be from 1 to 10000"),
        (r#"{"totalSteps": 0}"#, "totalSteps is 0; it must be from 1 to 1099511627776"),
        (r#"{"schedule": {"kind": "one_cycle", "pctStart": 1.5}}"#, "schedule.pctStart is 1.5; it must be from 0 to 1"),
        (r#"{"augmentation": {"scaling": 1}}"#, "augmentation.scaling is 1; it must be from 0 to 0.9"),
    ] {
        assert_eq!(read(json).unwrap().check().unwrap_err().to_string(), told);
    }
}

#[test]
fn a_batch_fits_into_memory() {
    let told = |network: &str, batch| {
        let walk = NetworkSpec::preset(network).unwrap().walk().unwrap();
        Recipe { batch, ..Recipe::default() }.check_for(walk.iter()).map_err(|error| error.to_string())
    };
    assert_eq!(told("article", 5000), Ok(()));
    assert_eq!(told("article", 60_000).unwrap_err(), "batch is 60000; it must be from 1 to 5775");
    assert!(told("article", 0).is_err());

    // A wide padding, and a large picture, count as what they take.
    let most = |side, first| {
        let layers =
            vec![first, LayerSpec::Flatten { name: None }, LayerSpec::Linear { name: "output".into(), units: 10 }];
        most_images(NetworkSpec::new("test", InputSpec::new(1, side, side), layers).walk().unwrap().iter())
    };
    let (filters, connections) = (1, None);
    let conv = LayerSpec::Conv { name: "conv".into(), filters, kernel: 397, stride: 1, padding: 186, connections };
    assert_eq!(most(28, conv), 64_000_000 / (28 * 28 + 400 * 400 + 16 + 16 + 10));
    // Patches of a larger stride are copied.
    let conv = LayerSpec::Conv { name: "conv".into(), filters: 1, kernel: 6, stride: 2, padding: 0, connections: None };
    assert_eq!(most(28, conv), 64_000_000 / (28 * 28 + 12 * 12 + 36 * 12 * 12 + 12 * 12 + 10));
    let pool = LayerSpec::Pool { name: None, method: PoolMethod::Average, size: 900, stride: 1 };
    assert_eq!(most(900, pool), 64_000_000 / (900 * 900 + 1 + 1 + 10));
}

#[test]
fn a_run_is_as_long_as_its_whole_batches() {
    let recipe = Recipe { batch: 64, epochs: 2, ..Recipe::default() };
    assert_eq!(recipe.length(), Length { total: 1874, epoch: 937 });
    assert_eq!(Recipe { total_steps: Some(9), ..recipe }.length(), Length { total: 9, epoch: 4 });
    let falls = Recipe { schedule: Schedule::Step { every: 1, factor: 0.5 }, total_steps: Some(9), ..recipe };
    assert_eq!([3, 4].map(|step| falls.rate(step)), [0.001, 0.0005]);
    // Of fewer steps than epochs each is one.
    let short =
        Recipe { schedule: Schedule::Step { every: 2, factor: 0.5 }, epochs: 5, total_steps: Some(3), ..recipe };
    assert_eq!([0, 1, 2].map(|step| short.rate(step)), [0.001, 0.001, 0.0005]);
}
