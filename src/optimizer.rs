//! How the parameters follow their gradients.

/// Momentum: v = m v + g, then w = w - r v, as Paddle's (and Polyak's, 1964).
#[derive(Clone, Debug)]
pub struct Momentum {
    /// The rate r.
    pub learning_rate: f32,
    /// The share m of the velocity that stays.
    pub momentum: f32,
    /// The velocity v of each parameter.
    velocity: Vec<f32>,
}

impl Momentum {
    /// An optimizer for `parameters` numbers, at rest.
    pub fn new(learning_rate: f32, momentum: f32, parameters: usize) -> Self {
        Momentum { learning_rate, momentum, velocity: vec![0.0; parameters] }
    }

    /// The velocity of each parameter.
    pub fn velocity_mut(&mut self) -> &mut [f32] {
        &mut self.velocity
    }

    /// One update.
    ///
    /// # Panics
    ///
    /// If there are not as many parameters or gradients as the optimizer was made for.
    pub fn update(&mut self, parameters: &mut [f32], gradients: &[f32]) {
        assert_eq!(parameters.len(), self.velocity.len());
        assert_eq!(gradients.len(), self.velocity.len());
        for ((weight, velocity), gradient) in parameters.iter_mut().zip(&mut self.velocity).zip(gradients) {
            *velocity = self.momentum * *velocity + gradient;
            *weight -= self.learning_rate * *velocity;
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn velocity_builds_up() {
        let mut optimizer = Momentum::new(0.5, 0.5, 1);
        let mut weight = [1.0];
        optimizer.update(&mut weight, &[1.0]);
        assert_eq!(weight, [0.5]);
        optimizer.update(&mut weight, &[1.0]);
        assert_eq!(weight, [-0.25]);
    }
}
