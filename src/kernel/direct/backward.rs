//! Both gradients, of maps in which every output has one.

use super::group::{Group, even_part};
use super::layout::Octet;
use super::{Convolution, OCTET, VECTORS};
use crate::block::{Sums, sums};
use crate::columns::Geometry;
use crate::{LANES, fold, load, store};
use std::ops::Range;
use wide::f32x4;

impl Convolution {
    /// Adds one image's gradient to `weight_gradient` \[filters, channels, kernel, kernel], from that of its `maps` \[filters,
    /// map]. Weights without a connection may get one, too.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    pub fn weight_gradient(&mut self, image: &[f32], maps: &[f32], weight_gradient: &mut [f32]) {
        let Convolution { geometry, filters, layout, octets, groups, gradients, .. } = self;
        let map_len = geometry.positions();
        assert_eq!(maps.len(), *filters * map_len);
        assert_eq!(weight_gradient.len(), *filters * geometry.patch_len());
        let image = layout.lay_out(image);
        for group in &*groups {
            let rows = group.filters.len();
            for (octet, vectors) in octets.iter().zip(gradients.chunks_exact_mut(rows * OCTET)) {
                for (r, filter) in group.filters.iter().enumerate() {
                    let from = filter * map_len + octet.output as usize;
                    let mut outputs: [f32; OCTET] = *maps[from..].first_chunk().expect("an octet lies in a map");
                    // A sum over octets counts every output once.
                    outputs[..octet.repeated].fill(0.0);
                    for (v, lanes) in outputs.as_chunks::<LANES>().0.iter().enumerate() {
                        vectors[(v * rows + r) * LANES..][..LANES].copy_from_slice(lanes);
                    }
                }
            }
            let patch_len = geometry.patch_len();
            let work = Weights { image, gradients, octets, group, patch_len, result: &mut *weight_gradient };
            match rows {
                1 => work.rows::<1>(),
                2 => work.rows::<2>(),
                3 => work.rows::<3>(),
                4 => work.rows::<4>(),
                _ => unreachable!("a group has at most four filters"),
            }
        }
    }

    /// Adds to the gradient of one image, padding included, what its `maps`' \[filters, map] sends back through `weight`.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    pub fn image_gradient(&mut self, weight: &[f32], maps: &[f32], image_gradient: &mut [f32]) {
        self.returning.add(&self.geometry, weight, maps, image_gradient);
    }
}

/// A block's rows are a group's filters, its vectors two taps; the depth is the map's vectors, whose lanes are summed at the end.
struct Weights<'a> {
    image: &'a [f32],
    gradients: &'a [f32],
    octets: &'a [Octet],
    group: &'a Group,
    patch_len: usize,
    result: &'a mut [f32],
}

impl Weights<'_> {
    #[inline(always)]
    fn rows<const R: usize>(self) {
        let Weights { image, gradients, octets, group, patch_len, result } = self;
        let (image, gradients) = (image.as_ptr(), gradients.as_ptr());
        for (numbers, distances) in group.numbers.chunks(2).zip(group.distances.chunks(2)) {
            // A last tap without another is taken twice, and counted once.
            let distances = [distances[0], distances[distances.len() - 1]].map(|distance| distance as usize);
            let mut total: Sums<R, 2> = [[f32x4::ZERO; 2]; R];
            // SAFETY: every place plus distance is in the image, and there are as many gradients as octets of the group.
            unsafe {
                for v in 0..VECTORS {
                    total = sums(
                        total,
                        0..octets.len(),
                        |r, k| load(gradients.add((k * VECTORS + v) * R * LANES).add(r * LANES)),
                        |t, k| {
                            let place = octets.get_unchecked(k).place as usize + v * LANES;
                            load(image.add(place + distances[t]))
                        },
                    );
                }
            }
            for (row, filter) in total.iter().zip(&group.filters) {
                for (sum, number) in row.iter().zip(numbers) {
                    result[filter * patch_len + number] += fold(*sum);
                }
            }
        }
    }
}

/// The way back to the image. Each of its channels is taken as copies, one for each column of the kernel, whose rows are as long
/// as a map's: what a weight sends back is then the whole map, moved down by some rows. What comes to eight pixels of such a copy
/// is summed in registers, over filters and the kernel's rows, and the copies are added up in the end.
pub(super) struct Return {
    /// For each channel, row of the kernel after row: the filters that read it.
    sources: Vec<Vec<Source>>,
    /// Filters that read each channel: so many sources are a row's.
    readers: Vec<usize>,
    /// Numbers above and below each map, all 0: what the kernel's rows reach beyond it.
    rim: usize,
    /// The maps' gradients, each between its rims.
    maps: Vec<f32>,
    /// One channel's copies.
    copies: Vec<f32>,
}

/// A row of one kernel.
struct Source {
    /// Where its weights begin.
    weight: u32,
    /// The place among the maps whose gradient a copy's first pixel gets by them.
    map: u32,
}

impl Return {
    pub(super) fn new(geometry: &Geometry, filters: usize, connects: impl Fn(usize, usize) -> bool) -> Return {
        let Geometry { channels, kernel, output_width, .. } = *geometry;
        let rim = (kernel - 1) * output_width;
        let between = geometry.positions() + 2 * rim;
        let reading = |channel| (0..filters).filter(|filter| connects(*filter, channel)).collect();
        let readers: Vec<Vec<usize>> = (0..channels).map(reading).collect();
        let sources = |(channel, filters): (usize, &Vec<usize>)| {
            let source = |dy: usize, filter: usize| Source {
                weight: (((filter * channels + channel) * kernel + dy) * kernel) as u32,
                map: (filter * between + rim - dy * output_width) as u32,
            };
            (0..kernel).flat_map(|dy| filters.iter().map(move |filter| source(dy, *filter))).collect()
        };
        Return {
            sources: readers.iter().enumerate().map(sources).collect(),
            readers: readers.iter().map(Vec::len).collect(),
            rim,
            maps: vec![0.0; filters * between],
            copies: vec![0.0; kernel * geometry.padded().0 * output_width],
        }
    }

    fn add(&mut self, geometry: &Geometry, weight: &[f32], maps: &[f32], image_gradient: &mut [f32]) {
        let Geometry { channels, kernel, output_width, .. } = *geometry;
        let (height, width) = geometry.padded();
        let map_len = geometry.positions();
        let filters = weight.len() / geometry.patch_len();
        assert_eq!(weight.len(), filters * geometry.patch_len());
        assert_eq!(maps.len(), filters * map_len);
        assert_eq!(self.maps.len(), filters * (map_len + 2 * self.rim), "there are other filters");
        assert_eq!(image_gradient.len(), channels * height * width);
        for (room, map) in self.maps.chunks_exact_mut(map_len + 2 * self.rim).zip(maps.chunks_exact(map_len)) {
            room[self.rim..self.rim + map_len].copy_from_slice(map);
        }
        for (channel, image) in image_gradient.chunks_exact_mut(height * width).enumerate() {
            for dx in (0..kernel).step_by(even_part(kernel)) {
                match even_part(kernel).min(kernel - dx) {
                    1 => self.copies::<1>(geometry, weight, channel, dx),
                    2 => self.copies::<2>(geometry, weight, channel, dx),
                    3 => self.copies::<3>(geometry, weight, channel, dx),
                    4 => self.copies::<4>(geometry, weight, channel, dx),
                    _ => unreachable!("an even part is at most four"),
                }
            }
            for (dx, copy) in self.copies.chunks_exact(height * output_width).enumerate() {
                for (row, copy) in image.chunks_exact_mut(width).zip(copy.chunks_exact(output_width)) {
                    row[dx..].iter_mut().zip(copy).for_each(|(pixel, sent)| *pixel += sent);
                }
            }
        }
    }

    /// Computes `R` of a channel's copies, from that for column `dx` on: a block's rows are the columns, its vectors eight pixels
    /// of a copy, its depth the sources.
    #[inline(always)]
    fn copies<const R: usize>(&mut self, geometry: &Geometry, weight: &[f32], channel: usize, dx: usize) {
        let Geometry { output_width, .. } = *geometry;
        let copy_len = geometry.padded().0 * output_width;
        let (sources, readers) = (&self.sources[channel], self.readers[channel]);
        let (weight, maps) = (weight.as_ptr(), self.maps.as_ptr());
        let copies = self.copies[dx * copy_len..(dx + R) * copy_len].as_mut_ptr();
        for start in (0..copy_len).step_by(OCTET) {
            let start = start.min(copy_len - OCTET);
            let Range { start: first, end } = rows_reaching(start, geometry);
            // SAFETY: a copy has room for an octet from the start on, which lies between a map's rims whatever the row; the weights
            // of a kernel's row are as many as its columns.
            unsafe {
                let sums: Sums<R, VECTORS> = sums(
                    [[f32x4::ZERO; VECTORS]; R],
                    first * readers..end * readers,
                    |r, k| f32x4::splat(*weight.add(sources.get_unchecked(k).weight as usize + dx).add(r)),
                    |v, k| load(maps.add(sources.get_unchecked(k).map as usize + start).add(v * LANES)),
                );
                for (r, row) in sums.into_iter().enumerate() {
                    for (v, sum) in row.into_iter().enumerate() {
                        store(copies.add(r * copy_len + start + v * LANES), sum);
                    }
                }
            }
        }
    }
}

/// The kernel's rows by which a map reaches any of the eight pixels of a copy from `start` on.
fn rows_reaching(start: usize, geometry: &Geometry) -> Range<usize> {
    let Geometry { kernel, output_width, .. } = *geometry;
    let first = (start + 1).saturating_sub(geometry.positions()).div_ceil(output_width);
    let end = (start + OCTET - 1) / output_width + 1;
    first..end.min(kernel)
}
