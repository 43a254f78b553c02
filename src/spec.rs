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

mod budget;
mod codes;
mod plan;
mod presets;
mod problem;
mod read;
mod step;
mod walk;

use serde::{Deserialize, Serialize};

pub use codes::{CODE_HEIGHT, CODE_LEN, CODE_WIDTH, CODES};
pub use plan::{Kind, LayerPlan};
pub use problem::{Problem, Source};

/// Pictures of digits have ten classes.
pub const CLASSES: usize = 10;

/// A network: what it reads and its layers, in order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "serde_json::Value")]
pub struct NetworkSpec {
    /// What the network is called.
    pub name: String,
    /// The picture it reads.
    pub input: InputSpec,
    /// How its weights start.
    #[serde(skip_serializing_if = "is_default")]
    pub initialization: Initialization,
    /// Its layers, from the picture to the ten logits.
    pub layers: Vec<LayerSpec>,
}

impl NetworkSpec {
    /// A network whose weights start as Paddle's do.
    pub fn new(name: &str, input: InputSpec, layers: Vec<LayerSpec>) -> Self {
        NetworkSpec { name: name.into(), input, initialization: Initialization::default(), layers }
    }
}

/// The picture a network reads: its size, and the numbers that its greys become.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct InputSpec {
    /// Channels: 1 for grey pictures.
    pub channels: u32,
    /// Height in pixels.
    pub height: u32,
    /// Width in pixels.
    pub width: u32,
    /// What paper becomes, also around a digit that is smaller than the picture.
    #[serde(skip_serializing_if = "is_default")]
    pub background: f32,
    /// What full ink becomes; greys lie between the two.
    #[serde(skip_serializing_if = "is_full")]
    pub ink: f32,
}

impl InputSpec {
    /// A picture in which paper is 0 and ink is 1.
    pub const fn new(channels: u32, height: u32, width: u32) -> Self {
        InputSpec { channels, height, width, background: 0.0, ink: full() }
    }

    /// The picture's shape.
    pub fn shape(&self) -> Shape {
        Shape::Maps { channels: self.channels as usize, height: self.height as usize, width: self.width as usize }
    }
}

const fn full() -> f32 {
    1.0
}

fn is_full(ink: &f32) -> bool {
    *ink == full()
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// How a network's weights start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Initialization {
    /// As in Paddle, and so in the article's program.
    #[default]
    Paddle,
    /// As in LeCun et al. (1998).
    Lecun,
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
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
        stride: u32,
        /// Zeros around the input, on each side.
        padding: u32,
        /// Which input maps each filter reads: a row of 0 and 1 per filter, a column per input map. All, if there is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        connections: Option<Vec<Vec<u8>>>,
    },
    /// Each window of a map becomes one number.
    Pool {
        /// The layer's name; `pool` and a number if it has none.
        #[serde(skip_serializing_if = "Option::is_none")]
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
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        /// The function.
        function: Function,
    },
    /// Maps become one line of numbers: channel by channel, row by row.
    Flatten {
        /// The layer's name; `flatten` if it has none.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Fully connected: every unit reads every input.
    Linear {
        /// The layer's name, and its parameters' prefix.
        name: String,
        /// Numbers that come out.
        units: u32,
    },
    /// How far 84 numbers are from the code of each digit: the sum of the squared differences (LeCun et al., 1998). The
    /// smallest is the answer.
    Rbf {
        /// The layer's name.
        name: String,
    },
}

/// What a pooling layer makes of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PoolMethod {
    /// Its greatest number.
    Max,
    /// Its mean.
    Average,
    /// Its sum, times a coefficient, plus a bias: both are trained, and each map has its own (LeCun et al., 1998).
    Trainable,
}

/// An activation function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// 1 / (1 + e^-x)
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
    /// 1.7159 tanh(2x / 3), which takes 1 to 1 and -1 to -1 (LeCun et al., 1998)
    ScaledTanh,
    /// x where it is positive, else 0
    Relu,
}

impl Function {
    /// All there are.
    pub const ALL: [Function; 4] = [Function::Sigmoid, Function::Tanh, Function::ScaledTanh, Function::Relu];

    /// The function's name, as JSON spells it.
    pub fn name(self) -> &'static str {
        match self {
            Function::Sigmoid => "sigmoid",
            Function::Tanh => "tanh",
            Function::ScaledTanh => "scaled_tanh",
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
