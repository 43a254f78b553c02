//! The weight's gradient, of maps in which every output has one.

use super::Convolution;
use super::group::{Group, MOST_FILTERS};
use super::layout::{Layout, Outputs};
use crate::block::{Sums, sums};
use crate::columns::Geometry;
use crate::ink::Ink;
use crate::{LANES, fold, load, store};
use wide::f32x4;

/// Images whose gradients are summed at once: a block's loop is then long enough, and what it reads still in the nearest cache.
const MOST_IMAGES: usize = 4;

impl Convolution {
    /// Adds some images' gradient to `weight_gradient` \[filters, channels, kernel, kernel], from that of their `maps` \[images,
    /// filters, map]. Weights without a connection get none.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    // Apart from its caller's other way, which is then as fast as without this one.
    #[inline(never)]
    pub fn weight_gradient(&mut self, images: &[f32], maps: &[f32], weight_gradient: &mut [f32]) {
        let Convolution { geometry, filters, layout, groups, ink, meetings, .. } = self;
        let (height, width) = geometry.padded();
        let (image_len, map_len) = (geometry.channels * height * width, geometry.positions());
        let maps_len = *filters * map_len;
        assert!(images.len().is_multiple_of(image_len) && maps.len().is_multiple_of(maps_len));
        assert_eq!(images.len() / image_len, maps.len() / maps_len, "as many images as maps");
        assert_eq!(weight_gradient.len(), *filters * geometry.patch_len());
        for (images, maps) in images.chunks(MOST_IMAGES * image_len).zip(maps.chunks(MOST_IMAGES * maps_len)) {
            meetings.find(images, ink.as_mut(), geometry, maps_len);
            let images = layout.lay_out(images);
            for group in &*groups {
                meetings.take(group, maps, map_len);
                let work =
                    Work { images, meetings, group, patch_len: geometry.patch_len(), result: &mut *weight_gradient };
                match group.filters.len() {
                    1 => work.rows::<1>(),
                    2 => work.rows::<2>(),
                    3 => work.rows::<3>(),
                    4 => work.rows::<4>(),
                    _ => unreachable!("a group has at most four filters"),
                }
            }
        }
    }
}

/// Where the gradients of some images' outputs meet pixels.
pub(super) struct Meetings {
    /// All outputs of a map, four at a time.
    outputs: Vec<Outputs>,
    /// Whether some of them repeat others.
    repeats: bool,
    /// Numbers of an image as it is laid out.
    image_len: usize,
    /// Those of the images' outputs whose patches are not blank.
    places: Vec<Place>,
    /// How many those are.
    count: usize,
    /// Their gradients, of a group's maps: four of a filter, the same four of the next filter, and so on.
    gradients: Vec<f32>,
}

/// Four outputs of an image.
#[derive(Clone, Copy, Default)]
struct Place {
    /// The first one's patch's corner among the images.
    corner: u32,
    /// The first one's place in the first map, among all maps.
    output: u32,
    /// How many of them were among those before.
    repeated: u32,
}

impl Meetings {
    pub(super) fn new(layout: &Layout) -> Meetings {
        let outputs = layout.outputs(LANES);
        let most = MOST_IMAGES * outputs.len();
        Meetings {
            repeats: outputs.iter().any(|outputs| outputs.repeated > 0),
            image_len: layout.image_len(),
            places: vec![Place::default(); most],
            count: 0,
            gradients: vec![0.0; MOST_FILTERS * most * LANES],
            outputs,
        }
    }

    /// Finds the outputs of images \[channels, height, width], padding included, that see anything; an image has so many numbers
    /// in all of its maps.
    fn find(&mut self, images: &[f32], mut ink: Option<&mut Ink>, geometry: &Geometry, maps_len: usize) {
        let Meetings { outputs, image_len, places, count, .. } = self;
        let (height, width) = geometry.padded();
        *count = 0;
        for (index, image) in images.chunks_exact(geometry.channels * height * width).enumerate() {
            let (corner, output) = ((index * *image_len) as u32, (index * maps_len) as u32);
            if let Some(ink) = &mut ink {
                ink.look(image);
            }
            for outputs in &*outputs {
                // Always written, but kept only if the next does not take its place: cheaper than to guess.
                places[*count] = Place {
                    corner: corner + outputs.place,
                    output: output + outputs.output,
                    repeated: outputs.repeated as u32,
                };
                let sees = |ink: &mut &mut Ink| {
                    (0..geometry.kernel).fold(0, |seen, dy| seen | outputs.ink(ink, LANES, geometry, dy)) != 0
                };
                *count += usize::from(ink.as_mut().is_none_or(sees));
            }
        }
    }

    /// Takes the gradients of a group's maps \[images, filters, map].
    fn take(&mut self, group: &Group, maps: &[f32], map_len: usize) {
        let rows = group.filters.len();
        assert!(self.gradients.len() >= self.count * rows * LANES);
        for (r, filter) in group.filters.iter().enumerate() {
            let map = maps[filter * map_len..].as_ptr();
            for (index, place) in self.places[..self.count].iter().enumerate() {
                // SAFETY: four outputs of each image's every map are there from the place on; and so is the room.
                unsafe {
                    let gradients = self.gradients.as_mut_ptr().add((index * rows + r) * LANES);
                    store(gradients, load(map.add(place.output as usize)));
                }
            }
        }
        if self.repeats {
            let of_places = self.gradients.chunks_exact_mut(rows * LANES);
            for (place, gradients) in self.places[..self.count].iter().zip(of_places) {
                // Every output counts once.
                gradients.chunks_exact_mut(LANES).for_each(|outputs| outputs[..place.repeated as usize].fill(0.0));
            }
        }
    }
}

/// A block's rows are a group's filters, its vectors two taps; the depth is the maps' outputs, four at a time, whose lanes are
/// summed at the end.
struct Work<'a> {
    images: &'a [f32],
    meetings: &'a Meetings,
    group: &'a Group,
    patch_len: usize,
    result: &'a mut [f32],
}

impl Work<'_> {
    #[inline(always)]
    fn rows<const R: usize>(self) {
        let Work { images, meetings, group, patch_len, result } = self;
        let places = &meetings.places[..meetings.count];
        let (pixels, gradients) = (images.as_ptr(), meetings.gradients.as_ptr());
        for (numbers, distances) in group.numbers.chunks(2).zip(group.distances.chunks(2)) {
            // A last tap without another is taken twice, and counted once.
            let distances = [distances[0], distances[distances.len() - 1]].map(|distance| distance as usize);
            // SAFETY: every corner plus distance is in the images with three more pixels; there are as many gradients as places.
            let total: Sums<R, 2> = unsafe {
                sums(
                    [[f32x4::ZERO; 2]; R],
                    0..places.len(),
                    |r, k| load(gradients.add(k * R * LANES).add(r * LANES)),
                    |t, k| load(pixels.add(places.get_unchecked(k).corner as usize + distances[t])),
                )
            };
            for (row, filter) in total.iter().zip(&group.filters) {
                for (sum, number) in row.iter().zip(numbers) {
                    result[filter * patch_len + number] += fold(*sum);
                }
            }
        }
    }
}
