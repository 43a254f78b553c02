//! Digits and their order, for JavaScript.

use super::Result;
use super::crossing::{MOST_BYTES, bytes, check_length, of_type, whole, wrong_length};
use crate::drawing::{self, Stroke};
use crate::mnist;
use js_sys::{Array, Float32Array, Uint8Array};
use wasm_bindgen::prelude::*;

/// Pictures that can be put in order: far more than there are, and no burden for a tab's memory.
const MOST_PICTURES: f64 = 10_000_000.0;

/// Numbers that all strokes of a drawing may have together: far more than a hand draws.
const MOST_NUMBERS: usize = 4_000_000;

/// The order of an epoch's `count` pictures, epochs counted from 0; it depends on the seed alone. Epoch 0 shuffles within
/// blocks of `block` pictures, so that training can start when the first block has arrived; the others shuffle all.
#[wasm_bindgen(js_name = epochOrder)]
pub fn epoch_order(seed: f64, epoch: f64, count: f64, block: f64) -> Result<Vec<u32>> {
    let number = |what, value, most| whole(what, value, 0.0..=most, "invalid-option").map(|number| number as u32);
    let any = f64::from(u32::MAX);
    let (seed, epoch) = (number("seed", seed, any)?, number("epoch", epoch, any)?);
    let (count, block) = (number("count", count, MOST_PICTURES)?, number("block", block, any)?);
    Ok(mnist::epoch_order(seed, epoch, count, block))
}

/// Turns strokes, each x, y, x, y, .. in any unit, drawn with a pen of `penWidth`, into a digit [28, 28] as MNIST's were
/// made; undefined if there is no ink.
#[wasm_bindgen(js_name = digitFromStrokes)]
pub fn digit_from_strokes(
    #[wasm_bindgen(unchecked_param_type = "Float32Array[]")] strokes: &Array,
    #[wasm_bindgen(js_name = penWidth)] pen_width: f32,
) -> Result<Option<Uint8Array>> {
    let strokes: &Array = of_type("the strokes", strokes, "an Array")?;
    let mut paths: Vec<Stroke> = Vec::new();
    let mut length = strokes.length();
    for stroke in strokes.iter() {
        let numbers: &Float32Array = of_type("a stroke", stroke.unchecked_ref(), "a Float32Array")?;
        length = length.saturating_add(numbers.length());
        check_length("the strokes", length, 0..=MOST_NUMBERS, || format!("at most {MOST_NUMBERS}"))?;
        let numbers = numbers.to_vec();
        let (points, []) = numbers.as_chunks() else {
            return Err(wrong_length("a stroke", numbers.len(), "x and y for every point").into());
        };
        paths.push(points.to_vec());
    }
    let digit = drawing::from_strokes(&paths, pen_width)?;
    Ok(digit.map(|digit| Uint8Array::from(digit.as_slice())))
}

/// Turns a grey picture [height, width], dark on light or light on dark, into a digit [28, 28] as MNIST's were made;
/// undefined if it is blank.
#[wasm_bindgen(js_name = digitFromImage)]
pub fn digit_from_image(grey: &Uint8Array, width: f64, height: f64) -> Result<Option<Uint8Array>> {
    let side = |what, side| whole(what, side, 0.0..=f64::from(u32::MAX), "invalid-option").map(|side| side as usize);
    digit(&bytes("the picture", grey)?, side("width", width)?, side("height", height)?)
}

/// Turns a canvas's pixels, over white where they are transparent, into a digit [28, 28] as MNIST's were made; undefined if
/// they are blank.
#[wasm_bindgen(js_name = digitFromImageData)]
pub fn digit_from_image_data(image: &web_sys::ImageData) -> Result<Option<Uint8Array>> {
    let image = of_type("the picture", image, "an ImageData")?;
    let length = image.width().saturating_mul(image.height()).saturating_mul(4);
    check_length("the picture", length, 0..=MOST_BYTES, || format!("at most {MOST_BYTES}"))?;
    let pixels = image.data().0;
    let grey: Vec<u8> = pixels.as_chunks().0.iter().map(|pixel| drawing::grey(*pixel)).collect();
    digit(&grey, image.width() as usize, image.height() as usize)
}

fn digit(grey: &[u8], width: usize, height: usize) -> Result<Option<Uint8Array>> {
    let digit = drawing::from_image(grey, width, height)?;
    Ok(digit.map(|digit| Uint8Array::from(digit.as_slice())))
}
