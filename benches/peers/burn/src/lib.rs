//! burn on the article's network, by its backend in pure Rust.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig};
use burn::nn::pool::{MaxPool2d, MaxPool2dConfig};
use burn::nn::{Linear, LinearConfig};
use burn::optim::momentum::MomentumConfig;
use burn::optim::{GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::activation::sigmoid;
use burn::tensor::{Device, Int, Tensor, TensorData};
use wasm_bindgen::prelude::wasm_bindgen;

const SIDE: usize = 28;
const LEARNING_RATE: f64 = 0.001;

#[derive(Module, Debug)]
struct Network {
    conv1: Conv2d,
    conv2: Conv2d,
    conv3: Conv2d,
    pool: MaxPool2d,
    fc1: Linear,
    fc2: Linear,
}

impl Network {
    fn new(device: &Device) -> Network {
        Network {
            conv1: Conv2dConfig::new([1, 6], [5, 5]).init(device),
            conv2: Conv2dConfig::new([6, 16], [5, 5]).init(device),
            conv3: Conv2dConfig::new([16, 120], [4, 4]).init(device),
            pool: MaxPool2dConfig::new([2, 2]).init(),
            fc1: LinearConfig::new(120, 64).init(device),
            fc2: LinearConfig::new(64, 10).init(device),
        }
    }

    /// Pictures [n, 1, 28, 28] to logits [n, 10].
    fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let first = sigmoid(self.pool.forward(sigmoid(self.conv1.forward(images))));
        let second = self.pool.forward(self.conv2.forward(first));
        let line = self.conv3.forward(second).flatten(1, 3);
        self.fc2.forward(sigmoid(self.fc1.forward(line)))
    }
}

/// Of burn: this crate has the version of its peer.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The network, how it is trained, and what it learns from.
#[wasm_bindgen]
pub struct Training {
    device: Device,
    /// None only while a step is taken.
    network: Option<Network>,
    optimizer: ModuleOptimizer,
    loss: CrossEntropyLoss,
    batches: Vec<(Tensor<4>, Tensor<1, Int>)>,
}

#[wasm_bindgen]
impl Training {
    /// A fresh network.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default)]
    pub fn new() -> Training {
        let device = Device::flex().autodiff();
        let momentum = MomentumConfig::new().with_momentum(0.9).with_dampening(0.0);
        Training {
            network: Some(Network::new(&device)),
            optimizer: SgdConfig::new().with_momentum(Some(momentum)).init(),
            loss: CrossEntropyLossConfig::new().init(&device),
            batches: Vec::new(),
            device,
        }
    }

    /// Takes a batch of pictures [n, 28, 28], 0 to 1, and their labels.
    pub fn add(&mut self, images: Vec<f32>, labels: &[u8]) {
        let count = labels.len();
        let labels: Vec<i32> = labels.iter().map(|label| i32::from(*label)).collect();
        self.batches.push((
            Tensor::from_data(TensorData::new(images, [count, 1, SIDE, SIDE]), &self.device),
            Tensor::from_data(TensorData::new(labels, [count]), &self.device),
        ));
    }

    /// A whole step over the batch of that number; its loss.
    pub fn step(&mut self, batch: usize) -> f32 {
        let (images, labels) = self.batches[batch].clone();
        let network = self.network.take().expect("a network between steps");
        let loss = self.loss.forward(network.forward(images), labels);
        let gradients = GradientsParams::from_grads(loss.backward(), &network);
        self.network = Some(self.optimizer.step(LEARNING_RATE, network, gradients));
        loss.into_scalar::<f32>()
    }

    /// The first picture forward; its first logit.
    pub fn forward(&self) -> f32 {
        let image = self.batches[0].0.clone().inner().slice([0..1]);
        let network = self.network.as_ref().expect("a network between steps").valid();
        network.forward(image).into_data().try_to_vec::<f32>().expect("numbers")[0]
    }
}
