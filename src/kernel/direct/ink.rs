//! A digit stands on a background of 0: most of what a kernel sees is nothing, and need not be multiplied.

use super::OCTET;
use super::layout::Layout;
use crate::kernel::LANES;
use crate::kernel::columns::Geometry;
use wide::f32x4;

/// What of an image of one channel is not 0.
pub(super) struct Ink {
    kernel: usize,
    width: usize,
    /// A bit for each pixel that is not 0, and a margin.
    bits: Vec<u8>,
    /// The rows of the octet that was asked for last.
    rows: Vec<usize>,
}

/// Pixels that a byte tells of.
const BYTE: usize = 2 * LANES;
/// Pixels that can be looked at at once, wherever in a byte they begin.
const LOOK: usize = u32::BITS as usize - (BYTE - 1);

impl Ink {
    /// For images of a layout; none if they are shifted, have more than one channel, or rows of an octet's patches are longer than
    /// can be looked at at once.
    pub(super) fn new(layout: &Layout) -> Option<Ink> {
        let Geometry { channels, kernel, .. } = *layout.geometry();
        if layout.is_shifted() || channels != 1 || OCTET + kernel - 1 > LOOK {
            return None;
        }
        let bits = vec![0; layout.image_len().div_ceil(BYTE) + size_of::<u32>()];
        Some(Ink { kernel, width: layout.geometry().padded().1, bits, rows: vec![0; kernel] })
    }

    /// Looks at an image.
    pub(super) fn look(&mut self, image: &[f32]) {
        let (bytes, rest) = image.as_chunks::<BYTE>();
        for (bits, pixels) in self.bits.iter_mut().zip(bytes) {
            let [low, high] = [0, LANES].map(|start| {
                let pixels = f32x4::new(std::array::from_fn(|lane| pixels[start + lane]));
                pixels.simd_ne(f32x4::ZERO).to_bitmask() as u8
            });
            *bits = low | high << LANES;
        }
        if !rest.is_empty() {
            let bit = |(place, pixel): (usize, &f32)| u8::from(*pixel != 0.0) << place;
            self.bits[bytes.len()] = rest.iter().enumerate().map(bit).sum();
        }
    }

    /// Those of the kernel's rows in which any patch of the octet at `place` has ink.
    pub(super) fn rows(&mut self, place: usize) -> &[usize] {
        let row = (1 << (OCTET + self.kernel - 1)) - 1;
        let mut count = 0;
        for dy in 0..self.kernel {
            let start = place + dy * self.width;
            let bytes = self.bits[start / BYTE..].first_chunk().expect("there is a margin");
            let bits = u32::from_le_bytes(*bytes) >> (start % BYTE);
            // Always written, but kept only if the next does not take its place: cheaper than to guess.
            self.rows[count] = dy;
            count += usize::from(bits & row != 0);
        }
        &self.rows[..count]
    }
}
