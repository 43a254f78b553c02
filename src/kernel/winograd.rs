//! Convolution with kernels of 5 x 5 by Winograd's method: from an image to its maps with two and a half times fewer
//! multiplications.
//!
//! For four neighbours of a map's row, each row of a kernel takes 4 x 5 multiplications with eight pixels. A polynomial of
//! 4 coefficients times one of 5 takes as many, and yet the product is known by its values at eight points, of one
//! multiplication each. A convolution is that product's transpose, and so is its short way: eight pixels of a row are
//! transformed, and the kernels' rows, once for all images; what they come to at each of the eight points is summed over a
//! kernel's rows and the channels; and the eight sums are transformed back into four outputs. (S. Winograd, *Arithmetic
//! Complexity of Computations*, 1980; A. Lavin and S. Gray, *Fast Algorithms for Convolutional Neural Networks*, 2016,
//! whose F(4, 5) this is.)
//!
//! The transforms go along the rows alone. Along the columns as well, six times fewer multiplications were left, but of
//! numbers so much larger than the outputs that the error was three millionths of the largest output. Along the rows alone it is
//! one millionth; where pixels are greater than 0, as sigmoids are, less than that of adding one product after another. And
//! where all eight pixels of each row are equal the four outputs are, too, to the last bit: in blank parts of an image none
//! is the greatest by chance.
//!
//! Four *strips* are computed at once, each as wide as eight pixels and as high as the image: so their transforms fill whole
//! vectors. What is multiplied then is `block`'s largest block, whose rows are the strips and whose vectors are eight
//! filters; where two strips are left, the rows are two of each.

mod transform;
mod weights;

use crate::block::{Sums, sums};
use crate::check_length;
use crate::columns::Geometry;
use crate::{LANES, load, store};
use transform::Transform;
use weights::Weights;
use wide::f32x4;

/// Side of the kernel.
const KERNEL: usize = 5;
/// Outputs of a strip's row.
const OUTPUTS: usize = LANES;
/// Pixels of a strip's row, and points at which they and the kernel's rows are multiplied.
const POINTS: usize = OUTPUTS + KERNEL - 1;
/// Vectors of filters that are computed together.
const VECTORS: usize = 2;
/// Filters that are computed together.
const FILTERS: usize = VECTORS * LANES;
/// For fewer filters the pixels' transforms take longer than they save.
const FEWEST_FILTERS: usize = 6;

/// A convolution of one geometry, with the room that it needs for four strips.
pub struct Winograd {
    geometry: Geometry,
    filters: usize,
    /// The first column of each strip's outputs. The last may overlap the one before.
    strips: Vec<usize>,
    weights: Weights,
    /// \[row, channel, point], four strips next to one another.
    pixels: Vec<[f32x4; POINTS]>,
    /// The points of four strips' row for eight filters.
    products: Box<[Sums<LANES, VECTORS>; POINTS]>,
}

/// Where a strip lies.
#[derive(Clone, Copy)]
struct Strip {
    /// Its first pixel, in the first channel of an image with its padding.
    pixel: usize,
    /// Its first output, in the first map.
    output: usize,
}

impl Winograd {
    /// The room that a convolution needs; none if its kernel is of another size or moves by more than one pixel, or if it has
    /// too few filters or columns.
    ///
    /// # Panics
    ///
    /// If the geometry contradicts itself.
    pub fn new(geometry: &Geometry, filters: usize) -> Option<Winograd> {
        let Geometry { channels, kernel, stride, output_width, .. } = *geometry;
        if kernel != KERNEL || stride != 1 || filters < FEWEST_FILTERS || output_width < OUTPUTS {
            return None;
        }
        geometry.check();
        Some(Winograd {
            geometry: *geometry,
            filters,
            strips: (0..output_width).step_by(OUTPUTS).map(|start| start.min(output_width - OUTPUTS)).collect(),
            weights: Weights::new(filters, channels),
            pixels: vec![[f32x4::ZERO; POINTS]; geometry.padded().0 * channels],
            products: Box::new([[[f32x4::ZERO; VECTORS]; LANES]; POINTS]),
        })
    }

    /// Takes `weight` \[filters, channels, 5, 5] for the images that come.
    ///
    /// # Panics
    ///
    /// If the weight does not have the geometry's length.
    pub fn take(&mut self, weight: &[f32]) {
        check_length(weight.len(), self.filters * self.geometry.patch_len());
        self.weights.take(weight);
    }

    /// Convolves images \[batch, channels, height, width], padding included: `maps` \[batch, filters, map] = `bias`
    /// \[filters] + the weights that were taken over the images.
    ///
    /// # Panics
    ///
    /// If the images or the maps are not whole ones of the geometry, or not as many, or there is not a bias for each filter.
    #[inline(never)]
    pub fn forward(&mut self, images: &[f32], bias: &[f32], maps: &mut [f32]) {
        let (image_len, maps_len) = (self.geometry.padded_len(), self.filters * self.geometry.positions());
        let batch = images.len() / image_len;
        check_length(images.len(), batch * image_len);
        check_length(maps.len(), batch * maps_len);
        check_length(bias.len(), self.filters);
        let transform = Transform::new();
        let of_image = self.strips.len();
        let count = batch * of_image;
        for first in (0..count).step_by(LANES) {
            // The last strip of all may stand for those that are missing.
            let strips: [Strip; LANES] = std::array::from_fn(|lane| {
                let strip = (first + lane).min(count - 1);
                let (image, column) = (strip / of_image, self.strips[strip % of_image]);
                Strip { pixel: image * image_len + column, output: image * maps_len + column }
            });
            // SAFETY: every strip lies inside its image and its outputs inside its maps, which are there, as are the biases.
            unsafe {
                self.transform_pixels(&transform, strips.map(|strip| images.as_ptr().add(strip.pixel)));
                self.convolve(&transform, &strips[..LANES.min(count - first)], bias, maps.as_mut_ptr());
            }
        }
    }

    /// The outputs of up to four strips that were transformed.
    ///
    /// # Safety
    ///
    /// The strips must lie inside `maps`, and there be a bias for each filter.
    #[inline(always)]
    unsafe fn convolve(&mut self, transform: &Transform, strips: &[Strip], bias: &[f32], maps: *mut f32) {
        let Geometry { output_width, output_height, .. } = self.geometry;
        // Two rows of two strips fill a block as well as one row of four.
        let rows = if strips.len() <= 2 && output_height >= 2 { 2 } else { 1 };
        for filter in (0..self.filters).step_by(FILTERS) {
            for y in (0..output_height).step_by(rows) {
                // The last rows may overlap those before.
                let y = y.min(output_height - rows);
                match rows {
                    1 => self.multiply::<1>(filter / FILTERS, y),
                    _ => self.multiply::<2>(filter / FILTERS, y),
                }
                for row in 0..rows {
                    for (index, strip) in strips.iter().enumerate() {
                        // SAFETY: as the caller vouches.
                        unsafe {
                            let first = maps.add(strip.output + (y + row) * output_width);
                            self.write_outputs(transform, filter, row * (LANES / rows) + index, bias, first);
                        }
                    }
                }
            }
        }
    }

    /// Transforms four strips, each given by its first pixel.
    ///
    /// # Safety
    ///
    /// The strips must be there, in images of the geometry.
    #[inline(always)]
    unsafe fn transform_pixels(&mut self, transform: &Transform, strips: [*const f32; LANES]) {
        let Geometry { channels, .. } = self.geometry;
        let (height, width) = self.geometry.padded();
        for (y, row) in self.pixels.chunks_exact_mut(channels).enumerate() {
            for (channel, transformed) in row.iter_mut().enumerate() {
                let four = |x: usize| {
                    // SAFETY: as the caller vouches; eight pixels of a row are two vectors.
                    f32x4::transpose(strips.map(|strip| unsafe { load(strip.add((channel * height + y) * width + x)) }))
                };
                let ([a, b, c, d], [e, f, g, h]) = (four(0), four(LANES));
                *transformed = transform.of_pixels([a, b, c, d, e, f, g, h]);
            }
        }
    }

    /// The products of the strips with the kernels of some filters at each point, summed over the channels and the
    /// kernel's rows, for `ROWS` rows of the outputs: of four strips one after another, or of two and again of two.
    #[inline(always)]
    fn multiply<const ROWS: usize>(&mut self, group: usize, y: usize) {
        let (weights, depth) = (self.weights.of(group).as_ptr(), self.weights.depth());
        let row = self.geometry.channels * POINTS * LANES;
        let pixels = self.pixels[y * self.geometry.channels..].as_ptr();
        for (point, products) in self.products.iter_mut().enumerate() {
            // SAFETY: there are as many weights and pixels as that.
            *products = unsafe {
                let weights = weights.add(point * depth);
                let pixels = pixels.cast::<f32>().add(point * LANES);
                sums(
                    [[f32x4::ZERO; VECTORS]; LANES],
                    0..depth,
                    |lane, k| {
                        let (row, strip) = (lane * ROWS / LANES * row, lane % (LANES / ROWS));
                        f32x4::splat(*pixels.add(k * POINTS * LANES + row).add(strip))
                    },
                    |vector, k| (*weights.add(k))[vector],
                )
            };
        }
    }

    /// Writes four outputs, those of one of the block's rows, for eight filters from `filter` on: in the first of all maps they
    /// begin at `first`.
    ///
    /// # Safety
    ///
    /// The outputs must be there, in maps of the geometry.
    #[inline(always)]
    unsafe fn write_outputs(&self, transform: &Transform, filter: usize, lane: usize, bias: &[f32], first: *mut f32) {
        for (vector, bias) in bias[filter..].chunks(LANES).take(VECTORS).enumerate() {
            let of_filters =
                f32x4::transpose(transform.to_outputs(std::array::from_fn(|point| self.products[point][lane][vector])));
            for (next, (outputs, bias)) in of_filters.into_iter().zip(bias).enumerate() {
                let map = (filter + vector * LANES + next) * self.geometry.positions();
                // SAFETY: as the caller vouches.
                unsafe { store(first.add(map), outputs + f32x4::splat(*bias)) };
            }
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::testing::numbers;
    use proptest::prelude::*;

    fn geometry(channels: usize, height: usize, width: usize) -> Geometry {
        let (output_height, output_width) = (height - KERNEL + 1, width - KERNEL + 1);
        Geometry { channels, height, width, kernel: KERNEL, stride: 1, padding: 0, output_height, output_width }
    }

    fn convolve(geometry: &Geometry, weight: &[f32], bias: &[f32], images: &[f32]) -> Vec<f32> {
        let mut winograd = Winograd::new(geometry, bias.len()).unwrap();
        let mut maps = vec![f32::NAN; images.len() / geometry.input_len() * bias.len() * geometry.positions()];
        winograd.take(weight);
        winograd.forward(images, bias, &mut maps);
        maps
    }

    proptest! {
        #[test]
        fn outputs_equal_their_definition(
            batch in 1usize..6, channels in 1usize..8, height in 5usize..14, width in 8usize..18, filters in 6usize..20, seed: u32,
        ) {
            let geometry = geometry(channels, height, width);
            // None is greater than 1.
            let images = numbers(batch * geometry.input_len(), seed);
            let weight = numbers(filters * geometry.patch_len(), seed ^ 1);
            let bias = numbers(filters, seed ^ 2);
            let maps = convolve(&geometry, &weight, &bias, &images);
            let mut actual = maps.iter();
            for image in images.chunks_exact(geometry.input_len()) {
                for (weight, bias) in weight.chunks_exact(geometry.patch_len()).zip(&bias) {
                    // All eight pixels of a row take part in each of its outputs, those that its patch leaves out as well.
                    let size: f64 = weight.iter().chain([bias]).map(|number| f64::from(number.abs())).sum();
                    for y in 0..geometry.output_height {
                        for x in 0..geometry.output_width {
                            let mut sum = f64::from(*bias);
                            for (index, weight) in weight.iter().enumerate() {
                                let (channel, dy, dx) = (index / 25, index / 5 % 5, index % 5);
                                let pixel = image[(channel * height + y + dy) * width + x + dx];
                                sum += f64::from(*weight) * f64::from(pixel);
                            }
                            let actual = f64::from(*actual.next().unwrap());
                            prop_assert!((actual - sum).abs() <= 7e-7 * size, "{actual}, expected {sum}");
                        }
                    }
                }
            }
            // Whichever images are convolved together, to the last bit.
            let alone = images.chunks_exact(geometry.input_len()).flat_map(|image| convolve(&geometry, &weight, &bias, image));
            prop_assert_eq!(alone.collect::<Vec<f32>>(), maps);
        }
    }

    #[test]
    fn outputs_of_equal_pixels_are_equal() {
        let geometry = geometry(3, 9, 12);
        let weight = numbers(8 * geometry.patch_len(), 1);
        // Each row another number.
        let images: Vec<f32> = numbers(27, 2).into_iter().flat_map(|number| [number; 12]).collect();
        let maps = convolve(&geometry, &weight, &numbers(8, 3), &images);
        for row in maps.chunks_exact(geometry.output_width) {
            assert!(row.iter().all(|output| *output == row[0]), "{row:?}");
        }
    }

    #[test]
    fn only_what_pays_is_taken() {
        let fits = geometry(6, 12, 12);
        assert!(Winograd::new(&fits, 16).is_some());
        assert!(Winograd::new(&fits, 5).is_none());
        assert!(Winograd::new(&geometry(6, 12, 7), 16).is_none());
        assert!(Winograd::new(&Geometry { stride: 2, ..fits }, 16).is_none());
        assert!(Winograd::new(&Geometry { kernel: 3, ..fits }, 16).is_none());
    }
}
