//! One line of the walk: a layer with its shapes and its counts.

use super::{Function, PoolMethod, Shape};
use serde::Serialize;

/// One layer of the walk: a layer with its name, its shapes and its counts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LayerPlan {
    /// The layer's name: its own, or its kind and a number.
    pub name: String,
    /// The layer's kind.
    pub kind: Kind,
    /// What makes the output's size, with its numbers: (28 - 5 + 0) / 1 + 1 = 24.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// Shape of the input.
    #[serde(rename = "inputShape", serialize_with = "as_sizes")]
    pub input: Shape,
    /// Shape of the output.
    #[serde(rename = "outputShape", serialize_with = "as_sizes")]
    pub output: Shape,
    /// Shape of the weight: \[filters, channels, kernel, kernel], \[inputs, units], or \[maps] of a trainable pooling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_shape: Option<Vec<usize>>,
    /// Shape of the bias.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bias_shape: Option<Vec<usize>>,
    /// Side of the kernel or the window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kernel: Option<usize>,
    /// Pixels it moves at a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stride: Option<usize>,
    /// Zeros around the input, on each side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub padding: Option<usize>,
    /// Which input maps each filter of a convolution reads, a row of 0 and 1 per filter; all of them if there is no table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_table: Option<Vec<Vec<u8>>>,
    /// What a pooling layer makes of a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<PoolMethod>,
    /// An activation layer's function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<Function>,
    /// The number that most of the input is: the background of pictures; none where that is not known.
    #[serde(skip)]
    pub(crate) background: Option<f32>,
    /// Trainable numbers.
    pub parameters: u64,
    /// Lines in the picture of the network: each output's inputs and its bias, as LeCun et al. (1998) count.
    pub connections: u64,
    /// Multiplications, each with its addition, for one picture forward.
    pub multiply_adds: u64,
}

/// What a layer does, without its sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Convolution.
    Conv,
    /// Pooling.
    Pool,
    /// A function applied to every number.
    Activation,
    /// Maps become one line of numbers.
    Flatten,
    /// Fully connected.
    Linear,
    /// Distances to the digits' codes.
    Rbf,
}

impl LayerPlan {
    /// Side, stride and padding of a layer that slides a window over maps.
    ///
    /// # Panics
    ///
    /// If the layer does not.
    pub fn window(&self) -> (usize, usize, usize) {
        let side = self.kernel.expect("a window has a size");
        let stride = self.stride.expect("a window has a stride");
        (side, stride, self.padding.unwrap_or(0))
    }

    /// Whether a filter of a convolution reads an input map.
    ///
    /// # Panics
    ///
    /// If there is a connection table, and no such filter or map in it.
    pub fn connects(&self, filter: usize, map: usize) -> bool {
        self.connection_table.as_ref().is_none_or(|table| table[filter][map] == 1)
    }

    /// Numbers that are kept of one picture: the output, and of a convolution its input with the padding around it, or all of its
    /// patches, which lie next to one another for strides above 1. In 64 bits: in a browser a count has 32.
    pub(crate) fn kept(&self) -> u64 {
        let padded = match (self.input, self.padding) {
            (Shape::Maps { channels, height, width }, Some(padding @ 1..)) => {
                product(&[channels, height + 2 * padding, width + 2 * padding])
            }
            _ => 0,
        };
        let patches = match (&self.weight_shape, &self.output, self.stride) {
            (Some(weight), Shape::Maps { height, width, .. }, Some(2..)) => {
                product(&weight[1..]).saturating_mul(product(&[*height, *width]))
            }
            _ => 0,
        };
        (product(&self.output.sizes()) + padded).saturating_add(patches)
    }

    /// The numbers of the weight, row after row, that have a connection: all, unless a convolution has a table.
    pub(crate) fn connected(&self) -> Vec<bool> {
        let Some(shape) = &self.weight_shape else { return Vec::new() };
        match (&self.connection_table, shape.as_slice()) {
            (Some(table), [_, _, height, width]) => {
                let kernels = table.iter().flatten();
                kernels.flat_map(|cell| std::iter::repeat_n(*cell == 1, height * width)).collect()
            }
            _ => vec![true; shape.iter().product()],
        }
    }
}

/// How many numbers there are in a shape, in 64 bits.
pub(super) fn product(sizes: &[usize]) -> u64 {
    sizes.iter().map(|size| *size as u64).product()
}

fn as_sizes<S: serde::Serializer>(shape: &Shape, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    shape.sizes().serialize(serializer)
}
