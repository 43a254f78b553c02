//! The JavaScript API, in a real browser.

#![cfg(target_arch = "wasm32")]

use js_sys::{Array, Float32Array, Float64Array, Object, Reflect, Uint8Array};
use lenet::web::{
    Trainer, complete_recipe, describe, digit_from_image, digit_from_image_data, digit_from_strokes, epoch_order,
    preset, presets, recipe_for,
};
use wasm_bindgen::{Clamped, prelude::*};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

mod data;
mod inside;
mod refusals;
mod training;

wasm_bindgen_test_configure!(run_in_browser);

fn get(object: &JsValue, key: &str) -> JsValue {
    Reflect::get(object, &key.into()).unwrap()
}

fn number(object: &JsValue, key: &str) -> f64 {
    get(object, key).as_f64().unwrap_or_else(|| panic!("{key} is not a number"))
}

fn text(object: &JsValue, key: &str) -> String {
    get(object, key).as_string().unwrap_or_else(|| panic!("{key} is not a text"))
}

fn json(text: &str) -> JsValue {
    js_sys::JSON::parse(text).unwrap()
}

fn trainer(options: &str) -> Trainer {
    Trainer::new(json(options)).unwrap()
}

/// The error's message, after a look at its code and its kind.
#[track_caller]
fn refused<T>(result: Result<T, JsValue>, code: &str) -> String {
    let Err(error) = result else { panic!("this should have been refused") };
    assert!(error.is_instance_of::<js_sys::Error>());
    assert_eq!(text(&error, "code"), code);
    text(&error, "message")
}

fn bytes(numbers: &[u8]) -> Uint8Array {
    Uint8Array::from(numbers)
}

fn doubles(numbers: &[f64]) -> Float64Array {
    Float64Array::from(numbers)
}

/// A batch of ten pictures that any network can learn from.
fn batch() -> (Uint8Array, Uint8Array) {
    let labels: Vec<u8> = (0..10).collect();
    let images: Vec<u8> =
        labels.iter().flat_map(|label| (0..784).map(move |pixel| (pixel * (label + 3) as usize % 256) as u8)).collect();
    (bytes(&images), bytes(&labels))
}
