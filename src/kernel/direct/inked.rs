//! From an image of one channel that is mostly blank to its maps: whatever part of a kernel meets no ink is left out.
//!
//! Four outputs at a time, for up to six filters at once: blocks as narrow as that leave out half of a digit, octets a third. Those
//! that meet as many rows with ink are computed one after another, since each loop of another length is one that the processor
//! has guessed wrong: that takes as long as two rows of the kernel.

use super::layout::Layout;
use crate::block::{Sums, sums};
use crate::columns::Geometry;
use crate::ink::Ink;
use crate::{LANES, check_length, load, store};
use wide::f32x4;

/// How many filters are computed together. Where there are fewer, the last one is computed several times: each further size of a
/// block would be half a kilobyte to be fetched.
const TOGETHER: usize = 6;

/// How an image with ink is convolved, every filter reading it.
pub(super) struct Inked {
    /// What of the image is not 0.
    pub(super) ink: Ink,
    /// Each tap's distance from the patch's corner.
    distances: Vec<u32>,
    filters: usize,
    /// Their weights, part after part, tap after tap, filter after filter, each in all lanes: V8 needs an instruction less.
    weights: Vec<f32x4>,
    /// How many fours there are in a map.
    fours: usize,
    /// Room for all of them, for each number of rows that they meet ink in.
    places: Vec<Place>,
    /// How many of them there are, for each of those numbers.
    counts: Vec<usize>,
}

/// Four outputs next to one another.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The kernel's first row with ink.
    first: u32,
    /// What that row of the first one's patch begins with, in the image.
    pixel: u32,
    /// The first one's place in the map.
    output: u32,
}

impl Inked {
    /// Room for images as they are laid out, which is not shifted; `distances` are those of a filter's taps.
    pub(super) fn new(layout: &Layout, distances: &[u32], filters: usize) -> Inked {
        let Geometry { kernel, output_height, output_width, .. } = *layout.geometry();
        let fours = output_height * output_width.div_ceil(LANES);
        Inked {
            ink: Ink::new(layout.image_len()),
            filters,
            distances: distances.to_vec(),
            weights: Vec::new(),
            fours,
            places: vec![Place::default(); (kernel + 1) * fours],
            counts: vec![0; kernel + 1],
        }
    }

    /// The filters that are computed together, in parts.
    fn parts(&self) -> impl Iterator<Item = [usize; TOGETHER]> + use<> {
        let filters = self.filters;
        (0..filters).step_by(TOGETHER).map(move |first| std::array::from_fn(|r| (first + r).min(filters - 1)))
    }

    /// Takes `weight` \[filters, taps].
    pub(super) fn take(&mut self, weight: &[f32]) {
        let taps = self.distances.len();
        self.weights.clear();
        for part in self.parts() {
            for tap in 0..taps {
                self.weights.extend(part.iter().map(|filter| f32x4::splat(weight[filter * taps + tap])));
            }
        }
    }

    /// Convolves one image, padding included: `maps` \[filters, map] = `bias` \[filters] + the weights that were taken over it.
    ///
    /// # Panics
    ///
    /// If a slice does not have the length of the geometry that there is room for.
    pub(super) fn forward(&mut self, geometry: &Geometry, image: &[f32], bias: &[f32], maps: &mut [f32]) {
        let (map_len, taps) = (geometry.positions(), self.distances.len());
        check_length(image.len(), geometry.padded_len());
        check_length(taps, geometry.patch_len());
        check_length(self.weights.len(), self.filters.next_multiple_of(TOGETHER) * taps);
        check_length(bias.len(), self.filters);
        check_length(maps.len(), self.filters * map_len);
        self.ink.look(image);
        self.find(geometry);
        for (part, weights) in self.parts().zip(self.weights.chunks_exact(TOGETHER * taps)) {
            self.convolve(geometry, image, &part, weights, bias, maps);
        }
    }

    /// Sorts all fours of a map by the number of rows from the first to the last that they meet ink in.
    fn find(&mut self, geometry: &Geometry) {
        let Geometry { kernel, output_height, output_width, .. } = *geometry;
        let width = geometry.padded().1;
        let Inked { ink, fours, places, counts, .. } = self;
        counts.fill(0);
        for x in (0..output_width).step_by(LANES) {
            // The last may overlap the one before.
            let x = x.min(output_width - LANES);
            let has_ink = |y: usize| u64::from(ink.seen(y * width + x, LANES + kernel - 1) != 0);
            // A bit for each row of the kernel, the first in the lowest; here for one that is a row higher.
            let mut rows = (1..kernel).fold(0, |rows, dy| rows | has_ink(dy - 1) << dy);
            for y in 0..output_height {
                rows = rows >> 1 | has_ink(y + kernel - 1) << (kernel - 1);
                let end = u64::BITS - rows.leading_zeros();
                let first = rows.trailing_zeros().min(end);
                let number = (end - first) as usize;
                places[number * *fours + counts[number]] = Place {
                    first,
                    pixel: ((y + first as usize) * width + x) as u32,
                    output: (y * output_width + x) as u32,
                };
                counts[number] += 1;
            }
        }
    }

    /// Computes a part's maps at the places that were found, from slices that have their lengths.
    #[inline(always)]
    fn convolve(
        &self,
        geometry: &Geometry,
        image: &[f32],
        part: &[usize; TOGETHER],
        weights: &[f32x4],
        bias: &[f32],
        maps: &mut [f32],
    ) {
        let (map_len, kernel) = (geometry.positions(), geometry.kernel);
        let start: Sums<TOGETHER, 1> = part.map(|filter| [f32x4::splat(bias[filter])]);
        let (image, weights, maps) = (image.as_ptr(), weights.as_ptr(), maps.as_mut_ptr());
        let places = self.places.chunks_exact(self.fours).zip(&self.counts);
        for (number, (places, count)) in places.enumerate() {
            for place in &places[..*count] {
                // SAFETY: four outputs are in each map from the place on, and in the image, from its pixel on, so many rows of
                // their patches; the slices have been seen to have their lengths, and a bias for each filter, as a map and a tap for each weight.
                unsafe {
                    let pixels = image.add(place.pixel as usize);
                    let weights = weights.add(place.first as usize * kernel * TOGETHER);
                    let sums = sums(
                        start,
                        0..number * kernel,
                        // Two additions: only then is one of them a constant of the load.
                        |r, k| *weights.add(k * TOGETHER).add(r),
                        |_, k| load(pixels.add(*self.distances.get_unchecked(k) as usize)),
                    );
                    for (filter, [sum]) in part.iter().zip(sums) {
                        store(maps.add(filter * map_len).add(place.output as usize), sum);
                    }
                }
            }
        }
    }
}
