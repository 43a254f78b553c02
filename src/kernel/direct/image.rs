//! The image's gradient, of maps in which every output has one.

use super::Convolution;
use super::group::even_parts;
use crate::block::{Sums, sums};
use crate::check_length;
use crate::columns::Geometry;
use crate::{LANES, load, store};
use std::ops::Range;
use wide::f32x4;

impl Convolution {
    /// Adds to the gradient of one image, padding included, what its `maps`' \[filters, map] sends back through `weight`.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    // Not put into its caller, whose way for winners would be slower.
    #[inline(never)]
    pub fn image_gradient(&mut self, weight: &[f32], maps: &[f32], image_gradient: &mut [f32]) {
        self.image_gradient.add(&self.geometry, weight, maps, image_gradient);
    }
}

/// The way back to the image. Each of its channels is taken as copies, one for each column of the kernel, whose rows are as long
/// as a map's: what a weight sends back is then the whole map, moved down by some rows. What comes to some pixels of such a copy
/// is summed in registers, over filters and the kernel's rows, and the copies are added up in the end.
pub(super) struct ImageGradient {
    /// For each channel, row of the kernel after row: the filters that read it.
    sources: Vec<Vec<Source>>,
    /// Filters that read each channel: so many sources are a row's.
    readers: Vec<usize>,
    /// Numbers above and below each map, all 0: what the kernel's rows reach beyond it.
    rim: usize,
    /// The maps' gradients, each between its rims, and a margin.
    maps: Vec<f32>,
    /// One channel's copies, and a margin.
    copies: Vec<f32>,
}

/// Vectors of the longest block: that of one or two columns.
const LONGEST: usize = 4;
/// Numbers behind maps and copies that such a block may reach.
const MARGIN: usize = LONGEST * LANES;

/// A row of one kernel.
struct Source {
    /// Where its weights begin.
    weight: u32,
    /// The place among the maps whose gradient a copy's first pixel gets by them.
    map: u32,
}

impl ImageGradient {
    /// Tables for a geometry's filters, of which `readers` read each map.
    pub(super) fn new(geometry: &Geometry, filters: usize, readers: &[Vec<usize>]) -> ImageGradient {
        let Geometry { channels, kernel, output_width, .. } = *geometry;
        let rim = (kernel - 1) * output_width;
        let between = geometry.positions() + 2 * rim;
        let sources = |(channel, filters): (usize, &Vec<usize>)| {
            let source = |dy: usize, filter: usize| Source {
                weight: (((filter * channels + channel) * kernel + dy) * kernel) as u32,
                map: (filter * between + rim - dy * output_width) as u32,
            };
            (0..kernel).flat_map(|dy| filters.iter().map(move |filter| source(dy, *filter))).collect()
        };
        ImageGradient {
            sources: readers.iter().enumerate().map(sources).collect(),
            readers: readers.iter().map(Vec::len).collect(),
            rim,
            maps: vec![0.0; filters * between + MARGIN],
            copies: vec![0.0; kernel * geometry.padded().0 * output_width + MARGIN],
        }
    }

    fn add(&mut self, geometry: &Geometry, weight: &[f32], maps: &[f32], image_gradient: &mut [f32]) {
        let Geometry { channels, kernel, output_width, .. } = *geometry;
        let (height, width) = geometry.padded();
        let map_len = geometry.positions();
        let filters = weight.len() / geometry.patch_len();
        check_length(weight.len(), filters * geometry.patch_len());
        check_length(maps.len(), filters * map_len);
        check_length(self.maps.len(), filters * (map_len + 2 * self.rim) + MARGIN);
        check_length(image_gradient.len(), channels * height * width);
        for (room, map) in self.maps.chunks_exact_mut(map_len + 2 * self.rim).zip(maps.chunks_exact(map_len)) {
            room[self.rim..self.rim + map_len].copy_from_slice(map);
        }
        for (channel, image) in image_gradient.chunks_exact_mut(height * width).enumerate() {
            for columns in even_parts(kernel) {
                match columns.len() {
                    1 => self.copies::<1, LONGEST>(geometry, weight, channel, columns.start),
                    2 => self.copies::<2, LONGEST>(geometry, weight, channel, columns.start),
                    3 => self.copies::<3, 2>(geometry, weight, channel, columns.start),
                    4 => self.copies::<4, 2>(geometry, weight, channel, columns.start),
                    _ => unreachable!("a part is at most four"),
                }
            }
            for (dx, copy) in self.copies.chunks_exact(height * output_width).take(kernel).enumerate() {
                for (row, copy) in image.chunks_exact_mut(width).zip(copy.chunks_exact(output_width)) {
                    row[dx..].iter_mut().zip(copy).for_each(|(pixel, sent)| *pixel += sent);
                }
            }
        }
    }

    /// Computes `R` of a channel's copies, from that for column `dx` on: a block's rows are the columns, its `V` vectors neighbours
    /// in a copy, its depth the sources.
    #[inline(always)]
    fn copies<const R: usize, const V: usize>(
        &mut self,
        geometry: &Geometry,
        weight: &[f32],
        channel: usize,
        dx: usize,
    ) {
        let Geometry { output_width, .. } = *geometry;
        let copy_len = geometry.padded().0 * output_width;
        let (sources, readers) = (&self.sources[channel], self.readers[channel]);
        let (weight, maps) = (weight.as_ptr(), self.maps.as_ptr());
        let copies = self.copies[dx * copy_len..].as_mut_ptr();
        for start in (0..copy_len).step_by(V * LANES) {
            // The last ones end with the copy. A copy that is shorter than they are has behind it what is written later.
            let start = start.min(copy_len.saturating_sub(V * LANES));
            let Range { start: first, end } = rows_reaching(start..start + V * LANES, geometry);
            // SAFETY: with their margins the copies have room for the block from the start on, and the maps, whatever the kernel's
            // row, for what it reads; the weights of such a row are as many as its columns.
            unsafe {
                let sums: Sums<R, V> = sums(
                    [[f32x4::ZERO; V]; R],
                    first * readers..end * readers,
                    |r, k| f32x4::splat(*weight.add(sources.get_unchecked(k).weight as usize + dx).add(r)),
                    |v, k| load(maps.add(sources.get_unchecked(k).map as usize + start).add(v * LANES)),
                );
                for (r, row) in sums.into_iter().enumerate() {
                    for (v, sum) in row.into_iter().enumerate() {
                        store(copies.add(r * copy_len + start).add(v * LANES), sum);
                    }
                }
            }
        }
    }
}

/// The kernel's rows by which a map reaches any of some pixels of a copy.
fn rows_reaching(pixels: Range<usize>, geometry: &Geometry) -> Range<usize> {
    let Geometry { kernel, output_width, .. } = *geometry;
    let first = (pixels.start + 1).saturating_sub(geometry.positions()).div_ceil(output_width);
    let end = (pixels.end - 1) / output_width + 1;
    first..end.min(kernel)
}
