//! A few vectors of a filter's kernel stay in registers while all outputs are gone through.

use super::Sparse;
use crate::kernel::load;
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
        assert_eq!(gradient.len(), self.geometry.patch_len());
        let channels = self.geometry.channels;
        for (offsets, weights) in self.offsets.chunks(BLOCK).zip(self.weights.chunks(BLOCK)) {
            // A last block that is not full reads the patch's corner, for no weight.
            let offsets: [usize; BLOCK] = std::array::from_fn(|v| offsets.get(v).copied().unwrap_or(0));
            let mut sums = [f32x4::ZERO; BLOCK];
            for entry in &self.entries[..self.count] {
                let factor = f32x4::splat(entry.gradient);
                let corner = entry.pixel as usize * channels;
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::kernel::columns::Geometry;
    use crate::testing::{assert_close, numbers};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sparse_gradient_equals_its_definition(
            channels in 1usize..4, height in 8usize..13, width in 8usize..13, kernel in 1usize..9, padding in 0usize..3,
            filters in 1usize..4, images in 1usize..4, seed: u32,
        ) {
            let geometry = Geometry {
                channels, height, width, kernel, padding, stride: 1,
                output_height: height + 2 * padding - kernel + 1,
                output_width: width + 2 * padding - kernel + 1,
            };
            let (height, width) = geometry.padded();
            let image_len = channels * height * width;
            let input = numbers(images * image_len, seed);
            let mut output_gradient = numbers(images * filters * geometry.positions(), seed ^ 1);
            for gradient in &mut output_gradient {
                if *gradient < 0.5 {
                    *gradient = 0.0;
                }
            }
            let filter = filters - 1;
            let run = images / 2..images;

            let mut expected = numbers(geometry.patch_len(), seed ^ 2);
            let mut actual = expected.clone();
            for image in run.clone() {
                for (index, gradient) in expected.iter_mut().enumerate() {
                    let (channel, dy, dx) = (index / kernel / kernel, index / kernel % kernel, index % kernel);
                    for y in 0..geometry.output_height {
                        for x in 0..geometry.output_width {
                            let pixel = image * image_len + (channel * height + y + dy) * width + x + dx;
                            let map = (image * filters + filter) * geometry.positions();
                            *gradient += input[pixel] * output_gradient[map + y * geometry.output_width + x];
                        }
                    }
                }
            }
            let mut sparse = Sparse::new(geometry).unwrap();
            sparse.take(&input[run.start * image_len..run.end * image_len]);
            sparse.collect(&output_gradient, filters, filter, run);
            sparse.weight_gradient(&mut actual);
            assert_close(&actual, &expected, 1e-5);
        }
    }
}
