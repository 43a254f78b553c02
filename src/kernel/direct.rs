//! Convolution with stride 1, straight from the image: no patch is copied.
//!
//! A kernel's weight belongs to a *tap*: its distance, in the image, from the patch's upper left corner. An output map is
//! taken as *vectors* of four neighbours in a row; the last vector of a row overlaps the one before it where the row is
//! no multiple of four long. What a weight multiplies for a vector of outputs is then the four pixels at the vector's
//! place in the image plus the weight's tap, and both distances come from tables made once.

use super::block::{Block, Sums, cover, sums};
use super::columns::Geometry;
use super::{LANES, fold, load, store};
use wide::f32x4;

/// Where weights and outputs meet the image, for one geometry. The image has its padding around it.
pub struct Tables {
    /// For each weight of a filter, in order: the distance from a patch's corner.
    taps: Vec<u32>,
    /// The weights in an order in which neighbours lie in different rows of the image: what one adds to is not what
    /// the one before has just written, so that the processor need not wait for it.
    scattered: Vec<u32>,
    /// For each vector of an output map: the place of its first patch's corner in the image.
    places: Vec<u32>,
    /// For each vector: its place in the map.
    outputs: Vec<u32>,
    /// For each vector: how many of its lanes the vector before it has already.
    repeated: Vec<usize>,
    image_len: usize,
    map_len: usize,
}

impl Tables {
    /// The tables of a geometry; none if it moves by more than one pixel or its rows are shorter than a vector.
    pub fn new(geometry: &Geometry) -> Option<Tables> {
        let Geometry { channels, kernel, stride, output_height, output_width, .. } = *geometry;
        if stride != 1 || output_width < LANES {
            return None;
        }
        let (height, width) = geometry.padded();
        let mut taps = Vec::with_capacity(geometry.patch_len());
        for channel in 0..channels {
            for dy in 0..kernel {
                taps.extend((0..kernel).map(|dx| ((channel * height + dy) * width + dx) as u32));
            }
        }
        let scattered = (0..kernel).flat_map(|dx| (dx..taps.len()).step_by(kernel)).map(|tap| tap as u32).collect();
        let (mut places, mut outputs, mut repeated) = (Vec::new(), Vec::new(), Vec::new());
        for y in 0..output_height {
            for start in (0..output_width).step_by(LANES) {
                let x = start.min(output_width - LANES);
                places.push((y * width + x) as u32);
                outputs.push((y * output_width + x) as u32);
                repeated.push(start - x);
            }
        }
        let map_len = output_height * output_width;
        Some(Tables { taps, scattered, places, outputs, repeated, image_len: channels * height * width, map_len })
    }

    /// Numbers of a map's vectors, those that overlap counted twice: what [`Tables::spread`] writes for each map.
    pub fn spread_len(&self) -> usize {
        self.places.len() * LANES
    }

    /// Whether a map's vectors are the map itself, so that [`Tables::spread`] is not needed.
    pub fn is_spread(&self) -> bool {
        self.spread_len() == self.map_len
    }

    /// Writes maps as their vectors one after another, 0 in the lanes that the vector before has already, so that a sum
    /// over vectors counts every pixel once.
    ///
    /// # Panics
    ///
    /// If there is not [`Tables::spread_len`] room for each map.
    pub fn spread(&self, maps: &[f32], spread: &mut [f32]) {
        for (map, spread) in maps.chunks_exact(self.map_len).zip(spread.chunks_exact_mut(self.spread_len())) {
            let (vectors, _) = spread.as_chunks_mut::<LANES>();
            for ((vector, output), repeated) in vectors.iter_mut().zip(&self.outputs).zip(&self.repeated) {
                vector.copy_from_slice(&map[*output as usize..][..LANES]);
                vector[..*repeated].fill(0.0);
            }
        }
    }

    /// Convolves one image: `maps` \[filters, map] = `bias` \[filters] + `weight` \[filters, taps] over `image`.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    pub fn forward(&self, image: &[f32], weight: &[f32], bias: &[f32], maps: &mut [f32]) {
        assert_eq!(image.len(), self.image_len);
        assert_eq!(weight.len(), bias.len() * self.taps.len());
        assert_eq!(maps.len(), bias.len() * self.map_len);
        let work = Forward {
            tables: self,
            image: image.as_ptr(),
            weight: weight.as_ptr(),
            bias: bias.as_ptr(),
            maps: maps.as_mut_ptr(),
        };
        // SAFETY: the assertions, and tables whose every place plus tap is inside an image.
        unsafe { cover(&work, bias.len(), self.places.len()) };
    }

    /// Adds one image's gradient to `weight_gradient` \[filters, taps], from `spread` \[filters, spread], the output's.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    pub fn weight_gradient(&self, image: &[f32], spread: &[f32], weight_gradient: &mut [f32]) {
        let filters = spread.len() / self.spread_len();
        assert_eq!(image.len(), self.image_len);
        assert_eq!(spread.len(), filters * self.spread_len());
        assert_eq!(weight_gradient.len(), filters * self.taps.len());
        let work = WeightGradient {
            tables: self,
            image: image.as_ptr(),
            spread: spread.as_ptr(),
            gradient: weight_gradient.as_mut_ptr(),
        };
        // SAFETY: the assertions, and tables whose every place plus tap is inside an image.
        unsafe { cover(&work, filters, self.taps.len()) };
    }

    /// Adds to the gradient of one image, padding included, what `spread` \[filters, spread], the output's, sends back.
    ///
    /// # Panics
    ///
    /// If a slice does not have the geometry's length.
    pub fn image_gradient(&self, weight: &[f32], spread: &[f32], image_gradient: &mut [f32]) {
        let filters = spread.len() / self.spread_len();
        assert_eq!(image_gradient.len(), self.image_len);
        assert_eq!(spread.len(), filters * self.spread_len());
        assert_eq!(weight.len(), filters * self.taps.len());
        let work = ImageGradient {
            tables: self,
            filters,
            weight: weight.as_ptr(),
            spread: spread.as_ptr(),
            gradient: image_gradient.as_mut_ptr(),
        };
        // SAFETY: the assertions, and tables whose every place plus tap is inside an image.
        unsafe { cover(&work, self.taps.len(), self.places.len()) };
    }
}

/// A row is a filter, a vector four outputs; the depth is the taps.
struct Forward<'a> {
    tables: &'a Tables,
    image: *const f32,
    weight: *const f32,
    bias: *const f32,
    maps: *mut f32,
}

impl Block for Forward<'_> {
    #[inline(always)]
    unsafe fn run<const R: usize, const V: usize>(&self, row: usize, vector: usize) {
        let Tables { taps, places, outputs, map_len, .. } = self.tables;
        // SAFETY: the caller vouches for the rows and vectors; every place plus tap is inside the image.
        unsafe {
            let mut start: Sums<R, V> = [[f32x4::ZERO; V]; R];
            for (r, sums) in start.iter_mut().enumerate() {
                *sums = [f32x4::splat(*self.bias.add(row + r)); V];
            }
            let weight = self.weight.add(row * taps.len());
            let pixels: [*const f32; V] = std::array::from_fn(|v| self.image.add(places[vector + v] as usize));
            let sums = sums(
                start,
                0..taps.len(),
                |r, k| f32x4::splat(*weight.add(r * taps.len() + k)),
                |v, k| load(pixels[v].add(*taps.get_unchecked(k) as usize)),
            );
            for (r, row_sums) in sums.into_iter().enumerate() {
                for (v, sum) in row_sums.into_iter().enumerate() {
                    store(self.maps.add((row + r) * map_len + outputs[vector + v] as usize), sum);
                }
            }
        }
    }
}

/// A row is a filter, a vector one tap; the depth is the map's vectors, whose lanes are summed at the end.
struct WeightGradient<'a> {
    tables: &'a Tables,
    image: *const f32,
    spread: *const f32,
    gradient: *mut f32,
}

impl Block for WeightGradient<'_> {
    #[inline(always)]
    unsafe fn run<const R: usize, const V: usize>(&self, row: usize, tap: usize) {
        let Tables { taps, places, .. } = self.tables;
        let length = self.tables.spread_len();
        // SAFETY: the caller vouches for the rows and taps; every place plus tap is inside the image.
        unsafe {
            let spread = self.spread.add(row * length);
            let pixels: [*const f32; V] = std::array::from_fn(|v| self.image.add(taps[tap + v] as usize));
            let sums: Sums<R, V> = sums(
                [[f32x4::ZERO; V]; R],
                0..places.len(),
                |r, k| load(spread.add(r * length + k * LANES)),
                |v, k| load(pixels[v].add(*places.get_unchecked(k) as usize)),
            );
            for (r, row_sums) in sums.into_iter().enumerate() {
                for (v, sum) in row_sums.into_iter().enumerate() {
                    *self.gradient.add((row + r) * taps.len() + tap + v) += fold(sum);
                }
            }
        }
    }
}

/// A row is a tap, a vector four outputs; the depth is the filters.
struct ImageGradient<'a> {
    tables: &'a Tables,
    filters: usize,
    weight: *const f32,
    spread: *const f32,
    gradient: *mut f32,
}

impl Block for ImageGradient<'_> {
    #[inline(always)]
    unsafe fn run<const R: usize, const V: usize>(&self, row: usize, vector: usize) {
        let Tables { taps, scattered, places, .. } = self.tables;
        let rows: [usize; R] = std::array::from_fn(|r| scattered[row + r] as usize);
        let length = self.tables.spread_len();
        // SAFETY: the caller vouches for the taps and vectors; every place plus tap is inside the image.
        unsafe {
            let spread = self.spread.add(vector * LANES);
            let sums: Sums<R, V> = sums(
                [[f32x4::ZERO; V]; R],
                0..self.filters,
                |r, k| f32x4::splat(*self.weight.add(k * taps.len() + rows[r])),
                |v, k| load(spread.add(k * length + v * LANES)),
            );
            // One after another: taps share pixels.
            for (r, row_sums) in sums.into_iter().enumerate() {
                for (v, sum) in row_sums.into_iter().enumerate() {
                    let pixels = self.gradient.add((taps[rows[r]] + places[vector + v]) as usize);
                    store(pixels, load(pixels) + sum);
                }
            }
        }
    }
}
