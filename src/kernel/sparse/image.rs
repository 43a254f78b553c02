//! The kernels are laid out first, each row as whole vectors with zeros behind; then a row is added to the image's gradient
//! vector by vector. What the zeros are added to stays as it is.
//!
//! Each output goes through all channels before the next, whose patch overlaps its own: so much lies between a store and
//! the next load nearby that the processor need not hold the load back.

use super::Sparse;
use crate::kernel::columns::Geometry;
use crate::kernel::{LANES, load, store};
use wide::f32x4;

/// All filters' kernels, their rows as whole vectors.
pub struct Kernels {
    /// \[filters, channels, kernel, vectors, lanes]
    rows: Vec<f32>,
    vectors: usize,
    row_len: usize,
}

impl Kernels {
    /// Room for `filters` kernels of a geometry; none if a row is more than two vectors.
    pub fn new(geometry: &Geometry, filters: usize) -> Option<Kernels> {
        let vectors = geometry.kernel.div_ceil(LANES);
        let rows = vec![0.0; filters * geometry.channels * geometry.kernel * vectors * LANES];
        (vectors <= 2).then_some(Kernels { rows, vectors, row_len: geometry.kernel })
    }

    /// Numbers that [`Sparse::image_gradient`] wants behind the image's gradient.
    pub const MARGIN: usize = 2 * LANES;

    /// Takes the kernels of `weight` \[filters, channels, kernel, kernel].
    pub fn take(&mut self, weight: &[f32]) {
        let rows = self.rows.chunks_exact_mut(self.vectors * LANES);
        for (row, weights) in rows.zip(weight.chunks_exact(self.row_len)) {
            row[..self.row_len].copy_from_slice(weights);
        }
    }
}

impl Sparse {
    /// Adds to `gradient` \[images, channels, height, width], padding included and [`Kernels::MARGIN`] numbers behind it,
    /// what the collected outputs send back through `filter`'s kernel.
    ///
    /// # Panics
    ///
    /// If the gradient is shorter, or there is no such filter.
    pub fn image_gradient(&self, kernels: &Kernels, filter: usize, gradient: &mut [f32]) {
        let Geometry { channels, kernel, .. } = self.geometry;
        assert!(gradient.len() >= self.images + Kernels::MARGIN, "the gradient is shorter than the images");
        let length = channels * kernel * kernels.vectors * LANES;
        let rows = &kernels.rows[filter * length..(filter + 1) * length];
        // SAFETY: an entry's corner plus a row of its patch lies inside the images, and a vector's end inside the margin;
        // the kernel's rows have just been cut out.
        unsafe {
            match kernels.vectors {
                1 => self.add::<1>(rows.as_ptr(), gradient.as_mut_ptr()),
                _ => self.add::<2>(rows.as_ptr(), gradient.as_mut_ptr()),
            }
        }
    }

    /// # Safety
    ///
    /// `rows` must hold a kernel for each channel; from every entry's corner in `gradient` on, its patch and the margin
    /// must be writable.
    #[inline(always)]
    unsafe fn add<const V: usize>(&self, rows: *const f32, gradient: *mut f32) {
        let Geometry { channels, kernel, .. } = self.geometry;
        let (height, width) = self.geometry.padded();
        for entry in &self.entries[..self.count] {
            let factor = f32x4::splat(entry.gradient);
            for channel in 0..channels {
                for dy in 0..kernel {
                    // SAFETY: the caller vouches for both rows.
                    unsafe {
                        let weights = rows.add((channel * kernel + dy) * V * LANES);
                        let pixels = gradient.add(entry.corner as usize + (channel * height + dy) * width);
                        for v in (0..V).map(|v| v * LANES) {
                            store(pixels.add(v), load(pixels.add(v)) + factor * load(weights.add(v)));
                        }
                    }
                }
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
        fn an_images_sparse_gradient_equals_its_definition(
            channels in 1usize..4, height in 8usize..13, width in 8usize..13, kernel in 4usize..9, padding in 0usize..3,
            filters in 1usize..4, seed: u32,
        ) {
            let geometry = Geometry {
                channels, height, width, kernel, padding, stride: 1,
                output_height: height + 2 * padding - kernel + 1,
                output_width: width + 2 * padding - kernel + 1,
            };
            let (height, width) = geometry.padded();
            let weight = numbers(filters * geometry.patch_len(), seed);
            let mut output_gradient = numbers(filters * geometry.positions(), seed ^ 1);
            for gradient in &mut output_gradient {
                if *gradient < 0.5 {
                    *gradient = 0.0;
                }
            }
            let mut actual = numbers(channels * height * width + Kernels::MARGIN, seed ^ 2);
            let mut expected = actual.clone();
            for (output, gradient) in output_gradient.iter().enumerate() {
                let (filter, y) = (output / geometry.positions(), output / geometry.output_width);
                let (y, x) = (y % geometry.output_height, output % geometry.output_width);
                for (index, weight) in weight[filter * geometry.patch_len()..][..geometry.patch_len()].iter().enumerate() {
                    let (channel, dy, dx) = (index / kernel / kernel, index / kernel % kernel, index % kernel);
                    expected[(channel * height + y + dy) * width + x + dx] += weight * gradient;
                }
            }
            let mut sparse = Sparse::new(geometry).unwrap();
            let mut kernels = Kernels::new(&geometry, filters).unwrap();
            kernels.take(&weight);
            for filter in 0..filters {
                sparse.collect(&output_gradient, filters, filter, 0..1);
                sparse.image_gradient(&kernels, filter, &mut actual);
            }
            assert_close(&actual, &expected, 1e-5);
        }
    }
}
