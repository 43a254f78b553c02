//! A network as data.
//!
//! The page's editor, the presets, the address bar, the weight files and the tests all speak [`NetworkSpec`]; its JSON is
//! the same everywhere:
//!
//! ```
//! use lenet::spec::NetworkSpec;
//!
//! let spec = NetworkSpec::preset("article")?;
//! let walk = spec.walk()?;
//! assert_eq!(walk[0].formula.as_deref(), Some("(28 - 5 + 0) / 1 + 1 = 24"));
//! assert_eq!(walk.iter().map(|layer| layer.parameters).sum::<u64>(), 41_806);
//! # Ok::<(), lenet::Error>(())
//! ```

mod walk;

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

pub use walk::{Kind, LayerPlan};

/// Pictures of digits have ten classes.
pub const CLASSES: usize = 10;

/// A network: what it reads and its layers, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NetworkSpec {
    /// What the network is called.
    pub name: String,
    /// The picture it reads.
    pub input: InputSpec,
    /// Its layers, from the picture to the ten logits.
    pub layers: Vec<LayerSpec>,
}

/// The size of the picture a network reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputSpec {
    /// Channels: 1 for grey pictures.
    pub channels: u32,
    /// Height in pixels.
    pub height: u32,
    /// Width in pixels.
    pub width: u32,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum LayerSpec {
    /// Convolution with square kernels, one for each pair of a filter and an input channel, and a bias a filter.
    Conv {
        /// The layer's name, and its parameters' prefix.
        name: String,
        /// Filters: the maps that come out.
        filters: u32,
        /// Side of the kernels.
        kernel: u32,
        /// Pixels the kernel moves at a time.
        #[serde(default = "one")]
        stride: u32,
        /// Zeros around the input, on each side.
        #[serde(default)]
        padding: u32,
    },
    /// Each window of a map becomes one number.
    Pool {
        /// The layer's name; `pool` and a number if it has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// What becomes of a window.
        method: PoolMethod,
        /// Side of the window.
        size: u32,
        /// Pixels the window moves at a time.
        stride: u32,
    },
    /// A function applied to every number.
    Activation {
        /// The layer's name; the function's and a number if it has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The function.
        function: Function,
    },
    /// Maps become one line of numbers: channel by channel, row by row.
    Flatten {
        /// The layer's name; `flatten` if it has none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Fully connected: every unit reads every input.
    Linear {
        /// The layer's name, and its parameters' prefix.
        name: String,
        /// Numbers that come out.
        units: u32,
    },
}

fn one() -> u32 {
    1
}

/// What a pooling layer makes of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolMethod {
    /// Its greatest number.
    Max,
    /// Its mean.
    Average,
}

/// An activation function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// 1 / (1 + e^-x)
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
    /// x where it is positive, else 0
    Relu,
}

impl Function {
    /// The function's name, as JSON spells it.
    pub fn name(self) -> &'static str {
        match self {
            Function::Sigmoid => "sigmoid",
            Function::Tanh => "tanh",
            Function::Relu => "relu",
        }
    }
}

/// The numbers between two layers, for one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Maps of equal size.
    Maps {
        /// How many.
        channels: usize,
        /// Height of each.
        height: usize,
        /// Width of each.
        width: usize,
    },
    /// A line of numbers.
    Units(usize),
}

impl Shape {
    /// How many numbers there are.
    #[allow(clippy::len_without_is_empty)] // A valid network has no empty shape.
    pub fn len(&self) -> usize {
        match *self {
            Shape::Maps { channels, height, width } => channels * height * width,
            Shape::Units(units) => units,
        }
    }

    /// \[channels, height, width] or \[units].
    pub fn sizes(&self) -> Vec<usize> {
        match *self {
            Shape::Maps { channels, height, width } => vec![channels, height, width],
            Shape::Units(units) => vec![units],
        }
    }
}

impl NetworkSpec {
    /// Names of the networks that [`NetworkSpec::preset`] knows.
    pub const PRESETS: [&str; 1] = ["article"];

    /// A network by its name. `article` is the program of the article: LeNet for pictures of 28x28, with a second
    /// sigmoid after the first pooling and none after the second convolution.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownNetwork`] if there is no such name.
    pub fn preset(name: &str) -> Result<NetworkSpec> {
        match name {
            "article" => Ok(article()),
            _ => Err(Error::UnknownNetwork { name: name.to_owned(), known: Self::PRESETS.join(", ") }),
        }
    }
}

fn article() -> NetworkSpec {
    let conv =
        |name: &str, filters, kernel| LayerSpec::Conv { name: name.into(), filters, kernel, stride: 1, padding: 0 };
    let pool = || LayerSpec::Pool { name: None, method: PoolMethod::Max, size: 2, stride: 2 };
    let sigmoid = || LayerSpec::Activation { name: None, function: Function::Sigmoid };
    let linear = |name: &str, units| LayerSpec::Linear { name: name.into(), units };
    NetworkSpec {
        name: "article".into(),
        input: InputSpec { channels: 1, height: 28, width: 28 },
        layers: vec![
            conv("conv1", 6, 5),
            sigmoid(),
            pool(),
            sigmoid(),
            conv("conv2", 16, 5),
            pool(),
            conv("conv3", 120, 4),
            LayerSpec::Flatten { name: None },
            linear("fc1", 64),
            sigmoid(),
            linear("fc2", 10),
        ],
    }
}
