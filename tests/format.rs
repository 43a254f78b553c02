//! Weights in files.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::Golden;
use lenet::format::safetensors::{load, save};
use lenet::spec::NetworkSpec;
use lenet::{Error, Network};

fn article() -> NetworkSpec {
    NetworkSpec::preset("article").unwrap()
}

#[test]
fn a_network_comes_back_as_it_was() {
    let network = Network::new(article(), 5).unwrap();
    let other = NetworkSpec { name: "other".into(), layers: Vec::new(), ..article() };
    let again = load(&save(&network), &other).unwrap();
    assert_eq!(again.spec(), network.spec());
    assert_eq!(again.weights_sha256(), network.weights_sha256());
}

#[test]
fn paddles_tensors_open_without_a_spec() {
    let golden = Golden::open("article-init.safetensors");
    let network = load(golden.bytes(), &article()).unwrap();
    for name in golden.names() {
        let parameter = network.parameter(&name).unwrap();
        assert_eq!(parameter.shape(), golden.shape(&name));
        assert_eq!(parameter.as_slice().unwrap(), golden.floats(&name));
    }
}

#[test]
fn damaged_files_are_told_apart() {
    let mut network = Network::new(article(), 1).unwrap();
    let bytes = save(&network);
    let complaint = |bytes: &[u8]| {
        let Err(error) = load(bytes, &article()) else { panic!("a damaged file was read") };
        assert!(matches!(error, Error::MalformedFile { .. } | Error::InvalidNetwork { .. }), "{error}");
        error.to_string()
    };
    for length in [0, 7, 8, 100, bytes.len() - 1] {
        complaint(&bytes[..length]);
    }
    complaint(&[&bytes[..], &[0]].concat());
    complaint(&[0xff; 64]);

    // Same lengths, other words: the header stays a header.
    let text = |from: &str, to: &str| {
        assert_eq!(from.len(), to.len());
        let place = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
        let mut changed = bytes.clone();
        changed[place..place + to.len()].copy_from_slice(to.as_bytes());
        complaint(&changed)
    };
    assert!(text("\"fc2.bias\"", "\"fc9.bias\"").contains("fc9.bias"));
    assert!(text("\"F32\"", "\"I32\"").contains("expected F32"));
    assert!(text("[120,64]", "[64,120]").contains("[120, 64]"));
    assert!(text("\\\"kernel\\\":5", "\\\"kernel\\\":3").contains("conv1.weight"));
    assert!(text("\\\"units\\\":10", "\\\"units\\\":11").contains("10 numbers"));
    assert!(text("\\\"filters\\\"", "\\\"filterz\\\"").contains("filterz"));

    network.parameters_mut()[7] = f32::NAN;
    assert!(complaint(&save(&network)).contains("NaN"));
}
