//! The gradients of a convolution with stride 1 whose maps go to a maximum pooling.
//!
//! A pooling sends its gradient back to the winners, one output in four; the others need not be looked at. A filter's winners
//! are collected first; then each of them, times its gradient, adds its patch to the filter's gradient (`weight`), or the
//! filter's kernel to its patch of the image's gradient ([`image`]).
//!
//! Both work on images whose channels stand last: \[height, width, channels]. A row of a patch is then one run of
//! kernel x channels numbers, which fill whole vectors much better than the few of one channel: a 5x5 kernel over six
//! channels takes 40 vectors instead of 60.

pub mod image;
mod weight;

use super::LANES;
use super::columns::Geometry;
use super::ink::Ink;
use super::pooling::Winners;
use crate::check_length;
use weight::{NARROW, WIDE};

/// One filter's winners, over a run of images.
pub struct Sparse {
    geometry: Geometry,
    entries: Vec<Entry>,
    count: usize,
    /// The run's images, padding included, channels last, and a margin.
    images: Vec<f32>,
    /// What of an image is not 0; none where nothing is known of that.
    ink: Option<Ink>,
    /// For each output of a map: its patch's corner among an image's numbers.
    corners: Vec<u32>,
    /// The same for each of the run's images, among the numbers of all; [`BLANK`] where the patch has no ink, and the output's
    /// gradient adds nothing to a weight's.
    places: Vec<u32>,
    /// How many vectors of a patch's row are summed together.
    together: usize,
    /// For each time so many of a patch's vectors, row after row: their distance from the patch's corner.
    offsets: Vec<usize>,
    /// For each lane of those vectors: the weight it belongs to; [`NO_WEIGHT`] behind a row's end.
    weights: Vec<usize>,
}

/// Numbers behind the images that a row's last vectors may reach.
const MARGIN: usize = WIDE * LANES;

const NO_WEIGHT: usize = usize::MAX;

const BLANK: u32 = u32::MAX;

/// An output: its gradient, and the number, among those of the run's images, that is its patch's corner.
// In this order, since V8 spreads over a vector only what needs no address of its own.
#[derive(Clone, Copy, Default)]
#[repr(C)]
struct Entry {
    gradient: f32,
    corner: u32,
}

impl Sparse {
    /// Room for a geometry, and for images most of whose pixels are 0 if they are `blank`.
    ///
    /// # Panics
    ///
    /// If it moves by more than one pixel, or contradicts itself.
    pub fn new(geometry: Geometry, blank: bool) -> Sparse {
        assert_eq!(geometry.stride, 1, "patches move pixel by pixel");
        geometry.check();
        let (height, width) = geometry.padded();
        let shows_ink = blank && geometry.channels == 1 && width <= Ink::MOST;
        let mut sparse = Sparse {
            geometry,
            entries: Vec::new(),
            count: 0,
            images: Vec::new(),
            ink: shows_ink.then(|| Ink::new(height * width)),
            corners: Vec::with_capacity(geometry.positions()),
            places: Vec::new(),
            together: NARROW,
            offsets: Vec::new(),
            weights: Vec::new(),
        };
        let Geometry { channels, kernel, .. } = geometry;
        let (row_len, row_stride) = (sparse.row_len(), sparse.row_stride());
        for y in 0..geometry.output_height {
            let row = (0..geometry.output_width).map(|x| (y * row_stride + x * channels) as u32);
            sparse.corners.extend(row);
        }
        // Where that reads no more behind a row's end than narrow pieces would.
        if row_len.next_multiple_of(WIDE * LANES) < row_len + NARROW * LANES {
            sparse.together = WIDE;
        }
        let piece = sparse.together * LANES;
        for dy in 0..kernel {
            for number in 0..row_len.next_multiple_of(piece) {
                if number % piece == 0 {
                    sparse.offsets.push(dy * row_stride + number);
                }
                let (dx, channel) = (number / channels, number % channels);
                sparse.weights.push(if dx < kernel { (channel * kernel + dy) * kernel + dx } else { NO_WEIGHT });
            }
        }
        sparse
    }

    /// Takes a run's images, \[channels, height, width] with their padding.
    pub fn take(&mut self, images: &[f32]) {
        // The outputs of other images are none of these.
        self.count = 0;
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
        self.find_places();
        self.blank_places(images);
    }

    /// Notes where the patches of all images are.
    fn find_places(&mut self) {
        self.places.clear();
        for image in 0..self.images() {
            let start = (image * self.image_len()) as u32;
            self.places.extend(self.corners.iter().map(|corner| start + corner));
        }
    }

    /// Strikes out the places of patches that have no ink.
    fn blank_places(&mut self, images: &[f32]) {
        let Some(ink) = &mut self.ink else { return };
        let Geometry { kernel, output_width, .. } = self.geometry;
        let (height, width) = self.geometry.padded();
        let maps = self.places.chunks_exact_mut(self.geometry.positions());
        for (image, places) in images.chunks_exact(height * width).zip(maps) {
            ink.look(image);
            for (y, places) in places.chunks_exact_mut(output_width).enumerate() {
                let mut rows = (y..y + kernel).fold(0, |rows, y| rows | ink.seen(y * width, width));
                for place in places {
                    // All bits are set, or none: cheaper than to guess.
                    *place |= u32::from(rows & ((1 << kernel) - 1) == 0).wrapping_neg();
                    rows >>= 1;
                }
            }
        }
    }

    /// Collects those of `winners` that belong to `filter`, have a gradient and a patch with ink, of the images that were taken.
    ///
    /// # Panics
    ///
    /// If other images were taken, or a winner is none of its filter's outputs.
    pub fn collect(&mut self, Winners { windows, winners, values }: Winners, filter: usize) {
        let images = self.images();
        let (filters, windows) = (windows.channels, windows.positions());
        check_length(winners.len(), images * filters * windows);
        let Sparse { entries, corners, places, .. } = self;
        entries.resize(entries.len().max(images * windows), Entry::default());
        let map = filter * corners.len();
        let mut count = 0;
        for (image, places) in places.chunks_exact(corners.len()).enumerate() {
            let of_filter = (image * filters + filter) * windows..(image * filters + filter + 1) * windows;
            for (winner, gradient) in winners[of_filter.clone()].iter().zip(&values[of_filter]) {
                let corner = places[*winner as usize - map];
                // Always written, but kept only if the next does not take its place: cheaper than to guess.
                entries[count] = Entry { corner, gradient: *gradient };
                count += usize::from(gradient.to_bits() << 1 != 0) & usize::from(corner != BLANK);
            }
        }
        self.count = count;
    }

    /// Images that were taken.
    fn images(&self) -> usize {
        (self.images.len() - MARGIN) / self.image_len()
    }

    /// Numbers of an image with its padding.
    fn image_len(&self) -> usize {
        let (height, width) = self.geometry.padded();
        self.geometry.channels * height * width
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
    use super::image::ImageGradient;
    use super::*;
    use crate::testing::{assert_close, numbers};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sparse_gradients_equal_their_definition(
            images in 1usize..4, channels in 1usize..4, height in 8usize..13, width in 8usize..13, kernel in 1usize..7,
            padding in 0usize..3, filters in 1usize..4, size in 1usize..4, stride in 1usize..4, seed: u32,
            blank: bool,
        ) {
            let (output_height, output_width) = (height + 2 * padding - kernel + 1, width + 2 * padding - kernel + 1);
            prop_assume!(output_height.min(output_width) >= size);
            let geometry =
                Geometry { channels, height, width, kernel, padding, stride: 1, output_height, output_width };
            let windows = Geometry {
                channels: filters,
                height: output_height,
                width: output_width,
                kernel: size,
                padding: 0,
                stride,
                output_height: (output_height - size) / stride + 1,
                output_width: (output_width - size) / stride + 1,
            };
            let (height, width) = geometry.padded();
            let (image_len, patch_len) = (channels * height * width, geometry.patch_len());
            let mut input = numbers(images * image_len, seed);
            if blank {
                // A few blots of ink.
                input.iter_mut().filter(|pixel| **pixel < 0.95).for_each(|pixel| *pixel = 0.0);
            }
            let weight = numbers(filters * patch_len, seed ^ 1);
            let mut values = numbers(images * filters * windows.positions(), seed ^ 2);
            values.iter_mut().filter(|value| **value < -0.5).for_each(|value| *value = 0.0);
            let mut expected_weight = numbers(weight.len(), seed ^ 3);
            let mut actual_weight = expected_weight.clone();
            let mut expected_input = vec![0.0; input.len()];
            let mut winners = Vec::new();
            for (index, gradient) in values.iter().enumerate() {
                let (window, map) = (index % windows.positions(), index / windows.positions());
                let (filter, image) = (map % filters, map / filters);
                // Some place in the window.
                let place = (gradient.abs() * 1e4) as usize % (size * size);
                let y = window / windows.output_width * stride + place / size;
                let x = window % windows.output_width * stride + place % size;
                winners.push(((filter * output_height + y) * output_width + x) as u32);
                for patch in 0..patch_len {
                    let (channel, dy, dx) = (patch / kernel / kernel, patch / kernel % kernel, patch % kernel);
                    let pixel = image * image_len + (channel * height + y + dy) * width + x + dx;
                    expected_weight[filter * patch_len + patch] += gradient * input[pixel];
                    expected_input[pixel] += gradient * weight[filter * patch_len + patch];
                }
            }
            let winners = Winners { windows, winners: &winners, values: &values };

            let mut sparse = Sparse::new(geometry, blank);
            sparse.take(&input);
            for (filter, gradient) in actual_weight.chunks_exact_mut(patch_len).enumerate() {
                sparse.collect(winners, filter);
                sparse.weight_gradient(gradient);
            }
            assert_close(&actual_weight, &expected_weight, 1e-4);

            let mut image_gradient = ImageGradient::default();
            image_gradient.take(&sparse, &weight, &windows);
            image_gradient.add(&sparse, winners);
            let mut actual_input = numbers(input.len(), seed ^ 4);
            image_gradient.write(&sparse, &mut actual_input);
            assert_close(&actual_input, &expected_input, 1e-4);
        }
    }
}
