//! What the tests share: the digits, the tensors that Paddle and PyTorch left in `tests/golden`, and networks around a layer.

#![allow(dead_code)] // Each test file uses its own part.

use lenet::mnist::Dataset;
use lenet::spec::{InputSpec, LayerSpec, NetworkSpec};
use safetensors::{Dtype, SafeTensors};
use std::path::{Path, PathBuf};

/// A file or folder of the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The 60,000 digits to learn from.
pub fn training_digits() -> Dataset {
    digits("train")
}

/// The 10,000 digits to be tested with.
pub fn test_digits() -> Dataset {
    digits("t10k")
}

fn digits(part: &str) -> Dataset {
    let read = |kind: &str| {
        let path = project(&format!("data/mnist/{part}-{kind}-ubyte"));
        std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; `node scripts/mnist.mjs` fetches it", path.display()))
    };
    Dataset::from_idx(&read("images-idx3"), &read("labels-idx1")).unwrap()
}

/// A file of golden tensors.
pub struct Golden(Vec<u8>);

impl Golden {
    pub fn open(name: &str) -> Golden {
        let path = project("tests/golden").join(name);
        Golden(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    fn file(&self) -> SafeTensors<'_> {
        SafeTensors::deserialize(&self.0).unwrap()
    }

    /// The metadata under a key.
    pub fn metadata(&self, key: &str) -> String {
        SafeTensors::read_metadata(&self.0).unwrap().1.metadata().as_ref().unwrap()[key].clone()
    }

    pub fn names(&self) -> Vec<String> {
        self.file().names().iter().map(ToString::to_string).collect()
    }

    pub fn shape(&self, name: &str) -> Vec<usize> {
        self.file().tensor(name).unwrap_or_else(|_| panic!("no tensor {name}")).shape().to_vec()
    }

    pub fn floats(&self, name: &str) -> Vec<f32> {
        let file = self.file();
        let tensor = file.tensor(name).unwrap_or_else(|_| panic!("no tensor {name}"));
        assert_eq!(tensor.dtype(), Dtype::F32);
        tensor.data().as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
    }

    pub fn raw(&self, name: &str) -> Vec<u8> {
        let file = self.file();
        let tensor = file.tensor(name).unwrap_or_else(|_| panic!("no tensor {name}"));
        assert_eq!(tensor.dtype(), Dtype::U8);
        tensor.data().to_vec()
    }
}

/// The largest difference between two lists of numbers.
#[track_caller]
pub fn largest_difference(actual: &[f32], expected: &[f32]) -> f32 {
    assert_eq!(actual.len(), expected.len());
    let difference = |(a, e): (&f32, &f32)| {
        let difference = (a - e).abs();
        assert!(!difference.is_nan(), "{a} against {e}");
        difference
    };
    actual.iter().zip(expected).map(difference).fold(0.0, f32::max)
}

/// A network around one layer: a convolution before it, so that its input's gradient is seen too, and a line of ten after.
/// `flat` puts the layer after the flattening.
pub fn around(input: InputSpec, channels: u32, layer: LayerSpec, flat: bool) -> NetworkSpec {
    let flatten = || LayerSpec::Flatten { name: None };
    let first = LayerSpec::Conv {
        name: "before".into(),
        filters: channels,
        kernel: 3,
        stride: 1,
        padding: 1,
        connections: None,
    };
    let mut layers = vec![first];
    layers.extend(if flat { vec![flatten(), layer] } else { vec![layer, flatten()] });
    layers.push(LayerSpec::Linear { name: "after".into(), units: 10 });
    NetworkSpec::new("test", input, layers)
}
