//! How values and errors cross between Rust and JavaScript.

use super::Result;
use crate::error::Error;
use crate::json::{self, FromJson};
use crate::mnist::PIXELS;
use crate::network::{Network, Tensor};
use js_sys::{Array, Float32Array, JSON, JsString, Object, Reflect, Uint8Array};
use serde::Serialize;
use std::ops::RangeInclusive;
use wasm_bindgen::prelude::*;

impl From<Error> for JsValue {
    fn from(error: Error) -> JsValue {
        let value = coded(&error.to_string(), error.code());
        match &error {
            Error::InvalidNetwork { layer, problem } => {
                let told: Object = plain(problem).unchecked_into();
                set(&told, "layer", layer.as_str());
                set(value.unchecked_ref(), "problem", told);
            }
            Error::InvalidOption { setting, bounds, .. } => {
                let told: Object = plain(bounds).unchecked_into();
                set(&told, "setting", *setting);
                set(value.unchecked_ref(), "option", told);
            }
            _ => {}
        }
        value
    }
}

pub(super) fn coded(message: &str, code: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    set(&error, "code", code);
    error.into()
}

pub(super) fn set(object: &Object, key: &str, value: impl Into<JsValue>) {
    // Only a frozen object or a proxy could refuse, and these are new.
    let _ = Reflect::set(object, &key.into(), &value.into());
}

/// A report as a plain object. Only values without a shape in JavaScript could fail, and reports have none.
pub(super) fn plain(report: &impl Serialize) -> JsValue {
    serde_wasm_bindgen::to_value(report).unwrap_throw()
}

/// Data by way of JSON's text, as files have it: 0.001 stays 0.001, and does not become the double that is nearest to the
/// single-precision number.
pub(super) fn data(value: &impl Serialize) -> JsValue {
    JSON::parse(&json::text(value)).unwrap_throw()
}

/// Reads a value by way of JSON's text, as files are read: one reader, and one complaint for what is wrong.
pub(super) fn read<T: FromJson>(value: &JsValue, what: &str, code: &str) -> Result<T> {
    let wrong = |problem: &str| coded(&format!("{what}: {problem}"), code);
    // What holds itself, or a BigInt, has no JSON; of a function, or of nothing, it is nothing.
    let json = JSON::stringify(value).map_err(|_| wrong("JSON cannot hold it"))?.as_string();
    json::read(json.as_deref().unwrap_or("null").as_bytes()).map_err(|problem| wrong(&problem))
}

/// The most bytes that are taken: what they take of WebAssembly's memory is never given back, and not all of it can be had.
pub(super) const MOST_BYTES: usize = 1 << 28;

/// The bytes of an array. Of any other than bytes, wasm_bindgen would bend the numbers until they fit.
pub(super) fn bytes(what: &'static str, array: &Uint8Array) -> Result<Vec<u8>> {
    copied(what, array, 0..=MOST_BYTES, || format!("at most {MOST_BYTES}"))
}

/// The pixels of one picture [28, 28].
pub(super) fn picture(array: &Uint8Array) -> Result<Vec<u8>> {
    copied("the image", array, PIXELS..=PIXELS, || PIXELS.to_string())
}

/// A copy of an array of bytes, if it is as long as `expected` says.
fn copied(
    what: &'static str,
    array: &Uint8Array,
    lengths: RangeInclusive<usize>,
    expected: impl Fn() -> String,
) -> Result<Vec<u8>> {
    let array: &Uint8Array = of_type(what, array, "a Uint8Array")?;
    check_length(what, array.length(), lengths, expected)?;
    Ok(array.to_vec())
}

/// The numbers of an array.
pub(super) fn floats(what: &'static str, array: &Float32Array) -> Result<Vec<f32>> {
    const MOST: usize = MOST_BYTES / size_of::<f32>();
    let array: &Float32Array = of_type(what, array, "a Float32Array")?;
    check_length(what, array.length(), 0..=MOST, || format!("at most {MOST}"))?;
    Ok(array.to_vec())
}

/// Measures an array, before it is copied.
pub(super) fn check_length(
    what: &'static str,
    actual: u32,
    lengths: RangeInclusive<usize>,
    expected: impl Fn() -> String,
) -> Result<()> {
    let actual = actual as usize;
    if lengths.contains(&actual) { Ok(()) } else { Err(wrong_length(what, actual, &expected()).into()) }
}

/// A value that is what its type says: what JavaScript hands over may be anything.
pub(super) fn of_type<'a, T: JsCast>(what: &str, value: &'a T, kind: &str) -> Result<&'a T> {
    value.as_ref().dyn_ref().ok_or_else(|| wrong_type(what, kind))
}

/// A text.
pub(super) fn string(what: &str, value: &JsString) -> Result<String> {
    value.as_string().ok_or_else(|| wrong_type(what, "a string"))
}

fn wrong_type(what: &str, kind: &str) -> JsValue {
    coded(&format!("{what} must be {kind}"), "wrong-type")
}

/// A whole number within a range. Numbers arrive as JavaScript has them: wasm_bindgen would bend others until they fit.
pub(super) fn whole(what: &str, value: f64, range: RangeInclusive<f64>, code: &str) -> Result<u64> {
    if range.contains(&value) && value.fract() == 0.0 {
        return Ok(value as u64);
    }
    let [value, least, most] = [value, *range.start(), *range.end()].map(json::number);
    Err(coded(&format!("{what} is {value}; it must be a whole number from {least} to {most}"), code))
}

pub(super) fn wrong_length(what: &'static str, actual: usize, expected: &str) -> Error {
    Error::WrongLength { what, actual, expected: expected.to_owned() }
}

/// All trainable tensors, their values taken from a number for each parameter.
pub(super) fn tensors(network: &Network, values: &[f32]) -> Array {
    let tensor = |tensor: &Tensor| named(&tensor.name, &tensor.shape, &values[tensor.range.clone()]);
    network.tensors().iter().map(tensor).collect()
}

/// A named tensor.
pub(super) fn named(name: &str, shape: &[usize], values: &[f32]) -> Object {
    let object = Object::new();
    set(&object, "name", name);
    set(&object, "shape", plain(&shape));
    set(&object, "values", Float32Array::from(values));
    object
}

/// A named tensor that a kind of layer put out.
pub(super) fn layer(name: &str, kind: &JsValue, shape: &[usize], values: &[f32]) -> Object {
    let object = named(name, shape, values);
    set(&object, "kind", kind.clone());
    object
}
