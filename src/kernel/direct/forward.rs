//! From an image to its maps: a block's rows are filters, its vectors an octet, its depth the taps.

use super::group::Group;
use super::layout::Outputs;
use super::{Convolution, VECTORS};
use crate::block::{Sums, sums};
use crate::check_length;
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
        let Convolution { geometry, filters, layout, octets, groups, weights, inked, .. } = self;
        if let Some(inked) = inked {
            return inked.forward(geometry, image, bias, maps);
        }
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
        let octets = Octets { image: image.as_ptr(), weights, bias, maps, map_len, outputs: octets, adds };
        // SAFETY: image and maps are as long as the octets were made for, the weights as the groups.
        groups.iter().for_each(|group| unsafe { octets.convolve(group) });
    }
}

/// All octets, and what they are computed from.
struct Octets<'a> {
    image: *const f32,
    weights: &'a [f32],
    bias: &'a [f32],
    maps: *mut f32,
    map_len: usize,
    outputs: &'a [Outputs],
    /// Whether to add to the maps, instead of to the biases.
    adds: bool,
}

impl Octets<'_> {
    /// Computes a group's maps.
    ///
    /// # Safety
    ///
    /// All that this holds must be of the group's layout.
    unsafe fn convolve(&self, group: &Group) {
        // SAFETY: as the caller vouches.
        unsafe {
            match group.filters.len() {
                1 => self.convolve_filters::<1>(group),
                2 => self.convolve_filters::<2>(group),
                3 => self.convolve_filters::<3>(group),
                4 => self.convolve_filters::<4>(group),
                _ => unreachable!("a group has at most four filters"),
            }
        }
    }

    /// # Safety
    ///
    /// As there, and the group has `R` filters.
    #[inline(always)]
    unsafe fn convolve_filters<const R: usize>(&self, group: &Group) {
        let Octets { image, weights, bias, maps, map_len, outputs, adds } = *self;
        let start = start::<R>(group, bias);
        let weights = weights[group.start..].as_ptr();
        for octet in outputs {
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
    unsafe {
        std::array::from_fn(|r| std::array::from_fn(|v| load(first.add(group.filters[r] * map_len).add(v * LANES))))
    }
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
