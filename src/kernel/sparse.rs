//! The gradients of a convolution with stride 1, where most of the output's gradient is zero.
//!
//! Maximum pooling sends a gradient back to one output in four, and relu stops some of those; the others need not be looked
//! at. A filter's outputs that have one are collected first; then each of them, times its gradient, adds its patch to the
//! filter's gradient ([`weight`]), or the filter's kernel to its patch of the image's gradient ([`image`]).
//!
//! Both work on images whose channels stand last: \[height, width, channels]. A row of a patch is then one run of
//! kernel x channels numbers, which fill whole vectors much better than the few of one channel: a 5x5 kernel over six
//! channels takes 40 vectors instead of 60.

pub mod image;
mod weight;

use super::LANES;
use super::columns::Geometry;
use image::MARGIN;
use std::ops::Range;

/// One filter's outputs that have a gradient, over a run of images.
pub struct Sparse {
    geometry: Geometry,
    entries: Vec<Entry>,
    count: usize,
    /// The run's images, padding included, channels last, and a margin.
    images: Vec<f32>,
    /// For each vector of a patch, row after row: its distance from the patch's corner.
    offsets: Vec<usize>,
    /// For each lane of those vectors: the weight it belongs to; [`NO_WEIGHT`] behind a row's end.
    weights: Vec<[usize; LANES]>,
}

const NO_WEIGHT: usize = usize::MAX;

/// An output: the pixel, among those of the run's images, that is its patch's corner, and its gradient.
#[derive(Clone, Copy, Default)]
struct Entry {
    pixel: u32,
    gradient: f32,
}

impl Sparse {
    /// Room for a geometry; none if it moves by more than one pixel.
    pub fn new(geometry: Geometry) -> Option<Sparse> {
        if geometry.stride != 1 {
            return None;
        }
        let mut sparse = Sparse {
            geometry,
            entries: Vec::new(),
            count: 0,
            images: Vec::new(),
            offsets: Vec::new(),
            weights: Vec::new(),
        };
        let Geometry { channels, kernel, .. } = geometry;
        let (row_len, row_stride) = (sparse.row_len(), sparse.row_stride());
        for dy in 0..kernel {
            for start in (0..row_len).step_by(LANES) {
                sparse.offsets.push(dy * row_stride + start);
                sparse.weights.push(std::array::from_fn(|lane| {
                    let (dx, channel) = ((start + lane) / channels, (start + lane) % channels);
                    if dx < kernel { (channel * kernel + dy) * kernel + dx } else { NO_WEIGHT }
                }));
            }
        }
        Some(sparse)
    }

    /// Whether so few outputs have a gradient that leaving the others out is faster.
    pub fn pays(output_gradient: &[f32]) -> bool {
        let zeros: usize = output_gradient.iter().map(|gradient| usize::from(*gradient == 0.0)).sum();
        2 * zeros > output_gradient.len()
    }

    /// Takes a run's images, \[channels, height, width] with their padding.
    pub fn take(&mut self, images: &[f32]) {
        self.images.clear();
        self.images.resize(images.len() + MARGIN, 0.0);
        let (height, width) = self.geometry.padded();
        let (channels, pixels) = (self.geometry.channels, height * width);
        let lengths = channels * pixels;
        for (image, last) in images.chunks_exact(lengths).zip(self.images.chunks_exact_mut(lengths)) {
            for (channel, map) in image.chunks_exact(pixels).enumerate() {
                last[channel..].iter_mut().step_by(channels).zip(map).for_each(|(pixel, value)| *pixel = *value);
            }
        }
    }

    /// Collects the outputs of `filter` from `output_gradient` \[images, filters, map], of which those in `run` count: the
    /// images that were taken.
    ///
    /// # Panics
    ///
    /// If the gradient is shorter than the run, or other images were taken.
    pub fn collect(&mut self, output_gradient: &[f32], filters: usize, filter: usize, run: Range<usize>) {
        let Geometry { channels, output_width, .. } = self.geometry;
        let (height, width) = self.geometry.padded();
        let positions = self.geometry.positions();
        assert_eq!(self.images.len(), run.len() * channels * height * width + MARGIN, "other images were taken");
        if self.entries.len() < run.len() * positions {
            self.entries.resize(run.len() * positions, Entry::default());
        }
        let start = self.entries.as_mut_ptr();
        let mut end = start;
        for (place, image) in run.enumerate() {
            let map = &output_gradient[(image * filters + filter) * positions..][..positions];
            for (y, row) in map.chunks_exact(output_width).enumerate() {
                for (pixel, gradient) in (((place * height + y) * width) as u32..).zip(row) {
                    // Always written, but kept only if the next does not take its place: cheaper than to guess.
                    // SAFETY: there is an entry for each output of the run, of which no more than those before are kept.
                    unsafe {
                        *end = Entry { pixel, gradient: *gradient };
                        end = end.add(usize::from(gradient.to_bits() << 1 != 0));
                    }
                }
            }
        }
        // SAFETY: both point into the entries.
        self.count = unsafe { end.offset_from_unsigned(start) };
    }

    /// Numbers of a patch's row.
    fn row_len(&self) -> usize {
        self.geometry.kernel * self.geometry.channels
    }

    /// Distance between two rows of an image.
    fn row_stride(&self) -> usize {
        self.geometry.padded().1 * self.geometry.channels
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
