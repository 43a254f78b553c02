//! From an image to its maps: a block's rows are filters, its vectors an octet, its depth the taps.

use super::group::Group;
use super::layout::Outputs;
use super::{Convolution, OCTET, VECTORS};
use crate::block::{Sums, sums};
use crate::check_length;
use crate::ink::Ink;
use crate::{LANES, load, store};
use wide::f32x4;

impl Convolution {
    /// Convolves one image \[channels, height, width], padding included: `maps` \[filters, map] = `bias` \[filters] + the
    /// weights that were taken over `image`.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    pub fn forward(&mut self, image: &[f32], bias: &[f32], maps: &mut [f32]) {
        let Convolution { geometry, filters, layout, octets, groups, weights, ink, .. } = self;
        let map_len = geometry.positions();
        check_length(bias.len(), *filters);
        check_length(maps.len(), *filters * map_len);
        check_length(image.len(), geometry.padded_len());
        let image = layout.lay_out(image);
        // Where a group has only one map's taps, its sums are added to those of the maps before.
        let adds = groups[0].numbers.len() < geometry.patch_len();
        if adds {
            maps.chunks_exact_mut(map_len).zip(bias).for_each(|(map, bias)| map.fill(*bias));
        }
        let maps = maps.as_mut_ptr();
        match ink {
            Some(ink) => {
                ink.look(image);
                let (kernel, width) = (geometry.kernel, geometry.padded().1);
                let mut rows = [0; Ink::MOST];
                for octet in &*octets {
                    let mut count = 0;
                    for dy in 0..kernel {
                        // Always written, but kept only if the next does not take its place: cheaper than to guess.
                        rows[count] = dy;
                        count += usize::from(octet.ink(ink, OCTET, geometry, dy) != 0);
                    }
                    let rows = &rows[..count];
                    let work =
                        Inked { image: image.as_ptr(), weights, bias, maps, map_len, octet, rows, kernel, width };
                    // SAFETY: image and maps are as long as the octets were made for, the weights as the groups.
                    groups.iter().for_each(|group| unsafe { run(&work, group) });
                }
            }
            None => {
                let work = Each { image: image.as_ptr(), weights, bias, maps, map_len, octets, adds };
                // SAFETY: as above.
                groups.iter().for_each(|group| unsafe { run(&work, group) });
            }
        }
    }
}

/// Work on a group's maps, compiled once for each number of filters.
trait Work {
    /// # Safety
    ///
    /// The group has `R` filters, and all that the work holds is of its layout.
    unsafe fn run<const R: usize>(&self, group: &Group);
}

/// # Safety
///
/// All that the work holds must be of the group's layout.
#[inline(always)]
unsafe fn run(work: &impl Work, group: &Group) {
    // SAFETY: as the caller vouches.
    unsafe {
        match group.filters.len() {
            1 => work.run::<1>(group),
            2 => work.run::<2>(group),
            3 => work.run::<3>(group),
            4 => work.run::<4>(group),
            _ => unreachable!("a group has at most four filters"),
        }
    }
}

/// All octets, from all taps.
struct Each<'a> {
    image: *const f32,
    weights: &'a [f32],
    bias: &'a [f32],
    maps: *mut f32,
    map_len: usize,
    octets: &'a [Outputs],
    /// Whether to add to the maps, instead of to the biases.
    adds: bool,
}

impl Work for Each<'_> {
    #[inline(always)]
    unsafe fn run<const R: usize>(&self, group: &Group) {
        let Each { image, weights, bias, maps, map_len, octets, adds } = *self;
        let start = start::<R>(group, bias);
        let weights = weights[group.start..].as_ptr();
        for octet in octets {
            // SAFETY: every place plus distance is in the image; the group has as many weights as taps times filters.
            unsafe {
                let pixels = image.add(octet.place as usize);
                let first = maps.add(octet.output as usize);
                let sums = sums(
                    if adds { get(group, first, map_len) } else { start },
                    0..group.distances.len(),
                    |r, k| f32x4::splat(*weights.add(k * R).add(r)),
                    |v, k| load(pixels.add(*group.distances.get_unchecked(k) as usize).add(v * LANES)),
                );
                put(&sums, group, first, map_len, octet.repeated);
            }
        }
    }
}

/// One octet of an image of one channel, from the kernel's rows that have ink.
struct Inked<'a> {
    image: *const f32,
    weights: &'a [f32],
    bias: &'a [f32],
    maps: *mut f32,
    map_len: usize,
    octet: &'a Outputs,
    rows: &'a [usize],
    kernel: usize,
    width: usize,
}

impl Work for Inked<'_> {
    #[inline(always)]
    unsafe fn run<const R: usize>(&self, group: &Group) {
        let Inked { image, weights, bias, maps, map_len, octet, rows, kernel, width } = *self;
        let weights = weights[group.start..].as_ptr();
        let mut total = start::<R>(group, bias);
        // SAFETY: an image with ink is not shifted: a kernel's row meets neighbours in it. The rest as in `Each`.
        unsafe {
            let pixels = image.add(octet.place as usize);
            for row in rows {
                let (weights, pixels) = (weights.add(row * kernel * R), pixels.add(row * width));
                total = sums(
                    total,
                    0..kernel,
                    |r, k| f32x4::splat(*weights.add(k * R).add(r)),
                    |v, k| load(pixels.add(k).add(v * LANES)),
                );
            }
            put(&total, group, maps.add(octet.output as usize), map_len, 0);
        }
    }
}

/// The biases of a group's filters.
#[inline(always)]
fn start<const R: usize>(group: &Group, bias: &[f32]) -> Sums<R, VECTORS> {
    std::array::from_fn(|r| [f32x4::splat(bias[group.filters[r]]); VECTORS])
}

/// An octet of a group's maps, the first of all maps having it at `first`.
///
/// # Safety
///
/// As for [`put`].
#[inline(always)]
unsafe fn get<const R: usize>(group: &Group, first: *const f32, map_len: usize) -> Sums<R, VECTORS> {
    // SAFETY: as the caller vouches.
    unsafe { std::array::from_fn(|r| std::array::from_fn(|v| load(first.add(group.filters[r] * map_len + v * LANES)))) }
}

/// Writes an octet of a group's maps to its place in the first of all maps, and in the others, without what it repeats.
///
/// # Safety
///
/// The maps of all the group's filters must be there.
#[inline(always)]
unsafe fn put<const R: usize>(
    sums: &Sums<R, VECTORS>,
    group: &Group,
    first: *mut f32,
    map_len: usize,
    repeated: usize,
) {
    for (filter, row) in group.filters.iter().zip(sums) {
        // SAFETY: as the caller vouches.
        unsafe {
            let map = first.add(filter * map_len);
            if repeated == 0 {
                row.iter().enumerate().for_each(|(v, sum)| store(map.add(v * LANES), *sum));
            } else {
                put_rest(row.map(f32x4::to_array), map, repeated);
            }
        }
    }
}

/// Writes the outputs of an octet that it does not repeat.
///
/// # Safety
///
/// An octet must be there.
// Seldom, and a call costs less than its code in every place.
#[cold]
#[inline(never)]
unsafe fn put_rest(outputs: [[f32; LANES]; VECTORS], map: *mut f32, repeated: usize) {
    for (place, output) in outputs.as_flattened().iter().enumerate().skip(repeated) {
        // SAFETY: as the caller vouches.
        unsafe { *map.add(place) = *output };
    }
}
