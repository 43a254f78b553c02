//! All filters' winners of one window lie so close together that their kernels, each where its winner is, cover little more
//! than one kernel would: for windows of two by two, six by six pixels in place of five by five. What they add to that is
//! summed in registers, a block at a time, before it is added to the image's gradient, where a kernel after the other would
//! read and write all of its pixels: that took twice as long.
//!
//! For that the kernels are laid out first, channels last and with zeros all around, so that whichever of a window's outputs
//! has won, its kernel is there from some number on.

use super::{Entry, MARGIN, Sparse};
use crate::block::Sums;
use crate::check_length;
use crate::columns::Geometry;
use crate::pooling::Winners;
use crate::{LANES, load, store};
use wide::f32x4;

/// Rows, and vectors of each, that are summed at once: what a window's kernels cover is filled up to whole blocks.
const BLOCK: (usize, usize) = (2, 3);

/// All filters' kernels, and the gradient of a run's images.
#[derive(Default)]
pub struct ImageGradient {
    /// \[filters, rows, row], zeros around each kernel.
    kernels: Vec<f32>,
    /// Numbers of a row of those, and of a kernel with its zeros.
    row_len: usize,
    kernel_len: usize,
    /// Rows that a window's kernels cover, and vectors of each, in whole blocks.
    rows: usize,
    vectors: usize,
    /// For a winner's distance from its window's first output: where, in a kernel with its zeros, the rows begin that the
    /// window's kernels cover; [`NOWHERE`] for outputs beside the window.
    starts: Vec<usize>,
    /// The winners of all windows: where their rows begin in the kernels, and their gradients.
    entries: Vec<Entry>,
    places: Vec<Place>,
    /// Padding included, channels last, and a margin.
    gradient: Vec<f32>,
}

const NOWHERE: usize = usize::MAX;

/// A window: where its kernels meet the images' gradient, and where its entries end.
struct Place {
    corner: usize,
    end: usize,
}

impl ImageGradient {
    /// Takes the kernels of `weight` \[filters, channels, kernel, kernel], whose outputs go to `windows`.
    pub fn take(&mut self, sparse: &Sparse, weight: &[f32], windows: &Geometry) {
        let Geometry { channels, kernel, output_width, .. } = sparse.geometry;
        // The most by which a winner is off its window's first output.
        let most = windows.kernel - 1;
        self.rows = (kernel + most).next_multiple_of(BLOCK.0);
        self.vectors = ((kernel + most) * channels).div_ceil(LANES).next_multiple_of(BLOCK.1);
        self.row_len = most * channels + self.vectors * LANES;
        self.kernel_len = (self.rows + most) * self.row_len;
        self.starts.clear();
        self.starts.extend((0..=most * (output_width + 1)).map(|distance| {
            let (down, right) = (distance / output_width, distance % output_width);
            if right > most { NOWHERE } else { (most - down) * self.row_len + (most - right) * channels }
        }));
        let filters = weight.len() / sparse.geometry.patch_len();
        self.kernels.clear();
        self.kernels.resize(filters * self.kernel_len, 0.0);
        for (padded, weight) in
            self.kernels.chunks_exact_mut(self.kernel_len).zip(weight.chunks_exact(sparse.geometry.patch_len()))
        {
            for (channel, weight) in weight.chunks_exact(kernel * kernel).enumerate() {
                for (dy, weight) in weight.chunks_exact(kernel).enumerate() {
                    let row = &mut padded[(most + dy) * self.row_len + most * channels + channel..];
                    row.iter_mut().step_by(channels).zip(weight).for_each(|(number, weight)| *number = *weight);
                }
            }
        }
    }

    /// Computes what `winners` send back to the images that `sparse` took.
    ///
    /// # Panics
    ///
    /// If other images, filters or windows were taken.
    pub fn add(&mut self, sparse: &Sparse, winners: Winners) {
        // Whole blocks may reach beyond the last patch: by some vectors, and by a row.
        self.gradient.clear();
        self.gradient.resize(sparse.images.len() + sparse.row_stride() + BLOCK.1 * LANES, 0.0);
        self.collect(sparse, winners);
        for row in (0..self.rows).step_by(BLOCK.0) {
            for vector in (0..self.vectors).step_by(BLOCK.1) {
                self.add_block(row, vector, sparse.row_stride());
            }
        }
    }

    /// Adds what every window's winners come to in one block of what they cover.
    fn add_block(&mut self, row: usize, vector: usize, row_stride: usize) {
        let kernels = self.kernels[row * self.row_len + vector * LANES..].as_ptr();
        let (gradient, block) = (self.gradient.as_mut_ptr(), row * row_stride + vector * LANES);
        let mut start = 0;
        for place in &self.places {
            let mut sums: Sums<{ BLOCK.0 }, { BLOCK.1 }> = [[f32x4::ZERO; BLOCK.1]; BLOCK.0];
            for entry in &self.entries[start..place.end] {
                let factor = f32x4::splat(entry.gradient);
                for (r, row) in sums.iter_mut().enumerate() {
                    for (v, sum) in row.iter_mut().enumerate() {
                        // SAFETY: `collect` has seen that all blocks from the entry's corner on are in its kernel.
                        *sum += factor
                            * unsafe { load(kernels.add(entry.corner as usize).add(r * self.row_len).add(v * LANES)) };
                    }
                }
            }
            for (r, row) in sums.into_iter().enumerate() {
                for (v, sum) in row.into_iter().enumerate() {
                    // SAFETY: `collect` has seen that all blocks from the place's corner on are in the gradient.
                    unsafe {
                        let pixels = gradient.add(place.corner + block).add(r * row_stride).add(v * LANES);
                        store(pixels, load(pixels) + sum);
                    }
                }
            }
            start = place.end;
        }
    }

    /// Notes every window, and its winners.
    fn collect(&mut self, sparse: &Sparse, Winners { windows, winners, values }: Winners) {
        let Geometry { channels: filters, height, width, stride, output_height, output_width, .. } = windows;
        let Geometry { output_height: rows, output_width: columns, .. } = sparse.geometry;
        assert!(height == rows && width == columns, "the windows move over other maps");
        let (map_len, image_len) = (windows.positions(), sparse.image_len());
        let (row_stride, channels) = (sparse.row_stride(), sparse.geometry.channels);
        check_length(winners.len(), sparse.images() * filters * map_len);
        assert!(self.kernels.len() >= filters * self.kernel_len, "there are more filters than were taken");
        // From where on a window's rows still fit into a kernel, and what they take of the images.
        let last = self.kernel_len - ((self.rows - 1) * self.row_len + self.vectors * LANES);
        let covered = (self.rows - 1) * row_stride + self.vectors * LANES;
        let ImageGradient { entries, places, starts, kernel_len, gradient, .. } = self;
        entries.resize(entries.len().max(winners.len()), Entry::default());
        places.clear();
        let mut count = 0;
        let maps = winners.chunks_exact(filters * map_len).zip(values.chunks_exact(filters * map_len));
        for (image, (winners, values)) in maps.enumerate() {
            for y in 0..output_height {
                for x in 0..output_width {
                    let window = y * output_width + x;
                    let mut first = stride * (y * width + x);
                    let mut kernel = 0;
                    let of_window =
                        winners[window..].iter().step_by(map_len).zip(values[window..].iter().step_by(map_len));
                    for (winner, value) in of_window {
                        let start = starts[*winner as usize - first];
                        assert!(start <= last, "the winner is not in its window");
                        // Always written, but kept only if the next does not take its place: cheaper than to guess.
                        entries[count] = Entry { corner: (kernel + start) as u32, gradient: *value };
                        count += usize::from(value.to_bits() << 1 != 0);
                        first += height * width;
                        kernel += *kernel_len;
                    }
                    let corner = image * image_len + stride * (y * row_stride + x * channels);
                    assert!(corner + covered <= gradient.len(), "the window is not in its image");
                    places.push(Place { corner, end: count });
                }
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
        let last = &self.gradient[..sparse.images.len() - MARGIN];
        check_length(gradient.len(), last.len());
        for (image, last) in gradient.chunks_exact_mut(channels * pixels).zip(last.chunks_exact(channels * pixels)) {
            for (channel, map) in image.chunks_exact_mut(pixels).enumerate() {
                map.iter_mut().zip(last[channel..].iter().step_by(channels)).for_each(|(pixel, value)| *pixel = *value);
            }
        }
    }
}
