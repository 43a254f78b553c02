//! A few vectors of a filter's kernel stay in registers while all outputs are gone through.

use super::Sparse;
use crate::{LANES, check_length, load};
use wide::f32x4;

/// Vectors of a long row of a patch that are summed together. They stand one after another, so that one address is enough.
pub(super) const WIDE: usize = 8;

/// Vectors of a short row that are, and rows at once: as many as the usual kernel has.
pub(super) const NARROW: usize = 2;
const ROWS: usize = 5;

impl Sparse {
    /// Adds to one filter's `gradient` \[channels, kernel, kernel] what the collected outputs add.
    ///
    /// # Panics
    ///
    /// If the gradient is not as long as a filter.
    pub fn weight_gradient(&self, gradient: &mut [f32]) {
        check_length(gradient.len(), self.geometry.patch_len());
        match self.together {
            WIDE => self.add::<1, WIDE>(gradient),
            _ => self.add::<ROWS, NARROW>(gradient),
        }
    }

    /// Adds to the gradient, block after block of `PIECES` times `VECTORS` vectors.
    #[inline(always)]
    fn add<const PIECES: usize, const VECTORS: usize>(&self, gradient: &mut [f32]) {
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
