//! A few vectors of a filter's kernel stay in registers while all outputs are gone through.

use super::Sparse;
use crate::{LANES, check_length, load};
use wide::f32x4;

/// Vectors of a piece: they stand one after another in a row of a patch, so that one address is enough.
pub(super) const VECTORS: usize = 2;

/// Pieces that are summed together. A kernel of 5 rows fills its blocks.
const PIECES: usize = 5;

impl Sparse {
    /// Adds to one filter's `gradient` \[channels, kernel, kernel] what the collected outputs add.
    ///
    /// # Panics
    ///
    /// If the gradient is not as long as a filter.
    pub fn weight_gradient(&self, gradient: &mut [f32]) {
        check_length(gradient.len(), self.geometry.patch_len());
        let (weights, _) = self.weights.as_chunks::<LANES>();
        for (offsets, weights) in self.offsets.chunks(PIECES).zip(weights.chunks(PIECES * VECTORS)) {
            // A last block that is not full reads the patch's corner, for no weight.
            let offsets: [usize; PIECES] = std::array::from_fn(|piece| offsets.get(piece).copied().unwrap_or(0));
            let mut sums = [[f32x4::ZERO; VECTORS]; PIECES];
            for entry in &self.entries[..self.count] {
                let factor = f32x4::splat(entry.gradient);
                for (sums, offset) in sums.iter_mut().zip(offsets) {
                    for (v, sum) in sums.iter_mut().enumerate() {
                        // SAFETY: a patch lies inside the images that were taken, its last vectors' ends at most in their margin.
                        *sum += factor
                            * unsafe {
                                load(self.images.as_ptr().add(entry.corner as usize).add(offset).add(v * LANES))
                            };
                    }
                }
            }
            for (sum, weights) in sums.as_flattened().iter().zip(weights) {
                for (sum, weight) in sum.to_array().iter().zip(weights) {
                    // None behind a row's end.
                    if let Some(gradient) = gradient.get_mut(*weight) {
                        *gradient += sum;
                    }
                }
            }
        }
    }
}
