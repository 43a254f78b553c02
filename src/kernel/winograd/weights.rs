//! The kernels' rows at all points, laid out as they are multiplied.

use super::{KERNEL, LANES, POINTS, VECTORS, transform};
use wide::f32x4;

/// Weights of a kernel over one channel.
const KERNEL_LEN: usize = KERNEL * KERNEL;

/// The weights of all filters, of eight at a time.
pub(super) struct Weights {
    channels: usize,
    /// \[eight filters, point, row of the kernel, channel], the filters next to one another: zeros for those that are missing.
    taken: Vec<[f32x4; VECTORS]>,
}

impl Weights {
    pub(super) fn new(filters: usize, channels: usize) -> Weights {
        let room = filters.div_ceil(VECTORS * LANES) * POINTS * KERNEL * channels;
        Weights { channels, taken: vec![[f32x4::ZERO; VECTORS]; room] }
    }

    /// Takes `weight` \[filters, channels, 5, 5].
    #[inline(never)]
    pub(super) fn take(&mut self, weight: &[f32]) {
        let depth = self.depth();
        let patch_len = self.channels * KERNEL_LEN;
        for (first, four) in weight.chunks(LANES * patch_len).enumerate() {
            let (group, vector) = (first / VECTORS, first % VECTORS);
            let taken = &mut self.taken[group * POINTS * depth..][..POINTS * depth];
            for channel in 0..self.channels {
                let kernels = kernels(four, patch_len, channel);
                for (y, row) in kernels.as_chunks::<KERNEL>().0.iter().enumerate() {
                    for (point, weights) in transform::of_weights(*row).into_iter().enumerate() {
                        taken[point * depth + y * self.channels + channel][vector] = weights;
                    }
                }
            }
        }
    }

    /// What eight filters have at the points: for each as many as the [`Weights::depth`].
    #[inline(always)]
    pub(super) fn of(&self, group: usize) -> &[[f32x4; VECTORS]] {
        let length = POINTS * self.depth();
        &self.taken[group * length..][..length]
    }

    /// Products that are summed at a point.
    #[inline(always)]
    pub(super) fn depth(&self) -> usize {
        KERNEL * self.channels
    }
}

/// The kernels of up to four filters over one channel, next to one another.
#[inline(always)]
fn kernels(filters: &[f32], patch_len: usize, channel: usize) -> [f32x4; KERNEL_LEN] {
    let mut kernels = [f32x4::ZERO; KERNEL_LEN];
    for start in (0..KERNEL_LEN).step_by(LANES) {
        // The last four may overlap those before.
        let start = start.min(KERNEL_LEN - LANES);
        let four = |filter: usize| {
            let weights = filters.get(filter * patch_len + channel * KERNEL_LEN + start..);
            weights.and_then(|weights| weights.first_chunk()).map_or(f32x4::ZERO, |four| f32x4::new(*four))
        };
        kernels[start..start + LANES].copy_from_slice(&f32x4::transpose(std::array::from_fn(four)));
    }
    kernels
}
