//! Digits as others might have written them: turned, scaled, sheared, shifted, thicker or thinner, a little and at random.

use crate::bounds::Bounds;
use crate::error::Result;
use crate::json::{self, Fields, FromJson};
use crate::kernel::picture::Picture;
use crate::mnist::SIDE;
use crate::random::Random;
use serde::Serialize;
use serde_json::Value;

/// How far each image may be changed, either way; each change is drawn evenly from its range. All 0: not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
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
        Bounds::new(0.0, 180.0).check("augmentation.rotation", rotation)?;
        Bounds::new(0.0, 0.9).check("augmentation.scaling", scaling)?;
        Bounds::new(0.0, 1.0).check("augmentation.shear", shear)?;
        Bounds::new(0.0, SIDE as f64).check("augmentation.shift", shift)?;
        Bounds::new(0.0, 1.0).check("augmentation.thickness", thickness)
    }
}

impl FromJson for Augmentation {
    fn from_json(value: &Value) -> json::Result<Self> {
        let mut fields = Fields::of(value)?;
        let augmentation = Augmentation {
            rotation: fields.or("rotation", 0.0)?,
            scaling: fields.or("scaling", 0.0)?,
            shear: fields.or("shear", 0.0)?,
            shift: fields.or("shift", 0.0)?,
            thickness: fields.or("thickness", 0.0)?,
        };
        fields.finish().map(|()| augmentation)
    }
}

/// Changes images by an [`Augmentation`]; keeps the room it works in.
pub struct Augmenter {
    augmentation: Augmentation,
    picture: Picture,
}

impl Augmenter {
    /// An augmenter by those ranges.
    pub fn new(augmentation: Augmentation) -> Self {
        Augmenter { augmentation, picture: Picture::default() }
    }

    /// Writes `image` \[28, 28], changed at random, into `target` \[28, 28].
    ///
    /// # Panics
    ///
    /// If either is not an image.
    pub fn apply(&mut self, image: &[u8], mut random: Random, target: &mut [u8]) {
        let Augmentation { rotation, scaling, shear, shift, thickness } = self.augmentation;
        // Always all are drawn, so that one range does not change what another one draws.
        let mut draw = |range: f32| f64::from(random.uniform(-range, range));
        let (angle, shear) = (draw(rotation).to_radians(), draw(shear));
        let scale = [1.0 + draw(scaling), 1.0 + draw(scaling)];
        let (shift, thickness) = ([draw(shift), draw(shift)], draw(thickness));
        self.picture.take(image, thickness);

        // Which place of the image comes to a place of the target: the change backwards, about the middle. libm's functions
        // are the same everywhere.
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let column = [(cos + shear * sin) / scale[0], (sin - shear * cos) / scale[0]];
        let row = [-sin / scale[1], cos / scale[1]];
        let middle = (SIDE - 1) as f64 / 2.0;
        let first = |[across, down]: [f64; 2]| middle - across * (middle + shift[0]) - down * (middle + shift[1]);
        self.picture.give(target, [first(column), first(row)], column, row);
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::mnist::PIXELS;
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
        assert!(ends.iter().any(|end| *end < ink(&image()) / 2.0), "{ends:?}");
    }
}
