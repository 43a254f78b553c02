//! One seed, one result: the weights after some training, to the last bit.
//!
//! The same tests run natively, in Firefox and in Chromium. Whoever changes the arithmetic changes these constants, and says
//! why in the commit.

use lenet::spec::{Function, InputSpec, LayerSpec, NetworkSpec, PoolMethod};
use lenet::{Recipe, Trainer};

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};
#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_browser);

/// Trains on pictures that need no file, and returns the weights' SHA-256.
fn train(spec: NetworkSpec, steps: usize, batch: usize) -> String {
    let mut trainer = Trainer::new(spec, Recipe { seed: 7, learning_rate: 0.01, ..Recipe::default() }).unwrap();
    let mut state = 1u32;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    for _ in 0..steps {
        let labels: Vec<u8> = (0..batch).map(|_| byte() % 10).collect();
        // Stripes whose place and pitch depend on the label, with noise.
        let mut images = Vec::with_capacity(batch * 784);
        for label in &labels {
            for pixel in 0..784usize {
                let ink = (pixel % 28 + usize::from(*label) * pixel / 97) % 7 < 2;
                images.push(if ink { 200 + byte() % 56 } else { byte() % 40 });
            }
        }
        trainer.step(&images, &labels).unwrap();
    }
    trainer.network().weights_sha256()
}

#[test]
fn the_articles_network() {
    assert_eq!(train(NetworkSpec::preset("article").unwrap(), 60, 10), ARTICLE);
}

/// Every kind of layer, and sizes that leave remainders everywhere.
#[test]
fn odd_sizes_and_every_layer() {
    let activation = |function| LayerSpec::Activation { name: None, function };
    let spec = NetworkSpec {
        name: "odd".into(),
        input: InputSpec { channels: 1, height: 29, width: 31 },
        layers: vec![
            LayerSpec::Conv { name: "conv1".into(), filters: 5, kernel: 4, stride: 2, padding: 1 },
            activation(Function::Tanh),
            LayerSpec::Pool { name: None, method: PoolMethod::Average, size: 3, stride: 2 },
            LayerSpec::Conv { name: "conv2".into(), filters: 7, kernel: 3, stride: 1, padding: 1 },
            activation(Function::Relu),
            LayerSpec::Pool { name: None, method: PoolMethod::Max, size: 2, stride: 1 },
            LayerSpec::Flatten { name: None },
            LayerSpec::Linear { name: "fc1".into(), units: 17 },
            activation(Function::Sigmoid),
            LayerSpec::Linear { name: "fc2".into(), units: 10 },
        ],
    };
    assert_eq!(train(spec, 60, 7), ODD);
}

const ARTICLE: &str = "feccdd27ed1e70e6019b72b126ca9af82ec2cccc8f8fcac6de0d54ceefef716a";
const ODD: &str = "97fc8e53dfb458378593d223eea9f44c9c0c7350639070b3a33d0e569f7f3856";
