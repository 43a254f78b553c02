//! What a pass leaves out, since training does without it, and how it is computed for who wants to look.

use super::{Maps, Progress, Stage, Stages};
use crate::layer::{Backward, Gradient, Layer};

/// An activation whose pooling goes before it: what it makes of everything that the pooling reads.
pub(super) struct LeftOut {
    pub layer: Box<dyn Layer>,
    /// The stage of the pooling; the activation of what it chose is the next.
    pub pooling: usize,
    pub output: Maps,
}

impl Stages {
    /// Computes what [`Stages::forward`] left out.
    pub(in crate::network) fn complete_outputs(&mut self) {
        self.progress = Progress::All;
        let batch = self.batch;
        for LeftOut { layer, pooling, output } in &mut self.left_out {
            let before = pooling.checked_sub(1).map_or(&self.input, |before| &self.stages[before].output.output);
            layer.forward(&[], &before[..batch * output.length], &mut output.output[..batch * output.length], batch);
        }
    }

    /// Computes the outputs' gradients that [`Stages::backward`] left out.
    pub(in crate::network) fn complete_gradients(&mut self) {
        self.progress = Progress::Gradients;
        for index in 1..self.stages.len() {
            let (before, rest) = self.stages.split_at_mut(index);
            if let Stage { layer, output, routed: true, .. } = &mut rest[0] {
                route(layer, output, &mut before[index - 1].output, self.batch);
            }
        }
        for LeftOut { pooling, output, .. } in &mut self.left_out {
            let (before, rest) = self.stages.split_at_mut(*pooling + 1);
            route(&mut before[*pooling].layer, &rest[0].output, output, self.batch);
        }
    }
}

/// Has a maximum pooling send the gradient by `chosen`, which it chose, to where that was chosen from.
fn route(pooling: &mut Box<dyn Layer>, chosen: &Maps, from: &mut Maps, batch: usize) {
    pooling.backward(Backward {
        parameters: &[],
        gradients: &mut [],
        input: &[],
        output: &[],
        output_gradient: Gradient::Each(&chosen.gradient[..batch * chosen.length]),
        input_gradient: Some(&mut from.gradient[..batch * from.length]),
        batch,
        runs: &[],
    });
}
