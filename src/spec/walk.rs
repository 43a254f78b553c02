//! The walk through a network: each layer's shape by the article's arithmetic, and what it costs.

use super::{CLASSES, Function, InputSpec, LayerSpec, NetworkSpec, PoolMethod, Shape};
use crate::error::{Error, Result};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// No side, channel or unit count may be greater.
const MOST_SIZE: u32 = 4096;
/// No network may have more layers.
const MOST_LAYERS: usize = 64;
/// No network may have more parameters, and no layer more outputs.
const MOST_NUMBERS: u64 = 4_000_000;

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
    /// Shape of the weight: \[filters, channels, kernel, kernel], or \[inputs, units].
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
    /// What a pooling layer makes of a window.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<PoolMethod>,
    /// An activation layer's function.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<Function>,
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
}

fn as_sizes<S: serde::Serializer>(shape: &Shape, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    shape.sizes().serialize(serializer)
}

impl InputSpec {
    /// The picture's shape.
    pub fn shape(&self) -> Shape {
        Shape::Maps { channels: self.channels as usize, height: self.height as usize, width: self.width as usize }
    }
}

impl NetworkSpec {
    /// Walks through the layers, from the picture to the logits.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidNetwork`] with the first layer that does not fit, why, and what would.
    pub fn walk(&self) -> Result<Vec<LayerPlan>> {
        let InputSpec { channels, height, width } = self.input;
        for (what, size) in [("channels", channels), ("height", height), ("width", width)] {
            check_size("input", what, size)?;
        }
        if self.layers.len() > MOST_LAYERS {
            return Err(invalid(
                "network",
                format!("{} layers; at most {MOST_LAYERS} can be shown", self.layers.len()),
            ));
        }
        let mut walk: Vec<LayerPlan> = Vec::with_capacity(self.layers.len());
        let mut names = Names::default();
        for layer in &self.layers {
            let name = names.take(layer)?;
            let (previous, input) = match walk.last() {
                Some(plan) => (plan.name.as_str(), plan.output),
                None => ("the input", self.input.shape()),
            };
            let plan = Step { name, previous, input }.plan(layer)?;
            if plan.output.len() as u64 > MOST_NUMBERS {
                return Err(invalid(&plan.name, format!("{} outputs; at most {MOST_NUMBERS}", plan.output.len())));
            }
            walk.push(plan);
        }
        let parameters: u64 = walk.iter().map(|plan| plan.parameters).sum();
        if parameters > MOST_NUMBERS {
            return Err(invalid("network", format!("{parameters} parameters; at most {MOST_NUMBERS}")));
        }
        match walk.last() {
            Some(LayerPlan { output: Shape::Units(CLASSES), .. }) => Ok(walk),
            Some(plan) => Err(invalid(
                &plan.name,
                format!(
                    "the last layer must give {CLASSES} numbers, one for each digit; this gives {:?}",
                    plan.output.sizes()
                ),
            )),
            None => Err(invalid("network", "it has no layers".into())),
        }
    }
}

fn invalid(layer: &str, problem: String) -> Error {
    Error::InvalidNetwork { layer: layer.to_owned(), problem }
}

fn check_size(layer: &str, what: &str, size: u32) -> Result<usize> {
    if (1..=MOST_SIZE).contains(&size) {
        Ok(size as usize)
    } else {
        Err(invalid(layer, format!("{what} is {size}; it must be from 1 to {MOST_SIZE}")))
    }
}

/// The names given so far.
#[derive(Default)]
struct Names {
    taken: BTreeSet<String>,
    numbered: BTreeMap<&'static str, u32>,
}

impl Names {
    /// The layer's own name, or its kind with the next number.
    fn take(&mut self, layer: &LayerSpec) -> Result<String> {
        let (own, kind) = match layer {
            LayerSpec::Conv { name, .. } | LayerSpec::Linear { name, .. } => (Some(name), ""),
            LayerSpec::Pool { name, .. } => (name.as_ref(), "pool"),
            LayerSpec::Activation { name, function } => (name.as_ref(), function.name()),
            LayerSpec::Flatten { name } => (name.as_ref(), "flatten"),
        };
        let number = self.numbered.entry(kind).or_default();
        *number += 1;
        let name = match own {
            Some(name) => name.clone(),
            None if kind == "flatten" && *number == 1 => kind.to_owned(),
            None => format!("{kind}{number}"),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || name.len() > 32 || !name.chars().all(plain) {
            return Err(invalid("network", "a layer's name must be 1 to 32 letters of a to z, digits, - or _".into()));
        }
        if !self.taken.insert(name.clone()) {
            return Err(invalid(&name, "two layers have this name; give each its own".into()));
        }
        Ok(name)
    }
}

/// A layer about to be walked through.
struct Step<'a> {
    name: String,
    previous: &'a str,
    input: Shape,
}

impl Step<'_> {
    fn plan(self, layer: &LayerSpec) -> Result<LayerPlan> {
        match layer {
            LayerSpec::Conv { filters, kernel, stride, padding, .. } => self.conv(*filters, *kernel, *stride, *padding),
            LayerSpec::Pool { method, size, stride, .. } => self.pool(*method, *size, *stride),
            LayerSpec::Activation { function, .. } => {
                let output = self.input;
                Ok(LayerPlan { function: Some(*function), ..self.bare(Kind::Activation, output) })
            }
            LayerSpec::Flatten { .. } => {
                let output = Shape::Units(self.input.len());
                let sizes: Vec<String> = self.input.sizes().iter().map(usize::to_string).collect();
                let formula = format!("{} = {}", sizes.join(" x "), output.len());
                Ok(LayerPlan { formula: Some(formula), ..self.bare(Kind::Flatten, output) })
            }
            LayerSpec::Linear { units, .. } => self.linear(*units),
        }
    }

    /// A plan without anything that is not every layer's.
    fn bare(self, kind: Kind, output: Shape) -> LayerPlan {
        LayerPlan {
            name: self.name,
            kind,
            formula: None,
            input: self.input,
            output,
            weight_shape: None,
            bias_shape: None,
            kernel: None,
            stride: None,
            padding: None,
            method: None,
            function: None,
            parameters: 0,
            connections: 0,
            multiply_adds: 0,
        }
    }

    fn conv(self, filters: u32, kernel: u32, stride: u32, padding: u32) -> Result<LayerPlan> {
        let (channels, height, width) = self.maps()?;
        let filters = check_size(&self.name, "filters", filters)?;
        let kernel = check_size(&self.name, "kernel", kernel)?;
        let stride = check_size(&self.name, "stride", stride)?;
        let padding = if padding == 0 { 0 } else { check_size(&self.name, "padding", padding)? };
        self.check_fits(kernel, padding, height.min(width), (height, width), "kernel")?;
        let (output_height, formula) = slide(height, kernel, stride, Some(padding));
        let (output_width, width_formula) = slide(width, kernel, stride, Some(padding));
        let formula = if height == width { formula } else { format!("{formula}; {width_formula}") };
        let output = Shape::Maps { channels: filters, height: output_height, width: output_width };
        let fan_in = (channels * kernel * kernel) as u64;
        let outputs = filters as u64 * (output_height * output_width) as u64;
        Ok(LayerPlan {
            formula: Some(formula),
            weight_shape: Some(vec![filters, channels, kernel, kernel]),
            bias_shape: Some(vec![filters]),
            kernel: Some(kernel),
            stride: Some(stride),
            padding: Some(padding),
            parameters: (fan_in + 1) * filters as u64,
            connections: (fan_in + 1) * outputs,
            multiply_adds: fan_in * outputs,
            ..self.bare(Kind::Conv, output)
        })
    }

    fn pool(self, method: PoolMethod, size: u32, stride: u32) -> Result<LayerPlan> {
        let (channels, height, width) = self.maps()?;
        let size = check_size(&self.name, "size", size)?;
        let stride = check_size(&self.name, "stride", stride)?;
        self.check_fits(size, 0, height.min(width), (height, width), "window")?;
        let (output_height, formula) = slide(height, size, stride, None);
        let (output_width, width_formula) = slide(width, size, stride, None);
        let formula = if height == width { formula } else { format!("{formula}; {width_formula}") };
        let output = Shape::Maps { channels, height: output_height, width: output_width };
        Ok(LayerPlan {
            formula: Some(formula),
            kernel: Some(size),
            stride: Some(stride),
            method: Some(method),
            connections: (size * size * output.len()) as u64,
            ..self.bare(Kind::Pool, output)
        })
    }

    fn linear(self, units: u32) -> Result<LayerPlan> {
        let Shape::Units(inputs) = self.input else {
            let problem =
                format!("it reads a line of numbers, but {} gives maps; put a flatten before it", self.previous);
            return Err(invalid(&self.name, problem));
        };
        let units = check_size(&self.name, "units", units)?;
        let products = inputs as u64 * units as u64;
        Ok(LayerPlan {
            weight_shape: Some(vec![inputs, units]),
            bias_shape: Some(vec![units]),
            parameters: products + units as u64,
            connections: products + units as u64,
            multiply_adds: products,
            ..self.bare(Kind::Linear, Shape::Units(units))
        })
    }

    fn maps(&self) -> Result<(usize, usize, usize)> {
        match self.input {
            Shape::Maps { channels, height, width } => Ok((channels, height, width)),
            Shape::Units(units) => Err(invalid(
                &self.name,
                format!(
                    "it reads maps, but {} gives a line of {units} numbers; put it before the flatten",
                    self.previous
                ),
            )),
        }
    }

    fn check_fits(
        &self,
        kernel: usize,
        padding: usize,
        side: usize,
        (height, width): (usize, usize),
        what: &str,
    ) -> Result<()> {
        if side + 2 * padding >= kernel {
            return Ok(());
        }
        let previous = if self.previous == "the input" {
            "the input".to_owned()
        } else {
            format!("the maps of {}", self.previous)
        };
        let mut problem = format!("a {kernel}x{kernel} {what} does not fit {previous} ({height}x{width}); use {side}");
        if what == "kernel" {
            problem += &format!(" or padding {}", (kernel - side).div_ceil(2));
        }
        Err(invalid(&self.name, problem))
    }
}

/// The article's arithmetic, along one axis: the output's size, and the same as text. Rounded down where the stride does
/// not go evenly.
fn slide(input: usize, kernel: usize, stride: usize, padding: Option<usize>) -> (usize, String) {
    let room = input + 2 * padding.unwrap_or(0) - kernel;
    let output = room / stride + 1;
    let difference = match padding {
        Some(padding) => format!("({input} - {kernel} + {})", 2 * padding),
        None => format!("({input} - {kernel})"),
    };
    let moves = format!("{difference} / {stride}");
    let moves = if room.is_multiple_of(stride) { moves } else { format!("floor({moves})") };
    (output, format!("{moves} + 1 = {output}"))
}
