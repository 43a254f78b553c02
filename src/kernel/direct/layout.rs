//! How images lie in memory while they are convolved, and where outputs and weights meet them.

use super::OCTET;
use crate::check_length;
use crate::columns::Geometry;
use crate::ink::Ink;
use crate::{LANES, load, store};

/// An image as it is, or shifted.
pub(super) struct Layout {
    geometry: Geometry,
    shifted: bool,
    /// Shifted images; empty if images are not shifted.
    room: Vec<f32>,
}

/// Some outputs next to one another.
pub(super) struct Outputs {
    /// The place of the first one's patch's corner in the image.
    pub place: u32,
    /// The first one's place in the map.
    pub output: u32,
    /// How many of them were among those before: the last of a row may overlap them.
    pub repeated: usize,
}

impl Outputs {
    /// What of row `dy` of the patches of four outputs is ink, in an unshifted image.
    #[inline(always)]
    pub(super) fn ink(&self, ink: &Ink, geometry: &Geometry, dy: usize) -> u64 {
        ink.seen(self.place as usize + dy * geometry.padded().1, LANES + geometry.kernel - 1)
    }
}

impl Layout {
    /// The layout that suits the sizes, and images most of whose pixels are 0 if they are `blank`.
    pub(super) fn new(geometry: &Geometry, blank: bool) -> Layout {
        let width = geometry.output_width;
        // Where most is blank, octets that overlap cost little, and whether there is anything to an octet can be seen by rows.
        let shifted = !(width.is_multiple_of(OCTET) || blank && width >= OCTET);
        Layout { geometry: *geometry, shifted, room: Vec::new() }
    }

    pub(super) fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    /// Whether rows of an octet's patches stand as they are in images of one channel, and can be looked at at once.
    pub(super) fn shows_ink(&self) -> bool {
        !self.shifted && self.geometry.channels == 1 && OCTET + self.geometry.kernel - 1 <= Ink::MOST
    }

    /// Numbers of an image as it is laid out.
    pub(super) fn image_len(&self) -> usize {
        let Geometry { channels, kernel, output_width, .. } = self.geometry;
        let (height, width) = self.geometry.padded();
        channels * height * if self.shifted { kernel * output_width } else { width }
    }

    /// How far a weight's pixel is from the patch's corner.
    pub(super) fn distance(&self, channel: usize, dy: usize, dx: usize) -> usize {
        let Geometry { kernel, output_width, .. } = self.geometry;
        let (height, width) = self.geometry.padded();
        match self.shifted {
            true => ((channel * kernel + dx) * height + dy) * output_width,
            false => (channel * height + dy) * width + dx,
        }
    }

    /// All outputs of a map, so many at a time.
    pub(super) fn outputs(&self, together: usize) -> Vec<Outputs> {
        let Geometry { output_height, output_width, .. } = self.geometry;
        let (rows, row, row_stride) = match self.shifted {
            true => (1, output_height * output_width, 0),
            false => (output_height, output_width, self.geometry.padded().1),
        };
        let mut outputs = Vec::new();
        for y in 0..rows {
            for start in (0..row).step_by(together) {
                let x = start.min(row - together);
                let (place, output) = ((y * row_stride + x) as u32, (y * row + x) as u32);
                outputs.push(Outputs { place, output, repeated: start - x });
            }
        }
        outputs
    }

    /// Images \[channels, height, width], padding included, as they are laid out.
    ///
    /// # Panics
    ///
    /// If they are not whole images of the geometry.
    pub(super) fn lay_out<'a>(&'a mut self, images: &'a [f32]) -> &'a [f32] {
        let Geometry { kernel, output_width, .. } = self.geometry;
        let (height, width) = self.geometry.padded();
        let count = images.len() / self.geometry.padded_len();
        check_length(images.len(), count * self.geometry.padded_len());
        if !self.shifted {
            return images;
        }
        let length = count * self.image_len();
        self.room.resize(self.room.len().max(length), 0.0);
        let mut copies = self.room.chunks_exact_mut(height * output_width);
        for map in images.chunks_exact(height * width) {
            for (dx, copy) in (0..kernel).zip(&mut copies) {
                for (copy, row) in copy.chunks_exact_mut(output_width).zip(map.chunks_exact(width)) {
                    copy_row(&row[dx..dx + output_width], copy);
                }
            }
        }
        &self.room[..length]
    }
}

/// Copies a short row. What copies any length is a call, which takes longer than this.
#[inline(always)]
fn copy_row(from: &[f32], to: &mut [f32]) {
    check_length(from.len(), to.len());
    if from.len() < LANES {
        to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        return;
    }
    for start in (0..from.len()).step_by(LANES) {
        // The last may overlap the one before.
        let start = start.min(from.len() - LANES);
        // SAFETY: both are as long, and a vector is left from the start on.
        unsafe { store(to.as_mut_ptr().add(start), load(from.as_ptr().add(start))) };
    }
}
