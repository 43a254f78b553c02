//! The kernels are laid out first, channels last, each row as whole vectors with zeros behind; then a row is added to the
//! image's gradient vector by vector. What the zeros are added to stays as it is.
//!
//! Each output adds its whole kernel before the next, whose patch overlaps its own: so much lies between a store and the
//! next load nearby that the processor need not hold the load back.

use super::Sparse;
use crate::kernel::{LANES, load, store};
use wide::f32x4;

/// Vectors that are added at a time: a row is filled up to as many.
const BLOCK: usize = 2;
/// Numbers behind the images that a row may reach.
pub(super) const MARGIN: usize = BLOCK * LANES;

/// All filters' kernels, and the gradient of a run's images.
pub struct ImageGradient {
    /// \[filters, kernel, row]
    kernels: Vec<f32>,
    /// Numbers of a row here, and of a kernel.
    row_len: usize,
    kernel_len: usize,
    /// Padding included, channels last, and a margin.
    gradient: Vec<f32>,
}

impl ImageGradient {
    /// Room for `filters` kernels of a convolution.
    pub fn new(sparse: &Sparse, filters: usize) -> ImageGradient {
        let row_len = sparse.row_len().next_multiple_of(BLOCK * LANES);
        let kernel_len = sparse.geometry.kernel * row_len;
        ImageGradient { kernels: vec![0.0; filters * kernel_len], row_len, kernel_len, gradient: Vec::new() }
    }

    /// Takes the kernels of `weight` \[filters, channels, kernel, kernel].
    pub fn take(&mut self, sparse: &Sparse, weight: &[f32]) {
        let of_patch = sparse.row_len().div_ceil(LANES);
        let kernels = self.kernels.chunks_exact_mut(self.kernel_len);
        for (kernel, weight) in kernels.zip(weight.chunks_exact(sparse.geometry.patch_len())) {
            for (row, weights) in kernel.chunks_exact_mut(self.row_len).zip(sparse.weights.chunks_exact(of_patch)) {
                for (place, index) in row.iter_mut().zip(weights.as_flattened()) {
                    *place = weight.get(*index).copied().unwrap_or(0.0);
                }
            }
        }
    }

    /// Begins with no gradient for as many images as `sparse` took.
    pub fn clear(&mut self, sparse: &Sparse) {
        self.gradient.clear();
        self.gradient.resize(sparse.images.len(), 0.0);
    }

    /// Adds what the collected outputs send back through `filter`'s kernel.
    ///
    /// # Panics
    ///
    /// If there is no such filter, or the images are not those it was cleared for.
    pub fn add(&mut self, sparse: &Sparse, filter: usize) {
        assert_eq!(self.gradient.len(), sparse.images.len(), "cleared for other images");
        let kernel = &self.kernels[filter * self.kernel_len..(filter + 1) * self.kernel_len];
        for entry in &sparse.entries[..sparse.count] {
            let factor = f32x4::splat(entry.gradient);
            let mut corner = entry.pixel as usize * sparse.geometry.channels;
            for row in kernel.chunks_exact(self.row_len) {
                for (block, weights) in row.chunks_exact(BLOCK * LANES).enumerate() {
                    // SAFETY: a patch lies inside the images, and its last row, in whole blocks, ends before their margin.
                    unsafe {
                        let pixels = self.gradient.as_mut_ptr().add(corner + block * BLOCK * LANES);
                        for v in (0..BLOCK).map(|v| v * LANES) {
                            store(pixels.add(v), load(pixels.add(v)) + factor * load(weights.as_ptr().add(v)));
                        }
                    }
                }
                corner += sparse.row_stride();
            }
        }
    }

    /// Writes the images' gradients, \[channels, height, width] with their padding.
    ///
    /// # Panics
    ///
    /// If there is not room for all.
    pub fn write(&self, sparse: &Sparse, gradient: &mut [f32]) {
        let (height, width) = sparse.geometry.padded();
        let (channels, pixels) = (sparse.geometry.channels, height * width);
        let last = &self.gradient[..self.gradient.len() - MARGIN];
        assert_eq!(gradient.len(), last.len());
        for (image, last) in gradient.chunks_exact_mut(channels * pixels).zip(last.chunks_exact(channels * pixels)) {
            for (channel, map) in image.chunks_exact_mut(pixels).enumerate() {
                map.iter_mut().zip(last[channel..].iter().step_by(channels)).for_each(|(pixel, value)| *pixel = *value);
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
        fn an_images_sparse_gradient_equals_its_definition(
            channels in 1usize..4, height in 8usize..13, width in 8usize..13, kernel in 1usize..9, padding in 0usize..3,
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
            let mut expected = vec![0.0; channels * height * width];
            for (output, gradient) in output_gradient.iter().enumerate() {
                let (filter, y) = (output / geometry.positions(), output / geometry.output_width);
                let (y, x) = (y % geometry.output_height, output % geometry.output_width);
                for (index, weight) in weight[filter * geometry.patch_len()..][..geometry.patch_len()].iter().enumerate() {
                    let (channel, dy, dx) = (index / kernel / kernel, index / kernel % kernel, index % kernel);
                    expected[(channel * height + y + dy) * width + x + dx] += weight * gradient;
                }
            }
            let mut sparse = Sparse::new(geometry).unwrap();
            let mut image_gradient = ImageGradient::new(&sparse, filters);
            image_gradient.take(&sparse, &weight);
            sparse.take(&numbers(expected.len(), seed ^ 2));
            image_gradient.clear(&sparse);
            for filter in 0..filters {
                sparse.collect(&output_gradient, filters, filter, 0..1);
                image_gradient.add(&sparse, filter);
            }
            let mut actual = numbers(expected.len(), seed ^ 3);
            image_gradient.write(&sparse, &mut actual);
            assert_close(&actual, &expected, 1e-5);
        }
    }
}
