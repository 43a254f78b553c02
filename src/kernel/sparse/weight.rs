//! A few rows of one channel's kernel stay in registers while all outputs are gone through.

use super::Sparse;
use crate::kernel::columns::Geometry;
use crate::kernel::{LANES, load};
use wide::f32x4;

/// Kernel rows that stay in registers at once. Engines of browsers load all pixels before they multiply the first: as many
/// registers again, of 16. Five rows, half of them spilled, took twice as long.
const MOST_ROWS: usize = 3;

impl Sparse {
    /// Adds to one filter's `gradient` \[channels, kernel, kernel] what the collected outputs add. `images` have their
    /// padding around them.
    ///
    /// # Panics
    ///
    /// If the images or the gradient are shorter than what was collected.
    pub fn weight_gradient(&self, images: &[f32], gradient: &mut [f32]) {
        let Geometry { channels, kernel, .. } = self.geometry;
        let (height, width) = self.geometry.padded();
        assert!(images.len() >= self.images, "the images are shorter than those collected");
        assert_eq!(gradient.len(), channels * kernel * kernel);
        for (channel, gradient) in gradient.chunks_exact_mut(kernel * kernel).enumerate() {
            for (block, gradient) in gradient.chunks_mut(MOST_ROWS * kernel).enumerate() {
                let first = (channel * height + block * MOST_ROWS) * width;
                // SAFETY: an entry's corner plus a row of its patch lies inside the images, whose length was asserted.
                unsafe {
                    let images = images.as_ptr().add(first);
                    match (gradient.len() / kernel, kernel) {
                        (1, LANES) => self.rows::<1, 1>(images, gradient),
                        (2, LANES) => self.rows::<2, 1>(images, gradient),
                        (3, LANES) => self.rows::<3, 1>(images, gradient),
                        (1, _) => self.rows::<1, 2>(images, gradient),
                        (2, _) => self.rows::<2, 2>(images, gradient),
                        (3, _) => self.rows::<3, 2>(images, gradient),
                        _ => unreachable!("a block has at most three rows"),
                    }
                }
            }
        }
    }

    /// Adds to `R` rows of a kernel. A row is its first vector and, if it is longer, its last: those overlap.
    ///
    /// # Safety
    ///
    /// From `images` on, every entry's corner and `R` rows from there must be readable.
    #[inline(always)]
    unsafe fn rows<const R: usize, const V: usize>(&self, images: *const f32, gradient: &mut [f32]) {
        let kernel = self.geometry.kernel;
        let (_, width) = self.geometry.padded();
        let starts: [usize; V] = std::array::from_fn(|v| v * (kernel - LANES));
        let mut sums = [[f32x4::ZERO; V]; R];
        for entry in &self.entries[..self.count] {
            let factor = f32x4::splat(entry.gradient);
            // Past the last row the pointer is not read, and may lie outside.
            let mut row = images.wrapping_add(entry.corner as usize);
            for sums in &mut sums {
                for (sum, start) in sums.iter_mut().zip(starts) {
                    // SAFETY: the caller vouches for the row.
                    *sum += factor * unsafe { load(row.add(start)) };
                }
                row = row.wrapping_add(width);
            }
        }
        for (row, sums) in gradient.chunks_exact_mut(kernel).zip(sums) {
            let mut done = 0;
            for (sum, start) in sums.iter().zip(starts) {
                for (gradient, sum) in row[start..].iter_mut().zip(sum.to_array()).skip(done - start) {
                    *gradient += sum;
                }
                done = start + LANES;
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::testing::{assert_close, numbers};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_sparse_gradient_equals_its_definition(
            channels in 1usize..4, height in 8usize..13, width in 8usize..13, kernel in 4usize..9, padding in 0usize..3,
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
            sparse.collect(&output_gradient, filters, filter, run);
            sparse.weight_gradient(&input, &mut actual);
            assert_close(&actual, &expected, 1e-5);
        }
    }
}
