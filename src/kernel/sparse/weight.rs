//! A few vectors of a filter's kernel stay in registers while all outputs are gone through.

use super::Sparse;
use crate::check_length;
use crate::load;
use wide::f32x4;

/// Vectors that stay in registers at once. Engines of browsers load all pixels before they multiply the first: as many
/// registers again, of 16. A kernel of 5 rows fills its blocks.
const BLOCK: usize = 5;

impl Sparse {
    /// Adds to one filter's `gradient` \[channels, kernel, kernel] what the collected outputs add.
    ///
    /// # Panics
    ///
    /// If the gradient is not as long as a filter.
    pub fn weight_gradient(&self, gradient: &mut [f32]) {
        check_length(gradient.len(), self.geometry.patch_len());
        for (offsets, weights) in self.offsets.chunks(BLOCK).zip(self.weights.chunks(BLOCK)) {
            // A last block that is not full reads the patch's corner, for no weight.
            let offsets: [usize; BLOCK] = std::array::from_fn(|v| offsets.get(v).copied().unwrap_or(0));
            let mut sums = [f32x4::ZERO; BLOCK];
            for entry in &self.entries[..self.count] {
                let factor = f32x4::splat(entry.gradient);
                let corner = entry.corner as usize;
                for (sum, offset) in sums.iter_mut().zip(offsets) {
                    // SAFETY: a patch lies inside the images that were taken, its last vector's end at most in their margin.
                    *sum += factor * unsafe { load(self.images.as_ptr().add(corner + offset)) };
                }
            }
            for (sum, weights) in sums.iter().zip(weights) {
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
