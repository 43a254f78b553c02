//! Images and labels as a trainer is handed them.

use crate::error::{Error, Result};
use crate::kernel::picture::shade;
use crate::mnist::{PIXELS, SIDE};
use crate::spec::{CLASSES, InputSpec};

/// Whether images and labels belong together, and are at most `most`.
pub(super) fn check_batch(images: &[u8], labels: &[u8], most: usize) -> Result<()> {
    let wrong = |expected| Err(Error::WrongLength { what: "the labels", actual: labels.len(), expected });
    if labels.is_empty() {
        return wrong("at least 1".into());
    }
    if labels.len() > most {
        return wrong(format!("at most {most}, the largest batch of this network"));
    }
    // Not by a product, which may be more than a size of 32 bits can say.
    if images.len() / PIXELS != labels.len() || !images.len().is_multiple_of(PIXELS) {
        let expected = format!("{PIXELS} for each of {} labels", labels.len());
        return Err(Error::WrongLength { what: "the images", actual: images.len(), expected });
    }
    match labels.iter().position(|label| usize::from(*label) >= CLASSES) {
        Some(index) => Err(Error::LabelOutOfRange { label: labels[index], index, classes: CLASSES }),
        None => Ok(()),
    }
}

/// Writes a picture \[28, 28] as numbers from background to ink into the middle of `target` \[height, width].
pub(super) fn place(image: &[u8], input: &InputSpec, target: &mut [f32]) {
    let (height, width) = (input.height as usize, input.width as usize);
    let (top, left) = ((height - SIDE) / 2, (width - SIDE) / 2);
    if target.len() != PIXELS {
        target.fill(input.background);
    }
    for (y, row) in image.chunks_exact(SIDE).enumerate() {
        let start = (top + y) * width + left;
        shade(row, [input.background, input.ink], &mut target[start..start + SIDE]);
    }
}
