//! What a network may cost: more would not fit into a tab's memory, or take longer than anybody waits.

use super::LayerPlan;
use super::plan::product;
use super::problem::Problem;
use super::step::invalid;
use crate::error::Result;

/// Numbers that a network may keep of one picture, the picture and padding included.
const MOST_OUTPUTS: u64 = 1_000_000;
/// Numbers that a network may train.
const MOST_PARAMETERS: u64 = 4_000_000;
/// Multiplications for one picture.
const MOST_PRODUCTS: u64 = 100_000_000;

/// The costs so far, while a network is walked through.
#[derive(Default)]
pub(super) struct Budget {
    outputs: u64,
    parameters: u64,
    products: u64,
}

impl Budget {
    /// Adds so many numbers that are kept of one picture.
    ///
    /// # Errors
    ///
    /// [`crate::Error::InvalidNetwork`] if that is too much.
    pub fn keep(&mut self, layer: &str, numbers: u64) -> Result<()> {
        self.outputs = self.outputs.saturating_add(numbers);
        if self.outputs > MOST_OUTPUTS {
            return Err(invalid(layer, Problem::TooManyOutputs { count: self.outputs, most: MOST_OUTPUTS }));
        }
        Ok(())
    }

    /// Adds what a layer computes and keeps. Weights without a connection are kept, too.
    ///
    /// # Errors
    ///
    /// As [`Budget::keep`].
    pub fn spend(&mut self, plan: &LayerPlan) -> Result<()> {
        self.keep(&plan.name, plan.kept())?;
        let weights = plan.weight_shape.as_deref().map_or(0, product);
        let positions = product(&plan.output.sizes()[1..]);
        self.parameters += weights;
        self.products = self.products.saturating_add(weights.saturating_mul(positions).max(plan.connections));
        if self.products > MOST_PRODUCTS {
            let problem = Problem::TooManyProducts { count: self.products, most: MOST_PRODUCTS };
            return Err(invalid(&plan.name, problem));
        }
        Ok(())
    }

    /// Looks at the parameters of all layers.
    ///
    /// # Errors
    ///
    /// As [`Budget::keep`].
    pub fn close(&self) -> Result<()> {
        if self.parameters > MOST_PARAMETERS {
            let problem = Problem::TooManyParameters { count: self.parameters, most: MOST_PARAMETERS };
            return Err(invalid("network", problem));
        }
        Ok(())
    }
}
