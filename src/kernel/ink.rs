//! A digit stands on a background of 0: most of what a kernel sees is nothing, and need not be multiplied.

use super::LANES;
use wide::f32x4;

/// What of an image of one channel is not 0: a bit for each pixel, and a margin.
pub struct Ink(Vec<u8>);

/// Pixels that a byte tells of.
const BYTE: usize = 2 * LANES;

impl Ink {
    /// The most pixels that [`Ink::seen`] tells of at once, wherever in a byte they begin.
    pub const MOST: usize = u64::BITS as usize - (BYTE - 1);

    /// Room for images of so many pixels.
    pub fn new(pixels: usize) -> Ink {
        Ink(vec![0; pixels.div_ceil(BYTE) + size_of::<u64>()])
    }

    /// Looks at an image.
    ///
    /// # Panics
    ///
    /// If it has more pixels than there is room for.
    pub fn look(&mut self, image: &[f32]) {
        assert!(image.len().div_ceil(BYTE) + size_of::<u64>() <= self.0.len());
        let (bytes, rest) = image.as_chunks::<BYTE>();
        for (bits, pixels) in self.0.iter_mut().zip(bytes) {
            let [low, high] = [0, LANES].map(|start| {
                let pixels = f32x4::new(std::array::from_fn(|lane| pixels[start + lane]));
                pixels.simd_ne(f32x4::ZERO).to_bitmask() as u8
            });
            *bits = low | high << LANES;
        }
        if !rest.is_empty() {
            let bit = |(place, pixel): (usize, &f32)| u8::from(*pixel != 0.0) << place;
            self.0[bytes.len()] = rest.iter().enumerate().map(bit).sum();
        }
    }

    /// The first of up to [`Ink::MOST`] pixels from `start` on in the lowest bit, the next in the next: 1 where there is ink.
    ///
    /// # Panics
    ///
    /// If `start` is not in the image.
    #[inline(always)]
    pub fn seen(&self, start: usize, pixels: usize) -> u64 {
        let bytes = self.0[start / BYTE..].first_chunk().expect("there is a margin");
        u64::from_le_bytes(*bytes) >> (start % BYTE) & ((1 << pixels) - 1)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::testing::numbers;

    #[test]
    fn ink_is_what_is_not_0() {
        for length in [1, 7, 8, 9, 64, 100] {
            let mut image = numbers(length, length as u32);
            image
                .iter_mut()
                .filter(|pixel| **pixel < 0.2)
                .for_each(|pixel| *pixel = if *pixel < 0.0 { -0.0 } else { 0.0 });
            let mut ink = Ink::new(100);
            ink.look(&vec![1.0; 100]);
            ink.look(&image);
            for start in 0..length {
                let pixels = Ink::MOST.min(length - start);
                let bit = |place: usize| u64::from(image[start + place] != 0.0) << place;
                assert_eq!(ink.seen(start, pixels), (0..pixels).map(bit).sum::<u64>(), "{length}, {start}");
            }
        }
    }
}
