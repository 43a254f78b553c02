//! Pooling: input \[batch, channels, height, width], output \[batch, channels, height', width'].

mod average;
mod max;
mod trainable;

use super::Layer;
use super::conv::geometry;
use crate::spec::{LayerPlan, PoolMethod};

/// What the plan's method makes of a window.
pub(super) fn build(plan: &LayerPlan) -> Box<dyn Layer> {
    let geometry = geometry(plan);
    match plan.method.expect("a pooling layer has a method") {
        PoolMethod::Max => Box::new(max::Max::new(geometry)),
        PoolMethod::Average => Box::new(average::Average::new(geometry)),
        PoolMethod::Trainable => Box::new(trainable::Trainable::new(geometry)),
    }
}
