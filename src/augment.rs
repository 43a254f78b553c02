//! Digits as others might have written them: turned, scaled, sheared, shifted, thicker or thinner, a little and at random.

use crate::error::Result;
use crate::mnist::{PIXELS, SIDE};
use crate::random::Random;
use crate::recipe::within;
use serde::{Deserialize, Serialize};

/// How far each image may be changed, either way; each change is drawn evenly from its range. All 0: not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Augmentation {
    /// Turn, in degrees.
    pub rotation: f32,
    /// Share by which it grows or shrinks, in width and in height.
    pub scaling: f32,
    /// Pixels that a row moves sideways for each that it lies below the middle.
    pub shear: f32,
    /// Pixels that it moves, across and down.
    pub shift: f32,
    /// Share of the way to strokes that are a pixel wider, or narrower, on either side.
    pub thickness: f32,
}

impl Augmentation {
    /// Whether it leaves every image as it is.
    pub fn is_none(&self) -> bool {
        *self == Augmentation::default()
    }

    /// Whether every setting is within its range.
    ///
    /// # Errors
    ///
    /// [`crate::Error::InvalidOption`] with the first that is not.
    pub fn check(&self) -> Result<()> {
        let Augmentation { rotation, scaling, shear, shift, thickness } = *self;
        within("the rotation", rotation, rotation >= 0.0, 180.0, "from 0 to 180 degrees")?;
        within("the scaling", scaling, scaling >= 0.0, 0.9, "from 0 to 0.9")?;
        within("the shear", shear, shear >= 0.0, 1.0, "from 0 to 1")?;
        within("the shift", shift, shift >= 0.0, SIDE as f32, "from 0 to 28 pixels")?;
        within("the thickness", thickness, thickness >= 0.0, 1.0, "from 0 to 1")
    }
}

/// An image with a rim of paper: a row and a column before it, two after it.
const PITCH: usize = SIDE + 3;

/// Changes images by an [`Augmentation`]; keeps the room it works in.
pub struct Augmenter {
    augmentation: Augmentation,
    image: [f32; PITCH * PITCH],
    stroked: [f32; PITCH * PITCH],
}

impl Augmenter {
    /// An augmenter by those ranges.
    pub fn new(augmentation: Augmentation) -> Self {
        Augmenter { augmentation, image: [0.0; PITCH * PITCH], stroked: [0.0; PITCH * PITCH] }
    }

    /// Writes `image` \[28, 28], changed at random, into `target` \[28, 28].
    ///
    /// # Panics
    ///
    /// If either is not an image.
    pub fn apply(&mut self, image: &[u8], mut random: Random, target: &mut [u8]) {
        assert_eq!((image.len(), target.len()), (PIXELS, PIXELS));
        let Augmentation { rotation, scaling, shear, shift, thickness } = self.augmentation;
        // Always all are drawn, so that one range does not change what another one draws.
        let mut draw = |range: f32| random.uniform(-range, range);
        let (angle, shear) = (draw(rotation), draw(shear));
        let scale = [1.0 + draw(scaling), 1.0 + draw(scaling)];
        let (shift, thickness) = ([draw(shift), draw(shift)], draw(thickness));

        for (row, pixels) in image.chunks_exact(SIDE).enumerate() {
            let start = (row + 1) * PITCH + 1;
            for (target, pixel) in self.image[start..start + SIDE].iter_mut().zip(pixels) {
                *target = (*pixel).into();
            }
        }
        let source = if thickness == 0.0 { &self.image } else { self.stroke(thickness) };

        // Which place of the image comes to a place of the target: the change backwards, about the middle. libm's functions
        // are the same everywhere.
        let angle = f64::from(angle).to_radians();
        let (sin, cos) = (libm::sin(angle) as f32, libm::cos(angle) as f32);
        let across = [(cos + shear * sin) / scale[0], (sin - shear * cos) / scale[0]];
        let down = [-sin / scale[1], cos / scale[1]];
        let middle = (SIDE - 1) as f32 / 2.0;
        for (index, target) in target.iter_mut().enumerate() {
            let x = (index % SIDE) as f32 - middle - shift[0];
            let y = (index / SIDE) as f32 - middle - shift[1];
            let column = middle + (across[0] * x + across[1] * y);
            let row = middle + (down[0] * x + down[1] * y);
            *target = (between(source, row, column) + 0.5) as u8;
        }
    }

    /// The image with thicker strokes, or thinner if `amount` is below zero: part of the way to the greatest, or the least,
    /// of each pixel and its four neighbours.
    fn stroke(&mut self, amount: f32) -> &[f32; PITCH * PITCH] {
        for row in 1..=SIDE {
            for place in row * PITCH + 1..row * PITCH + 1 + SIDE {
                let pixel = self.image[place];
                let neighbours = [place - PITCH, place - 1, place + 1, place + PITCH].map(|place| self.image[place]);
                let extreme = if amount > 0.0 {
                    neighbours.into_iter().fold(pixel, |most, other| if other > most { other } else { most })
                } else {
                    neighbours.into_iter().fold(pixel, |least, other| if other < least { other } else { least })
                };
                self.stroked[place] = pixel + amount.abs() * (extreme - pixel);
            }
        }
        &self.stroked
    }
}

/// The image between its pixels, in proportion to how near each of the four around is; paper outside.
#[inline(always)]
fn between(image: &[f32; PITCH * PITCH], row: f32, column: f32) -> f32 {
    // From the row before the first to the one after the last, counted from 0.
    let inside = |place: f32| (place + 1.0).clamp(0.0, (SIDE + 1) as f32);
    let (row, column) = (inside(row), inside(column));
    let (top, left) = (row as usize, column as usize);
    let (down, right) = (row - top as f32, column - left as f32);
    let corner = top * PITCH + left;
    let across = |place: usize| image[place] + right * (image[place + 1] - image[place]);
    let (above, below) = (across(corner), across(corner + PITCH));
    above + down * (below - above)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::random::Purpose;

    fn image() -> Vec<u8> {
        // A ring, soft at its edges.
        let pixel = |index: usize| {
            let (x, y) = ((index % SIDE) as f32 - 13.5, (index / SIDE) as f32 - 13.5);
            let away = ((x * x + y * y).sqrt() - 7.0).abs();
            ((2.5 - away).clamp(0.0, 1.0) * 255.0) as u8
        };
        (0..PIXELS).map(pixel).collect()
    }

    fn changed(augmentation: Augmentation, number: u32) -> Vec<u8> {
        let mut target = vec![0; PIXELS];
        Augmenter::new(augmentation).apply(&image(), Random::new(1, Purpose::Image(number)), &mut target);
        target
    }

    fn ink(image: &[u8]) -> f64 {
        image.iter().map(|pixel| f64::from(*pixel)).sum()
    }

    #[test]
    fn no_range_is_no_change() {
        assert!(Augmentation::default().is_none());
        assert_eq!(changed(Augmentation::default(), 3), image());
    }

    #[test]
    fn a_number_always_gives_the_same_and_another_gives_another() {
        let augmentation = Augmentation { rotation: 10.0, scaling: 0.1, shear: 0.1, shift: 2.0, thickness: 0.5 };
        assert_eq!(changed(augmentation, 5), changed(augmentation, 5));
        assert_ne!(changed(augmentation, 5), changed(augmentation, 6));
        // The room that is kept does not matter.
        let mut augmenter = Augmenter::new(augmentation);
        let mut target = vec![0; PIXELS];
        for number in [5, 9, 5] {
            augmenter.apply(&image(), Random::new(1, Purpose::Image(number)), &mut target);
        }
        assert_eq!(target, changed(augmentation, 5));
    }

    #[test]
    fn turning_and_shifting_keep_the_ink() {
        for augmentation in [
            Augmentation { rotation: 180.0, ..Augmentation::default() },
            Augmentation { shift: 4.0, ..Augmentation::default() },
            Augmentation { shear: 0.3, ..Augmentation::default() },
        ] {
            for number in 0..20 {
                let share = ink(&changed(augmentation, number)) / ink(&image());
                assert!((share - 1.0).abs() < 0.02, "{augmentation:?}: {share}");
            }
        }
    }

    #[test]
    fn strokes_become_thicker_and_thinner() {
        let shares: Vec<f64> = (0..40)
            .map(|number| {
                ink(&changed(Augmentation { thickness: 1.0, ..Augmentation::default() }, number)) / ink(&image())
            })
            .collect();
        let (least, most) = shares.iter().fold((1.0, 1.0), |(a, b), s| (f64::min(a, *s), f64::max(b, *s)));
        assert!(least < 0.7 && most > 1.3, "from {least} to {most}");
    }

    #[test]
    fn what_leaves_the_picture_is_gone() {
        let ends =
            [0, 1, 2, 3].map(|number| ink(&changed(Augmentation { shift: 28.0, ..Augmentation::default() }, number)));
        assert!(ends.iter().all(|end| *end <= ink(&image())));
    }
}
