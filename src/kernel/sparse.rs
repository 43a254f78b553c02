//! The gradients of a convolution with stride 1, where most of the output's gradient is zero.
//!
//! Maximum pooling sends a gradient back to one output in four, and relu stops some of those; the others need not be looked
//! at. A filter's outputs that have one are collected first; then each of them, times its gradient, adds its patch to the
//! filter's gradient ([`weight`]), or the filter's kernel to its patch of the image's gradient ([`image`]).

pub mod image;
mod weight;

use super::LANES;
use super::columns::Geometry;
use std::ops::Range;

/// One filter's outputs that have a gradient, over a few images.
pub struct Sparse {
    geometry: Geometry,
    entries: Vec<Entry>,
    count: usize,
    /// Length of the images that the entries' places belong to.
    images: usize,
}

/// An output: the place of its patch's corner in the images, and its gradient.
#[derive(Clone, Copy, Default)]
struct Entry {
    corner: u32,
    gradient: f32,
}

impl Sparse {
    /// Room for a geometry; none if it moves by more than one pixel or its kernel's rows are not one or two vectors.
    pub fn new(geometry: Geometry) -> Option<Sparse> {
        let suits = geometry.stride == 1 && (LANES..=2 * LANES).contains(&geometry.kernel);
        suits.then_some(Sparse { geometry, entries: Vec::new(), count: 0, images: 0 })
    }

    /// Whether so few outputs have a gradient that leaving the others out is faster.
    pub fn pays(output_gradient: &[f32]) -> bool {
        let zeros: usize = output_gradient.iter().map(|gradient| usize::from(*gradient == 0.0)).sum();
        2 * zeros > output_gradient.len()
    }

    /// Collects the outputs of `filter` from `output_gradient` \[images, filters, map], of which those in `run` count.
    ///
    /// # Panics
    ///
    /// If the gradient is shorter than the run.
    pub fn collect(&mut self, output_gradient: &[f32], filters: usize, filter: usize, run: Range<usize>) {
        let (height, width) = self.geometry.padded();
        let image_len = self.geometry.channels * height * width;
        let positions = self.geometry.positions();
        self.images = run.end * image_len;
        let mut count = 0;
        if self.entries.len() < run.len() * positions {
            self.entries.resize(run.len() * positions, Entry::default());
        }
        for image in run {
            let map = &output_gradient[(image * filters + filter) * positions..][..positions];
            for (y, row) in map.chunks_exact(self.geometry.output_width).enumerate() {
                let corner = (image * image_len + y * width) as u32;
                for (corner, gradient) in (corner..).zip(row) {
                    // Always written, but kept only if the next does not take its place: cheaper than to guess.
                    // SAFETY: there is an entry for each output of the run, of which no more than those before are kept.
                    unsafe { *self.entries.get_unchecked_mut(count) = Entry { corner, gradient: *gradient } };
                    count += usize::from(gradient.to_bits() << 1 != 0);
                }
            }
        }
        self.count = count;
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn it_pays_when_more_than_half_is_zero() {
        assert!(Sparse::pays(&[0.0, -0.0, 1.0]));
        assert!(!Sparse::pays(&[0.0, 1.0]));
        assert!(!Sparse::pays(&[f32::NAN, 1.0, 0.0]));
    }
}
