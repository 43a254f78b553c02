//! Weights in files.

#![cfg(not(target_arch = "wasm32"))]

mod common;

use common::Golden;
use lenet::format::safetensors::{load, save};
use lenet::spec::NetworkSpec;
use lenet::{Error, Network};
use safetensors::{Dtype, SafeTensors};

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

/// The `safetensors` crate reads what is written here.
#[test]
fn others_read_it_too() {
    let network = Network::new(NetworkSpec::preset("lenet5-1998").unwrap(), 5).unwrap();
    let bytes = save(&network);
    let (header, metadata) = SafeTensors::read_metadata(&bytes).unwrap();
    assert_eq!(header % 8, 0);
    let spec = &metadata.metadata().as_ref().unwrap()["network"];
    assert_eq!(serde_json::from_str::<NetworkSpec>(spec).unwrap(), *network.spec());
    let file = SafeTensors::deserialize(&bytes).unwrap();
    assert_eq!(file.len(), network.tensors().len());
    for tensor in network.tensors() {
        let found = file.tensor(&tensor.name).unwrap();
        assert_eq!((found.dtype(), found.shape()), (Dtype::F32, &tensor.shape[..]));
        let values: Vec<f32> = found.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        assert_eq!(values, network.parameters()[tensor.range.clone()]);
    }
}

/// Whatever is cut from a header, or changed in it, is an error or the same network, and no panic.
#[test]
fn broken_headers_are_survived() {
    let network = Network::new(article(), 1).unwrap();
    let bytes = save(&network);
    let end = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
    for place in 0..end {
        for byte in [0, b' ', b'"', b'9', b'-', 0xff] {
            let mut changed = bytes.clone();
            changed[place] = byte;
            if let Ok(read) = load(&changed, &article()) {
                assert_eq!(read.parameters(), network.parameters());
            }
        }
    }
    let offsets = |from: &str, to: &str| {
        let text = String::from_utf8(bytes[8..end].to_vec()).unwrap().replace(from, to);
        let file = [&(text.len() as u64).to_le_bytes(), text.as_bytes(), &bytes[end..]].concat();
        load(&file, &article()).map(|_| ()).unwrap_err().to_string()
    };
    assert!(offsets("[0,600]", "[600,0]").contains("conv1.weight does not lie at [600, 0]"));
    assert!(offsets("[0,600]", "[0,601]").contains("does not lie"));
    assert!(offsets("[0,600]", "[0,600,1]").contains("does not lie"));
    let beyond = offsets("[0,600]", "[167000,167600]");
    assert!(beyond.contains("it is cut off: its tensors end at 167600, but it holds 167224 bytes"), "{beyond}");
    // A part of the tensor before it, and a hole where it should be: as many bytes in all.
    let overlap = offsets("[164368,164624]", "[164112,164368]");
    assert!(overlap.contains("fc1.bias lies at [164112, 164368], but those before it end at 164368"), "{overlap}");
    assert!(offsets("[0,600]", "[-1,600]").contains("-1 is not a whole number"));
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
        let error = load(bytes, &article()).unwrap_err();
        assert!(matches!(error, Error::MalformedFile { .. } | Error::InvalidNetwork { .. }), "{error}");
        error.to_string()
    };
    for length in [0, 7, 8, 100, bytes.len() - 5_000, bytes.len() - 1] {
        let told = complaint(&bytes[..length]);
        assert!(told.contains("cut off") || length == 8, "{length}: {told}");
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

    let stray = |bytes: &mut [u8], weight: f32| {
        let data = 8 + u64::from_le_bytes(bytes[..8].try_into().unwrap()) as usize;
        let network = load(bytes, &article()).unwrap();
        let c3 = network.tensors().iter().find(|tensor| tensor.name == "c3.weight").unwrap();
        // Map 3 of S2 is the first that C3's first filter does not read.
        let place = data + 4 * (c3.range.start + 3 * 25);
        bytes[place..place + 4].copy_from_slice(&weight.to_le_bytes());
    };
    let mut published = save(&Network::new(NetworkSpec::preset("lenet5-1998").unwrap(), 1).unwrap());
    stray(&mut published, -0.0);
    load(&published, &article()).unwrap();
    stray(&mut published, 0.5);
    assert!(complaint(&published).contains("c3.weight holds 0.5 where its table has no connection"));

    network.parameters_mut()[7] = f32::NAN;
    assert!(complaint(&save(&network)).contains("NaN"));
}
