//! The weight's gradient, of maps in which every output has one.

use super::Convolution;
use super::group::{Group, MOST_FILTERS};
use super::layout::{Layout, Outputs};
use crate::block::{Sums, sums};
use crate::check_length;
use crate::ink::Ink;
use crate::{LANES, fold, load, store};
use wide::f32x4;

/// The most images whose gradients are summed at once: a block's loop is then long enough.
const MOST_IMAGES: usize = 4;
/// The most numbers that they may have as they are laid out, so that they stay in a near cache; one image may have more.
const MOST_NUMBERS: usize = 1 << 16;

impl Convolution {
    /// Adds some images' gradient to `weight_gradient` \[filters, channels, kernel, kernel], from that of their `maps` \[images,
    /// filters, map]. Weights without a connection get none.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    // Not put into its caller, whose way for winners would be slower.
    #[inline(never)]
    pub fn weight_gradient(&mut self, images: &[f32], maps: &[f32], weight_gradient: &mut [f32]) {
        let Convolution { geometry, filters, layout, groups, inked, weight_gradient: work, .. } = self;
        let (image_len, map_len) = (geometry.padded_len(), geometry.positions());
        let maps_len = *filters * map_len;
        assert!(images.len().is_multiple_of(image_len) && maps.len().is_multiple_of(maps_len));
        check_length(images.len() / image_len, maps.len() / maps_len);
        check_length(weight_gradient.len(), *filters * geometry.patch_len());
        let together = images_together(layout);
        for (images, maps) in images.chunks(together * image_len).zip(maps.chunks(together * maps_len)) {
            work.find(images, layout, inked.as_mut().map(|inked| &mut inked.ink), maps_len);
            let images = layout.lay_out(images);
            for group in &*groups {
                work.take(group, maps, map_len);
                match group.filters.len() {
                    1 => work.add::<1>(images, group, weight_gradient),
                    2 => work.add::<2>(images, group, weight_gradient),
                    3 => work.add::<3>(images, group, weight_gradient),
                    4 => work.add::<4>(images, group, weight_gradient),
                    _ => unreachable!("a group has at most four filters"),
                }
            }
        }
    }
}

/// Images whose gradients are summed at once.
fn images_together(layout: &Layout) -> usize {
    (MOST_NUMBERS / layout.image_len()).clamp(1, MOST_IMAGES)
}

/// What is summed: some images' outputs, four at a time, with the corners of their patches and their gradients.
pub(super) struct WeightGradient {
    /// All outputs of a map.
    fours: Vec<Outputs>,
    /// Whether some of them repeat others.
    repeats: bool,
    /// Numbers of a filter.
    patch_len: usize,
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

impl WeightGradient {
    /// Room for as many images as are summed at once.
    pub(super) fn new(layout: &Layout) -> WeightGradient {
        let fours = layout.outputs(LANES);
        let most = images_together(layout) * fours.len();
        WeightGradient {
            repeats: fours.iter().any(|four| four.repeated > 0),
            patch_len: layout.geometry().patch_len(),
            places: vec![Place::default(); most],
            count: 0,
            gradients: vec![0.0; MOST_FILTERS * most * LANES],
            fours,
        }
    }

    /// Finds the outputs of images \[channels, height, width], padding included, that see anything; an image has so many numbers
    /// in all of its maps.
    fn find(&mut self, images: &[f32], layout: &Layout, mut ink: Option<&mut Ink>, maps_len: usize) {
        let WeightGradient { fours, places, count, .. } = self;
        let (geometry, image_len) = (layout.geometry(), layout.image_len());
        *count = 0;
        for (index, image) in images.chunks_exact(geometry.padded_len()).enumerate() {
            let (corner, output) = ((index * image_len) as u32, (index * maps_len) as u32);
            if let Some(ink) = &mut ink {
                ink.look(image);
            }
            for four in &*fours {
                // Always written, but kept only if the next does not take its place: cheaper than to guess.
                places[*count] =
                    Place { corner: corner + four.place, output: output + four.output, repeated: four.repeated as u32 };
                let sees = |ink: &mut &mut Ink| {
                    (0..geometry.kernel).fold(0, |seen, dy| seen | four.ink(ink, geometry, dy)) != 0
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
                gradients.chunks_exact_mut(LANES).for_each(|four| four[..place.repeated as usize].fill(0.0));
            }
        }
    }

    /// Adds a group's gradient. A block's rows are the group's `R` filters, its vectors two taps; the depth is the outputs, four at
    /// a time, whose lanes are summed at the end.
    #[inline(always)]
    fn add<const R: usize>(&self, images: &[f32], group: &Group, weight_gradient: &mut [f32]) {
        let places = &self.places[..self.count];
        let (pixels, gradients) = (images.as_ptr(), self.gradients.as_ptr());
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
                    weight_gradient[filter * self.patch_len + number] += fold(*sum);
                }
            }
        }
    }
}
