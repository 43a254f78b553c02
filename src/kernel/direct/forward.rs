//! From an image to its maps: a block's rows are filters, its vectors an octet, its depth the taps.

use super::group::Group;
use super::layout::Octet;
use super::{Convolution, OCTET, VECTORS};
use crate::block::{Sums, sums};
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
        assert_eq!(bias.len(), *filters);
        assert_eq!(maps.len(), *filters * map_len);
        let image = layout.lay_out(image);
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
                        count += usize::from(ink.seen(octet.place as usize + dy * width, OCTET + kernel - 1) != 0);
                    }
                    let rows = &rows[..count];
                    let work =
                        Inked { image: image.as_ptr(), weights, bias, maps, map_len, octet, rows, kernel, width };
                    // SAFETY: image and maps are as long as the octets were made for, the weights as the groups.
                    groups.iter().for_each(|group| unsafe { run(&work, group) });
                }
            }
            None => {
                let work = Each { image: image.as_ptr(), weights, bias, maps, map_len, octets };
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
    octets: &'a [Octet],
}

impl Work for Each<'_> {
    #[inline(always)]
    unsafe fn run<const R: usize>(&self, group: &Group) {
        let Each { image, weights, bias, maps, map_len, octets } = *self;
        let start = start::<R>(group, bias);
        let weights = weights[group.start..].as_ptr();
        for octet in octets {
            // SAFETY: every place plus distance is in the image; the group has as many weights as taps times filters.
            unsafe {
                let pixels = image.add(octet.place as usize);
                let sums = sums(
                    start,
                    0..group.distances.len(),
                    |r, k| f32x4::splat(*weights.add(k * R).add(r)),
                    |v, k| load(pixels.add(*group.distances.get_unchecked(k) as usize).add(v * LANES)),
                );
                put(&sums, group, maps.add(octet.output as usize), map_len);
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
    octet: &'a Octet,
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
            put(&total, group, maps.add(octet.output as usize), map_len);
        }
    }
}

/// The biases of a group's filters.
#[inline(always)]
fn start<const R: usize>(group: &Group, bias: &[f32]) -> Sums<R, VECTORS> {
    std::array::from_fn(|r| [f32x4::splat(bias[group.filters[r]]); VECTORS])
}

/// Writes an octet of a group's maps to its place in the first of all maps, and in the others.
///
/// # Safety
///
/// The maps of all the group's filters must be there.
#[inline(always)]
unsafe fn put<const R: usize>(sums: &Sums<R, VECTORS>, group: &Group, first: *mut f32, map_len: usize) {
    for (filter, row) in group.filters.iter().zip(sums) {
        for (v, sum) in row.iter().enumerate() {
            // SAFETY: as the caller vouches.
            unsafe { store(first.add(filter * map_len + v * LANES), *sum) };
        }
    }
}
