//! The walk through a network: each layer's shape by the article's arithmetic, and what it costs.

use super::budget::Budget;
use super::plan::product;
use super::problem::{Problem, Source};
use super::step::{Step, check_size, invalid};
use super::{CLASSES, InputSpec, Kind, LayerPlan, LayerSpec, NetworkSpec, Shape};
use crate::error::Result;
use crate::json;
use crate::mnist::SIDE;

/// No network may have more layers.
const MOST_LAYERS: usize = 64;
/// No name may be longer.
const LONGEST_NAME: usize = 32;
/// What explanations and activations call the picture and the network's answer.
const RESERVED: [&str; 2] = ["input", "probabilities"];
/// Paper and ink lie within this distance of zero.
const MOST_GREY: f32 = 100.0;

impl NetworkSpec {
    /// Walks through the layers, from the picture to the logits.
    ///
    /// # Errors
    ///
    /// [`crate::Error::InvalidNetwork`] with the first layer that does not fit, why, and what would.
    pub fn walk(&self) -> Result<Vec<LayerPlan>> {
        let mut walk = Vec::new();
        self.walk_into(&mut walk).map(|()| walk)
    }

    /// The same, for who wants to see how far the layers fit: those before the first that does not are in `walk`.
    ///
    /// # Errors
    ///
    /// As [`NetworkSpec::walk`].
    pub fn walk_into(&self, walk: &mut Vec<LayerPlan>) -> Result<()> {
        check_input(&self.input)?;
        if self.layers.len() > MOST_LAYERS {
            return Err(network(Problem::TooManyLayers { count: self.layers.len(), most: MOST_LAYERS }));
        }
        let mut names = Names::default();
        let mut budget = Budget::default();
        budget.keep("input", product(&self.input.shape().sizes()))?;
        for layer in &self.layers {
            let name = names.take(layer)?;
            let (previous, input) = match walk.last() {
                Some(plan) if plan.kind == Kind::Rbf => return Err(invalid(&plan.name, Problem::NotLast {})),
                Some(plan) => (Source(Some(plan.name.clone())), plan.output),
                None => (Source(None), self.input.shape()),
            };
            let background = walk.is_empty().then_some(self.input.background);
            let plan = LayerPlan { background, ..Step { name, previous, input }.plan(layer)? };
            budget.spend(&plan)?;
            walk.push(plan);
        }
        budget.close()?;
        match walk.last() {
            Some(LayerPlan { output: Shape::Units(CLASSES), .. }) => Ok(()),
            Some(plan) => Err(invalid(&plan.name, Problem::WrongEnd { classes: CLASSES, shape: plan.output.sizes() })),
            None => Err(network(Problem::NoLayers { classes: CLASSES })),
        }
    }

    /// Whether the network's input has room for a digit.
    ///
    /// # Errors
    ///
    /// [`crate::Error::InvalidNetwork`] if it is not one channel of at least 28x28.
    pub fn check_room(&self) -> Result<()> {
        let InputSpec { channels, height, width, .. } = self.input;
        if channels == 1 && height.min(width) >= SIDE as u32 {
            return Ok(());
        }
        Err(invalid("input", Problem::NoRoomForDigit { channels, height, width, least: SIDE }))
    }
}

fn network(problem: Problem) -> crate::Error {
    invalid("network", problem)
}

fn check_input(input: &InputSpec) -> Result<()> {
    let InputSpec { channels, height, width, background, ink } = *input;
    for (setting, size) in [("channels", channels), ("height", height), ("width", width)] {
        check_size("input", setting, size)?;
    }
    for (setting, value) in [("background", background), ("ink", ink)] {
        if !(-MOST_GREY..=MOST_GREY).contains(&value) {
            let (least, most) = (f64::from(-MOST_GREY), f64::from(MOST_GREY));
            return Err(invalid("input", Problem::OutOfRange { setting, value: json::double(value), least, most }));
        }
    }
    if background == ink {
        return Err(invalid("input", Problem::NoContrast { value: json::double(ink) }));
    }
    Ok(())
}

/// The names given so far.
#[derive(Default)]
struct Names {
    taken: Vec<String>,
    /// The kinds of the layers so far.
    kinds: Vec<&'static str>,
}

impl Names {
    /// The layer's own name, or its kind with the next number.
    fn take(&mut self, layer: &LayerSpec) -> Result<String> {
        let (own, kind) = match layer {
            LayerSpec::Conv { name, .. } | LayerSpec::Linear { name, .. } | LayerSpec::Rbf { name } => (Some(name), ""),
            LayerSpec::Pool { name, .. } => (name.as_ref(), "pool"),
            LayerSpec::Activation { name, function } => (name.as_ref(), function.name()),
            LayerSpec::Flatten { name } => (name.as_ref(), "flatten"),
        };
        self.kinds.push(kind);
        let number = self.kinds.iter().filter(|earlier| **earlier == kind).count();
        let name = match own {
            Some(name) => name.clone(),
            None if kind == "flatten" && number == 1 => kind.to_owned(),
            None => format!("{kind}{number}"),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if name.is_empty() || name.len() > LONGEST_NAME || !name.chars().all(plain) {
            return Err(network(Problem::BadName { name, most: LONGEST_NAME }));
        }
        if RESERVED.contains(&name.as_str()) {
            return Err(network(Problem::ReservedName { name }));
        }
        if self.taken.contains(&name) {
            return Err(invalid(&name, Problem::SameName {}));
        }
        self.taken.push(name.clone());
        Ok(name)
    }
}
