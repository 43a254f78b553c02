//! Networks by name.

use super::{Function, Initialization, InputSpec, LayerSpec, NetworkSpec, PoolMethod};
use crate::error::{Error, Result};

impl NetworkSpec {
    /// Names of the networks that [`NetworkSpec::preset`] knows.
    pub const PRESETS: [&str; 4] = ["article", "lenet5", "lenet5-1998", "modern"];

    /// A network by its name:
    ///
    /// - `article`, the program of the article: LeNet for pictures of 28x28, with a second sigmoid after the first pooling
    ///   and none after the second convolution;
    /// - `lenet5`, the walk of the article: the classic sizes on 32x32;
    /// - `lenet5-1998`, as LeCun, Bottou, Bengio and Haffner published it;
    /// - `modern`, the same idea with what was learnt since.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownNetwork`] if there is no such name.
    pub fn preset(name: &str) -> Result<NetworkSpec> {
        match name {
            "article" => Ok(article()),
            "lenet5" => Ok(lenet5()),
            "lenet5-1998" => Ok(lenet5_1998()),
            "modern" => Ok(modern()),
            _ => Err(Error::UnknownNetwork { name: name.to_owned(), known: Self::PRESETS.join(", ") }),
        }
    }
}

/// Which maps of S2 each of C3's sixteen maps reads: table I of LeCun et al. (1998), a row per map of C3.
const C3: [[u8; 6]; 16] = [
    [1, 1, 1, 0, 0, 0],
    [0, 1, 1, 1, 0, 0],
    [0, 0, 1, 1, 1, 0],
    [0, 0, 0, 1, 1, 1],
    [1, 0, 0, 0, 1, 1],
    [1, 1, 0, 0, 0, 1],
    [1, 1, 1, 1, 0, 0],
    [0, 1, 1, 1, 1, 0],
    [0, 0, 1, 1, 1, 1],
    [1, 0, 0, 1, 1, 1],
    [1, 1, 0, 0, 1, 1],
    [1, 1, 1, 0, 0, 1],
    [1, 1, 0, 1, 1, 0],
    [0, 1, 1, 0, 1, 1],
    [1, 0, 1, 1, 0, 1],
    [1, 1, 1, 1, 1, 1],
];

fn conv(name: &str, filters: u32, kernel: u32) -> LayerSpec {
    LayerSpec::Conv { name: name.into(), filters, kernel, stride: 1, padding: 0, connections: None }
}

fn pool(name: Option<&str>, method: PoolMethod) -> LayerSpec {
    LayerSpec::Pool { name: name.map(String::from), method, size: 2, stride: 2 }
}

fn activation(function: Function) -> LayerSpec {
    LayerSpec::Activation { name: None, function }
}

fn flatten() -> LayerSpec {
    LayerSpec::Flatten { name: None }
}

fn linear(name: &str, units: u32) -> LayerSpec {
    LayerSpec::Linear { name: name.into(), units }
}

fn article() -> NetworkSpec {
    let pool = || pool(None, PoolMethod::Max);
    let sigmoid = || activation(Function::Sigmoid);
    let layers = vec![
        conv("conv1", 6, 5),
        sigmoid(),
        pool(),
        sigmoid(),
        conv("conv2", 16, 5),
        pool(),
        conv("conv3", 120, 4),
        flatten(),
        linear("fc1", 64),
        sigmoid(),
        linear("fc2", 10),
    ];
    NetworkSpec::new("article", InputSpec::new(1, 28, 28), layers)
}

fn lenet5() -> NetworkSpec {
    let pool = || pool(None, PoolMethod::Max);
    let sigmoid = || activation(Function::Sigmoid);
    let layers = vec![
        conv("conv1", 6, 5),
        sigmoid(),
        pool(),
        conv("conv2", 16, 5),
        sigmoid(),
        pool(),
        conv("conv3", 120, 5),
        sigmoid(),
        flatten(),
        linear("fc1", 84),
        sigmoid(),
        linear("fc2", 10),
    ];
    NetworkSpec::new("lenet5", InputSpec::new(1, 32, 32), layers)
}

fn lenet5_1998() -> NetworkSpec {
    let pool = |name| pool(Some(name), PoolMethod::Trainable);
    // Under a short name: there are six.
    let squash = |name: &str| LayerSpec::Activation { name: Some(name.into()), function: Function::ScaledTanh };
    let connections = Some(C3.map(Vec::from).into());
    let layers = vec![
        conv("c1", 6, 5),
        squash("tanh1"),
        pool("s2"),
        squash("tanh2"),
        LayerSpec::Conv { name: "c3".into(), filters: 16, kernel: 5, stride: 1, padding: 0, connections },
        squash("tanh3"),
        pool("s4"),
        squash("tanh4"),
        conv("c5", 120, 5),
        squash("tanh5"),
        flatten(),
        linear("f6", 84),
        squash("tanh6"),
        LayerSpec::Rbf { name: "output".into() },
    ];
    // Such greys have a mean of about 0 and a variance of about 1.
    let input = InputSpec { background: -0.1, ink: 1.175, ..InputSpec::new(1, 32, 32) };
    NetworkSpec { initialization: Initialization::Lecun, ..NetworkSpec::new("lenet5-1998", input, layers) }
}

fn modern() -> NetworkSpec {
    let pool = || pool(None, PoolMethod::Max);
    let relu = || activation(Function::Relu);
    let layers = vec![
        conv("conv1", 12, 5),
        relu(),
        pool(),
        conv("conv2", 24, 5),
        relu(),
        pool(),
        conv("conv3", 128, 4),
        relu(),
        flatten(),
        linear("fc1", 84),
        relu(),
        linear("fc2", 10),
    ];
    NetworkSpec::new("modern", InputSpec::new(1, 28, 28), layers)
}
