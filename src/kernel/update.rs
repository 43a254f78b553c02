//! A step of every parameter, number by number.

/// Momentum: velocity = `momentum` x velocity + gradient; weight = weight x `kept` - `rate` x velocity.
#[inline(never)]
pub fn momentum(weights: &mut [f32], velocity: &mut [f32], gradients: &[f32], momentum: f32, kept: f32, rate: f32) {
    for ((weight, velocity), gradient) in weights.iter_mut().zip(velocity).zip(gradients) {
        *velocity = momentum * *velocity + gradient;
        *weight = *weight * kept - rate * *velocity;
    }
}

/// Adam's numbers of one step, the same for every parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamStep {
    /// The share 1 - beta1 of the gradient that the mean takes in.
    pub fresh: f32,
    /// The share beta2 of the mean square that stays.
    pub kept_square: f32,
    /// The share 1 - beta2 of the squared gradient that the mean square takes in.
    pub fresh_square: f32,
    /// The learning rate over 1 - beta1^step, by which a young mean is too small.
    pub size: f32,
    /// The root of 1 - beta2^step, by which a young mean square's root is too small.
    pub spread: f32,
    /// What keeps the quotient finite.
    pub epsilon: f32,
}

/// Adam: the means of the gradients and of their squares follow; weight = weight x `kept` - size x (mean / (root of mean
/// square / spread + epsilon)).
#[inline(never)]
pub fn adam(
    weights: &mut [f32],
    [means, squares]: [&mut [f32]; 2],
    gradients: &[f32],
    AdamStep { fresh, kept_square, fresh_square, size, spread, epsilon }: AdamStep,
    kept: f32,
) {
    let means = means.iter_mut().zip(squares);
    for ((weight, gradient), (mean, square)) in weights.iter_mut().zip(gradients).zip(means) {
        *mean += fresh * (gradient - *mean);
        *square = kept_square * *square + fresh_square * (gradient * gradient);
        *weight = *weight * kept - size * (*mean / (square.sqrt() / spread + epsilon));
    }
}

/// An average that goes a share of its way to the weights.
#[inline(never)]
pub fn follow(averages: &mut [f32], weights: &[f32], share: f32) {
    for (average, weight) in averages.iter_mut().zip(weights) {
        *average += share * (weight - *average);
    }
}
