//! A connection table: the weights that have no connection are 0, and stay so, because their gradient is.

use crate::layer::{Backward, Layer};

pub(super) struct Connected {
    /// The convolution over all maps.
    dense: Box<dyn Layer>,
    /// Whether each number of the weight has a connection.
    connected: Vec<bool>,
}

impl Connected {
    pub(super) fn new(dense: Box<dyn Layer>, connected: Vec<bool>) -> Self {
        Connected { dense, connected }
    }
}

impl Layer for Connected {
    fn forward(&mut self, parameters: &[f32], input: &[f32], output: &mut [f32], batch: usize) {
        self.dense.forward(parameters, input, output, batch);
    }

    fn backward(&mut self, pass: Backward) {
        let gradients = pass.gradients;
        self.dense.backward(Backward { gradients: &mut *gradients, ..pass });
        for (gradient, connected) in gradients.iter_mut().zip(&self.connected) {
            if !connected {
                *gradient = 0.0;
            }
        }
    }

    fn takes_winners(&self) -> bool {
        self.dense.takes_winners()
    }
}
